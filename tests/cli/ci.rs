//! What is handed to services of CI runs: the scripts of the examples and of the action, in a repository of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::project::{CLEAN, POOL, Project};

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(path: &str) -> Value {
    let text = fs::read_to_string(root().join(path)).expect("the file is there");
    serde_saphyr::from_str(&text).expect("YAML")
}

/// Runs a script where `minestop` is the one of the test; gives its exit code and what it printed.
pub(crate) fn shell(
    project: &Project,
    program: &str,
    args: &[&str],
    variables: &[(&str, &str)],
) -> (i32, String) {
    let binary = Path::new(env!("CARGO_BIN_EXE_minestop"));
    let path = std::env::var("PATH").unwrap_or_default();
    let directory = binary.parent().expect("a directory").display();
    let output = Command::new(program)
        .current_dir(project.path("."))
        .args(args)
        .env("PATH", format!("{directory}:{path}"))
        .envs(variables.iter().copied())
        .output()
        .expect("a shell starts");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

fn repository() -> Project {
    Project::with(&[("a/Dockerfile", POOL), ("b b/Dockerfile", CLEAN)])
}

#[test]
fn the_script_for_gitlab_leaves_its_reports() {
    let job = &yaml("examples/ci/gitlab-ci.yml")["minestop"];
    let project = repository();
    let script = job["script"][0].as_str().expect("a script");
    let (code, said) = shell(&project, "sh", &["-ec", script], &[]);
    assert_eq!(code, 1, "{said}");
    for report in ["codequality", "junit"] {
        let file = job["artifacts"]["reports"][report].as_str().expect("a file");
        assert!(project.read(file).contains("mining-pool"), "{report}");
    }
    let before: Vec<&str> =
        job["before_script"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(before.iter().any(|line| line.contains("sha256sum -c")), "what is fetched is checked");
}

#[test]
fn the_component_for_gitlab_takes_paths_and_a_policy() {
    let text = fs::read_to_string(root().join("examples/ci/gitlab-component.yml")).expect("a file");
    let (head, body) = text.split_once("\n---\n").expect("two documents");
    let spec: Value = serde_saphyr::from_str(head).expect("YAML");
    let component: Value = serde_saphyr::from_str(body).expect("YAML");
    let job = &component["minestop"];
    let inputs = spec["spec"]["inputs"].as_object().expect("inputs");
    for input in inputs.keys() {
        assert!(body.contains(&format!("$[[ inputs.{input} ]]")), "{input}");
    }
    let script = job["script"][0].as_str().expect("a script");
    assert!(!script.contains("$[["), "an input could be a command: {script}");
    let project = repository();
    project.write("policy file.toml", "[rules.mining-pool]\naction = \"warn\"\n");
    for (paths, policy, code) in [
        (".", "", 1),
        (".", "policy file.toml", 0),
        ("a minestop-gone", "", 2),
        ("a; exit 0", "", 2),
    ] {
        let variables = [("MINESTOP_PATHS", paths), ("MINESTOP_POLICY", policy)];
        let (got, said) = shell(&project, "sh", &["-ec", script], &variables);
        assert_eq!(got, code, "{paths} {policy}: {said}");
        for report in ["codequality", "junit"] {
            let file = job["artifacts"]["reports"][report].as_str().expect("a file");
            assert!(project.read(file).contains("mining-pool") || code == 2, "{report}");
        }
    }
}

#[test]
fn the_script_for_bake_hands_the_gate_to_every_target() {
    let project = Project::new();
    // Stands in for Docker: tests/buildkit builds with the real one.
    project.write(
        "bin/docker",
        "#!/bin/sh\nprintf '%s\\n' \"$@\" \"${EXPERIMENTAL_BUILDKIT_SOURCE_POLICY-unset}\"\n",
    );
    shell(&project, "chmod", &["+x", "bin/docker"], &[]);
    let bake = |gate: &[(&str, &str)]| {
        let mut variables = vec![("EXPERIMENTAL_BUILDKIT_SOURCE_POLICY", "x")];
        variables.extend(gate);
        let script = root().join("examples/ci/bake.sh").to_string_lossy().into_owned();
        let line = "PATH=$PWD/bin:$PATH \"$0\" web --push";
        shell(&project, "sh", &["-c", line, &script], &variables)
    };
    let gate = format!("registry.example.invalid/minestop@sha256:{}", "0".repeat(64));
    let (code, said) = bake(&[("MINESTOP_GATE", &gate)]);
    let expected =
        format!("buildx\nbake\n--set\n*.args.BUILDKIT_SYNTAX={gate}\nweb\n--push\nunset\n");
    assert_eq!((code, said), (0, expected));
    assert_eq!(bake(&[("MINESTOP_GATE", "minestop:1")]).0, 2, "a tag is no gate");
    assert_ne!(bake(&[("MINESTOP_GATE", "")]).0, 0);
}

#[test]
fn the_script_for_azure_leaves_its_reports() {
    let steps = yaml("examples/ci/azure-pipelines.yml")["steps"].clone();
    let project = repository();
    let lint = steps[2]["script"].as_str().expect("a script");
    assert_eq!(shell(&project, "bash", &["-ec", lint], &[]).0, 1);
    assert!(
        project
            .read(steps[3]["inputs"]["testResultsFiles"].as_str().expect("a file"))
            .contains("mining-pool")
    );
    assert!(
        project
            .read(steps[4]["inputs"]["targetPath"].as_str().expect("a file"))
            .contains("mining-pool")
    );
}

#[test]
fn the_script_for_jenkins_leaves_its_reports() {
    let text =
        fs::read_to_string(root().join("examples/ci/Jenkinsfile")).expect("the file is there");
    let script =
        text.split("sh '").nth(1).and_then(|rest| rest.split('\'').next()).expect("a script");
    let project = repository();
    assert_eq!(shell(&project, "sh", &["-ec", script], &[]).0, 1);
    for file in ["minestop.sarif", "minestop.xml"] {
        assert!(text.contains(file) && project.read(file).contains("mining-pool"), "{file}");
    }
}

#[test]
fn the_script_for_reviewdog_hands_over_rdjson_and_keeps_the_verdict() {
    let project = repository();
    // Stands in for reviewdog: what it is given must be JSON of its format.
    project.write("bin/reviewdog", "#!/bin/sh\necho \"$@\"\ncat\n");
    let made = Command::new("chmod").arg("+x").arg(project.path("bin/reviewdog")).status();
    assert!(made.expect("chmod starts").success());
    let path =
        format!("{}:{}", project.path("bin").display(), std::env::var("PATH").unwrap_or_default());
    let binary = Path::new(env!("CARGO_BIN_EXE_minestop")).parent().expect("a directory").display();
    let script = root().join("examples/ci/reviewdog.sh");
    let output = Command::new("sh")
        .arg(script)
        .current_dir(project.path("."))
        .env("PATH", format!("{binary}:{path}"))
        .output()
        .expect("sh starts");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let (options, json) = said.split_once('\n').expect("two parts");
    assert!(options.contains("-f=rdjson"), "{options}");
    let json: Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(json["diagnostics"][0]["code"]["value"], "mining-pool");
}

#[test]
fn the_action_lints_summarises_and_leaves_the_verdict_to_its_last_step() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let lint = steps.iter().find(|step| step["id"] == "lint").expect("a step");
    let project = repository();
    let out = |name: &str| project.path(name).to_string_lossy().into_owned();
    project.write("temp/x", "");
    project.write("policy file.toml", "[rules.mining-pool]\naction = \"warn\"\n");
    let (temp, output, summary) = (out("temp"), out("output"), out("summary"));
    let place = root().to_string_lossy().into_owned();
    let run = |paths: &str, policy: &str, args: &str| {
        let _ = fs::remove_file(&output);
        let variables = [
            ("GITHUB_ACTION_PATH", place.as_str()),
            ("RUNNER_TEMP", &temp),
            ("GITHUB_OUTPUT", &output),
            ("GITHUB_STEP_SUMMARY", &summary),
            ("MINESTOP", env!("CARGO_BIN_EXE_minestop")),
            ("MINESTOP_PATHS", paths),
            ("MINESTOP_POLICY", policy),
            ("MINESTOP_ARGS", args),
        ];
        let (code, said) =
            shell(&project, "bash", &["-ec", lint["run"].as_str().expect("a script")], &variables);
        assert_eq!(code, 0, "{said}");
        (project.read("output"), said)
    };
    let (outputs, said) = run(".", "", "");
    assert!(outputs.contains("exit-code=1\nsarif=/"), "{outputs}");
    assert!(said.contains("::add-matcher::"), "{said}");
    assert!(project.read("summary").contains("## minestop: ⛔ STOP"));
    assert!(run("a\nb b\n", "policy file.toml", "").0.contains("exit-code=0"), "names with blanks");
    assert!(run("a", "", "--off\nmining-pool").0.contains("exit-code=0"));
    assert!(run("a", "", "; touch stolen; $(touch stolen)").0.contains("exit-code=2"));
    assert!(!project.names().contains(&"stolen".to_owned()), "an input is no command");
    // Only the names of inputs may stand in the texts of steps.
    for step in steps.iter().filter_map(|step| step["run"].as_str()) {
        assert!(!step.contains("${{"), "{step}");
    }
}

#[test]
fn the_problem_matcher_reads_what_short_prints() {
    let text = fs::read_to_string(root().join("packaging/problem-matcher.json")).expect("a file");
    let matchers: Value = serde_json::from_str(&text).expect("JSON");
    let project = repository();
    let said = project
        .run(&["lint", "-f", "short", "--preset", "locked-down", "--warn", "untrusted-image"])
        .out;
    let mut seen = Vec::new();
    for matcher in matchers["problemMatcher"].as_array().expect("matchers") {
        let pattern = matcher["pattern"][0]["regexp"].as_str().expect("an expression");
        project.write("said", &said);
        let output = Command::new("grep").args(["-cP", pattern]).arg(project.path("said")).output();
        let count = String::from_utf8_lossy(&output.expect("grep starts").stdout).trim().to_owned();
        seen.push((matcher["severity"].clone(), count));
    }
    let count = |word: &str| said.matches(word).count().to_string();
    assert_eq!(seen[0], (Value::from("error"), count(": STOP[")), "{said}");
    assert_eq!(seen[1], (Value::from("warning"), count(": WARN[")), "{said}");
}

#[test]
fn hooks_and_examples_start_subcommands_that_exist() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hooks = hooks.as_array().expect("a list");
    for hook in hooks {
        let project = repository();
        let entry = format!("{} a/Dockerfile", hook["entry"].as_str().expect("a command"));
        assert_eq!(shell(&project, "sh", &["-ec", &entry], &[]).0, 1, "{hook}");
    }
    let example = yaml("examples/ci/pre-commit-config.yaml");
    let id = &example["repos"][0]["hooks"][0]["id"];
    assert!(hooks.iter().any(|hook| hook["id"] == *id), "{id}");
    let action = yaml("action.yml");
    let with = yaml("examples/ci/github.yml")["jobs"]["dockerfiles"]["steps"][1]["with"].clone();
    for input in with.as_object().expect("inputs").keys() {
        assert!(action["inputs"].get(input).is_some(), "{input}");
    }
}

#[test]
fn manual_pages_are_written_for_what_is_shown() {
    let project = Project::new();
    let run = project.run(&["man", "pages"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let page = project.read("pages/minestop-lint.1");
    assert!(page.starts_with(".ie") || page.contains(".TH"), "{page}");
    assert!(page.contains("new\\-only") && !page.contains("today"), "{page}");
    assert!(project.read("pages/minestop-policy.1").contains("minestop policy"), "as it is typed");
    for name in ["minestop.1", "minestop-policy-show.1", "minestop-baseline.1"] {
        assert!(project.path("pages").join(name).is_file(), "{name}");
    }
    assert!(!project.path("pages/minestop-observe.1").exists());
}

#[test]
fn the_version_says_how_old_the_intelligence_is() {
    let run = Project::new().run(&["--version"]);
    assert_eq!(run.code, 0);
    let expected = format!("minestop {} (", env!("CARGO_PKG_VERSION"));
    assert!(
        run.out.starts_with(&expected) && run.out.contains("intelligence of 20"),
        "{}",
        run.out
    );
    assert_eq!(run.out.lines().count(), 1);
}
