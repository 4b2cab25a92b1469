//! The configuration that an image gets, its base's included: what never is a step of the graph.

use serde::Deserialize;

use super::graph::pairs;
use super::protocol::BuildResult;
use crate::facts::graph::Config;

/// Key of the metadata of a result; one for each platform has `/` and the platform behind it.
const KEY: &str = "containerimage.config";

#[derive(Default, Deserialize)]
struct Image {
    #[serde(default)]
    config: Option<Process>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Process {
    entrypoint: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    env: Option<Vec<String>>,
    user: Option<String>,
    working_dir: Option<String>,
    healthcheck: Option<Healthcheck>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Healthcheck {
    test: Option<Vec<String>>,
}

/// Why a configuration cannot be judged.
#[derive(Debug, thiserror::Error)]
#[error("the configuration of the image cannot be read: {0}")]
pub(super) struct Malformed(#[from] serde_json::Error);

/// The configurations of all platforms.
pub(super) fn configs(result: &BuildResult) -> Result<Vec<Config>, Malformed> {
    let own = |key: &str| {
        key.strip_prefix(KEY).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let values = result.metadata.iter().filter(|(key, _)| own(key)).map(|(_, value)| value);
    let mut configs = Vec::new();
    for value in values {
        let image: Image = serde_json::from_slice(value)?;
        let process = image.config.unwrap_or_default();
        configs.push(Config {
            entrypoint: process.entrypoint.unwrap_or_default(),
            cmd: process.cmd.unwrap_or_default(),
            healthcheck: process.healthcheck.and_then(|check| check.test).unwrap_or_default(),
            env: pairs(process.env.unwrap_or_default()),
            user: process.user.unwrap_or_default(),
            workdir: process.working_dir.unwrap_or_default(),
        });
    }
    Ok(configs)
}
