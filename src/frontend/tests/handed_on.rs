//! What the gate hands on: nothing of it may be less than what came, and no engine may end on it.

use std::collections::BTreeMap;

use crate::frontend::protocol::{
    BuildResult, Definition, ExecOp, Input, InputEntry, Location, Locations, Meta, Op, OpMetadata,
    Position, Range, Ref, RefEntry, RefMap, Source, SourceInfo, SourceOp, build_result, op,
};
use proptest::prelude::*;
use prost::Message as _;

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
    let source = Some(Source { infos: vec![info], ..Source::default() });
    Definition { source, ..Definition::default() }.encode_to_vec()
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

/// A graph of one image and some commands, with whatever BuildKit says of them.
fn graph() -> impl Strategy<Value = Definition> {
    let places = prop::collection::vec(prop::option::of(1..4i32), 0..3);
    let step = (places, any::<bool>(), prop::option::of("[a-z]{0,3}"));
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
        for (places, has_metadata, title) in steps {
            let bytes = step_after(graph.def.last());
            let name = digest(&bytes);
            let at = |line| Some(Position { line, character: 0 });
            let ranges = |line: Option<i32>| {
                line.map(|it| Range { start: at(it), end: at(it) }).into_iter().collect()
            };
            let location = |line| Location { source_index: 0, ranges: ranges(line) };
            let locations = places.into_iter().map(location).collect();
            source.locations.insert(name.clone(), Locations { locations });
            if has_metadata {
                let title = title.map(|title| ("llb.customname".to_owned(), title));
                let description: BTreeMap<String, String> = title.into_iter().collect();
                graph.metadata.insert(name, OpMetadata { description, ..OpMetadata::default() });
            }
            graph.def.push(bytes);
        }
        let last = graph.def.last().map(|bytes| digest(bytes)).unwrap_or_default();
        let inputs = vec![Input { digest: last, index: 0 }];
        graph.def.push(Op { inputs, ..Op::default() }.encode_to_vec());
        Definition { source: Some(source), ..graph }
    })
}

/// A command on what is before it, an image where nothing is.
fn step_after(before: Option<&Vec<u8>>) -> Vec<u8> {
    let Some(before) = before else {
        let source = SourceOp { identifier: "local://context".to_owned(), ..SourceOp::default() };
        return Op { op: Some(op::Op::Source(source)), ..Op::default() }.encode_to_vec();
    };
    let meta = Meta { args: vec!["build".to_owned()], ..Meta::default() };
    let exec = ExecOp { meta: Some(meta), ..ExecOp::default() };
    let inputs = vec![Input { digest: digest(before), index: 0 }];
    Op { inputs, op: Some(op::Op::Exec(exec)), ..Op::default() }.encode_to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_engine_ends_on_a_graph_that_goes_out(graph in graph()) {
        let id = "built".to_owned();
        let reference = build_result::Result::Ref(Ref { id, def: Some(graph) });
        let built = BuildResult { result: Some(reference), ..BuildResult::default() };
        let seen = Gateway { built: Some(built.clone()), ..Gateway::with(TEXT) }.run(&[]);
        prop_assert_eq!(seen.result(), built);
        prop_assert!(!seen.steps.is_empty());
        for request in seen.steps.iter().chain(&seen.sources).chain(&seen.files) {
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
