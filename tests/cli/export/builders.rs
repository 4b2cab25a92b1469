//! What BuildKit and buildx do with a policy: the names that they ask about, and how they decide.

use regex::Regex;
use serde_json::{Value, json};

use super::Decision;

/// The digest that every tag leads to.
pub(super) const RESOLVED: &str =
    "sha256:5555555555555555555555555555555555555555555555555555555555555555";

/// Something that is asked for each source.
pub(super) enum Builder {
    Rego(Box<regorus::Engine>),
    SourcePolicy(Vec<(bool, Regex)>),
}

impl Builder {
    /// A `Dockerfile.rego`.
    pub(super) fn of_rego(text: &str) -> Self {
        let mut engine = regorus::Engine::new();
        engine.set_rego_v0(false);
        engine.add_policy("Dockerfile.rego".to_owned(), text.to_owned()).expect("Rego");
        Self::Rego(Box::new(engine))
    }

    /// A source policy, read as `sourcepolicy/engine.go` does: the last rule that matches counts.
    pub(super) fn of_source_policy(text: &str) -> Self {
        let document: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(document["version"], 1);
        let rules = document["rules"].as_array().expect("rules").iter();
        let rule = |rule: &Value| {
            assert_eq!(rule["selector"]["match_type"], "REGEX");
            let expression = rule["selector"]["identifier"].as_str().expect("an expression");
            let denies = match rule["action"].as_str() {
                Some("DENY") => true,
                Some("ALLOW") => false,
                other => unreachable!("{other:?}"),
            };
            (denies, Regex::new(expression).expect("a regular expression"))
        };
        Self::SourcePolicy(rules.map(rule).collect())
    }

    /// What becomes of a build on an image: it is asked for by its name, and again with the digest that this leads to.
    pub(super) fn judge(&mut self, image: &str) -> Decision {
        let name = normalised(image);
        let again = match name.contains('@') {
            true => name.clone(),
            false => format!("{name}@{RESOLVED}"),
        };
        let passes = self.allows(&name) && self.allows(&again);
        if passes { Decision::Passes } else { Decision::Refused }
    }

    fn allows(&mut self, name: &str) -> bool {
        match self {
            Self::Rego(engine) => {
                let input = json!({ "env": {"depth": 0}, "image": { "ref": name } });
                let decision = asked(engine, &input);
                let allowed = decision["allow"] == true;
                assert_eq!(decision["deny_msg"] == json!([]), allowed, "{decision}");
                allowed
            }
            Self::SourcePolicy(rules) => {
                let name = format!("docker-image://{name}");
                let last = rules.iter().rfind(|(_, expression)| expression.is_match(&name));
                last.is_none_or(|(denies, _)| !denies)
            }
        }
    }
}

/// `data.docker.decision`.
pub(super) fn asked(engine: &mut regorus::Engine, input: &Value) -> Value {
    engine.set_input_json(&input.to_string()).expect("an input");
    let value = engine.eval_rule("data.docker.decision".to_owned()).expect("a decision");
    serde_json::from_str(&value.to_json_str().expect("JSON")).expect("JSON")
}

/// A name as `distribution/reference` normalises it, with a tag.
fn normalised(image: &str) -> String {
    let (name, rest) = match image.split_once('/') {
        Some((host, rest)) if is_host(host) => (host, rest),
        _ => ("docker.io", image),
    };
    let domain = if name == "index.docker.io" { "docker.io" } else { name };
    let path = match domain == "docker.io" && !rest.contains('/') {
        true => format!("library/{rest}"),
        false => rest.to_owned(),
    };
    match rest.contains([':', '@']) {
        true => format!("{domain}/{path}"),
        false => format!("{domain}/{path}:latest"),
    }
}

fn is_host(first: &str) -> bool {
    first == "localhost"
        || first.contains(['.', ':'])
        || first.bytes().any(|b| b.is_ascii_uppercase())
}
