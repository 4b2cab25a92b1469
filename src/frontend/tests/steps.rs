//! A graph as steps and as what they take, each with its lines.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message as _;

use super::gateway::digest;
use crate::dockerfile::{Keyword, MountKind};
use crate::facts::graph::{Run, StepKind};
use crate::frontend::graph;
use crate::frontend::protocol::{
    BuildResult, Definition, ExecOp, FileAction, FileActionCopy, FileActionMkFile, FileOp, Input,
    Location, Locations, Meta, Mount, Op, Position, Range, Ref, Source, SourceInfo, SourceOp,
    build_result, file_action, op,
};
use crate::source::{FileId, Sources, Span};

const TEXT: &str = "one\ntwo\nthree\nfour";

/// A graph of steps, each with the numbers of those that it uses and with ranges of lines.
#[derive(Default)]
struct Graph {
    def: Vec<Vec<u8>>,
    locations: BTreeMap<String, Locations>,
}

impl Graph {
    fn step(self, op: op::Op, inputs: &[usize], lines: &[(i32, i32)]) -> Self {
        self.step_in(op, inputs, (0, lines))
    }

    fn step_in(
        mut self,
        op: op::Op,
        inputs: &[usize],
        (file, lines): (i32, &[(i32, i32)]),
    ) -> Self {
        let input = |number: &usize| Input { digest: digest(&self.def[*number]), index: 0 };
        let inputs = inputs.iter().map(input).collect();
        let bytes = Op { inputs, op: Some(op), ..Op::default() }.encode_to_vec();
        let at = |line| Some(Position { line, character: 0 });
        let ranges = lines.iter().map(|(start, end)| Range { start: at(*start), end: at(*end) });
        let location = Location { source_index: file, ranges: ranges.collect() };
        self.locations.insert(digest(&bytes), Locations { locations: vec![location] });
        self.def.push(bytes);
        self
    }

    fn definition(self) -> Definition {
        let source = Source { locations: self.locations, ..Source::default() };
        Definition { def: self.def, source: Some(source), ..Definition::default() }
    }

    /// What each step does, with the text that it stands at.
    fn steps(self, set: &[&str]) -> Vec<(String, StepKind)> {
        let (sources, files) = files();
        let set: BTreeSet<String> = set.iter().map(|it| (*it).to_owned()).collect();
        let found = graph::steps(&self.definition(), &sources, &files, &BTreeMap::new(), &set);
        let steps = found.expect("the graph can be read").steps;
        steps.into_iter().map(|step| (under(&sources, step.span), step.kind)).collect()
    }

    /// Source, pattern, target and word of what is taken, with the text that it stands at.
    fn taken(self) -> Vec<(usize, String, String, Keyword, String, bool)> {
        let (sources, files) = files();
        let definition = self.definition();
        let found = graph::taken(&definition, &sources, &files, &BTreeMap::new());
        let found = found.expect("the graph can be read").into_iter().map(|it| {
            let is_it = |bytes: &Vec<u8>| digest(bytes) == it.input.digest;
            let number = definition.def.iter().position(is_it).expect("it is in the graph");
            let text = under(&sources, it.span);
            (number, it.pattern, it.target, it.keyword, text, it.is_context)
        });
        found.collect()
    }
}

/// The result of a build that pulls one image in the first line of this text.
pub(crate) fn pulling(text: &str, identifier: &str) -> BuildResult {
    let mut graph = Graph::default().step(source(identifier), &[], &[(1, 1)]);
    let inputs = vec![Input { digest: digest(graph.def.first().expect("a step")), index: 0 }];
    graph.def.push(Op { inputs, ..Op::default() }.encode_to_vec());
    let mut definition = graph.definition();
    let info = SourceInfo {
        filename: "Dockerfile".to_owned(),
        data: text.as_bytes().to_vec(),
        ..SourceInfo::default()
    };
    definition.source.get_or_insert_default().infos.push(info);
    let reference = Ref { id: "built".to_owned(), def: Some(definition) };
    BuildResult { result: Some(build_result::Result::Ref(reference)), ..BuildResult::default() }
}

fn files() -> (Sources, Vec<FileId>) {
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", TEXT.as_bytes().to_vec());
    (sources, vec![file])
}

fn under(sources: &Sources, span: Span) -> String {
    String::from_utf8_lossy(sources.slice(span)).into_owned()
}

fn source(identifier: &str) -> op::Op {
    op::Op::Source(SourceOp { identifier: identifier.to_owned(), ..SourceOp::default() })
}

fn exec(args: &[&str], env: &[&str], mounts: Vec<Mount>) -> ExecOp {
    let words = |words: &[&str]| words.iter().map(|word| (*word).into()).collect();
    let meta = Some(Meta { args: words(args), env: words(env), ..Meta::default() });
    ExecOp { meta, mounts, ..ExecOp::default() }
}

fn mount(input: i64, dest: &str, selector: &str, mount_type: i32) -> Mount {
    let (dest, selector) = (dest.to_owned(), selector.to_owned());
    Mount { input, dest, selector, mount_type, ..Mount::default() }
}

fn made(path: &str, text: &str) -> FileAction {
    let data = text.as_bytes().to_vec();
    let file = FileActionMkFile { path: path.to_owned(), data, ..FileActionMkFile::default() };
    FileAction {
        input: -1,
        secondary_input: -1,
        action: Some(file_action::Action::Mkfile(file)),
        ..FileAction::default()
    }
}

fn copied(input: i64, secondary_input: i64, src: &str, dest: &str) -> FileAction {
    let copy = FileActionCopy { src: src.to_owned(), dest: dest.to_owned() };
    let action = Some(file_action::Action::Copy(copy));
    FileAction { input, secondary_input, action, ..FileAction::default() }
}

fn file(actions: Vec<FileAction>) -> op::Op {
    op::Op::File(FileOp { actions })
}

#[test]
fn a_source_is_an_image_or_fetched_or_a_directory_of_the_client() {
    let kinds = |identifier: &str, url: Option<&str>| {
        let mut op = SourceOp { identifier: identifier.to_owned(), ..SourceOp::default() };
        op.attrs.extend(url.map(|url| ("git.fullurl".to_owned(), url.to_owned())));
        let steps = Graph::default().step(op::Op::Source(op), &[], &[]).steps(&[]);
        steps.into_iter().map(|(_, kind)| kind).collect::<Vec<_>>()
    };
    let fetched = |address: &str| vec![StepKind::Fetch(address.to_owned())];
    let image = |name: &str| vec![StepKind::Image(name.to_owned())];
    assert_eq!(kinds("local://context", None), []);
    assert_eq!(kinds("nothing", None), []);
    assert_eq!(kinds("docker-image://a/b:1", None), image("a/b:1"));
    assert_eq!(kinds("oci-layout://a/b:1", None), image("oci-layout://a/b:1"));
    assert_eq!(kinds("http://a/b", None), fetched("http://a/b"));
    assert_eq!(kinds("https://a/b", None), fetched("https://a/b"));
    assert_eq!(kinds("git://a/b", None), fetched("git://a/b"));
    assert_eq!(kinds("git://a/b", Some("https://a/b.git")), fetched("https://a/b.git"));
    assert_eq!(kinds("git://a/b", Some("git@a:b.git")), fetched("git://a/b"));
    assert_eq!(kinds("https://a/b", Some("https://x/y")), fetched("https://a/b"));
    let unknown = kinds("tape://a", None);
    assert!(matches!(unknown.as_slice(), [StepKind::Unknown(what)] if what.contains("`tape`")));
}

#[test]
fn a_step_stands_at_all_of_its_lines() {
    let at = |file: i32, lines: &[(i32, i32)]| {
        let graph = Graph::default().step_in(source("docker-image://a"), &[], (file, lines));
        graph.steps(&[]).into_iter().map(|(text, _)| text).collect::<String>()
    };
    assert_eq!(at(0, &[(1, 1)]), "one");
    assert_eq!(at(0, &[(2, 3)]), "two\nthree");
    assert_eq!(at(0, &[(3, 3), (1, 2)]), "one\ntwo\nthree");
    assert_eq!(at(0, &[(4, 4)]), "four");
    // an end before the start is the start
    assert_eq!(at(0, &[(2, 1)]), "two");
    for nowhere in
        [at(0, &[]), at(0, &[(0, 0)]), at(0, &[(9, 9)]), at(1, &[(1, 1)]), at(-1, &[(1, 1)])]
    {
        assert_eq!(nowhere, "");
    }
}

#[test]
fn a_step_without_a_place_stands_where_it_is_used_first() {
    let graph = Graph::default()
        .step(source("https://a/b"), &[], &[])
        .step(file(vec![made("/x", "x")]), &[0], &[])
        .step(file(vec![made("/y", "y")]), &[1], &[(2, 2)])
        .step(file(vec![made("/z", "z")]), &[1], &[(3, 3)]);
    let places: Vec<String> = graph.steps(&[]).into_iter().map(|(text, _)| text).collect();
    assert_eq!(places, ["three", "three", "two", "three"]);
}

#[test]
fn a_command_is_read_with_its_mounts_and_its_rights() {
    let mounts = vec![
        mount(0, "/", "", 0),
        mount(-1, "/run/secrets/x", "", 1),
        mount(-1, "/ssh", "", 2),
        mount(-1, "/cache", "", 3),
        mount(-1, "/tmp", "", 4),
        mount(-1, "/dev/pipes/", "", 0),
        mount(-1, "/what", "", 9),
    ];
    let mut command = exec(&["build"], &["A=1", "B=2"], mounts);
    let meta = command.meta.as_mut().expect("it has words");
    (meta.user, meta.cwd) = ("me".into(), "/srv".into());
    (command.network, command.security) = (1, 1);
    let graph = Graph::default().step(source("docker-image://a"), &[], &[(1, 1)]).step(
        op::Op::Exec(command),
        &[0],
        &[(2, 2)],
    );
    let steps = graph.steps(&["A"]);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let run = Run {
        argv: vec!["build".to_owned()],
        env: vec![pair("A", "1"), pair("B", "2")],
        user: "me".to_owned(),
        cwd: "/srv".to_owned(),
        host_network: true,
        insecure: true,
        mounts: vec![
            (MountKind::Secret, "/run/secrets/x".to_owned()),
            (MountKind::Ssh, "/ssh".to_owned()),
            (MountKind::Cache, "/cache".to_owned()),
            (MountKind::Tmpfs, "/tmp".to_owned()),
        ],
    };
    // what the text does not set comes from the base
    assert_eq!(
        steps,
        [
            ("one".to_owned(), StepKind::Image("a".to_owned())),
            ("one".to_owned(), StepKind::Inherited(vec![pair("B", "2")])),
            ("two".to_owned(), StepKind::Run(run)),
        ]
    );
}

#[test]
fn variables_of_a_base_are_those_of_its_first_command() {
    let command = |env: &[&str]| op::Op::Exec(exec(&["build"], env, Vec::new()));
    let graph = Graph::default()
        .step(source("docker-image://a"), &[], &[(1, 1)])
        .step(command(&["A=1"]), &[0], &[(2, 2)])
        .step(command(&["A=1", "B=2"]), &[1], &[(3, 3)])
        .step(source("docker-image://b"), &[], &[(4, 4)])
        .step(command(&["C=3"]), &[3], &[(2, 3)]);
    let steps = graph.steps(&[]).into_iter();
    let inherited = steps.filter_map(|(text, kind)| match kind {
        StepKind::Inherited(env) => Some((text, env.into_iter().map(|(name, _)| name).collect())),
        _ => None,
    });
    let inherited: Vec<(String, Vec<String>)> = inherited.collect();
    let expected =
        [("one", "A"), ("four", "C")].map(|(text, name)| (text.to_owned(), vec![name.to_owned()]));
    assert_eq!(inherited, expected);
}

#[test]
fn files_that_the_graph_writes_are_seen_where_they_are_mounted() {
    let graph = Graph::default()
        .step(file(vec![made("/EOF", "hello"), copied(0, 1, "x", "y")]), &[], &[(1, 1)])
        .step(op::Op::Exec(exec(&["sh"], &[], vec![mount(0, "/m/", "", 0)])), &[0], &[(2, 2)])
        .step(op::Op::Exec(exec(&["sh"], &[], vec![mount(0, "/", "", 0)])), &[0], &[(3, 3)]);
    let written: Vec<(String, String)> = graph
        .steps(&[])
        .into_iter()
        .filter_map(|(text, kind)| match kind {
            StepKind::File { path, content } => Some((text, format!("{path} {content}"))),
            _ => None,
        })
        .collect();
    let expected = [("one", "/EOF hello"), ("two", "/m/EOF hello")];
    assert_eq!(written, expected.map(|(text, file)| (text.to_owned(), file.to_owned())));
}

#[test]
fn what_is_taken_comes_from_sources_that_are_no_images() {
    let taken = |identifier: &str, step: op::Op| {
        let graph = Graph::default();
        graph.step(source(identifier), &[], &[(1, 1)]).step(step, &[0], &[(2, 2)]).taken()
    };
    let copy = || file(vec![copied(-1, 0, "/a*", "/b")]);
    let line = |text: &str| text.to_owned();
    let expected =
        |is_context| vec![(0, line("/a*"), line("/b"), Keyword::Copy, line("two"), is_context)];
    assert_eq!(taken("local://context", copy()), expected(true));
    assert_eq!(taken("local://other", copy()), expected(false));
    assert_eq!(taken("https://a/context", copy()), expected(false));
    assert_eq!(taken("docker-image://a", copy()), []);
    assert_eq!(taken("oci-layout://a", copy()), []);
    assert_eq!(taken("local://context", file(vec![made("/x", "x")])), []);
    // a context in the place of a base: all of it, where the base stands
    let on_it = file(vec![copied(0, -1, "/a", "/b")]);
    let whole = vec![(0, line("."), line(""), Keyword::From, line("one"), false)];
    assert_eq!(taken("local://other", on_it), whole);
    let run = |mount: Mount| op::Op::Exec(exec(&["sh"], &[], vec![mount]));
    assert_eq!(taken("local://other", run(mount(0, "/", "", 0))), whole);
    let mounted = vec![(0, line("sub"), line(""), Keyword::Run, line("two"), true)];
    assert_eq!(taken("local://context", run(mount(0, "/m", "sub", 0))), mounted);
    assert_eq!(taken("local://context", run(mount(0, "/m", "sub", 3))), []);
    assert_eq!(taken("local://context", run(mount(-1, "/m", "sub", 0))), []);
    assert_eq!(taken("local://context", run(mount(1, "/m", "sub", 0))), []);
}
