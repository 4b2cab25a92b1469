//! The configuration of an image, as its JSON has it: what a container starts with, and how the image was made.
//!
//! Names are compared as Go's JSON reader compares them, which does not know upper from lower case.

use serde_json::{Map, Value};

use super::graph::Config;

/// One entry of the history of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryEntry {
    /// What made it: an instruction, or the command of one.
    pub created_by: String,
    /// It made no layer.
    pub empty_layer: bool,
}

/// What the configuration of an image says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageConfig {
    /// What a container starts with.
    pub process: Config,
    /// Instructions that a build on this image runs.
    pub onbuild: Vec<String>,
    /// The oldest entry first.
    pub history: Vec<HistoryEntry>,
    /// Digests of the layers, unpacked.
    pub diff_ids: Vec<String>,
    /// `os/arch` with the variant; empty if it does not say.
    pub platform: String,
}

impl ImageConfig {
    /// Reads the JSON.
    ///
    /// # Errors
    /// It is no JSON object.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let image: Map<String, Value> = serde_json::from_slice(json)?;
        let empty = Map::new();
        let process = field(&image, "config").and_then(Value::as_object).unwrap_or(&empty);
        let health = field(process, "Healthcheck").and_then(Value::as_object).unwrap_or(&empty);
        let root = field(&image, "rootfs").and_then(Value::as_object).unwrap_or(&empty);
        let history = field(&image, "history").and_then(Value::as_array);
        let parts = ["os", "architecture", "variant"].map(|name| string(&image, name));
        let platform: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Ok(Self {
            process: Config {
                entrypoint: strings(process, "Entrypoint"),
                cmd: strings(process, "Cmd"),
                healthcheck: strings(health, "Test"),
                env: pairs(strings(process, "Env")),
                user: string(process, "User"),
                workdir: string(process, "WorkingDir"),
            },
            onbuild: strings(process, "OnBuild"),
            history: history.into_iter().flatten().filter_map(entry).collect(),
            diff_ids: strings(root, "diff_ids"),
            platform: platform.join("/"),
        })
    }
}

fn entry(value: &Value) -> Option<HistoryEntry> {
    let entry = value.as_object()?;
    let empty_layer = field(entry, "empty_layer").and_then(Value::as_bool).unwrap_or(false);
    Some(HistoryEntry { created_by: string(entry, "created_by"), empty_layer })
}

/// The last field of this name, as for Go.
fn field<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    let exact = object.get(name);
    exact.or_else(|| {
        let mut same = object.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        same.next_back().map(|(_, value)| value)
    })
}

fn string(object: &Map<String, Value>, name: &str) -> String {
    field(object, name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn strings(object: &Map<String, Value>, name: &str) -> Vec<String> {
    let list = field(object, name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// `NAME=value` words as pairs.
pub fn pairs(words: Vec<String>) -> Vec<(String, String)> {
    let pair = |word: String| {
        let (name, value) = word.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    };
    words.into_iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case_and_null_is_nothing() {
        let json = br#"{"os":"linux","architecture":"arm64","Config":{"entryPoint":["/php8"],"Cmd":null,
            "Env":["A=b=c","none"],"healthcheck":{"Test":["CMD","x"]}},"history":[{"created_by":"RUN x"},
            {"empty_layer":true}],"rootfs":{"diff_ids":["sha256:1"]}}"#;
        let config = ImageConfig::parse(json).unwrap();
        assert_eq!(config.process.entrypoint, ["/php8"]);
        assert_eq!(config.process.env, [("A".to_owned(), "b=c".to_owned())]);
        assert_eq!(config.process.healthcheck, ["CMD", "x"]);
        assert_eq!((config.history.len(), config.history[1].empty_layer), (2, true));
        assert_eq!((config.platform.as_str(), config.diff_ids.len()), ("linux/arm64", 1));
        assert!(ImageConfig::parse(b"[]").is_err());
    }
}
