//! What an export says: every rule that is on is in the text or in the list of what is not.

use super::exported;
use super::policies::{POLICIES, project_of};

const LANGUAGES: [&str; 4] = ["kyverno", "cel", "rego", "source-policy"];

#[test]
fn each_rule_that_is_on_is_written_or_said_to_be_left_out() {
    for (about, policy) in POLICIES {
        let project = project_of(policy);
        let shown = project.run(&["policy", "show", "--policy", "minestop.toml"]).out;
        let tables = shown.split("\n[rules.").skip(1).filter(|it| !it.contains("action = \"off\""));
        let on: Vec<&str> = tables.filter_map(|it| Some(it.split_once(']')?.0)).collect();
        assert!(on.len() > 20, "{about}");
        for language in LANGUAGES {
            let (mut text, said) = exported(&project, language);
            if language == "source-policy" {
                // no rule has its name in it: it has those that the other language of builders has
                let (rego, _) = exported(&project, "rego");
                text = rego.lines().filter(|it| it.contains("message :=")).collect();
            }
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
