//! What a build has made, so that BuildKit knows it by its content and by nothing else.
//!
//! An answer must be of the very bytes that are exported. BuildKit knows the result of a command by the command: it may drop
//! what a command made and keep the small answer to a look at it, and what the command makes when it runs again is something
//! else. What a copy makes is the same each time, but a cache that a build brings (`--cache-from`) can say of any step that it
//! made something else, and whoever can write that cache says what. So no graph is believed, not even one without commands.
//! BuildKit looks for answers by the definition first and by the content only if that knows none. So the look sees the
//! result through a step with another definition in every build: the step reads a graph from a file, and what the graph
//! makes is its own result, the very file system that the build has (`BuildOp` of BuildKit's `solver/llbsolver/ops`).
//! Nothing is copied or run for that. The content of a file system is read by BuildKit once, when it is new.

use std::collections::BTreeMap;

use prost::Message as _;

use super::assembly::{
    alone, definitions, directory, last, never_again, operation, push, without_empty_values,
};
use super::protocol::{
    BuildInput, BuildInputEntry, BuildOp, BuildResult, Definition, Input, Op, op,
};
use super::refusal::Refusal;

/// Numbers and names of the protocol.
const BY_LLB: i64 = -1;
const DEFINITION: &str = "buildkit.llb.definition";
const FILE_NAME: &str = "llbbuild.filename";

/// Of the step that writes the file of graphs.
const TITLE: &str = "[minestop] say what the build has made";

/// The results of a build.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Each with the name of its file, which nobody can know before.
    results: Vec<(String, Input)>,
    /// A directory with the graph of each.
    graphs: Op,
}

impl Made {
    /// `None` for images without layers.
    pub(super) fn of(result: &BuildResult) -> Result<Option<Self>, Refusal> {
        let (mut results, mut files) = (Vec::new(), Vec::new());
        for definition in definitions(result) {
            let Some(result) = last(definition)? else { continue };
            let name = never_again();
            files.push((name.clone(), graph_of(definition)));
            results.push((name, result));
        }
        Ok((!results.is_empty()).then(|| Self { results, graphs: directory(&files) }))
    }

    /// The graph that writes the file of graphs, which can be made before the look needs it.
    pub(super) fn file(&self) -> Definition {
        alone(&self.graphs, TITLE)
    }

    /// Adds the steps that give each result to a graph without end.
    pub(super) fn again(&self, graph: &mut Definition) -> Vec<(Input, Input)> {
        let file = push(graph, &self.graphs, TITLE);
        let again = self.results.iter().map(|(name, result)| {
            let step = read_from(name, file.clone());
            (result.clone(), push(graph, &step, "[minestop] take what the build has made"))
        });
        again.collect()
    }
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
