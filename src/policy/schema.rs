//! The JSON Schema of the policy file: options come from the types that read them, words from the lists of words that
//! the reader has.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema as _, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::indicators::{KINDS, PORTS};
use super::modes::{BuildPolicy, FailOn, InlineMode, Preset};
use crate::pattern::{NamePattern, PathPattern};
use crate::rules;

/// The schema as a JSON document.
pub(crate) fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    let rule_tables: Map<String, Value> = rules::known_rules()
        .map(|meta| (meta.id.to_owned(), rules::table_schema(meta, &mut generator).to_value()))
        .collect();
    let mut indicators: Map<String, Value> =
        KINDS.into_iter().map(|kind| (kind.to_owned(), indicator_list(kind))).collect();
    indicators.insert("files".to_owned(), strings("JSON or TOML files with the same keys"));
    let mut schema = table(
        "the policy of minestop",
        &json!({
            "extends": extends(),
            "free": {
                "type": "array",
                "items": { "type": "string" },
                "uniqueItems": true,
                "description": "keys that policies may loosen which extend this one",
            },
            "version": { "const": 1, "description": "version of the format" },
            "preset": words(Preset::WORDS, "what everything else is laid over"),
            "inline-ignores": words(InlineMode::WORDS, "what comments in a Dockerfile may do"),
            "fail-on": words(FailOn::WORDS, "which verdict fails the run"),
            "require-expiry": { "type": "boolean", "description": "every exception names an expiry date" },
            "docs-url": {
                "type": "string",
                "pattern": r"^https?://.*\{rule\}",
                "description": "where reports link to for the page about a rule; `{rule}` stands for its name",
            },
            "frontend": frontend(),
            "rules": table("settings of rules by their id", &Value::Object(rule_tables)),
            "files": table(
                "which files a search takes in and leaves out",
                &json!({
                    "include": paths("Dockerfiles whatever they are called", &mut generator),
                    "exclude": paths("files that are left out", &mut generator),
                    "workflows": {
                        "type": "boolean",
                        "description": "workflows of GitHub and pipelines of GitLab are looked at, too",
                    },
                }),
            ),
            "exceptions": { "type": "array", "items": exception(&mut generator) },
            "indicators": indicator_table(indicators),
        }),
    );
    if let Some(object) = schema.as_object_mut() {
        object.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    }
    schema
}

fn table(about: &str, properties: &Value) -> Value {
    json!({
        "type": "object",
        "description": about,
        "properties": properties,
        "additionalProperties": false,
    })
}

fn words(words: &[&str], about: &str) -> Value {
    json!({ "enum": words, "description": about })
}

fn strings(about: &str) -> Value {
    let string = json!({ "type": "string", "minLength": 1 });
    json!({
        "anyOf": [string, { "type": "array", "items": string, "uniqueItems": true }],
        "description": about,
    })
}

fn paths(about: &str, generator: &mut SchemaGenerator) -> Value {
    let pattern = PathPattern::json_schema(generator).to_value();
    json!({
        "anyOf": [pattern, { "type": "array", "items": pattern, "uniqueItems": true }],
        "description": about,
    })
}

fn extends() -> Value {
    let pinned = table(
        "a policy with its digest",
        &json!({
            "path": { "type": "string", "minLength": 1 },
            "sha256": { "type": "string", "pattern": "^[0-9a-fA-F]{64}$" },
        }),
    );
    let one = json!({ "anyOf": [{ "type": "string", "minLength": 1 }, pinned] });
    json!({
        "anyOf": [one, { "type": "array", "items": one }],
        "description": "policies that this one may only tighten, from its directory",
    })
}

fn frontend() -> Value {
    table(
        "only for a gate",
        &json!({
            "upstream": { "type": "string", "description": "image of the frontend that does the work" },
            "build-policy": words(BuildPolicy::WORDS, "what a policy may do that a build brings along"),
            "image-name-from-build": { "type": "boolean", "description": "a build may name its image" },
            "attest": { "type": "boolean", "description": "an image that passes carries the verdict" },
        }),
    )
}

fn exception(generator: &mut SchemaGenerator) -> Value {
    let ids: Vec<&str> = rules::known_rules().map(|meta| meta.id).chain(["*"]).collect();
    let id = json!({ "enum": ids });
    let files = PathPattern::json_schema(generator).to_value();
    let mut entry = table(
        "findings that are accepted",
        &json!({
            "rule": id,
            "rules": { "anyOf": [id, { "type": "array", "items": id, "minItems": 1 }] },
            "files": { "anyOf": [files, { "type": "array", "items": files, "minItems": 1 }] },
            "fingerprints": {
                "type": "array",
                "items": { "type": "string", "pattern": "^[0-9a-fA-F]{64}$" },
                "minItems": 1,
            },
            "match": NamePattern::json_schema(generator).to_value(),
            "reason": { "type": "string", "minLength": 1 },
            "expires": { "description": "the last day, a date without quotes" },
        }),
    );
    if let Some(entry) = entry.as_object_mut() {
        entry.insert("required".to_owned(), json!(["reason"]));
    }
    entry
}

fn indicator_list(kind: &str) -> Value {
    if kind == PORTS {
        let port = json!({ "type": "integer", "minimum": 1, "maximum": 65535 });
        return json!({ "type": "array", "items": port, "uniqueItems": true });
    }
    strings(&format!("the organisation's own {}", kind.replace('_', " ")))
}

/// Keys that start with `_` say what the table is.
fn indicator_table(lists: Map<String, Value>) -> Value {
    let mut indicators = table("what the organisation itself knows", &Value::Object(lists));
    if let Some(indicators) = indicators.as_object_mut() {
        indicators.insert("patternProperties".to_owned(), json!({ "^_": {} }));
    }
    indicators
}
