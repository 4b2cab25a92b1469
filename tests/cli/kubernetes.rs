//! Manifests of Kubernetes: what is found in them and where.

use std::fs;

use super::marked::{self, stops};
use super::project::{CLEAN, Outcome, Project, outcome};

const MINER: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: \"metal3d/xmrig\"\n";
const HONEST: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: nginx:1.27\n";

fn stdin(project: &Project, text: &str) -> Outcome {
    outcome(project.command(&["lint", "-"]).write_stdin(text))
}

#[test]
fn manifests_that_mine_stop_at_the_word_that_says_so() {
    marked::stop_at_their_words("kubernetes/mining", 46);
}

#[test]
fn honest_manifests_do_not_stop() {
    marked::do_not_stop("kubernetes/honest", 43);
}

#[test]
fn a_search_finds_manifests_by_what_stands_in_them() {
    let project = Project::with(&[
        ("Dockerfile", CLEAN),
        ("deploy/web.yaml", HONEST),
        ("deploy/web.json", "{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}"),
        ("deploy/second.yml", "a: 1\n---\nkind: Pod\napiVersion: v1\n"),
        ("values.yaml", "image: metal3d/xmrig\n"),
        ("package.json", "{\"name\": \"web\"}"),
        ("notes.txt", HONEST),
        (
            "chart/templates/web.yaml",
            "{{- if .Values.on }}\napiVersion: v1\nkind: Pod\n{{- end }}\n",
        ),
        (".gitignore", "out/\n"),
        ("out/web.yaml", MINER),
    ]);
    project.git(&["init", "--quiet"]);
    let run = project.run(&["files"]);
    let found: Vec<&str> = run.out.lines().collect();
    let wanted = ["Dockerfile", "deploy/second.yml", "deploy/web.json", "deploy/web.yaml"];
    assert_eq!(found, wanted, "{}", run.err);
    assert!(run.err.contains("chart/templates/web.yaml: a template of a manifest, not linted"));
    assert_eq!(project.run(&["lint"]).code, 0);
    project.write("deploy/new.yaml", MINER);
    assert_eq!(project.run(&["lint"]).code, 1);
    assert_eq!(project.run(&["lint", "--exclude", "deploy/**"]).code, 0);
}

#[test]
fn a_file_that_is_named_is_told_from_what_stands_in_it() {
    let template = "apiVersion: v1\nkind: Pod\n{{- range .x }}\n- a\n{{ end }}\n";
    let project = Project::with(&[
        ("miner", MINER),
        ("Dockerfile.yaml", CLEAN),
        ("values.yaml", "image: nginx\n"),
        ("template.yaml", template),
        ("both.yaml", &format!("{template}---\n{MINER}")),
    ]);
    assert_eq!(project.run(&["lint", "miner"]).code, 1);
    assert_eq!(project.run(&["lint", "Dockerfile.yaml"]).code, 0);
    let run = project.run(&["lint", "values.yaml"]);
    assert_eq!(run.code, 2);
    let said = "minestop: values.yaml: neither a Dockerfile nor a manifest\n";
    assert!(run.err.starts_with(said), "{}", run.err);
    let run = project.run(&["lint", "template.yaml"]);
    assert!(run.code == 2 && run.err.contains("a template of a manifest"), "{run:?}");
    let run = project.run(&["lint", "--format", "json", "both.yaml"]);
    assert_eq!(run.code, 1, "what is no template is judged");
    let text = format!("{template}---\n{MINER}");
    assert_eq!(stops(&run, &text), [("denied-image".to_owned(), "metal3d/xmrig".to_owned())]);
}

#[test]
fn braces_without_quotes_make_a_template() {
    let pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: {{ .Values.image }}\n";
    let project = Project::with(&[("pod.yaml", pod)]);
    let run = project.run(&["lint", "pod.yaml"]);
    assert!(run.code == 2 && run.err.contains("a template of a manifest"), "{run:?}");
    project.write("pod.yaml", pod.replace("{{ .Values.image }}", "'a:{{ x }}'"));
    assert_eq!(project.run(&["lint", "pod.yaml"]).code, 0, "a string is no template");
}

#[test]
fn standard_input_may_be_a_manifest() {
    let project = Project::new();
    let run = stdin(&project, &format!("---\n# Source: web\n{MINER}"));
    assert_eq!(run.code, 1);
    assert!(run.out.contains("<stdin>:9:15"), "{}", run.out);
    assert_eq!(stdin(&project, HONEST).code, 0);
    assert_eq!(stdin(&project, "apiVersion: v1\nkind: Pod\n{{ x\n").code, 1);
}

#[test]
fn the_user_of_a_container_beats_that_of_its_pod() {
    let policy = "[rules.denied-user]\naction = \"stop\"\ndeny = [\"0\", \"svc-*\"]\n";
    let project = Project::with(&[("minestop.toml", policy)]);
    for (pod, container, word) in [
        ("{runAsUser: 0}", "{}", Some("0")),
        ("{runAsUser: 0}", "{runAsUser: 7}", None),
        ("{runAsUser: 7}", "{runAsUser: 0}", Some("0")),
        ("{runAsNonRoot: true}", "{}", None),
        ("{windowsOptions: {runAsUserName: svc-web}}", "{}", Some("svc-web")),
    ] {
        let text = format!(
            "apiVersion: v1\nkind: Pod\nspec:\n  securityContext: {pod}\n  containers:\n  - {{image: nginx, securityContext: {container}}}\n"
        );
        project.write("pod.yaml", &text);
        let found = stops(&project.run(&["lint", "--format", "json", "pod.yaml"]), &text);
        let wanted = word.map(|word| ("denied-user".to_owned(), word.to_owned()));
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn exceptions_and_baselines_know_manifests() {
    let policy = "version = 1\n[[exceptions]]\nrules = [\"denied-image\"]\nfiles = [\"web.yaml\"]\nreason = \"a test of the cluster\"\n";
    let project = Project::with(&[("web.yaml", MINER), ("minestop.toml", policy)]);
    let run = project.run(&["lint"]);
    assert_eq!(run.code, 0, "{run:?}");
    fs::remove_file(project.path("minestop.toml")).expect("it is there");
    let run = project.run(&["baseline"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(project.run(&["lint"]).code, 0);
}

#[test]
fn hostile_files_are_one_error_each() {
    let pod = |line: &str| format!("{HONEST}      {line}\n");
    let project = Project::new();
    let deep = format!("apiVersion: v1\nkind: Pod\na: {}\n", "[".repeat(50_000));
    let twice = pod("image: alpine:3.20");
    let values = format!("apiVersion: v1\nkind: Pod\na:\n{}", "- 1\n".repeat(1_100_000));
    let many =
        "kind: Pod\napiVersion: v1\nspec: {containers: [{image: \"a:1\"}]}\n---\n".repeat(6_000);
    for (name, text, said) in [
        ("deep", deep, "this is no YAML"),
        ("twice", twice, "the key `image` stands twice"),
        ("values", values, "more values than are read"),
        ("many", many, "more containers than are read"),
    ] {
        project.write("x.yaml", text);
        let run = project.run(&["lint", "--format", "short", "x.yaml"]);
        assert!(run.out.contains(said), "{name}: {}", run.out.get(..500).unwrap_or(&run.out));
        assert_eq!(run.out.matches(said).count(), 1, "{name}");
    }
    project.write("x.yaml", [HONEST.as_bytes(), b"      command: [\"\xff\"]\n"].concat());
    let run = project.run(&["lint", "x.yaml"]);
    assert!(run.code == 1 && run.out.contains("the file is not UTF-8"), "{run:?}");
}

#[test]
fn large_files_are_read_to_their_end() {
    let project = Project::new();
    let documents = "a: 1\n---\n".repeat(100_000);
    project.write("many.yaml", format!("{documents}{MINER}"));
    assert_eq!(project.run(&["lint", "many.yaml"]).code, 1);
    let block = "    # nothing\n".repeat(700_000);
    let map = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  run.sh: |\n{block}"
    );
    project.write("block.yaml", format!("{map}---\n{MINER}"));
    assert_eq!(project.run(&["lint", "block.yaml"]).code, 1);
}
