//! A policy means the same wherever one stands, and every report says which one judged.

use serde_json::Value;

use super::project::{CLEAN, POOL, Project, outcome};

const EXCEPTION: &str = "[[exceptions]]\nrules = [\"mining-pool\"]\nfiles = [\"legacy/Dockerfile\"]\nreason = \"moves in spring\"\n";

/// The exit code of a run from a directory of the project, and what it printed.
fn from(project: &Project, directory: &str, args: &[&str]) -> (i32, String) {
    let mut command = project.command(args);
    let run = outcome(command.current_dir(project.path(directory)));
    (run.code, run.out + &run.err)
}

fn json(project: &Project, args: &[&str]) -> Value {
    let run = project.run(&[&["lint", "--format", "json"], args].concat());
    serde_json::from_str(&run.out).expect("JSON")
}

#[test]
fn an_exception_holds_wherever_one_stands() {
    let project = Project::with(&[
        ("minestop.toml", EXCEPTION),
        ("legacy/Dockerfile", POOL),
        ("other/Dockerfile", CLEAN),
    ]);
    let whole = project.path(".").canonicalize().expect("a path");
    let whole = whole.to_string_lossy();
    let policy = format!("{whole}/minestop.toml");
    let runs: &[(&str, &[&str])] = &[
        (".", &["lint"]),
        ("legacy", &["lint"]),
        ("legacy", &["lint", ".."]),
        ("other", &["lint", "../legacy/Dockerfile"]),
        (".", &["lint", &whole]),
        ("..", &["lint", &whole]),
        ("..", &["lint", "--policy", &policy, &whole]),
    ];
    for (directory, args) in runs {
        let (code, said) = from(&project, directory, args);
        assert_eq!(code, 0, "{directory} {args:?}: {said}");
        assert!(said.contains("(1 excepted)"), "{said}");
        assert!(!said.contains("unused-exception"), "{said}");
    }
}

#[test]
#[cfg(unix)]
fn a_link_to_the_repository_changes_nothing() {
    let project = Project::with(&[("r/minestop.toml", EXCEPTION), ("r/legacy/Dockerfile", POOL)]);
    std::fs::create_dir(project.path("r/.git")).expect("a directory");
    std::os::unix::fs::symlink("r", project.path("link")).expect("a link");
    assert_eq!(from(&project, ".", &["lint", "link"]).0, 0);
    assert_eq!(from(&project, ".", &["lint", "link/legacy/Dockerfile"]).0, 0);
}

#[test]
fn each_file_has_the_policy_of_its_own_directory() {
    let warn = "[rules.mining-pool]\naction = \"warn\"\n";
    let project = Project::with(&[
        ("minestop.toml", warn),
        ("a/Dockerfile", POOL),
        ("b/Dockerfile", POOL),
        ("b/minestop.toml", "[rules.mining-pool]\naction = \"go\"\n"),
    ]);
    let report = json(&project, &[]);
    let verdicts: Vec<&str> = report["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| file["verdict"].as_str().expect("a word"))
        .collect();
    assert_eq!(verdicts, ["WARN", "GO"]);
    assert_eq!(report["files"][1]["policy"], 1);
    assert_eq!(report["policies"][1]["files"][0]["path"], "b/minestop.toml");
}

#[test]
fn an_exception_names_a_copied_file_by_the_path_in_the_report() {
    let script = "#!/bin/sh\nexec run stratum+tcp://pool.example.invalid:1\n";
    let project = Project::with(&[
        ("app/Dockerfile", "FROM debian:12\nCOPY start.sh /start.sh\nCMD [\"/start.sh\"]\n"),
        ("app/start.sh", script),
    ]);
    assert_eq!(project.run(&["lint"]).code, 1);
    for (files, code) in
        [("app/start.sh", 0), ("start.sh", 0), ("app/other.sh", 1), ("/start.sh", 1)]
    {
        let exception =
            format!("[[exceptions]]\nrules = \"*\"\nfiles = [\"{files}\"]\nreason = \"a test\"\n");
        project.write("minestop.toml", exception);
        for directory in [".", "app"] {
            let (got, said) = from(&project, directory, &["lint"]);
            assert_eq!(got, code, "{files} from {directory}: {said}");
        }
    }
}

#[test]
fn an_exception_is_not_unused_for_what_was_not_judged() {
    let project = Project::with(&[
        ("minestop.toml", EXCEPTION),
        ("legacy/Dockerfile", POOL),
        ("Dockerfile", CLEAN),
    ]);
    for args in [
        &["lint", "--exclude", "legacy/**"][..],
        &["lint", "Dockerfile"],
        &["lint", "--no-context"],
    ] {
        let run = project.run(args);
        assert!(!run.out.contains("unused-exception"), "{args:?} {}", run.out);
    }
    project.write("minestop.toml", format!("{EXCEPTION}[files]\nexclude = [\"legacy/\"]\n"));
    let run = project.run(&["lint"]);
    assert!(run.err.contains("1 file that `exclude` matches was left out"), "{}", run.err);
    assert!(!run.out.contains("unused-exception"), "{}", run.out);
    project.write("minestop.toml", EXCEPTION.replace("legacy/", "gone/"));
    assert!(project.run(&["lint"]).out.contains("[unused-exception]"));
}

#[test]
fn a_policy_says_what_else_is_a_dockerfile() {
    let policy = "[files]\ninclude = [\"build/*.recipe\"]\nexclude = [\"vendor/**\"]\n";
    let project = Project::with(&[
        ("minestop.toml", policy),
        ("build/web.recipe", POOL),
        ("build/deep/web.recipe", POOL),
        ("vendor/Dockerfile", POOL),
        ("Dockerfile", CLEAN),
    ]);
    assert_eq!(project.run(&["files"]).out, "Dockerfile\nbuild/web.recipe\n");
    assert_eq!(from(&project, "build", &["files", ".."]).1.lines().next(), Some("../Dockerfile"));
    assert_eq!(from(&project, "build", &["files"]).1, "web.recipe\n");
    assert_eq!(project.run(&["files", "vendor/Dockerfile"]).out, "vendor/Dockerfile\n");
    assert_eq!(project.run(&["files", "--exclude", "*.recipe"]).out, "Dockerfile\n");
}

#[test]
fn every_format_says_which_policy_judged() {
    let project =
        Project::with(&[("minestop.toml", "fail-on = \"never\"\n"), ("Dockerfile", POOL)]);
    for format in ["human", "github", "compliance", "html", "json", "sarif"] {
        let run = project.run(&["lint", "--format", format]);
        assert_eq!(run.code, 0);
        assert!(run.out.contains("minestop.toml"), "{format}: {}", run.out);
        let bare = project.run(&["lint", "--no-policy", "--format", format]);
        assert!(bare.out.contains("default"), "{format}: {}", bare.out);
    }
    let run = project.run(&["lint"]);
    assert!(run.out.contains("so its author decides"), "{}", run.out);
    assert!(run.out.contains("intelligence of 20"), "{}", run.out);
    let report = json(&project, &["--build-arg", "TOKEN=hush"]);
    assert_eq!(report["policies"][0]["is_authors"], true);
    assert_eq!(report["command"], "minestop lint --format json --build-arg TOKEN");
}

#[test]
fn paths_for_code_scanning_start_at_the_repository() {
    let project =
        Project::with(&[("services/web/Dockerfile", POOL), ("services/minestop.toml", "")]);
    for args in [&["lint"][..], &["lint", "Dockerfile"], &["lint", "../web"]] {
        let sarif = from(&project, "services/web", &[args, &["--format", "sarif"]].concat()).1;
        let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "services/web/Dockerfile");
        let github = from(&project, "services/web", &[args, &["--format", "github"]].concat()).1;
        assert!(github.contains("file=services/web/Dockerfile,"), "{github}");
    }
}

#[test]
fn a_fingerprint_is_the_same_wherever_one_stands() {
    let project = Project::with(&[("a/Dockerfile", POOL)]);
    let print = |directory: &str| {
        let said = from(&project, directory, &["lint", "--format", "json"]).1;
        let report: Value = serde_json::from_str(&said).expect("JSON");
        report["files"][0]["findings"][0]["fingerprint"].clone()
    };
    assert!(print(".").is_string());
    assert_eq!(print("."), print("a"));
}

#[test]
fn a_policy_is_checked_without_being_named() {
    let project = Project::with(&[("minestop.toml", ""), ("a/b/x", "")]);
    let (code, said) = from(&project, "a/b", &["policy", "check"]);
    assert_eq!(code, 0);
    assert!(said.starts_with("../../minestop.toml: no errors"), "{said}");
    let none = Project::new().run(&["policy", "check"]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("minestop policy init"), "{}", none.err);
}

#[test]
fn a_policy_of_anchore_is_checked() {
    let project = Project::with(&[("bundle.json", "{\"id\": 1}")]);
    let bad = project.run(&["policy", "check", "bundle.json"]);
    assert_eq!(bad.code, 2);
    assert!(!bad.err.contains("TOML"), "{}", bad.err);
    let text =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/anchore/policy-v1.json"));
    project.write("bundle.json", text.expect("an example"));
    let good = project.run(&["policy", "check", "bundle.json"]);
    assert_eq!(good.out, "bundle.json: no errors; a policy of Anchore\n", "{}", good.err);
}
