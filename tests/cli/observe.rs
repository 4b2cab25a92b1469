//! `minestop observe`, the step of a build that reads files for the gate.

use serde_json::{Value, json};

use crate::project::{Outcome, Project};

/// A file that only a policy knows to be a miner.
const MARKED: &str = "\u{7f}ELF ACME-MARKER-7";

/// Lets the step look at the folder `in`, under the policy that a build has brought along.
fn observe(policy: Option<&str>) -> (Outcome, Option<Value>) {
    let project = Project::with(&[("in/logo.png", MARKED)]);
    let look = json!({"root": project.path("in"), "pattern": ".", "target": "", "texts": "Run"});
    let mut order = json!({"looks": [look], "run": []});
    if let Some(text) = policy {
        order["policy"] = json!({"name": "minestop-policy/minestop.toml", "text": text});
    }
    project.write("order.json", order.to_string());
    let outcome = project.run(&["observe", "answer.json", "@order.json"]);
    let answer = project.names().contains(&"answer.json".to_owned());
    let answer = answer.then(|| serde_json::from_str(&project.read("answer.json")).expect("JSON"));
    (outcome, answer)
}

#[test]
fn a_policy_that_a_build_brings_says_which_files_count() {
    let (outcome, answer) = observe(None);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert_eq!(answer, Some(json!({"looks": [[]]})));
    let (outcome, answer) = observe(Some("[indicators]\nfile_markers = [\"ACME-MARKER-7\"]\n"));
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert_eq!(answer.expect("an answer")["looks"][0][0]["path"], "logo.png");
}

#[test]
fn an_error_in_it_is_told_at_its_place() {
    let (outcome, answer) = observe(Some("preset = \"loose\"\n"));
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("minestop-policy/minestop.toml:1:10"), "{}", outcome.err);
    assert_eq!(answer, None);
}
