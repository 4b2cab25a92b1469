//! Workflows and actions of GitHub, pipelines of GitLab: who gets them judged, what is found in them and where.

use super::marked;
use super::project::{CLEAN, Project, outcome};

const WORKFLOW: &str = "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    container: metal3d/xmrig\n    steps:\n      - run: ci/test.sh fast\n";
const PIPELINE: &str = "test:\n  stage: test\n  image: metal3d/xmrig\n  script: ci/test.sh\n";
const MINES: &str = "#!/bin/sh\n./worker -o stratum+tcp://pool.example.invalid:3333\n";
const PATH: &str = ".github/workflows/test.yml";

/// The first word of each line of output, without its place.
fn names(out: &str) -> Vec<&str> {
    out.lines().collect()
}

#[test]
fn workflows_that_mine_stop_at_the_word_that_says_so() {
    marked::stop_at_their_words("workflows/mining", 37);
}

#[test]
fn honest_workflows_do_not_stop() {
    marked::do_not_stop("workflows/honest", 21);
}

#[test]
fn they_count_only_for_those_who_ask() {
    let project = Project::with(&[
        ("Dockerfile", CLEAN),
        (PATH, WORKFLOW),
        (".gitlab-ci.yml", PIPELINE),
        ("action.yml", "runs: {using: docker, image: 'docker://metal3d/xmrig'}\n"),
    ]);
    assert_eq!(names(&project.run(&["files"]).out), ["Dockerfile"]);
    assert_eq!(project.run(&["lint", "."]).code, 0);
    let all = [PATH, ".gitlab-ci.yml", "Dockerfile", "action.yml"];
    assert_eq!(names(&project.run(&["files", "--workflows"]).out), all);
    assert_eq!(project.run(&["lint", "--workflows", "."]).code, 1);
    for named in [PATH, ".gitlab-ci.yml", "action.yml"] {
        assert_eq!(project.run(&["lint", named]).code, 1, "{named}");
    }
    let run = outcome(project.command(&["lint", "-"]).write_stdin(WORKFLOW));
    assert_eq!(run.code, 1, "{}", run.err);
    project.write("minestop.toml", "[files]\nworkflows = true\n");
    assert_eq!(names(&project.run(&["files"]).out), all);
    let shown = project.run(&["policy", "show"]).out;
    assert!(shown.contains("workflows = true"), "{shown}");
    project.write("org.toml", "preset = \"default\"\n");
    project.write("minestop.toml", "extends = [\"org.toml\"]\n[files]\nworkflows = true\n");
    assert_eq!(names(&project.run(&["files"]).out), all, "whoever extends may add them");
    project.write("minestop.toml", "[files]\nworkflows = 1\n");
    assert_eq!(project.run(&["lint", "."]).code, 2);
}

#[test]
fn a_job_may_have_its_script_alone() {
    let shared = "image: debian:12\nvariables: {A: b}\n.hidden: {A: b}\n";
    let job = "build:\n  script: [./worker -o stratum+tcp://pool.example.invalid:3333]\n";
    let project = Project::with(&[("ci.yml", &format!("{shared}{job}"))]);
    let run = project.run(&["lint", "--format", "short", "ci.yml"]);
    assert!(run.out.contains("ci.yml:5:24: STOP[mining-pool]"), "{}{}", run.out, run.err);
    project.write("ci.yml", format!("{shared}{job}other: {{A: b}}\n"));
    assert_eq!(project.run(&["lint", "ci.yml"]).code, 2, "no pipeline of GitLab");
}

#[test]
fn scripts_of_the_repository_are_followed() {
    let project = Project::with(&[
        (PATH, &WORKFLOW.replace("    container: metal3d/xmrig\n", "")),
        (".gitlab-ci.yml", &PIPELINE.replace("metal3d/xmrig", "debian:12")),
        ("ci/test.sh", MINES),
    ]);
    for named in [PATH, ".gitlab-ci.yml"] {
        let run = project.run(&["lint", "--format", "short", named]);
        assert_eq!(run.code, 1, "{named}: {}", run.out);
        assert!(run.out.contains("ci/test.sh:2:13: STOP[mining-pool]"), "{named}: {}", run.out);
        assert_eq!(project.run(&["lint", "--no-context", named]).code, 0, "{named}");
    }
    project.write(
        PATH,
        WORKFLOW
            .replace(
                "    container: metal3d/xmrig\n",
                "    defaults: {run: {working-directory: ci}}\n",
            )
            .replace("ci/test.sh", "./test.sh"),
    );
    assert_eq!(project.run(&["lint", PATH]).code, 1);
    project.write("ci/test.sh", "#!/bin/sh\nmake \"$1\"\n");
    assert_eq!(project.run(&["lint", PATH, ".gitlab-ci.yml"]).code, 0);
}

#[test]
fn actions_and_workflows_of_the_repository_are_followed() {
    let uses = "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ./.github/actions/warm\n        with: {url: 'stratum+tcp://pool.example.invalid:3333'}\n";
    let action = "inputs: {url: {default: none}}\nruns:\n  using: composite\n  steps:\n    - run: ./worker -o ${{ inputs.url }}\n      shell: bash\n";
    let called = "on:\n  workflow_call:\n    inputs: {image: {default: 'debian:12'}}\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    container: ${{ inputs.image }}\n    steps: [{run: make}]\n";
    let calls = "on: push\njobs:\n  test:\n    uses: ./.github/workflows/called.yml\n    with: {image: metal3d/xmrig}\n";
    let project = Project::with(&[
        (PATH, uses),
        (".github/actions/warm/action.yml", action),
        (".github/workflows/called.yml", called),
        (".github/workflows/calls.yml", calls),
    ]);
    let run = project.run(&["lint", "--format", "short", "--workflows", "."]);
    assert_eq!(run.code, 1, "{}", run.out);
    let place = |rule: &str| run.out.lines().filter(|line| line.contains(rule)).count();
    assert_eq!((place("STOP[mining-pool]"), place("STOP[denied-image]")), (1, 1), "{}", run.out);
    assert_eq!(project.run(&["lint", ".github/workflows/called.yml"]).code, 0);
    project.write(PATH, uses.replace("./.github/actions/warm", "./gone"));
    let run = project.run(&["lint", "--format", "short", PATH]);
    assert!(run.out.contains("WARN[unfinished-reading] an action is used"), "{}", run.out);
}

#[test]
fn an_action_is_built_and_started() {
    let project = Project::with(&[
        ("action.yml", "runs:\n  using: docker\n  image: Dockerfile\n  args: [fast]\n"),
        ("Dockerfile", "FROM debian:12\nCOPY run.sh /run.sh\nENTRYPOINT [\"/run.sh\"]\n"),
        ("run.sh", MINES),
    ]);
    let run = project.run(&["lint", "--format", "short", "action.yml"]);
    assert!(run.out.contains("run.sh:2:13: STOP[mining-pool]"), "{}", run.out);
}

#[test]
fn pipelines_take_in_files_of_the_repository() {
    let project = Project::with(&[
        (
            ".gitlab-ci.yml",
            "include:\n  - local: /ci/base.yml\n    inputs: {image: metal3d/xmrig}\ntest:\n  extends: .base\n",
        ),
        (
            "ci/base.yml",
            "spec:\n  inputs: {image: {default: 'debian:12'}}\n---\n.base:\n  stage: test\n  image: $[[ inputs.image ]]\n  script: make\n",
        ),
    ]);
    let run = project.run(&["lint", "--format", "short", ".gitlab-ci.yml"]);
    assert!(run.out.contains("STOP[denied-image]"), "{}", run.out);
    assert_eq!(project.run(&["lint", "ci/base.yml"]).code, 0);
    project.write(".gitlab-ci.yml", "include: {project: team/ci, file: base.yml}\n");
    let run = project.run(&["lint", "--format", "short", ".gitlab-ci.yml"]);
    assert!(run.out.contains("WARN[unfinished-reading] the pipeline takes in"), "{}", run.out);
}

#[test]
fn exceptions_formats_and_baselines_know_them() {
    let project = Project::with(&[(PATH, WORKFLOW)]);
    let run = project.run(&["lint", "--format", "sarif", PATH]);
    assert!(run.out.contains(PATH), "{}", run.out);
    let exception = format!(
        "[[exceptions]]\nrules = [\"denied-image\"]\nfiles = [\"{PATH}\"]\nreason = \"a test\"\nexpires = 2099-01-01\n"
    );
    project.write("minestop.toml", format!("[files]\nworkflows = true\n{exception}"));
    let run = project.run(&["lint", "."]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let human = project.run(&["lint", "--no-policy", "--color", "never", PATH]).out;
    assert!(human.contains("    container: metal3d/xmrig\n"), "{human}");
    assert!(human.contains("^^^^^^^^^^^^^"), "{human}");
    let parsed = project.run(&["parse", PATH]).out;
    assert!(parsed.contains("\"image\":\"metal3d/xmrig\""), "{parsed}");
    assert!(parsed.contains("\"runs\":[[\"ci/test.sh fast\"]]"), "{parsed}");
}

#[test]
fn workflows_made_to_be_slow_or_large_end() {
    let step = "      - run: make ${{ matrix.a }}${{ matrix.b }}${{ matrix.c }}\n";
    let axis = |name: &str| format!("        {name}: [{}]\n", vec!["x"; 100].join(", "));
    let axes = [axis("a"), axis("b"), axis("c")].concat();
    let head = "on: push\njobs:\n  test:\n    runs-on: a\n";
    let many = format!("{head}    strategy:\n      matrix:\n{axes}    steps:\n{}", step.repeat(10));
    let doubled: String = (1..40)
        .fold("  A0: xx\n".to_owned(), |text, n| text + &format!("  A{n}: $A{0}$A{0}\n", n - 1));
    let doubled =
        format!("variables:\n{doubled}test:\n  stage: test\n  image: $A39\n  script: make\n");
    let extends: String = (0..20).fold(String::new(), |text, n| {
        text + &format!(
            ".a{n}:\n  extends: [{}]\n  script: make\n",
            vec![format!(".a{}", n + 1); 20].join(", ")
        )
    });
    let ring =
        "a:\n  extends: b\n  script: make\nb:\n  extends: a\n  script: !reference [b, script]\n";
    let itself = format!("{head}    steps:\n      - uses: ./\n");
    let project = Project::with(&[
        ("many.yml", &many),
        ("doubled.yml", &doubled),
        ("extends.yml", &extends),
        ("ring.yml", ring),
        (PATH, &itself),
        ("action.yml", "runs:\n  using: composite\n  steps: [{uses: ./}, {uses: ./}]\n"),
        ("self.yml", "include: {local: self.yml}\ntest:\n  stage: test\n  script: make\n"),
    ]);
    for name in
        ["many.yml", "doubled.yml", "extends.yml", "ring.yml", PATH, "action.yml", "self.yml"]
    {
        let (run, memory, seconds) =
            project.run_measured(&["lint", "--quiet", "--format", "short", name]);
        assert!(seconds < 40 && memory < 300, "{name}: {seconds} s, {memory} MiB");
        assert_eq!(run.code, 0, "{name}: {}", run.out);
        assert!(run.out.lines().count() <= 2, "{name}: {}", run.out);
    }
    project.write("broken.yml", format!("{head}    steps: [\n"));
    project.write("bytes.yml", [head.as_bytes(), b"    steps: [{run: \"\xff\"}]\n"].concat());
    for name in ["broken.yml", "bytes.yml"] {
        let run = project.run(&["lint", "--quiet", "--format", "short", name]);
        assert!(run.code == 1 && run.out.contains("STOP[syntax-error]"), "{name}: {run:?}");
        assert_eq!(run.out.lines().count(), 1, "{name}: {}", run.out);
    }
}
