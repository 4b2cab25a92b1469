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
