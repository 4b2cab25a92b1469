//! The configuration that an image gets, its base's included: what never is a step of the graph.

use super::protocol::BuildResult;
use crate::facts::ImageConfig;
use crate::facts::graph::Config;

/// Key of the metadata of a result; one for each platform has `/` and the platform behind it.
const KEY: &str = "containerimage.config";

/// Why a configuration cannot be judged.
#[derive(Debug, thiserror::Error)]
#[error("the configuration of the image cannot be read: {0}")]
pub(super) struct Malformed(#[from] serde_json::Error);

/// The configurations of all platforms, each with the platform (`os/architecture`).
pub(super) fn configs(result: &BuildResult) -> Result<Vec<(String, Config)>, Malformed> {
    let own = |key: &str| {
        key.strip_prefix(KEY).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let values = result.metadata.iter().filter(|(key, _)| own(key)).map(|(_, value)| value);
    let mut configs = Vec::new();
    for value in values {
        let config = ImageConfig::parse(value)?;
        configs.push((config.platform, config.process));
    }
    Ok(configs)
}
