//! What an export says: every rule that is on is in the text or in the list of what is not.

use super::exported;
use super::policies::{POLICIES, project_of};

const LANGUAGES: [&str; 4] = ["kyverno", "cel", "rego", "source-policy"];

#[test]
fn each_rule_that_is_on_is_written_or_said_to_be_left_out() {
    for (about, policy) in POLICIES {
        let project = project_of(policy);
        let rules = project.run(&["rules", "--policy", "minestop.toml", "--format", "json"]);
        let rules: serde_json::Value = serde_json::from_str(&rules.out).expect("rules");
        let on: Vec<&str> = rules["rules"]
            .as_array()
            .expect("rules")
            .iter()
            .filter(|it| it["action"] != "OFF")
            .map(|it| it["id"].as_str().expect("an id"))
            .collect();
        assert!(on.len() > 20, "{about}");
        for language in LANGUAGES {
            let (text, said) = exported(&project, language);
            for rule in &on {
                assert!(text.contains(rule) || said.contains(rule), "{about}: {language}: {rule}");
            }
        }
    }
}

#[test]
fn a_policy_of_anchore_and_one_that_is_wrong_are_one_error() {
    let project = project_of("[rules.denied-image]\ndeny = [\"a/(b\"]\nnope = 1\n");
    for language in LANGUAGES {
        let outcome = project.run(&["export", language, "--policy", "minestop.toml"]);
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{}", outcome.err);
    }
    project.write(
        "bundle.json",
        r#"{"id":"x","version":"1_0","policies":[],"whitelists":[],"mappings":[]}"#,
    );
    let outcome = project.run(&["export", "cel", "--policy", "bundle.json"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{}", outcome.err);
}

#[test]
fn the_policy_that_counts_for_a_directory_is_written() {
    let project = project_of("[rules.denied-image]\ndeny = [\"team/outer\"]\n");
    project.write("inner/minestop.toml", "[rules.denied-image]\ndeny = [\"team/inner\"]\n");
    for (path, image) in [(".", "team/outer"), ("inner", "team/inner")] {
        let outcome = project.run(&["export", "rego", path]);
        assert!(outcome.out.contains(image), "{}", outcome.out);
    }
    let outcome = project.run(&["export", "rego", "--no-policy", "--stop", "unpinned-image"]);
    assert!(outcome.out.contains("is named without a digest"), "{}", outcome.out);
}
