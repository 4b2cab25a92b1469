//! Which policy a run uses, and what it says when one is wrong.

use super::project::{CLEAN, POOL, Project, outcome};

const WARN: &str = "[rules.mining-pool]\naction = \"warn\"\n";
const GO: &str = "[rules.mining-pool]\naction = \"go\"\n";

#[test]
fn the_nearest_policy_up_to_the_root_of_the_repository_counts() {
    let project = Project::with(&[
        ("minestop.toml", GO),
        ("repository/.git/config", ""),
        ("repository/a/b/Dockerfile", POOL),
    ]);
    let run = |directory: &str| {
        let mut command = project.command(&["lint", "--format", "json", "--show-go"]);
        outcome(command.current_dir(project.path(directory)))
    };
    assert_eq!(run("repository/a/b").code, 1, "none above the root");
    assert_eq!(run(".").code, 0, "one here");
    project.write("repository/.minestop.toml", WARN);
    let warned = run("repository/a/b");
    assert!(warned.out.contains("\"path\":\"../../.minestop.toml\""), "{}", warned.out);
    assert_eq!(warned.code, 0);
    project.write("repository/a/b/minestop.toml", GO);
    assert!(run("repository/a/b").out.contains("\"verdict\":\"GO\""), "the nearest");
}

#[test]
fn outside_of_a_repository_only_the_current_directory_counts() {
    let project = Project::with(&[("minestop.toml", WARN), ("a/Dockerfile", POOL)]);
    std::fs::remove_dir(project.path(".git")).expect("the project is no repository now");
    if project.path("x").ancestors().any(|directory| directory.join(".git").exists()) {
        return;
    }
    let mut command = project.command(&["lint"]);
    assert_eq!(outcome(command.current_dir(project.path("a"))).code, 1);
    assert_eq!(project.run(&["lint"]).code, 0);
}

#[test]
fn a_named_policy_wins_over_one_that_is_found() {
    let project =
        Project::with(&[("minestop.toml", GO), ("gate/strict.toml", WARN), ("Dockerfile", POOL)]);
    assert!(project.run(&["lint", "--no-policy"]).out.contains("STOP[mining-pool]"));
    let run = project.run(&["lint", "--policy", "gate/strict.toml"]);
    assert!(run.out.contains("WARN[mining-pool]"), "{}", run.out);
    assert!(run.out.contains("decided by: gate/strict.toml:2:"), "{}", run.out);
}

#[test]
fn all_errors_of_a_policy_are_told_at_once() {
    let project = Project::with(&[
        ("minestop.toml", "presett = \"x\"\n[rules.mining-pol]\naction = \"halt\"\n"),
        ("Dockerfile", POOL),
    ]);
    for args in [&["lint"][..], &["policy", "check", "minestop.toml"]] {
        let run = project.run(args);
        assert_eq!(run.code, 2);
        assert_eq!(run.out, "");
        assert!(run.err.contains("minestop.toml:1:1"), "{}", run.err);
        assert!(run.err.contains("did you mean `mining-pool`?"), "{}", run.err);
        assert!(run.err.ends_with("errors\n"), "{}", run.err);
    }
}

#[test]
fn indicator_files_stand_beside_the_policy() {
    let project = Project::with(&[
        ("gate/minestop.toml", "[indicators]\nfiles = [\"own.json\", \"missing.json\"]\n"),
        ("gate/own.json", "{\"names\": [\"fake-miner\"]}"),
        ("Dockerfile", "FROM debian:12\nCMD [\"fake-miner\"]\n"),
    ]);
    let args = ["lint", "--policy", "gate/minestop.toml"];
    let run = project.run(&args);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("this file cannot be read"), "{}", run.err);
    project.write("gate/missing.json", "{}");
    let run = project.run(&args);
    assert!(run.out.contains("STOP[miner-command]"), "{}{}", run.out, run.err);
}

#[test]
fn unused_exceptions_are_told_by_a_run_over_everything() {
    let exception = "[[exceptions]]\nrules = [\"wallet-address\"]\nreason = \"a test\"\n";
    let project = Project::with(&[("minestop.toml", exception), ("a/Dockerfile", CLEAN)]);
    let everything = project.run(&["lint"]);
    assert!(everything.out.contains("[unused-exception]"), "{}{}", everything.out, everything.err);
    assert!(!project.run(&["lint", "a"]).out.contains("[unused-exception]"));
    let expires = format!("{exception}expires = 2027-01-31\n");
    project.write("minestop.toml", expires);
    let late = project.run(&["lint", "a", "--today", "2027-02-01"]);
    assert!(late.out.contains("[expired-exception]"), "{}{}", late.out, late.err);
    assert!(!project.run(&["lint", "a", "--today", "2027-01-31"]).out.contains("expired"));
}

#[test]
fn a_template_is_written_once_and_is_a_policy() {
    let project = Project::new();
    assert_eq!(project.run(&["policy", "init"]).code, 0);
    assert_eq!(project.run(&["policy", "check", "minestop.toml"]).code, 0);
    project.write("minestop.toml", WARN);
    let again = project.run(&["policy", "init"]);
    assert_eq!(again.code, 2);
    assert!(again.err.starts_with("minestop: minestop.toml: this file exists"), "{}", again.err);
    assert_eq!(project.read("minestop.toml"), WARN);
    let printed = project.run(&["policy", "init", "--stdout", "--preset", "locked-down"]);
    assert!(printed.out.contains("\npreset = \"locked-down\"\n"), "{}", printed.out);
}

#[test]
fn a_rule_that_minestop_does_not_have_is_told_where_all_of_them_are_listed() {
    let policy = "[rules.pinned-users]\naction = \"off\"\n[[exceptions]]\nrule = \"quoted-words\"\nreason = \"x\"\n";
    let project = Project::with(&[("minestop.toml", policy)]);
    let run = project.run(&["policy", "check"]);
    assert_eq!(run.code, 2);
    for rule in ["pinned-users", "quoted-words"] {
        assert!(run.err.contains(&format!("unknown rule `{rule}`")), "{}", run.err);
    }
    assert_eq!(run.err.matches("list the rules: `minestop rules`").count(), 2, "{}", run.err);
}
