//! A step of minestop's own inside the build: it sees the files of sources or of the result, reads them, and its answer
//! comes back as a file. BuildKit keeps the answer, so that what has not changed is not read again; `made` has what makes
//! sure that an answer is one about the bytes that are exported.

use std::iter;
use std::path::PathBuf;

use prost::Message as _;

use crate::dockerfile::Keyword;
use crate::frontend::assembly::{
    NO_INPUT, NO_OUTPUT, definitions, directory, is_complete, last, merged, never_again,
    open_ended, operation, push,
};
use crate::frontend::client::Client;
use crate::frontend::definition::{self, terminal};
use crate::frontend::graph::Taken;
use crate::frontend::made::Made;
use crate::frontend::protocol::{BuildResult, Definition, ExecOp, Input, Meta, Mount, Op, op};
use crate::frontend::refusal::Refusal;
use crate::frontend::request::Request;
use crate::scan::protocol::{Look, Observation, Order, PolicyText, Texts};
use crate::source::Span;

/// A number of the protocol.
const NO_NETWORK: i32 = 2;

const ORDER: &str = "order.json";
const ANSWER: &str = "observation.json";

/// An order up to this size is a word of the command: Linux takes 128 KiB for one.
const MAX_WORD: usize = 100 << 10;

/// What is looked at, and where in the Dockerfile each look has its place.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) inputs: Vec<Input>,
    pub(super) looks: Vec<Look>,
    pub(super) title: &'static str,
    /// The answer depends on more than BuildKit compares, so none is kept.
    pub(super) always_new: bool,
    pub(super) policy: Option<PolicyText>,
    /// Names of files that are run.
    pub(crate) run: Vec<String>,
    /// One for each look.
    pub(crate) places: Vec<(Keyword, Span)>,
    /// Whether each look is at the main context of the build.
    pub(super) of_context: Vec<bool>,
}

impl Plan {
    /// Adds a look at what is taken; what is a base is a whole file system.
    pub(super) fn look(&mut self, taken: Taken) {
        let Taken { input, pattern, target, keyword, span, is_context } = taken;
        let texts = if keyword == Keyword::From { Texts::Run } else { Texts::Scripts };
        let known = self.inputs.iter().position(|other| *other == input);
        let number = known.unwrap_or_else(|| {
            self.inputs.push(input);
            self.inputs.len() - 1
        });
        self.looks.push(Look { root: PathBuf::from(seen_at(number)), pattern, target, texts });
        self.places.push((keyword, span));
        self.of_context.push(is_context);
    }

    /// Gives BuildKit the step, which does not run yet; there is none if there is nothing to look at. `made` is what the
    /// steps of the build make.
    pub(super) async fn load(
        &self,
        client: &mut Client,
        request: &Request,
        result: &BuildResult,
        made: Option<&Made>,
    ) -> Result<Option<String>, Refusal> {
        if self.looks.is_empty() {
            return Ok(None);
        }
        let definition = self.definition(request, result, made)?;
        Ok(Some(client.only_result(definition).await?))
    }

    /// Runs the step and reads its answer. The steps of the build that it depends on run as well.
    pub(super) async fn answer_of(
        &self,
        client: &mut Client,
        step: Option<String>,
    ) -> Result<Observation, Refusal> {
        let Some(step) = step else { return Ok(Observation::default()) };
        let answer = client.large_file(&step, ANSWER).await?;
        let answer: Observation = serde_json::from_slice(&answer)
            .map_err(|error| Refusal::plain(format!("a step answered with no JSON: {error}")))?;
        if answer.looks.len() == self.looks.len() {
            Ok(answer)
        } else {
            Err(Refusal::plain("a step answered another question"))
        }
    }

    /// The graph of the build with one step more.
    fn definition(
        &self,
        request: &Request,
        result: &BuildResult,
        made: Option<&Made>,
    ) -> Result<Definition, Refusal> {
        let own = own_image(request)?;
        let program = last(&own)?.ok_or_else(|| Refusal::plain("its own image has no files"))?;
        let own = open_ended(&own);
        let (mut graph, again) = match made {
            Some(made) => made.again(own),
            None => {
                let build = definitions(result).into_iter().map(open_ended);
                (merged(iter::once(own).chain(build)), Vec::new())
            }
        };
        let order = Order {
            looks: self.looks.clone(),
            run: self.run.clone(),
            policy: self.policy.clone(),
            image: request.image_name().map(str::to_owned),
        };
        let order =
            serde_json::to_string(&order).map_err(|error| Refusal::plain(error.to_string()))?;
        let mut step = Step::new(&request.own().program, program);
        step.is_told(order, &mut graph);
        for (number, input) in self.inputs.iter().enumerate() {
            match again.iter().find(|(result, _)| result == input) {
                Some((_, again)) => step.sees(again.clone(), &seen_at(number)),
                None => step.sees(input.clone(), &seen_at(number)),
            }
        }
        let result = push(&mut graph, &step.op(self.always_new), self.title);
        graph.def.push(terminal(result));
        if is_complete(&graph) {
            Ok(graph)
        } else {
            Err(Refusal::plain("the graph of this build lacks a step that another one uses"))
        }
    }
}

/// A step that runs this program, without a network, and writes below `/out`.
struct Step {
    args: Vec<String>,
    inputs: Vec<Input>,
    mounts: Vec<Mount>,
}

impl Step {
    fn new(program: &str, own: Input) -> Self {
        let args = vec![program.to_owned(), "observe".to_owned(), format!("/out/{ANSWER}")];
        let mut step = Self { args, inputs: Vec::new(), mounts: Vec::new() };
        step.sees(own, "/");
        step
    }

    /// Gives it its order: as a word, which is a part of the step itself; one that is too long, as a file that no cache can
    /// have of another build.
    fn is_told(&mut self, order: String, graph: &mut Definition) {
        if order.len() <= MAX_WORD {
            self.args.push(order);
            return;
        }
        let files = [(ORDER.to_owned(), order.into_bytes()), (never_again(), Vec::new())];
        let file = push(graph, &directory(&files), "[minestop] say what to look at");
        let place = format!("/{ORDER}");
        self.args.push(format!("@{place}"));
        self.sees(file, &place);
        if let Some(mount) = self.mounts.last_mut() {
            mount.selector = place;
        }
    }

    /// Lets it see an input, which BuildKit knows again by its content, as nothing is written to it.
    fn sees(&mut self, input: Input, dest: &str) {
        let number = i64::try_from(self.inputs.len()).unwrap_or(NO_INPUT);
        self.inputs.push(input);
        self.mounts.push(Mount {
            input: number,
            dest: dest.to_owned(),
            output: NO_OUTPUT,
            readonly: true,
            ..Mount::default()
        });
    }

    fn op(mut self, always_new: bool) -> Op {
        let dest = "/out".to_owned();
        // nowhere else can be written, and large archives are put aside where they can be read twice
        let mut env = vec![format!("TMPDIR={dest}").into_bytes()];
        env.extend(always_new.then(|| format!("MINESTOP_RUN={}", never_again()).into_bytes()));
        self.mounts.push(Mount { input: NO_INPUT, dest, output: 0, ..Mount::default() });
        let args = self.args.into_iter().map(String::into_bytes).collect();
        let meta = Meta { args, env, cwd: b"/".to_vec(), ..Meta::default() };
        let mounts = self.mounts;
        let exec = ExecOp { meta: Some(meta), mounts, network: NO_NETWORK, ..ExecOp::default() };
        operation(op::Op::Exec(exec), self.inputs)
    }
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
