//! A step of minestop's own inside the build: it sees the files of sources or of the result, reads them, and its answer
//! comes back as a file. BuildKit keeps the answer, so that what has not changed is not read again.
//!
//! An answer must be of the very bytes that are exported. BuildKit knows the files of a source by their content, but the
//! result of a command only by the command: it may drop what a command made and keep the small answer to a look at it, and
//! what the command makes when it runs again is something else. So a step that is never cached first tells which file
//! system this is (`minestop identify`), and what it says is a part of what the look is known by.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::path::PathBuf;

use prost::Message as _;

use crate::dockerfile::Keyword;
use crate::frontend::client::Client;
use crate::frontend::definition::{self, digest, terminal};
use crate::frontend::protocol::{
    Definition, ExecOp, FileAction, FileActionMkFile, FileOp, Input, Meta, Mount, Op, OpMetadata,
    Source, WorkerConstraints, file_action, op,
};
use crate::frontend::refusal::Refusal;
use crate::frontend::request::Request;
use crate::scan::protocol::{Look, Observation, Order, PolicyText, Texts};
use crate::source::Span;

/// Numbers of the protocol.
const NO_INPUT: i64 = -1;
const NO_OUTPUT: i64 = -1;
const NO_NETWORK: i32 = 2;

/// How BuildKit knows an input again. A directory of the client is another one in every build, so its content must be
/// compared; that of a result is large, and the graph says enough of it together with its identity.
pub(super) const BY_CONTENT: i32 = 0;
pub(super) const BY_GRAPH: i32 = 2;

const ORDER: &str = "order.json";
const ANSWER: &str = "observation.json";
const IDENTITY: &str = "identity";

/// What is looked at, and where in the Dockerfile each look has its place.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) graph: Definition,
    pub(super) inputs: Vec<Input>,
    pub(super) looks: Vec<Look>,
    pub(super) title: &'static str,
    pub(super) known_again: i32,
    /// A command has made what is looked at.
    pub(super) is_made: bool,
    pub(super) policy: Option<PolicyText>,
    /// Names of files that are run.
    pub(crate) run: Vec<String>,
    /// One for each look.
    pub(crate) places: Vec<(Keyword, Span)>,
}

impl Plan {
    /// Adds a look at `pattern` of an input.
    pub(super) fn look(&mut self, input: Input, pattern: String, target: String, texts: Texts) {
        let known = self.inputs.iter().position(|other| *other == input);
        let number = known.unwrap_or_else(|| {
            self.inputs.push(input);
            self.inputs.len() - 1
        });
        self.looks.push(Look { root: PathBuf::from(seen_at(number)), pattern, target, texts });
    }

    /// Runs the step and reads its answer; there is none if there is nothing to look at. The steps of the build that it depends on run as well.
    pub(crate) async fn carry_out(
        &self,
        client: &mut Client,
        request: &Request,
    ) -> Result<Observation, Refusal> {
        if self.looks.is_empty() {
            return Ok(Observation::default());
        }
        let definition = self.definition(request)?;
        let answer = client.large_file_of(definition, ANSWER).await?;
        let answer: Observation = serde_json::from_slice(&answer)
            .map_err(|error| Refusal::plain(format!("a step answered with no JSON: {error}")))?;
        if answer.looks.len() == self.looks.len() {
            Ok(answer)
        } else {
            Err(Refusal::plain("a step answered another question"))
        }
    }

    /// The graph of the build with one step more.
    fn definition(&self, request: &Request) -> Result<Definition, Refusal> {
        let own = own_image(request)?;
        let program = last(&own)?.ok_or_else(|| Refusal::plain("its own image has no files"))?;
        let mut graph = merged([open_ended(&own), self.graph.clone()]);
        let order = Order {
            looks: self.looks.clone(),
            run: self.run.clone(),
            policy: self.policy.clone(),
            image: request.image_name().map(str::to_owned),
        };
        let order =
            serde_json::to_vec(&order).map_err(|error| Refusal::plain(error.to_string()))?;
        let order = push(&mut graph, written(ORDER, order), "[minestop] say what to look at");
        let own_program = &request.own().program;
        let identity = self.is_made.then(|| {
            let step = self.identification(own_program, program.clone());
            push(&mut graph, step, "[minestop] tell which file system was built")
        });
        let step = self.step(own_program, program, order, identity);
        let result = push(&mut graph, step, self.title);
        graph.def.push(terminal(result));
        if is_complete(&graph) {
            Ok(graph)
        } else {
            Err(Refusal::plain("the graph of this build lacks a step that another one uses"))
        }
    }

    fn step(&self, program: &str, own: Input, order: Input, identity: Option<Input>) -> Op {
        let order_file = format!("/order/{ORDER}");
        let args = [program, "observe", &order_file, &format!("/out/{ANSWER}")];
        let mut step = Step::new(args.map(str::to_owned).to_vec(), own);
        step.sees(order, "/order", BY_CONTENT);
        for (number, input) in self.inputs.iter().enumerate() {
            step.sees(input.clone(), &seen_at(number), self.known_again);
        }
        // nobody reads it: it is there to be known by
        if let Some(identity) = identity {
            step.sees(identity, "/identity", BY_CONTENT);
        }
        step.op(Vec::new())
    }

    /// Says which file systems the inputs are. Its definition is another one each time, so it always runs.
    fn identification(&self, program: &str, own: Input) -> Op {
        let mut args = vec![program.to_owned(), "identify".to_owned(), format!("/out/{IDENTITY}")];
        args.extend((0..self.inputs.len()).map(seen_at));
        let mut step = Step::new(args, own);
        for (number, input) in self.inputs.iter().enumerate() {
            step.sees(input.clone(), &seen_at(number), BY_GRAPH);
        }
        step.op(vec![format!("MINESTOP_RUN={}", never_again())])
    }
}

/// A step that runs this program, without a network, and writes below `/out`.
struct Step {
    args: Vec<String>,
    inputs: Vec<Input>,
    mounts: Vec<Mount>,
}

impl Step {
    fn new(args: Vec<String>, own: Input) -> Self {
        let mut step = Self { args, inputs: Vec::new(), mounts: Vec::new() };
        step.sees(own, "/", BY_CONTENT);
        step
    }

    /// Lets it see an input, which BuildKit knows again by `known_again`.
    fn sees(&mut self, input: Input, dest: &str, known_again: i32) {
        let number = i64::try_from(self.inputs.len()).unwrap_or(NO_INPUT);
        self.inputs.push(input);
        self.mounts.push(Mount {
            input: number,
            dest: dest.to_owned(),
            output: NO_OUTPUT,
            readonly: true,
            content_cache: known_again,
            ..Mount::default()
        });
    }

    fn op(mut self, env: Vec<String>) -> Op {
        let dest = "/out".to_owned();
        self.mounts.push(Mount { input: NO_INPUT, dest, output: 0, ..Mount::default() });
        let meta = Meta { args: self.args, env, cwd: "/".to_owned(), ..Meta::default() };
        let mounts = self.mounts;
        let exec = ExecOp { meta: Some(meta), mounts, network: NO_NETWORK, ..ExecOp::default() };
        operation(op::Op::Exec(exec), self.inputs)
    }
}

/// Something that no other run of this program says: the state is keyed by random numbers of the system.
fn never_again() -> String {
    let state = RandomState::new();
    format!("{:016x}{:016x}", state.hash_one(0), state.hash_one(1))
}

/// True for a step that can make something else of the same files: all but sources, which are known by content, and what
/// copies and joins files.
pub(super) fn may_differ(bytes: &[u8]) -> bool {
    let op = Op::decode(bytes).ok().and_then(|op| op.op);
    !matches!(op, Some(op::Op::Source(_) | op::Op::File(_) | op::Op::Merge(_) | op::Op::Diff(_)))
}

/// Where the step sees an input.
fn seen_at(number: usize) -> String {
    format!("/in{number}")
}

/// This very image as a graph: BuildKit says what it is, since 0.10; before, it is named by the user.
fn own_image(request: &Request) -> Result<Definition, Refusal> {
    if let Some(bytes) = &request.own().image {
        return Definition::decode(bytes.as_slice())
            .map_err(|error| Refusal::plain(format!("its own image cannot be read: {error}")));
    }
    let name = request.frontend_image().filter(|name| !name.is_empty());
    let name =
        name.ok_or_else(|| Refusal::plain("this engine does not say what image minestop is"))?;
    Ok(definition::image(name))
}

/// A file in a directory of its own.
pub(super) fn written(name: &str, data: Vec<u8>) -> Op {
    let file = FileActionMkFile { path: format!("/{name}"), mode: 0o644, data, timestamp: -1 };
    let action = FileAction {
        input: NO_INPUT,
        secondary_input: NO_INPUT,
        output: 0,
        action: Some(file_action::Action::Mkfile(file)),
    };
    operation(op::Op::File(FileOp { actions: vec![action] }), Vec::new())
}

fn operation(op: op::Op, inputs: Vec<Input>) -> Op {
    Op { inputs, op: Some(op), constraints: Some(WorkerConstraints::default()) }
}

/// Adds an operation to a graph without end and names its first output.
pub(super) fn push(graph: &mut Definition, op: Op, title: &str) -> Input {
    let bytes = op.encode_to_vec();
    let digest = digest(&bytes);
    let description = BTreeMap::from([("llb.customname".to_owned(), title.to_owned())]);
    let metadata = OpMetadata { description, ..OpMetadata::default() };
    graph.metadata.insert(digest.clone(), metadata);
    graph.def.push(bytes);
    Input { digest, index: 0 }
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
fn is_complete(definition: &Definition) -> bool {
    let known: HashSet<String> = definition.def.iter().map(|bytes| digest(bytes)).collect();
    definition.def.iter().all(|bytes| {
        let op = Op::decode(bytes.as_slice());
        op.is_ok_and(|op| op.inputs.iter().all(|input| known.contains(&input.digest)))
    })
}
