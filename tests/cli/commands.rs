//! The smaller commands.

use super::project::{POOL, Project};

#[test]
fn every_rule_that_is_listed_can_be_explained() {
    let project = Project::new();
    let list = project.run(&["rules", "--format", "json"]);
    assert_eq!(list.code, 0);
    let value: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    let rules = value["rules"].as_array().expect("rules");
    assert!(!rules.is_empty());
    let people = project.run(&["rules"]).out;
    for rule in rules {
        let id = rule["rule"].as_str().expect("an id");
        let page = project.run(&["explain", id]);
        assert_eq!(page.code, 0);
        assert!(page.out.starts_with(&format!("# {id}\n")), "{id}: {}", page.out);
        assert!(people.contains(&format!("\n{id} ")), "{id}");
    }
}

#[test]
fn an_unknown_rule_is_answered_with_what_was_meant() {
    let run = Project::new().run(&["explain", "pool"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.err,
        "minestop: there is no rule `pool`\n  help: similar rules: mining-pool, mining-pool-server\n"
    );
}

#[test]
fn a_file_where_a_command_must_stand_is_answered_with_what_was_meant() {
    let project = Project::with(&[("a/Dockerfile", POOL)]);
    for name in ["a/Dockerfile", ".", "a"] {
        let run = project.run(&[name]);
        let said = format!(
            "minestop: `{name}` is no command\n  help: did you mean `minestop lint {name}`?\n"
        );
        assert_eq!((run.code, run.err), (2, said));
    }
    assert!(project.run(&["lnt"]).err.contains("lint"));
    project.write("rules", "");
    assert_eq!(project.run(&["rules"]).code, 0, "a command is one, whatever files there are");
}

#[test]
fn options_of_hadolint_are_answered_with_what_does_the_same() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    let options = [
        ("--ignore", "DL3008", "--off RULE"),
        ("--config", "x.yaml", "--policy FILE"),
        ("--failure-threshold", "error", "--fail-on stop"),
        ("-t", "error", "--fail-on stop"),
        ("--no-fail", "Dockerfile", "--exit-zero"),
        ("--warning", "DL3008", "--warn RULE"),
    ];
    for (option, value, instead) in options {
        for args in [&["lint", option, value][..], &[option, value, "Dockerfile"]] {
            let run = project.run(args);
            assert_eq!(run.code, 2, "{args:?}");
            let said = format!("minestop: there is no option `{option}`\n  help: ");
            assert!(run.err.starts_with(&said), "{args:?}: {}", run.err);
            assert!(run.err.contains(instead), "{args:?}: {}", run.err);
        }
    }
    let unknown = project.run(&["lint", "--frobnicate"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("unexpected argument '--frobnicate'"), "{}", unknown.err);
    assert!(!unknown.err.contains("as a value"), "an option is no file: {}", unknown.err);
}

#[test]
fn ids_of_hadolint_are_said_to_be_its_own() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    project.write("p.toml", "[rules.DL3008]\naction = \"off\"\n");
    let said = "this is a rule of hadolint, about style";
    for args in [
        &["lint", "--off", "DL3008"][..],
        &["explain", "SC2086"],
        &["policy", "check", "p.toml"],
        &["lint", "--policy", "p.toml"],
    ] {
        let run = project.run(args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
    assert!(!project.run(&["explain", "DL30"]).err.contains(said));
}

#[test]
fn parse_prints_one_line_a_file() {
    let project = Project::with(&[("a", POOL), ("b", "nonsense\n")]);
    let run = project.run(&["parse", "a", "b", "--format", "json"]);
    assert_eq!(run.code, 0);
    let lines: Vec<serde_json::Value> =
        run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["path"], &lines[0]["ok"]), (&"a".into(), &true.into()));
    assert_eq!((&lines[1]["path"], &lines[1]["ok"]), (&"b".into(), &false.into()));
}

#[test]
fn parse_tells_which_file_is_missing() {
    let run = Project::new().run(&["parse", "missing"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err, "minestop: missing: no such file or directory\n");
}

#[test]
fn completions_are_scripts() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = project.run(&["completions", shell]);
        assert_eq!(run.code, 0);
        assert!(run.out.contains("minestop"), "{shell}");
    }
}
