//! SARIF: valid by the standard's own schema, and stable.

use crate::report::{Format, Style};
use serde_json::Value;

use super::fixture::{DOCKERFILE, rendered, report, stops};

fn sarif(report: &crate::engine::Report) -> Value {
    serde_json::from_str(&rendered(report, Format::Sarif, Style::default())).expect("JSON")
}

#[test]
fn sarif_is_valid_by_the_schema_of_the_standard() {
    // The standard's pattern for `language`, which minestop does not write, is no valid regular expression.
    let schema = include_str!("../../../testdata/sarif/sarif-schema-2.1.0.json")
        .replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}?$");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let hostile =
        stops("a b/\u{1b}\u{202e}é:%", b"FROM \xff\x1b\nRUN x", &[(5, 7), (0, 0)], "\u{1b}");
    for report in [report(), hostile, crate::engine::Report::default()] {
        let errors: Vec<String> =
            validator.iter_errors(&sarif(&report)).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
    }
    let wrong: Value = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {}}]});
    assert!(!validator.is_valid(&wrong), "the schema can say no");
}

#[test]
fn sarif_maps_actions_places_and_exceptions() {
    let mut value = sarif(&report());
    // the rules carry their pages, which have tests of their own
    for rule in value["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules") {
        *rule = rule["id"].clone();
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("prints"));
}

#[test]
fn fingerprints_survive_edits_elsewhere_and_tell_equal_findings_apart() {
    let names = |text: &str, spans: &[(usize, usize)]| -> Vec<String> {
        let value = sarif(&stops("Dockerfile", text.as_bytes(), spans, "m"));
        value["runs"][0]["results"]
            .as_array()
            .expect("results")
            .iter()
            .map(|result| result["partialFingerprints"]["minestop/v1"].to_string())
            .collect()
    };
    let before = names(DOCKERFILE, &[(5, 14), (5, 14), (0, 4)]);
    let moved = names(&format!("# new line\n{DOCKERFILE}"), &[(16, 25), (16, 25), (11, 15)]);
    assert_eq!(before, moved);
    assert_ne!(before[0], before[1]);
    assert_ne!(before[0], before[2]);
}
