//! The configuration of an image, as its JSON has it: what a container starts with, and how the image was made.
//!
//! Fields are found as Go's JSON reader finds them.

use serde::Deserialize;
use serde::de::Error as _;

use super::go_json::Fields;
use super::graph::Config;

/// One entry of the history of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HistoryEntry {
    /// What made it: an instruction, or the command of one.
    pub(crate) created_by: String,
    /// It made no layer.
    pub(crate) empty_layer: bool,
}

/// What the configuration of an image says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImageConfig {
    /// What a container starts with.
    pub(crate) process: Config,
    /// Instructions that a build on this image runs.
    pub(crate) onbuild: Vec<String>,
    /// The oldest entry first.
    pub(crate) history: Vec<HistoryEntry>,
    /// Digests of the layers, unpacked.
    pub(crate) diff_ids: Vec<String>,
    /// `os/arch` with the variant; empty if it does not say.
    pub(crate) platform: String,
}

impl ImageConfig {
    /// Reads the JSON.
    ///
    /// # Errors
    /// It is no JSON object, a field has another type than for container engines, or two fields can be taken for one.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let text = std::str::from_utf8(json).map_err(serde_json::Error::custom)?;
        let image: Fields<'_> = serde_json::from_str(text)?;
        let process = image.object("config")?;
        let health = process.object("Healthcheck")?;
        let parts =
            [string(&image, "os")?, string(&image, "architecture")?, string(&image, "variant")?];
        let platform: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Ok(Self {
            process: Config {
                entrypoint: words(&process, "Entrypoint")?,
                cmd: words(&process, "Cmd")?,
                healthcheck: strings(&health, "Test")?,
                env: pairs(strings(&process, "Env")?),
                user: string(&process, "User")?,
                workdir: string(&process, "WorkingDir")?,
            },
            onbuild: strings(&process, "OnBuild")?,
            history: image.objects("history")?.iter().map(entry).collect::<Result<_, _>>()?,
            diff_ids: strings(&image.object("rootfs")?, "diff_ids")?,
            platform: platform.join("/"),
        })
    }
}

fn entry(entry: &Fields<'_>) -> Result<HistoryEntry, serde_json::Error> {
    let empty_layer = entry.get("empty_layer")?.unwrap_or_default();
    Ok(HistoryEntry { created_by: string(entry, "created_by")?, empty_layer })
}

fn string(object: &Fields<'_>, name: &str) -> Result<String, serde_json::Error> {
    Ok(object.get(name)?.unwrap_or_default())
}

fn strings(object: &Fields<'_>, name: &str) -> Result<Vec<String>, serde_json::Error> {
    let list: Option<Vec<Option<String>>> = object.get(name)?;
    Ok(list.unwrap_or_default().into_iter().map(Option::unwrap_or_default).collect())
}

/// A command: a list, or one word, as Docker's `strslice.StrSlice` takes it.
fn words(object: &Fields<'_>, name: &str) -> Result<Vec<String>, serde_json::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Words {
        One(String),
        List(Vec<Option<String>>),
    }
    Ok(match object.get(name)? {
        None => Vec::new(),
        Some(Words::One(word)) => vec![word],
        Some(Words::List(list)) => list.into_iter().map(Option::unwrap_or_default).collect(),
    })
}

/// `NAME=value` words as pairs.
pub(crate) fn pairs(words: Vec<String>) -> Vec<(String, String)> {
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

    #[test]
    fn a_field_that_can_be_read_in_two_ways_is_refused() {
        for json in [
            r#"{"config":{"Cmd":["sh"]},"Config":{"Entrypoint":["/usr/bin/agent"]}}"#,
            r#"{"config":{"Cmd":["sh"]},"config":{"Entrypoint":["/usr/bin/agent"]}}"#,
            r#"{"config":{"Entrypoint":["sh"],"entrypoint":["/usr/bin/agent"]}}"#,
            r#"{"config":{"Healthcheck":{"Test":["NONE"],"TEST":["CMD","x"]}}}"#,
            "{\"config\":{\"U\u{17f}er\":\"a\",\"User\":\"b\"}}",
            r#"{"config":{"Env":["A=1"],"\u0065nv":["A=2"]}}"#,
            r#"{"history":[{"created_by":"x","Created_By":"y"}]}"#,
            r#"{"rootfs":{"diff_ids":[],"DIFF_IDS":["sha256:1"]}}"#,
            r#"{"os":"linux","O\u017f":"windows"}"#,
        ] {
            let error = ImageConfig::parse(json.as_bytes()).unwrap_err().to_string();
            assert!(error.contains("can be taken for another"), "{json}: {error}");
        }
    }

    #[test]
    fn types_are_those_of_container_engines() {
        let word = ImageConfig::parse(br#"{"config":{"Entrypoint":"/usr/bin/agent"}}"#).unwrap();
        assert_eq!(word.process.entrypoint, ["/usr/bin/agent"]);
        for json in [r#"{"config":[]}"#, r#"{"config":{"Env":"A=1"}}"#, r#"{"history":{}}"#] {
            assert!(ImageConfig::parse(json.as_bytes()).is_err(), "{json}");
        }
        assert_eq!(ImageConfig::parse(br#"{"history":null}"#).unwrap(), ImageConfig::default());
    }
}
