//! Texts that are made for people and for other programs, as they were approved.

use crate::policy::{Preset, StartingPoint, parse, schema, show, template};
use crate::rules::Setting;
use crate::source::Sources;

#[test]
fn the_schema_reads_as_approved() {
    let mut schema = schema();
    // what the options of rules are has tests of its own
    let rules = schema.pointer_mut("/properties/rules/properties").expect("there are rules");
    let rules = rules.as_object_mut().expect("a table");
    rules.retain(|id, _| id == "hidden-characters" || id == "mining-pool");
    let ids = "/properties/exceptions/items/properties";
    for place in [
        format!("{ids}/rule"),
        format!("{ids}/rules/anyOf/0"),
        format!("{ids}/rules/anyOf/1/items"),
    ] {
        let ids = schema.pointer_mut(&place).and_then(|it| it.get_mut("enum"));
        let ids = ids.and_then(serde_json::Value::as_array_mut).expect("ids of rules");
        assert!(ids.len() > 20, "{place}");
        ids.retain(|id| id == "hidden-characters" || id == "*");
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&schema).expect("JSON"));
}

/// The lines of a template about these rules, and what stands in front of the first and behind the last rule.
fn about(text: &str, rules: &[&str]) -> String {
    let sections = text.split("\n\n");
    let is_kept = |section: &&str| {
        let of_rule = section.split_once("[rules.").map(|(_, rest)| rest);
        of_rule.is_none_or(|rest| rules.iter().any(|rule| rest.starts_with(&format!("{rule}]"))))
    };
    sections.filter(is_kept).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_template_reads_as_approved() {
    let rules =
        ["untrusted-image", "denied-image", "package-install", "file-attributes", "pipe-to-shell"];
    for (name, preset) in [("default", Preset::Default), ("locked-down", Preset::LockedDown)] {
        let text = template(preset, &StartingPoint::default());
        insta::assert_snapshot!(name, about(&text, &rules));
    }
    let start = StartingPoint {
        trusted: ["a.example.invalid/x".to_owned(), "debian:12".to_owned()].into(),
        remarks: vec!["one\nremark".to_owned()],
    };
    let text = template(Preset::Default, &start);
    insta::assert_snapshot!("taken_over", about(&text, &["untrusted-image"]));
}

const WHOLE: &str = r#"preset = "locked-down"
inline-ignores = "lower-warn"
fail-on = "warn"
require-expiry = false
docs-url = "https://docs.example.invalid/{rule}"
free = ["fail-on", "rules.mining-pool"]
[files]
include = ["**/*.build"]
exclude = ["vendor/**", "old"]
workflows = true
[rules.package-install]
action = "warn"
deny = [
    "a",  # why
    "b",
]
[[exceptions]]
rules = ["mining-pool", "miner-env"]
files = ["docs/**"]
fingerprints = ["0000000000000000000000000000000000000000000000000000000000000000"]
match = "pool.*"
reason = "shown \"here\""
expires = 2030-01-31
[[exceptions]]
rule = "*"
match = "x"
reason = "r"
"#;

#[test]
fn a_policy_is_shown_with_the_line_of_each_key() {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", WHOLE.as_bytes().to_vec());
    let mut policy = parse(file, &sources).expect("it has no errors");
    policy.override_setting("mining-pool", Setting::Off).expect("it is known");
    let shown = show(&policy, &sources);
    let again = sources.add("shown.toml", shown.clone().into_bytes());
    assert!(parse(again, &sources).is_ok(), "what is shown is a policy");
    insta::assert_snapshot!(shown);
}
