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
    let run = &mut value["runs"][0];
    // which rules there are, and what their pages say, other tests hold: a new rule changes nothing here
    let driver = run["tool"]["driver"].as_object_mut().expect("an object");
    let rules = driver.remove("rules").expect("rules");
    let listed: Vec<_> = rules.as_array().expect("a list").iter().map(|it| &it["id"]).collect();
    assert_eq!(listed, crate::rules::ALL.iter().map(|it| it.id).collect::<Vec<_>>());
    for result in run["results"].as_array_mut().expect("results") {
        let index = result.as_object_mut().expect("an object").remove("ruleIndex");
        let index = index
            .expect("an index")
            .as_u64()
            .and_then(|it| usize::try_from(it).ok())
            .expect("an index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
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
