//! What people do with minestop in a repository, from end to end: each case with the exit code and the words that it
//! must come to.

use super::project::{CLEAN, POOL, Project, outcome};

/// A project that Git knows, with everything in it committed.
fn repository(files: &[(&str, &str)]) -> Project {
    let project = Project::with(files);
    project.git(&["init", "--quiet"]);
    commit(&project);
    project
}

fn commit(project: &Project) {
    project.git(&["add", "--force", "--all"]);
    let name = ["-c", "user.name=x", "-c", "user.email=x@example.invalid"];
    project.git(&[&name[..], &["commit", "--quiet", "--message", "x"]].concat());
}

fn short(project: &Project, args: &[&str]) -> (i32, String, String) {
    let run = project.run(&[&["lint", "--quiet", "--format", "short"], args].concat());
    (run.code, run.out, run.err)
}

#[test]
fn a_tracked_dockerfile_is_judged_though_gitignore_names_it() {
    let project =
        repository(&[(".gitignore", "out/\n"), ("out/Dockerfile", POOL), ("ok/Dockerfile", CLEAN)]);
    let (code, out, _) = short(&project, &[]);
    assert_eq!((code, out.lines().count()), (1, 1), "{out}");
    assert!(out.starts_with("out/Dockerfile:2:"), "{out}");
}

#[test]
fn short_names_the_policy_unless_it_is_to_be_quiet() {
    let project = Project::with(&[("minestop.toml", ""), ("Dockerfile", CLEAN)]);
    let run = project.run(&["lint", "--format", "short"]);
    assert!(run.out.starts_with("minestop: policy: minestop.toml (sha256 "), "{}", run.out);
    assert_eq!(short(&project, &[]).1, "");
}

#[test]
fn a_policy_with_patterns_that_match_nothing_is_refused_by_every_command() {
    let allow = [
        "",
        "a:1:2",
        "https://r.example.invalid/*",
        "r/{a,b}",
        "[ab]",
        "Ubuntu",
        "^a$",
        "r/",
        "a b",
    ];
    for pattern in allow {
        let policy =
            format!("[rules.untrusted-image]\naction = \"stop\"\nallow = [\"{pattern}\"]\n");
        let project = Project::with(&[("minestop.toml", &policy), ("Dockerfile", CLEAN)]);
        for command in [&["policy", "check"][..], &["lint"], &["baseline"], &["files"]] {
            let run = project.run(command);
            assert_eq!(run.code, 2, "{pattern} {command:?}: {}", run.out);
            assert!(run.err.contains("minestop.toml:3:"), "{pattern}: {}", run.err);
        }
        assert!(!project.read("minestop.toml").contains("Baseline"));
    }
}

#[test]
fn one_rule_can_be_asked_and_one_left_out() {
    let project = Project::with(&[(
        "Dockerfile",
        "FROM debian:12\nRUN apt-get install -y curl\nCMD [\"run\", \"stratum+tcp://pool.example.invalid:1\"]\n",
    )]);
    assert_eq!(short(&project, &["--off", "mining-pool"]).0, 0);
    assert_eq!(short(&project, &["--off", "miner"]).0, 0, "a group");
    assert_eq!(short(&project, &["--off", "mining-pool", "--stop", "mining-pool"]).0, 1);
    let (code, out, _) = short(&project, &["--only", "package-install"]);
    assert_eq!(code, 1, "a rule that is named runs: {out}");
    assert!(out.contains("STOP[package-install]") && !out.contains("mining-pool"), "{out}");
    let (_, out, _) = short(&project, &["--only", "package-install", "--warn", "package-install"]);
    assert!(out.contains("WARN[package-install]"), "{out}");
    for option in ["--only", "--off"] {
        let (code, _, err) = short(&project, &[option, "mining-pol"]);
        assert_eq!(code, 2);
        assert!(err.contains("did you mean `mining-pool`?"), "{err}");
    }
    project.write("Dockerfile", "FORM debian:12\n");
    let (code, out, _) = short(&project, &["--only", "mining-pool"]);
    assert_eq!(code, 1, "what was not understood is never GO: {out}");
}

#[test]
fn an_exception_for_a_rule_that_did_not_run_is_not_called_unused() {
    let exception = "[[exceptions]]\nrules = [\"mining-pool\"]\nreason = \"shown in a talk\"\n";
    let project = Project::with(&[("minestop.toml", exception), ("Dockerfile", POOL)]);
    for args in [&["--off", "mining-pool"][..], &["--only", "denied-image"]] {
        let (code, out, _) = short(&project, args);
        assert_eq!((code, out.as_str()), (0, ""));
    }
}

#[test]
fn findings_are_counted_by_rule() {
    let project = Project::with(&[("a/Dockerfile", POOL), ("b/Dockerfile", POOL)]);
    let run = project.run(&["lint", "--statistics", "--preset", "locked-down"]);
    assert_eq!(run.code, 1);
    let rows: Vec<Vec<&str>> =
        run.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(rows.contains(&vec!["mining-pool", "2", "0", "0", "2"]), "{}", run.out);
    assert!(!run.out.contains("┌─"), "{}", run.out);
    assert_eq!(project.run(&["lint", "--statistics", "--format", "json"]).code, 2);
    let both = project.run(&["lint", "--statistics", "--format", "json=x.json"]);
    assert!(both.code == 1 && project.names().contains(&"x.json".to_owned()));
}

#[test]
fn a_report_goes_to_a_file_and_nothing_to_the_terminal() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    let run = project.run(&["lint", "-f", "sarif", "-o", "out.sarif"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(project.read("out.sarif").contains("mining-pool"));
    project.run(&["lint", "-o", "out.txt"]);
    assert!(project.read("out.txt").contains("STOP[mining-pool]"));
}

#[test]
fn a_change_is_reviewed_by_its_new_lines() {
    let project = repository(&[
        ("a/Dockerfile", POOL),
        (
            "b/Dockerfile",
            "ARG HOST=example.invalid\nFROM debian:12\nARG HOST\nRUN make\nCMD [\"run\", \"$HOST\"]\n",
        ),
        ("c/Dockerfile", "FROM debian:12\nCOPY start.sh /\nCMD [\"/start.sh\"]\n"),
        ("c/start.sh", "#!/bin/sh\nexec run\n"),
    ]);
    let new = |since: &str| short(&project, &["--new-only", "--since", since]);
    assert_eq!(short(&project, &[]).0, 1);
    assert_eq!(new("HEAD"), (0, String::new(), String::new()), "nothing is new");
    project.write("a/Dockerfile", format!("# old text, new place\n\n{POOL}"));
    assert_eq!(new("HEAD").1, "");
    project.write(
        "a/Dockerfile",
        format!("{POOL}CMD [\"run\", \"stratum+tcp://new.example.invalid:1\"]\n"),
    );
    let (code, out, _) = new("HEAD");
    assert_eq!((code, out.lines().count()), (1, 1), "{out}");
    assert!(out.starts_with("a/Dockerfile:3:"), "{out}");
    project.write("c/start.sh", "#!/bin/sh\nexec run stratum+tcp://pool.example.invalid:1\n");
    let (_, out, _) = new("HEAD");
    assert!(out.contains("start.sh:2:"), "a copied file: {out}");
    project.write("new/Dockerfile", POOL);
    assert!(new("HEAD").1.contains("new/Dockerfile:2:"), "what Git does not know is new");
    commit(&project);
    assert_eq!(new("HEAD").1, "", "all of it is committed");
    assert_eq!(new("HEAD~1").0, 1);
    let run = project.run(&["lint", "--new-only"]);
    assert!(run.out.contains("note: only lines that are new since `HEAD` count: "), "{}", run.out);
}

#[test]
fn a_value_that_changed_is_new_where_it_is_used() {
    let file = |base: &str| format!("ARG BASE={base}\nFROM $BASE\n");
    let project = repository(&[("Dockerfile", &file("debian:12"))]);
    let args = ["--only", "untrusted-image", "--new-only"];
    assert_eq!(short(&project, &args).0, 0);
    project.write("Dockerfile", file("evil.example.invalid/x"));
    let (code, out, _) = short(&project, &args);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains(":2:"), "the FROM did not change: {out}");
}

#[test]
fn what_others_did_meanwhile_is_not_new() {
    let project = repository(&[("Dockerfile", CLEAN), ("b/Dockerfile", POOL)]);
    project.git(&["branch", "change"]);
    project.write("b/Dockerfile", CLEAN);
    commit(&project);
    project.git(&["tag", "main-now"]);
    project.git(&["checkout", "--quiet", "change"]);
    assert_eq!(short(&project, &["--new-only", "--since", "main-now"]).0, 0);
}

#[test]
fn a_commit_that_git_does_not_know_is_an_error_with_a_way_out() {
    let project = repository(&[("Dockerfile", POOL)]);
    for name in ["origin/main", "--output=x", "HEAD:Dockerfile", ""] {
        let since = format!("--since={name}");
        let (code, out, err) = short(&project, &["--new-only", &since]);
        assert_eq!((code, out.as_str()), (2, ""), "{name}");
        assert!(err.contains("is no commit") && err.contains("fetch-depth: 0"), "{name}: {err}");
    }
    assert_eq!(project.run(&["lint", "--since", "HEAD"]).code, 2, "alone it means nothing");
    assert!(!project.names().contains(&"x".to_owned()));
    let outside = tempfile::tempdir().expect("a directory");
    std::fs::write(outside.path().join("Dockerfile"), POOL).expect("a file");
    let mut command = project.command(&["lint", "--new-only"]);
    assert_eq!(outcome(command.current_dir(outside.path())).code, 1, "without Git all is new");
}

#[test]
fn a_first_policy_trusts_what_is_in_use_and_nothing_else() {
    let project = Project::with(&[
        (
            "a/Dockerfile",
            "ARG V=12\nFROM debian:$V AS build\nFROM build\nCOPY --from=busybox:1 /x /x\n",
        ),
        (
            "b/Dockerfile",
            "FROM registry.example.invalid:5000/team/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nFROM scratch\n",
        ),
        ("c/Dockerfile", "ARG BASE\nFROM $BASE\n"),
        (
            "a/compose.yaml",
            "services:\n  db:\n    image: postgres:16\n  app:\n    build: .\n    image: shop/app:1\n",
        ),
        (
            "a/pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: x, image: 'nginx:1.27'}]}\n",
        ),
    ]);
    let run = project.run(&["policy", "init", "--from", "."]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("5 images and registries are trusted"), "{}", run.out);
    let policy = project.read("minestop.toml");
    assert!(policy.contains("# not known before the build: c/Dockerfile:2: "), "{policy}");
    assert_eq!(project.run(&["policy", "check"]).code, 0);
    let (code, out, _) = short(&project, &["a", "b"]);
    assert_eq!((code, out.as_str()), (0, ""), "everything in use is trusted");
    project.write("a/Dockerfile", "FROM debian:13\n");
    assert_eq!(short(&project, &["a"]).0, 1);
    assert_eq!(project.run(&["policy", "init", "--from", "."]).code, 2, "nothing is overwritten");
    assert_eq!(project.run(&["policy", "init", "--stdout", "--from", "gone"]).code, 2);
    let empty = Project::with(&[("x", "")]);
    assert_eq!(empty.run(&["policy", "init", "--from", "."]).code, 3);
}

#[test]
fn the_registries_that_hadolint_trusts_are_taken_over() {
    let project = Project::with(&[
        (
            ".hadolint.yaml",
            "ignored:\n  - DL3008\ntrustedRegistries:\n  - docker.io\n  - \"*.example.invalid\"\nfailure-threshold: error\n",
        ),
        ("Dockerfile", "FROM debian:12\nCOPY --from=a.example.invalid/x /x /x\n"),
    ]);
    let run = project.run(&["policy", "init", "--from-hadolint", ".hadolint.yaml"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(project.read("minestop.toml").contains("hadolint ignores DL3008"));
    assert_eq!(short(&project, &[]).0, 0);
    project.write("Dockerfile", "FROM quay.io/team/app\n");
    assert_eq!(short(&project, &[]).0, 1);
    for text in ["a: [", "- a\n", "trustedRegistries: 7\n", "&a [*a]\n"] {
        project.write("bad.yaml", text);
        let run = project.run(&["policy", "init", "--stdout", "--from-hadolint", "bad.yaml"]);
        assert_eq!(run.code, 2, "{text}: {}", run.out);
        assert!(run.err.contains("bad.yaml"), "{}", run.err);
    }
    project.write("none.yaml", "");
    let run = project.run(&["policy", "init", "--stdout", "--from-hadolint", "none.yaml"]);
    assert_eq!(run.code, 0, "{}", run.err);
}

#[test]
fn for_each_finding_an_exception_is_suggested_that_covers_it_alone() {
    let project = Project::with(&[
        ("a/Dockerfile", POOL),
        (
            "b/Dockerfile",
            "FROM debian:12\nRUN apt-get install -y curl\nRUN apt-get install -y curl\n",
        ),
    ]);
    let locked = ["--preset", "locked-down", "--today", "2027-01-01"];
    let empty = project.run(&[&["policy", "suggest"], &locked[..]].concat());
    assert_eq!(empty.code, 0, "{}", empty.err);
    assert!(empty.out.contains("# a/Dockerfile:2:14: STOP[mining-pool] "), "{}", empty.out);
    project.write("minestop.toml", &empty.out);
    let unfilled = project.run(&["policy", "check"]);
    assert!(unfilled.err.contains("the reason is empty"), "{}", unfilled.err);
    project.write("minestop.toml", "");
    let filled = project.run(&[&["policy", "suggest", "--reason", "known"], &locked[..]].concat());
    project.write("minestop.toml", &filled.out);
    let (code, out, err) = short(&project, &locked);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    project.write("a/Dockerfile", POOL.replace("pool.", "other."));
    assert_eq!(short(&project, &locked).0, 1, "another pool was not accepted");
    let nothing = Project::with(&[("Dockerfile", "FROM debian:12\n")]).run(&["policy", "suggest"]);
    let said = (nothing.code, nothing.out.as_str(), nothing.err.as_str());
    assert_eq!(said, (0, "", "note: there is no finding to accept\n"));
}

#[test]
fn words_of_options_are_completed_and_internals_are_not() {
    for shell in ["bash", "zsh", "fish"] {
        let script = Project::new().run(&["completions", shell]).out;
        for word in ["locked-down", "mining-pool", "sarif", "statistics", "never", "baseline"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
        for hidden in ["observe", "identify", "--today"] {
            assert!(!script.contains(hidden), "{shell} shows {hidden}");
        }
    }
}

#[test]
fn this_repository_is_let_through() {
    // what Git has, as other tests write below `target` meanwhile
    let copy = tempfile::tempdir().expect("a directory can be made");
    let prefix = format!("--prefix={}/", copy.path().display());
    let mut git = std::process::Command::new("git");
    let git =
        git.current_dir(env!("CARGO_MANIFEST_DIR")).args(["checkout-index", "--all", &prefix]);
    assert!(git.status().expect("git starts").success());
    let mut minestop = std::process::Command::new(env!("CARGO_BIN_EXE_minestop"));
    let run = minestop.current_dir(&copy).args(["lint", "."]).output();
    let run = run.expect("it runs");
    let out = String::from_utf8_lossy(&run.stdout);
    // its own Dockerfile with the build context, under the preset `default`
    assert!(run.status.success() && out.contains("preset `default`"), "{out}");
    assert!(out.lines().any(|line| line.starts_with("GO: ")), "{out}");
}
