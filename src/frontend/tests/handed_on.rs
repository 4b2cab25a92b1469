//! What the gate hands on: nothing of it may be less than what came, and no engine may end on it.

use std::collections::BTreeMap;

use crate::frontend::protocol::{
    BuildResult, Definition, ExecOp, FileAction, FileActionCopy, FileOp, InputEntry, Location,
    Locations, Meta, Mount, Op, OpMetadata, Position, Range, Ref, RefEntry, RefMap, Source,
    SourceInfo, SourceOp, build_result, file_action, op,
};
use proptest::prelude::*;
use prost::Message as _;

use super::files::{end, input, source};
use super::gateway::{Gateway, digest, result, written_by};
use super::wire;

const TEXT: &str = "FROM base\nRUN build\n";

/// A graph of one image with a place that has no lines, as BuildKit itself makes them.
fn linked() -> Vec<u8> {
    let source = SourceOp { identifier: "docker-image://base".to_owned(), ..SourceOp::default() };
    let source = Op { op: Some(op::Op::Source(source)), ..Op::default() }.encode_to_vec();
    // a map entry with a value that is there and empty: no code of ours writes one
    let name = digest(&source);
    let length = u8::try_from(name.len()).expect("it is short");
    let entry = [&[0x0a, length], name.as_bytes(), &[0x12, 0]].concat();
    let places = [&[0x0a, length + 4], entry.as_slice()].concat();
    let mut bytes = Definition { def: vec![source], ..Definition::default() }.encode_to_vec();
    bytes.extend([0x1a, length + 6]);
    bytes.extend(places);
    bytes
}

/// The same with the graph that its Dockerfile came from.
fn linked_twice() -> Vec<u8> {
    let info = SourceInfo {
        filename: "Dockerfile".to_owned(),
        definition: Some(linked()),
        ..SourceInfo::default()
    };
    let context = source("local://context");
    let def = vec![context.clone(), end(&context)];
    let source = Some(Source { infos: vec![info], ..Source::default() });
    Definition { def, source, ..Definition::default() }.encode_to_vec()
}

#[test]
fn the_graphs_of_other_builds_are_handed_on_byte_for_byte() {
    let later = [linked_twice(), vec![0xfa, 0x7f, 1, b'x']].concat();
    let graphs = [Some(Vec::new()), None, Some(linked()), Some(linked_twice()), Some(later)];
    let inputs: Vec<InputEntry> = graphs
        .into_iter()
        .zip(["a", "b", "c", "d", "e"])
        .map(|(definition, name)| InputEntry { name: name.to_owned(), definition })
        .collect();
    let seen = Gateway { inputs: inputs.clone(), ..Gateway::with(TEXT) }.run(&[]);
    assert_eq!(seen.result(), result("built"));
    let [delegated] = seen.delegated.as_slice() else { panic!("{:?}", seen.delegated) };
    assert_eq!(delegated.frontend_inputs, inputs);
}

#[test]
fn the_graph_of_a_dockerfile_is_handed_on_byte_for_byte() {
    let inputs = vec![InputEntry {
        name: "dockerfile".to_owned(),
        definition: Some(
            Definition::decode(linked_twice().as_slice()).expect("it is a graph").encode_to_vec(),
        ),
    }];
    let seen = Gateway { inputs, ..Gateway::with(TEXT) }.run(&[]);
    let [read] = seen.sources.as_slice() else { panic!("{:?}", seen.sources) };
    let source = read.definition.as_ref().and_then(|it| it.source.as_ref());
    let info = source.and_then(|it| it.infos.first()).expect("it names its Dockerfile");
    assert_eq!(info.definition, Some(linked()));
}

#[test]
fn a_graph_that_is_none_refuses_the_build() {
    let definition = Some(vec![0xff; 3]);
    let inputs = vec![InputEntry { name: "dockerfile".to_owned(), definition }];
    let seen = Gateway { inputs, ..Gateway::with(TEXT) }.run(&[]);
    assert!(seen.error().message.contains("hands over as `dockerfile` cannot be read"));
}

#[test]
fn a_platform_without_layers_is_handed_on_as_it_came() {
    let platforms = ["linux/amd64", "linux/arm64"].into_iter();
    let entry = |name: &str| RefEntry { platform: name.to_owned(), r#ref: Some(Ref::default()) };
    let refs = Some(build_result::Result::Refs(RefMap { refs: platforms.map(entry).collect() }));
    let built = BuildResult { result: refs, ..BuildResult::default() };
    let seen = Gateway { built: Some(built.clone()), ..Gateway::with("FROM scratch\n") }.run(&[]);
    assert_eq!(seen.result(), built);
}

/// What BuildKit says of a step.
#[derive(Clone, Debug)]
struct Said {
    /// The lines of each place; a place may have none.
    places: Vec<Option<i32>>,
    has_metadata: bool,
    title: Option<String>,
}

fn said() -> impl Strategy<Value = Said> {
    let places = prop::collection::vec(prop::option::of(1..4i32), 0..3);
    let title = prop::option::of("[a-z]{0,3}");
    (places, any::<bool>(), title).prop_map(|(places, has_metadata, title)| Said {
        places,
        has_metadata,
        title,
    })
}

/// A graph of the build context and some steps on what is before them, with whatever BuildKit says of them.
fn graph() -> impl Strategy<Value = Definition> {
    let step = (said(), any::<prop::sample::Index>(), any::<bool>());
    let steps = prop::collection::vec(step, 1..6);
    (steps, prop::option::of(Just(linked_twice()))).prop_map(|(steps, definition)| {
        let mut source = Source::default();
        source.infos.push(SourceInfo {
            filename: "Dockerfile".to_owned(),
            data: TEXT.as_bytes().to_vec(),
            definition,
            ..SourceInfo::default()
        });
        let mut graph = Definition::default();
        for (said, before, copies) in steps {
            let bytes = step_after(&graph.def, before, copies);
            let name = digest(&bytes);
            source.locations.insert(name.clone(), locations(&said.places));
            if said.has_metadata {
                let title = said.title.map(|title| ("llb.customname".to_owned(), title.into()));
                let description: BTreeMap<String, Vec<u8>> = title.into_iter().collect();
                graph.metadata.insert(name, OpMetadata { description, ..OpMetadata::default() });
            }
            graph.def.push(bytes);
        }
        let last = graph.def.last().expect("there is a step");
        graph.def.push(end(last));
        Definition { source: Some(source), ..graph }
    })
}

fn locations(places: &[Option<i32>]) -> Locations {
    let at = |line| Some(Position { line, character: 0 });
    let range = |line: i32| Range { start: at(line), end: at(line) };
    let location = |line: &Option<i32>| Location {
        source_index: 0,
        ranges: line.iter().copied().map(range).collect(),
    };
    Locations { locations: places.iter().map(location).collect() }
}

/// The build context where nothing is before; else a command on one of the steps before, or a copy from the context.
fn step_after(graph: &[Vec<u8>], before: prop::sample::Index, copies: bool) -> Vec<u8> {
    let Some(context) = graph.first() else {
        return source("local://context");
    };
    let before = graph.get(before.index(graph.len())).expect("there is one");
    if copies {
        let copy = FileActionCopy { src: "/a".to_owned(), dest: "/b".to_owned() };
        let action = Some(file_action::Action::Copy(copy));
        let action = FileAction { input: 0, secondary_input: 1, output: 0, action };
        let op = Some(op::Op::File(FileOp { actions: vec![action] }));
        return Op { inputs: vec![input(before), input(context)], op, ..Op::default() }
            .encode_to_vec();
    }
    let meta = Meta { args: vec!["build".into()], ..Meta::default() };
    let mounts = vec![Mount { dest: "/".to_owned(), ..Mount::default() }];
    let exec = ExecOp { meta: Some(meta), mounts, ..ExecOp::default() };
    let inputs = vec![input(before)];
    Op { inputs, op: Some(op::Op::Exec(exec)), ..Op::default() }.encode_to_vec()
}

/// One result, or one for each of several platforms.
fn built(graphs: Vec<Definition>) -> BuildResult {
    let reference = |(number, graph)| Ref { id: format!("built-{number}"), def: Some(graph) };
    let mut references: Vec<Ref> = graphs.into_iter().enumerate().map(reference).collect();
    let result = match references.len() {
        1 => build_result::Result::Ref(references.remove(0)),
        _ => {
            let entry = |(number, it)| RefEntry {
                platform: format!("linux/arch{number}"),
                r#ref: Some(it),
            };
            let refs = references.into_iter().enumerate().map(entry).collect();
            build_result::Result::Refs(RefMap { refs })
        }
    };
    BuildResult { result: Some(result), ..BuildResult::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_engine_ends_on_a_graph_that_goes_out(graphs in prop::collection::vec(graph(), 1..4)) {
        for graph in &graphs {
            prop_assert_eq!(wire::wrong_step(graph), None);
        }
        let built = built(graphs);
        let seen = Gateway { built: Some(built.clone()), ..Gateway::with(TEXT) }.run(&[]);
        prop_assert_eq!(seen.result(), built);
        prop_assert!(!seen.loaded.is_empty());
        for request in seen.loaded.iter().chain(&seen.sources).chain(&seen.files) {
            let definition = request.definition.as_ref().expect("it is a graph");
            prop_assert_eq!(wire::fault(definition), None);
            let steps = definition.def.iter().map(|bytes| Op::decode(bytes.as_slice()).expect("it is a step"));
            // the graphs that a step reads from files
            for (_, bytes) in steps.flat_map(|step| written_by(&step)).filter(|file| !file.1.is_empty()) {
                let graph = Definition::decode(bytes.as_slice()).expect("it is a graph");
                prop_assert_eq!(wire::fault(&graph), None);
            }
        }
    }
}
