//! What only the graph shows: each of these Dockerfiles is innocent as text.

use std::collections::BTreeMap;

use crate::frontend::protocol::{
    BuildResult, Definition, ExecOp, FileAction, FileActionMkFile, FileOp, Input, Location,
    Locations, Meta, Mount, Op, OpMetadata, Position, Range, Ref, RefEntry, RefMap, Source,
    SourceInfo, SourceOp, build_result, file_action, op,
};
use prost::Message as _;

use super::gateway::{Gateway, Seen, digest, result};
use super::rulebooks::rulebook_of;

pub(super) const CLEAN: &str = "FROM base\nRUN build\nCMD start\n";

/// A graph in the making; each step is 0-based and may use those before it.
pub(super) struct Graph {
    text: &'static str,
    def: Vec<Vec<u8>>,
    locations: BTreeMap<String, Locations>,
}

impl Graph {
    pub(super) fn of(text: &'static str) -> Self {
        Self { text, def: Vec::new(), locations: BTreeMap::new() }
    }

    /// Adds a step of `lines`, which may be none.
    pub(super) fn step(mut self, op: op::Op, inputs: &[usize], lines: &[i32]) -> Self {
        let input = |number: &usize| Input { digest: digest(&self.def[*number]), index: 0 };
        let inputs = inputs.iter().map(input).collect();
        let bytes = Op { inputs, op: Some(op), ..Op::default() }.encode_to_vec();
        if !lines.is_empty() {
            let at = |line| Some(Position { line, character: 0 });
            let ranges = lines.iter().map(|line| Range { start: at(*line), end: at(*line) });
            let location = Location { source_index: 0, ranges: ranges.collect() };
            let locations = Locations { locations: vec![location] };
            self.locations.insert(digest(&bytes), locations);
        }
        self.def.push(bytes);
        self
    }

    pub(super) fn source(self, identifier: &str, lines: &[i32]) -> Self {
        let source = SourceOp { identifier: identifier.to_owned(), ..SourceOp::default() };
        self.step(op::Op::Source(source), &[], lines)
    }

    pub(super) fn exec(self, argv: &[&str], env: &[&str], input: usize, lines: &[i32]) -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).into()).collect();
        let meta = Some(Meta { args: words(argv), env: words(env), ..Meta::default() });
        self.step(op::Op::Exec(ExecOp { meta, ..on_root() }), &[input], lines)
    }

    pub(super) fn definition(mut self) -> Definition {
        let last = digest(self.def.last().expect("a graph has steps"));
        let inputs = vec![Input { digest: last, index: 0 }];
        self.def.push(Op { inputs, ..Op::default() }.encode_to_vec());
        let info = SourceInfo {
            filename: "Dockerfile".to_owned(),
            data: self.text.as_bytes().to_vec(),
            ..SourceInfo::default()
        };
        let source = Some(Source { locations: self.locations, infos: vec![info] });
        Definition { def: self.def, source, ..Definition::default() }
    }

    pub(super) fn built(self) -> BuildResult {
        of_definition(self.definition())
    }
}

/// A command that sees its first input, and whose result is what becomes of that.
fn on_root() -> ExecOp {
    let root = Mount { dest: "/".to_owned(), ..Mount::default() };
    ExecOp { mounts: vec![root], ..ExecOp::default() }
}

pub(super) fn of_definition(definition: Definition) -> BuildResult {
    let reference = Ref { id: "built".to_owned(), def: Some(definition) };
    BuildResult { result: Some(build_result::Result::Ref(reference)), ..BuildResult::default() }
}

pub(super) fn judged(text: &str, built: BuildResult) -> Seen {
    Gateway { built: Some(built), ..Gateway::with(text) }.run(&[])
}

/// The rule and the line of the only STOP.
#[track_caller]
pub(super) fn assert_stops(seen: &Seen, rule: &str, line: u32) {
    let error = seen.error();
    assert_eq!(seen.delegated.len(), 1, "the text was stopped already: {}", error.message);
    assert!(error.message.contains(&format!("STOP[{rule}]")), "{}", error.message);
    let shown = format!("Dockerfile:{line}:");
    assert!(error.message.contains(&shown), "not at line {line}: {}", error.message);
}

#[test]
fn a_clean_graph_is_handed_on() {
    let shell = ["/bin/sh", "-c", "echo hello"];
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]).exec(
        &shell,
        &["PATH=/bin"],
        0,
        &[2],
    );
    let built = graph.built();
    assert_eq!(judged(CLEAN, built.clone()).result(), built);
}

#[test]
fn a_step_that_removes_a_miner_is_handed_on() {
    let shell = ["/bin/sh", "-c", "apt-get purge -y xmrig; pkill xmrig"];
    let image = "docker-image://docker.io/library/base:1";
    let built = Graph::of(CLEAN).source(image, &[1]).exec(&shell, &[], 0, &[2]).built();
    assert_eq!(judged(CLEAN, built.clone()).result(), built);
}

#[test]
fn a_trigger_of_the_base_image_is_found_at_its_line() {
    let shell = ["/bin/sh", "-c", "wget https://github.com/xmrig/xmrig/archive/v6.tar.gz"];
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]).exec(
        &shell,
        &[],
        0,
        &[1],
    );
    let seen = judged(CLEAN, graph.built());
    assert_stops(&seen, "miner-source", 1);
    let message = seen.error().message;
    for said in [
        "a trigger of this image does it",
        "a trigger (ONBUILD) of the base image runs `wget https://github.com/xmrig/xmrig/",
        "help: build from an image without this trigger",
    ] {
        assert!(message.contains(said), "no '{said}': {message}");
    }
}

#[test]
fn a_trigger_without_a_place_stands_at_the_image_that_has_it() {
    const TEXT: &str = "# by hand\nFROM base\nRUN build\n";
    let shell = ["/bin/sh", "-c", "wget https://github.com/xmrig/xmrig/archive/v6.tar.gz"];
    // BuildKit of Docker 26 gives it the lines of its own text
    for lines in [&[][..], &[1]] {
        let graph = Graph::of(TEXT)
            .source("docker-image://docker.io/library/base:1", &[2])
            .exec(&shell, &[], 0, lines)
            .exec(&["build"], &[], 1, &[3]);
        let seen = judged(TEXT, graph.built());
        assert_stops(&seen, "miner-source", 2);
        assert!(seen.error().message.contains("a trigger (ONBUILD)"), "{lines:?}");
    }
}

#[test]
fn a_command_of_the_file_is_no_trigger() {
    let shell = ["/bin/sh", "-c", "wget https://github.com/$WHAT/archive/v6.tar.gz"];
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]);
    let graph = graph.exec(&shell, &["WHAT=xmrig/xmrig"], 0, &[2]);
    let message = judged(CLEAN, graph.built()).error().message;
    assert!(!message.contains("trigger"), "{message}");
}

#[test]
fn a_variable_of_the_base_image_is_blamed_on_the_image() {
    const TEXT: &str = "FROM base\nENV OWN=1\nRUN innocent\nRUN /opt/x -o $P\n";
    let env = ["OWN=1", "P=stratum+tcp://pool.example.invalid:3333"];
    let graph = Graph::of(TEXT)
        .source("docker-image://docker.io/library/base:1", &[1])
        .exec(&["/bin/sh", "-c", "innocent"], &env, 0, &[3])
        .exec(&["/bin/sh", "-c", "/opt/x -o $P"], &env, 1, &[4]);
    let seen = judged(TEXT, graph.built());
    assert_stops(&seen, "mining-pool", 1);
    let message = seen.error().message;
    assert!(!message.contains("Dockerfile:3:"), "the innocent step is blamed: {message}");
    assert!(message.contains("this image sets the variable `P`"), "{message}");
    assert!(message.contains("help: build from an image without it, or set `P`"), "{message}");
    // the command that uses it is said, too
    assert!(message.contains("Dockerfile:4:"), "{message}");
    assert!(message.contains("the value comes from here"), "{message}");
}

#[test]
fn a_command_is_read_with_the_variables_of_the_base_image() {
    let shell = ["/bin/sh", "-c", "wget https://github.com/$WHAT/archive/v6.tar.gz"];
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]).exec(
        &shell,
        &["WHAT=xmrig/xmrig"],
        0,
        &[2],
    );
    assert_stops(&judged(CLEAN, graph.built()), "miner-source", 2);
}

#[test]
fn an_image_behind_a_named_context_is_seen() {
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/metal3d/xmrig:latest", &[1]);
    assert_stops(&judged(CLEAN, graph.built()), "denied-image", 1);
}

#[test]
fn a_named_context_stands_where_the_text_uses_it() {
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/metal3d/xmrig:latest", &[]).exec(
        &["build"],
        &[],
        0,
        &[2],
    );
    let mut definition = graph.definition();
    let title = "[context base] docker.io/metal3d/xmrig:latest".to_owned();
    let description = BTreeMap::from([("llb.customname".to_owned(), title.into_bytes())]);
    let metadata = OpMetadata { description, ..OpMetadata::default() };
    definition.metadata.insert(digest(&definition.def[0]), metadata);
    let gateway = Gateway { built: Some(of_definition(definition)), ..Gateway::with(CLEAN) };
    let option = "context:base=docker-image://docker.io/metal3d/xmrig:latest";
    assert_stops(&gateway.run(&[option]), "denied-image", 1);
}

#[test]
fn what_is_fetched_stands_where_it_is_used() {
    let graph = Graph::of(CLEAN)
        .source("https://github.com/xmrig/xmrig/releases/download/v6.21.0/xmrig.tar.gz", &[])
        .step(op::Op::File(FileOp::default()), &[0], &[2]);
    assert_stops(&judged(CLEAN, graph.built()), "miner-source", 2);
}

#[test]
fn a_script_that_the_graph_writes_is_read() {
    let text = b"#!/bin/bash\n/opt/xmrig -o stratum+tcp://pool.example.invalid:3333\n";
    let made = FileActionMkFile {
        path: "/EOF".to_owned(),
        data: text.to_vec(),
        ..FileActionMkFile::default()
    };
    let action = Some(file_action::Action::Mkfile(made));
    let file = FileOp { actions: vec![FileAction { action, ..FileAction::default() }] };
    let mount = Mount { input: 1, dest: "/dev/pipes/".to_owned(), ..Mount::default() };
    let args = ["/bin/sh", "-c", "/dev/pipes/EOF"].map(Into::into).to_vec();
    let meta = Some(Meta { args, ..Meta::default() });
    let exec = ExecOp { meta, mounts: vec![mount], ..ExecOp::default() };
    let graph = Graph::of(CLEAN)
        .source("docker-image://docker.io/library/base:1", &[1])
        .step(op::Op::File(file), &[], &[])
        .step(op::Op::Exec(exec), &[0, 1], &[2]);
    assert_stops(&judged(CLEAN, graph.built()), "mining-pool", 2);
}

#[test]
fn an_entrypoint_of_the_base_image_stands_at_its_from() {
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]);
    let mut built = graph.built();
    let config =
        br#"{"config":{"Entrypoint":["/x","-o","stratum+tcp://pool.example.invalid:3333"]}}"#;
    built.metadata.insert("containerimage.config".to_owned(), config.to_vec());
    let seen = judged(CLEAN, built);
    assert_stops(&seen, "mining-pool", 1);
    let message = seen.error().message;
    assert!(message.contains("containers of this image start so"), "{message}");
    assert!(message.contains("says `/x -o stratum+tcp://pool.example.invalid:3333`"), "{message}");
}

#[test]
fn every_platform_is_judged() {
    let clean = Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]);
    let bad = Graph::of(CLEAN).source("docker-image://docker.io/metal3d/xmrig:latest", &[1]);
    let entry = |platform: &str, graph: Graph| {
        let r#ref = Some(Ref { id: "r".to_owned(), def: Some(graph.definition()) });
        RefEntry { platform: platform.to_owned(), r#ref }
    };
    let refs = vec![entry("linux/amd64", clean), entry("linux/arm64", bad)];
    let result = Some(build_result::Result::Refs(RefMap { refs }));
    assert_stops(
        &judged(CLEAN, BuildResult { result, ..BuildResult::default() }),
        "denied-image",
        1,
    );
}

#[test]
fn a_finding_of_text_and_graph_is_shown_once() {
    let text = "# syntax=r.example.invalid/other\nFROM base\nUSER monero\nRUN build\n";
    let meta = Meta { args: vec!["build".into()], user: "monero".into(), ..Meta::default() };
    let exec = ExecOp { meta: Some(meta), ..on_root() };
    let graph = Graph::of("# syntax=r.example.invalid/other\nFROM base\nUSER monero\nRUN build\n")
        .source("docker-image://docker.io/library/base:1", &[2])
        .step(op::Op::Exec(exec), &[0], &[4]);
    let mut built = graph.built();
    let config = br#"{"config":{"User":"monero"}}"#;
    built.metadata.insert("containerimage.config".to_owned(), config.to_vec());
    let seen = judged(text, built);
    let rules: Vec<String> = seen
        .warnings
        .iter()
        .map(|warning| String::from_utf8_lossy(&warning.short).into_owned())
        .filter(|short| short.starts_with("denied-user"))
        .collect();
    assert_eq!(rules.len(), 1, "{rules:?}");
}

#[test]
fn what_the_text_says_in_its_own_words_is_not_said_again() {
    let policy = "[rules.denied-image]\naction = \"warn\"\ndeny = [\"base\"]\n";
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/library/base:latest", &[1]);
    let gateway = Gateway { built: Some(graph.built()), ..Gateway::with(CLEAN) };
    let seen = gateway.run_with(&[], Ok(rulebook_of(policy)));
    let shorts = seen.warnings.iter().map(|it| String::from_utf8_lossy(&it.short).into_owned());
    let shorts: Vec<_> = shorts.filter(|it| it.starts_with("denied-image")).collect();
    assert_eq!(shorts, ["denied-image: image `base` is on the deny-list (line 1)"]);
}

#[test]
fn what_a_command_may_do_to_the_host_is_judged() {
    let policy = "[rules.run-isolation]\naction = \"stop\"\n";
    let judged =
        |network, security| {
            let meta = Some(Meta { args: vec!["build".into()], ..Meta::default() });
            let exec = ExecOp { meta, network, security, ..on_root() };
            let graph = Graph::of(CLEAN)
                .source("docker-image://docker.io/library/base:1", &[1])
                .step(op::Op::Exec(exec), &[0], &[2]);
            let gateway = Gateway { built: Some(graph.built()), ..Gateway::with(CLEAN) };
            gateway.run_with(&[], Ok(rulebook_of(policy)))
        };
    assert_stops(&judged(1, 0), "run-isolation", 2);
    assert_stops(&judged(0, 1), "run-isolation", 2);
    // 2 is no network at all
    for network in [0, 2] {
        assert_eq!(judged(network, 0).returned[0].error, None);
    }
}

#[test]
fn an_image_of_a_directory_is_an_image() {
    let graph = Graph::of(CLEAN).source("oci-layout://store/base@sha256:aa", &[1]);
    let built = graph.built();
    assert_eq!(judged(CLEAN, built.clone()).result(), built);
}

#[test]
fn what_has_no_place_stands_at_the_start_of_the_dockerfile() {
    let mut built = result("built");
    let config =
        br#"{"config":{"Entrypoint":["/x","-o","stratum+tcp://pool.example.invalid:3333"]}}"#;
    built.metadata.insert("containerimage.config".to_owned(), config.to_vec());
    let graph = Graph::of("FROM scratch\n").source("tape://reel", &[]);
    for built in [built, graph.built()] {
        let gateway = Gateway { built: Some(built), ..Gateway::with("FROM scratch\n") };
        // the policy is the first file that is known
        let seen = gateway.run_with(&[], Ok(rulebook_of("fail-on = \"stop\"\n")));
        let message = seen.error().message;
        assert!(message.contains("Dockerfile:1:1"), "{message}");
    }
}

#[test]
fn a_frame_has_the_lines_of_the_step() {
    let graph = Graph::of(CLEAN).source("docker-image://docker.io/metal3d/xmrig:1", &[1]);
    let error = judged(CLEAN, graph.built()).error();
    let [detail] = error.details.as_slice() else { panic!("{:?}", error.details) };
    let frame: serde_json::Value = serde_json::from_slice(&detail.value).expect("it is JSON");
    let line = serde_json::json!({ "line": 1 });
    assert_eq!(frame["ranges"], serde_json::json!([{ "start": line, "end": line }]));
}

#[test]
fn a_graph_that_cannot_be_read_is_refused() {
    let mut definition =
        Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]).definition();
    definition.def.insert(0, vec![0xff, 0xff, 0xff]);
    let error = judged(CLEAN, of_definition(definition)).error();
    assert!(error.message.starts_with("minestop: the graph of this build"), "{}", error.message);

    let mut built = result("built");
    built.metadata.insert("containerimage.config".to_owned(), b"{".to_vec());
    let error = judged(CLEAN, built).error();
    assert!(error.message.starts_with("minestop: the configuration"), "{}", error.message);
}

#[test]
fn a_step_of_an_unknown_kind_is_refused() {
    let mut definition =
        Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]).definition();
    definition.def.insert(0, Op::default().encode_to_vec());
    assert_stops(&judged(CLEAN, of_definition(definition)), "syntax-error", 1);
    let graph = Graph::of(CLEAN).source("tape://reel", &[1]);
    assert_stops(&judged(CLEAN, graph.built()), "syntax-error", 1);
}
