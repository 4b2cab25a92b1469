//! What a build has made, so that BuildKit knows it by its content and by nothing else.
//!
//! An answer must be of the very bytes that are exported. BuildKit knows the result of a command by the command: it may drop
//! what a command made and keep the small answer to a look at it, and what the command makes when it runs again is something
//! else. What a copy makes is the same each time, but a cache that a build brings (`--cache-from`) can say of any step that it
//! made something else, and whoever can write that cache says what. So no graph is believed, not even one without commands.
//! BuildKit looks for answers by the definition first and by the content only if that knows none. So the look sees the
//! result through a step with another definition in every build, which gives the very file system that the build has:
//!
//! - The merge of one result is that result (`createMergeRef` of BuildKit's `cache/manager.go`). Its definition has a number
//!   that BuildKit never reads, but takes into the key of the step (`CacheMap` of `solver/llbsolver/ops/merge.go`).
//! - A result that is a merge itself would be put together once more, and BuildKit before 0.10 merges nothing. There a step
//!   reads the graph of the build from a file, and what that makes is its own result (`solver/llbsolver/ops/build.go`). The
//!   file costs a cached build some milliseconds on the disk.
//!
//! Nothing is copied or run for either. The content of a file system is read by BuildKit once, when it is new.

use std::collections::BTreeMap;
use std::iter;

use prost::Message as _;

use super::assembly::{
    alone, definitions, directory, last, merged, never_again, never_again_number, open_ended,
    operation, push, without_empty_values,
};
use super::definition::digest;
use super::protocol::{
    BuildInput, BuildInputEntry, BuildOp, BuildResult, Definition, Input, MergeInput, MergeOp, Op,
    op,
};
use super::refusal::Refusal;

/// Numbers and names of the protocol.
const BY_LLB: i64 = -1;
const DEFINITION: &str = "buildkit.llb.definition";
const FILE_NAME: &str = "llbbuild.filename";

/// Of the step that writes the file of graphs.
const FILE_TITLE: &str = "[minestop] say what the build has made";

/// Of the step that gives a result.
const TITLE: &str = "[minestop] take what the build has made";

/// The results of a build.
#[derive(Clone, Debug, Default)]
pub(super) struct Made {
    /// Those that a merge gives, each with the graph that makes it, without its end.
    merged: Vec<(Input, Definition)>,
    /// Those that a graph in a file gives, each with the name of its file, which nobody can know before.
    read: Vec<(Input, String)>,
    /// A directory with these graphs, if there are any.
    graphs: Option<Op>,
}

impl Made {
    /// `None` for images without layers. `merges` says whether the engine has the step that merges.
    pub(super) fn of(result: &BuildResult, merges: bool) -> Result<Option<Self>, Refusal> {
        let (mut made, mut files) = (Self::default(), Vec::new());
        for definition in definitions(result) {
            let Some(result) = last(definition)? else { continue };
            if merges && is_alone(definition, &result) {
                made.merged.push((result, open_ended(definition)));
            } else {
                let name = never_again();
                files.push((name.clone(), graph_of(definition)));
                made.read.push((result, name));
            }
        }
        made.graphs = (!files.is_empty()).then(|| directory(&files));
        Ok((!made.merged.is_empty() || !made.read.is_empty()).then_some(made))
    }

    /// The graph that writes the file of graphs, which can be made before the look needs it.
    pub(super) fn file(&self) -> Option<Definition> {
        self.graphs.as_ref().map(|graphs| alone(graphs, FILE_TITLE))
    }

    /// A graph without end with the steps that give each result again, and under which name each is given.
    pub(super) fn again(&self, own: Definition) -> (Definition, Vec<(Input, Input)>) {
        let builds = self.merged.iter().map(|(_, build)| build.clone());
        let mut graph = merged(iter::once(own).chain(builds));
        let mut again = Vec::with_capacity(self.merged.len() + self.read.len());
        for (result, _) in &self.merged {
            again.push((result.clone(), push(&mut graph, &merge_of(result), TITLE)));
        }
        if let Some(graphs) = &self.graphs {
            let file = push(&mut graph, graphs, FILE_TITLE);
            for (result, name) in &self.read {
                let step = read_from(name, file.clone());
                again.push((result.clone(), push(&mut graph, &step, TITLE)));
            }
        }
        (graph, again)
    }
}

/// True if a result is a file system of its own, and not several put upon each other.
fn is_alone(definition: &Definition, result: &Input) -> bool {
    let step = definition.def.iter().find(|bytes| digest(bytes) == result.digest);
    let op = step.and_then(|bytes| Op::decode(bytes.as_slice()).ok()?.op);
    matches!(op, Some(op::Op::Source(_) | op::Op::Exec(_) | op::Op::File(_)))
}

/// The merge of one result, under a definition that nobody can know before.
fn merge_of(result: &Input) -> Op {
    let inputs = vec![MergeInput { input: never_again_number() }];
    operation(op::Op::Merge(MergeOp { inputs }), vec![result.clone()])
}

/// The whole graph as BuildKit reads it from a file; lines of the Dockerfile are for messages only.
fn graph_of(definition: &Definition) -> Vec<u8> {
    let (def, metadata) = (definition.def.clone(), definition.metadata.clone());
    let mut graph = Definition { def, metadata, source: None };
    without_empty_values(&mut graph);
    graph.encode_to_vec()
}

/// The step that gives what the graph in a file makes.
fn read_from(file: &str, directory: Input) -> Op {
    let input = Some(BuildInput { input: 0 });
    let step = BuildOp {
        builder: BY_LLB,
        inputs: vec![BuildInputEntry { name: DEFINITION.to_owned(), input }],
        attrs: BTreeMap::from([(FILE_NAME.to_owned(), file.to_owned())]),
    };
    operation(op::Op::Build(step), vec![directory])
}
