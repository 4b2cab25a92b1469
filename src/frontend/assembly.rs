//! Graphs of a result taken apart and put together: steps and files added to one, several made one. What the steps are for,
//! others know.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

use prost::Message as _;

use super::definition::{digest, terminal};
use super::protocol::{
    BuildResult, Definition, FileAction, FileActionMkFile, FileOp, Input, Op, OpMetadata, Ref,
    Source, WorkerConstraints, build_result, file_action, op,
};
use super::refusal::Refusal;

/// Numbers of the protocol.
pub(super) const NO_INPUT: i64 = -1;
pub(super) const NO_OUTPUT: i64 = -1;

/// A directory with these files, by name. A name that nobody can know before keeps any cache from having something else in
/// the place of this directory.
pub(super) fn directory(files: &[(String, Vec<u8>)]) -> Op {
    let mut actions: Vec<FileAction> =
        files.iter().map(|(name, data)| written(name, data.clone())).collect();
    // each goes on with what the one before it has made
    for (number, action) in (NO_INPUT..).zip(&mut actions) {
        action.input = number;
    }
    if let Some(last) = actions.last_mut() {
        last.output = 0;
    }
    operation(op::Op::File(FileOp { actions }), Vec::new())
}

fn written(name: &str, data: Vec<u8>) -> FileAction {
    let file = FileActionMkFile { path: format!("/{name}"), mode: 0o644, data, timestamp: -1 };
    FileAction {
        input: NO_INPUT,
        secondary_input: NO_INPUT,
        output: NO_OUTPUT,
        action: Some(file_action::Action::Mkfile(file)),
    }
}

pub(super) fn operation(op: op::Op, inputs: Vec<Input>) -> Op {
    Op { inputs, op: Some(op), constraints: Some(WorkerConstraints::default()) }
}

/// Something that no other run of this program says: the state is keyed by random numbers of the system.
pub(super) fn never_again() -> String {
    let state = RandomState::new();
    format!("{:016x}{:016x}", state.hash_one(0), state.hash_one(1))
}

/// The same as a number, for what takes no text.
pub(super) fn never_again_number() -> i64 {
    i64::try_from(RandomState::new().hash_one(0) >> 1).unwrap_or(i64::MAX)
}

/// Adds an operation to a graph without end and names its first output.
pub(super) fn push(graph: &mut Definition, op: &Op, title: &str) -> Input {
    let bytes = op.encode_to_vec();
    let digest = digest(&bytes);
    let description = BTreeMap::from([("llb.customname".to_owned(), title.into())]);
    let metadata = OpMetadata { description, ..OpMetadata::default() };
    graph.metadata.insert(digest.clone(), metadata);
    graph.def.push(bytes);
    Input { digest, index: 0 }
}

/// A graph of one operation.
pub(super) fn alone(op: &Op, title: &str) -> Definition {
    let mut graph = Definition::default();
    let made = push(&mut graph, op, title);
    graph.def.push(terminal(made));
    graph
}

/// What a graph names as its result; `None` for one without steps.
pub(super) fn last(definition: &Definition) -> Result<Option<Input>, Refusal> {
    let Some(bytes) = definition.def.last() else {
        return Ok(None);
    };
    let op = Op::decode(bytes.as_slice()).map_err(|error| {
        Refusal::plain(format!("the graph of this build cannot be read: {error}"))
    })?;
    Ok(op.inputs.into_iter().next())
}

/// A graph without its end.
pub(super) fn open_ended(definition: &Definition) -> Definition {
    let mut open = definition.clone();
    open.def.pop();
    open
}

/// Several graphs without ends in one.
pub(super) fn merged(definitions: impl IntoIterator<Item = Definition>) -> Definition {
    let mut all = Definition::default();
    let mut seen = HashSet::new();
    let mut source = Source::default();
    for definition in definitions {
        all.def.extend(definition.def.into_iter().filter(|bytes| seen.insert(digest(bytes))));
        all.metadata.extend(definition.metadata);
        let Some(own) = definition.source else { continue };
        let offset = i32::try_from(source.infos.len()).unwrap_or(i32::MAX);
        source.infos.extend(own.infos);
        for (digest, mut locations) in own.locations {
            for location in &mut locations.locations {
                location.source_index = location.source_index.saturating_add(offset);
            }
            source.locations.entry(digest).or_insert(locations);
        }
    }
    all.source = Some(source);
    all
}

/// Every step names only steps that are there: engines end on a graph for which that is not so.
pub(super) fn is_complete(definition: &Definition) -> bool {
    let known: HashSet<String> = definition.def.iter().map(|bytes| digest(bytes)).collect();
    definition.def.iter().all(|bytes| {
        let op = Op::decode(bytes.as_slice());
        op.is_ok_and(|op| op.inputs.iter().all(|input| known.contains(&input.digest)))
    })
}

/// A step may have no lines in the Dockerfile and no description. An empty value of a map is not written, and BuildKit
/// takes a name without a value for a nil pointer: Docker 26.1 ends with a panic when a step with such a place fails.
/// To leave the name out says the same.
pub(super) fn without_empty_values(definition: &mut Definition) {
    definition.metadata.retain(|_, metadata| *metadata != OpMetadata::default());
    if let Some(source) = &mut definition.source {
        source.locations.retain(|_, places| !places.locations.is_empty());
    }
}

/// The graphs of all platforms, in the order of their names as the configurations have it. An image without layers has
/// none.
pub(super) fn definitions(result: &BuildResult) -> Vec<&Definition> {
    let mut references: Vec<(&str, &Ref)> = match &result.result {
        Some(build_result::Result::Ref(reference)) => vec![("", reference)],
        Some(build_result::Result::Refs(references)) => {
            let entries = references.refs.iter();
            entries.filter_map(|it| Some((it.platform.as_str(), it.r#ref.as_ref()?))).collect()
        }
        _ => Vec::new(),
    };
    references.sort_unstable_by_key(|(platform, _)| *platform);
    references.into_iter().filter_map(|(_, reference)| reference.def.as_ref()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::protocol::{Location, Locations, RefEntry, RefMap, SourceInfo, SourceOp};

    fn source(name: &str) -> Op {
        let source = SourceOp { identifier: name.to_owned(), ..SourceOp::default() };
        operation(op::Op::Source(source), Vec::new())
    }

    /// A graph of one source, with a Dockerfile and the place of the source in it.
    fn placed(name: &str) -> Definition {
        let mut graph = Definition::default();
        let input = push(&mut graph, &source(name), name);
        let location = Location { source_index: 0, ..Location::default() };
        let locations = Locations { locations: vec![location] };
        let info = SourceInfo { filename: name.to_owned(), ..SourceInfo::default() };
        let locations = BTreeMap::from([(input.digest, locations)]);
        graph.source = Some(Source { locations, infos: vec![info] });
        graph
    }

    #[test]
    fn files_of_a_directory_are_written_one_behind_the_other() {
        let files = ["a", "b", "c"].map(|name| (name.to_owned(), name.as_bytes().to_vec()));
        let made = directory(&files);
        let Some(op::Op::File(file)) = made.op else { panic!("it writes files") };
        let chain: Vec<_> = file.actions.iter().map(|it| (it.input, it.output)).collect();
        assert_eq!(chain, [(-1, -1), (0, -1), (1, 0)]);
        assert!(file.actions.iter().all(|it| it.secondary_input == -1));
        assert_ne!(never_again(), never_again());
    }

    #[test]
    fn an_operation_is_added_with_its_title_and_named_by_its_digest() {
        let graph = alone(&source("local://x"), "load x");
        assert_eq!(graph.def.len(), 2);
        let named = last(&graph).ok().flatten().expect("it names its result");
        assert_eq!(Some(&named.digest), graph.def.first().map(|bytes| digest(bytes)).as_ref());
        let title = graph.metadata.get(&named.digest).map(|it| it.description.clone());
        let title = title.and_then(|it| it.get("llb.customname").cloned());
        assert_eq!(title.as_deref(), Some("load x".as_bytes()));
        assert_eq!(open_ended(&graph).def.as_slice(), graph.def.get(..1).expect("it has one"));
        assert_eq!(last(&Definition::default()).ok().flatten(), None);
    }

    #[test]
    fn several_graphs_are_one_with_each_step_once_and_each_place_in_its_file() {
        let silent = Definition { source: None, ..placed("c") };
        let all = merged([placed("a"), placed("b"), placed("a"), silent]);
        assert_eq!(all.def.len(), 3);
        assert_eq!(all.metadata.len(), 3);
        let placed = all.source.expect("it has places");
        let names: Vec<_> = placed.infos.iter().map(|it| it.filename.as_str()).collect();
        assert_eq!(names, ["a", "b", "a"]);
        let place = |name: &str| {
            let bytes = source(name).encode_to_vec();
            let places = placed.locations.get(&digest(&bytes))?;
            places.locations.first().map(|it| it.source_index)
        };
        assert_eq!((place("a"), place("b"), place("c")), (Some(0), Some(1), None));
    }

    #[test]
    fn a_graph_is_complete_if_every_step_names_steps_of_it() {
        let mut graph = placed("a");
        assert!(is_complete(&graph) && is_complete(&Definition::default()));
        let missing = Input { digest: "sha256:0".to_owned(), index: 0 };
        let step = operation(op::Op::File(FileOp::default()), vec![missing]);
        push(&mut graph, &step, "x");
        assert!(!is_complete(&graph));
        let broken = Definition { def: vec![vec![0xff, 0xff]], ..Definition::default() };
        assert!(!is_complete(&broken));
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let mut graph = placed("a");
        graph.metadata.insert("empty".to_owned(), OpMetadata::default());
        let source = graph.source.as_mut().expect("it has places");
        source.locations.insert("empty".to_owned(), Locations::default());
        let whole = placed("a");
        without_empty_values(&mut graph);
        assert_eq!(graph, whole);
    }

    #[test]
    fn graphs_stand_in_the_order_of_their_platforms() {
        let entry = |platform: &str, def: Option<Definition>| {
            let r#ref = Some(Ref { id: platform.to_owned(), def });
            RefEntry { platform: platform.to_owned(), r#ref }
        };
        let (a, b) = (placed("a"), placed("b"));
        let refs = vec![
            entry("linux/b", Some(b.clone())),
            entry("linux/0", None),
            entry("linux/a", Some(a.clone())),
            RefEntry { platform: "linux/none".to_owned(), r#ref: None },
        ];
        let of = |result| BuildResult { result, ..BuildResult::default() };
        let many = of(Some(build_result::Result::Refs(RefMap { refs })));
        assert_eq!(definitions(&many), [&a, &b]);
        let reference = Ref { id: "x".to_owned(), def: Some(a.clone()) };
        assert_eq!(definitions(&of(Some(build_result::Result::Ref(reference)))), [&a]);
        assert!(definitions(&of(None)).is_empty());
    }
}
