//! From old findings to a run that fails only for new ones.

use super::project::{CLEAN, POOL, Project, outcome};

/// The findings that a run counts as STOP.
fn stops(project: &Project) -> (i32, usize) {
    let run = project.run(&["lint", "--format", "short", "--today", "2027-01-01"]);
    (run.code, run.out.matches(": STOP[").count())
}

#[test]
fn after_a_baseline_only_what_is_new_fails() {
    let project = Project::with(&[
        ("a/Dockerfile", POOL),
        ("b/Dockerfile", "FROM debian:12\nRUN apt-get install -y curl\n"),
        ("c/Dockerfile", CLEAN),
    ]);
    let made = project.run(&["baseline", "--preset", "locked-down", "--today", "2027-01-01"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.out.contains("accepted until 2027-07-03"), "{}", made.out);
    assert!(project.read("minestop.toml").contains("preset = \"locked-down\""));
    assert_eq!(stops(&project), (0, 0));
    let unused = project.run(&["lint", "--today", "2027-01-01"]);
    assert!(!unused.out.contains("unused-exception"), "{}", unused.out);
    project
        .write("b/Dockerfile", "FROM debian:12\nRUN apt-get install -y curl\nRUN pip install x\n");
    let (code, found) = stops(&project);
    assert_eq!((code, found > 0), (1, true), "the new line alone");
    let new = project.run(&["lint", "--format", "short", "--today", "2027-01-01"]);
    assert!(!new.out.contains("a/Dockerfile") && !new.out.contains("Dockerfile:2"), "{}", new.out);
    let late = project.run(&["lint", "--today", "2027-07-04"]);
    assert_eq!(late.code, 1, "the day is over");
}

#[test]
fn a_baseline_holds_where_lines_move_and_from_everywhere() {
    let project = Project::with(&[("a/Dockerfile", POOL), ("b/Dockerfile", CLEAN)]);
    project.run(&["baseline"]);
    project.write(
        "a/Dockerfile",
        POOL.replace("FROM debian:12\n", "# moved\n\nFROM debian:12\nRUN make\n"),
    );
    for directory in [".", "a", "b"] {
        let mut command = project.command(&["lint", "../a/Dockerfile"]);
        let code = match directory {
            "." => project.run(&["lint"]).code,
            other => outcome(command.current_dir(project.path(other))).code,
        };
        assert_eq!(code, 0, "{directory}");
    }
    project.write("b/Dockerfile", POOL);
    assert_eq!(project.run(&["lint"]).code, 1, "the same in another file is new");
}

#[test]
fn a_baseline_is_written_anew_and_keeps_the_rest_of_the_policy() {
    let policy = "# ours\n[rules.untrusted-image]\naction = \"stop\"\n";
    let project = Project::with(&[
        ("minestop.toml", policy),
        ("a/Dockerfile", POOL),
        ("z/Dockerfile", "FROM debian:12\n"),
    ]);
    let write = || project.run(&["baseline", "--reason", "it's \"old\"", "--today", "2027-01-01"]);
    assert_eq!(write().code, 0);
    let first = project.read("minestop.toml");
    assert!(first.starts_with(policy), "{first}");
    assert_eq!(project.run(&["policy", "check"]).code, 0);
    assert_eq!(write().code, 0);
    assert_eq!(project.read("minestop.toml"), first, "the same again");
    project.write("z/Dockerfile", "FROM scratch\n");
    write();
    let less = project.read("minestop.toml");
    assert!(less.len() < first.len() && less.contains("a/Dockerfile"), "{less}");
    assert!(!less.contains("z/Dockerfile"), "what is mended needs nothing: {less}");
}

#[test]
fn hostile_names_and_reasons_leave_a_policy_that_can_be_read() {
    let project = Project::with(&[
        ("a\"]\n[rules.x]*/Dockerfile", POOL),
        ("ü b/Dockerfile", POOL),
        ("[ab]/Dockerfile", POOL),
    ]);
    assert_eq!(project.run(&["baseline", "--reason", "x\"\n[rules.y]\u{1b}"]).code, 0);
    let checked = project.run(&["policy", "check"]);
    assert_eq!(checked.code, 0, "{}", checked.err);
    assert_eq!(project.run(&["lint"]).code, 0);
    assert_eq!(project.run(&["baseline", "--reason", "--"]).code, 2);
}

#[test]
fn a_fingerprint_that_no_finding_can_have_is_an_error() {
    let policy = "[[exceptions]]\nrules = \"*\"\nfingerprints = [\"abc\"]\nreason = \"x\"\n";
    let project = Project::with(&[("minestop.toml", policy), ("Dockerfile", CLEAN)]);
    let run = project.run(&["lint"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("64 hexadecimal digits"), "{}", run.err);
}

#[test]
fn a_run_can_report_without_failing() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    let run = project.run(&["lint", "--exit-zero"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("STOP[mining-pool]"), "{}", run.out);
    assert_eq!(project.run(&["lint", "--exit-zero", "missing"]).code, 2);
}

#[test]
fn a_baseline_says_what_of_it_speaks_of_mining_and_that_a_gate_does_not_know_it() {
    let project = Project::with(&[("a/Dockerfile", POOL), ("b/Dockerfile", CLEAN)]);
    let made = project.run(&["baseline"]);
    assert!(made.out.contains("warning: 1 of these is evidence of mining"), "{}", made.out);
    assert!(made.out.contains("  a/Dockerfile: mining-pool, 1 finding\n"), "{}", made.out);
    assert!(made.out.contains("in a gate these findings count"), "{}", made.out);
    let printed = project.run(&["baseline", "--stdout"]);
    assert!(!printed.out.contains("evidence of mining"), "only exceptions: {}", printed.out);
    let clean = Project::with(&[("Dockerfile", CLEAN)]);
    let nothing = clean.run(&["baseline"]);
    assert_eq!(nothing.out.lines().count(), 1, "{}", nothing.out);
}
