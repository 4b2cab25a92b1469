//! A gateway as BuildKit's looks to a frontend: it has a Dockerfile and a graph, and notes what it is asked.

use std::sync::{Arc, Mutex};

use crate::frontend::protocol::llb_bridge_server::{LlbBridge, LlbBridgeServer};
use crate::frontend::protocol::{
    ApiCap, BuildResult, Definition, EvaluateRequest, EvaluateResponse, Input, InputEntry,
    InputsRequest, InputsResponse, Op, PingRequest, PongResponse, ReadFileRequest,
    ReadFileResponse, Ref, ReturnRequest, ReturnResponse, SolveRequest, SolveResponse, SourceOp,
    StatFileRequest, StatFileResponse, WarnRequest, WarnResponse, build_result, file_action, op,
};
use crate::frontend::{self, Own, Request, Rulebook};
use crate::policy::Preset;
use prost::Message as _;
use sha2::{Digest as _, Sha256};
use tokio_stream::StreamExt as _;
use tonic::transport::Server;
use tonic::{Request as Call, Response};

use super::rulebooks::rulebook;
pub(crate) use super::seen::Seen;
use super::wire;

/// The name of the result of a step of the frontend itself, with its number behind it.
const STEP: &str = "step ";

/// What the gateway has, and what came to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gateway {
    /// The Dockerfile of the local context.
    pub(crate) dockerfile: Option<Vec<u8>>,
    /// The policy in the named context that a build brings along.
    pub(crate) policy: Option<Vec<u8>>,
    /// What `dockerfile.v0` answers; an error if `None`.
    pub(crate) built: Option<BuildResult>,
    /// The graphs that other builds hand over.
    pub(crate) inputs: Vec<InputEntry>,
    /// What `dockerfile.v0` says instead of an answer.
    pub(crate) refuses: Option<&'static str>,
    /// The connection ends at the first delegation.
    pub(crate) hangs_up: bool,
    /// A step of the build fails.
    pub(crate) fails: bool,
    /// The steps of the build take until the frontend looks at what they make, or a second if it does not.
    pub(crate) is_slow: bool,
    /// It does not know warnings, nor `--check`.
    pub(crate) is_old: bool,
    /// It has no step that merges results.
    pub(crate) knows_no_merge: bool,
    /// What the frontend knows of itself.
    pub(crate) own: Own,
    /// What the steps of the frontend itself answer, one after the other, an error if there is none left; `None`:
    /// they find nothing.
    pub(crate) observations: Option<Arc<Mutex<Vec<Vec<u8>>>>>,
    pub(crate) seen: Arc<Mutex<Seen>>,
}

/// The order that a step of the frontend is given: as its last word, or as the file that this names.
pub(crate) fn order_of(definition: &Definition) -> serde_json::Value {
    let ops = || definition.def.iter().filter_map(|bytes| Op::decode(bytes.as_slice()).ok());
    let mut words = ops().filter_map(|op| match op.op {
        Some(op::Op::Exec(exec)) => exec.meta?.args.pop(),
        _ => None,
    });
    let word = words.next_back().expect("there is a command");
    let word = String::from_utf8(word).expect("it is text");
    let Some(path) = word.strip_prefix('@') else {
        return serde_json::from_str(&word).expect("it is JSON");
    };
    let mut files = ops().flat_map(|op| written_by(&op));
    let (_, order) = files.find(|(name, _)| name == path).expect("the file is written");
    serde_json::from_slice(&order).expect("it is JSON")
}

/// The files that a step writes, with their paths.
pub(crate) fn written_by(op: &Op) -> Vec<(String, Vec<u8>)> {
    let Some(op::Op::File(file)) = &op.op else { return Vec::new() };
    let made = file.actions.iter().filter_map(|action| match &action.action {
        Some(file_action::Action::Mkfile(made)) => Some((made.path.clone(), made.data.clone())),
        _ => None,
    });
    made.collect()
}

/// The digest by which a graph names one of its steps.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let hex: Vec<String> = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{}", hex.concat())
}

/// An image as BuildKit describes it to the frontend that runs from it.
pub(crate) fn own_image() -> Own {
    let source = SourceOp {
        identifier: "docker-image://registry.example.invalid/minestop:1".to_owned(),
        ..SourceOp::default()
    };
    let source = Op { op: Some(op::Op::Source(source)), ..Op::default() }.encode_to_vec();
    let input = Input { digest: digest(&source), index: 0 };
    let end = Op { inputs: vec![input], ..Op::default() }.encode_to_vec();
    let image = Definition { def: vec![source, end], ..Definition::default() };
    Own { image: Some(image.encode_to_vec()), ..Own::default() }
}

/// Whether every step of a graph names only steps before it.
fn is_complete(request: &SolveRequest) -> bool {
    let mut known = std::collections::HashSet::new();
    request.definition.iter().flat_map(|definition| &definition.def).all(|bytes| {
        let op = Op::decode(bytes.as_slice()).expect("it is a step");
        known.insert(digest(bytes));
        op.inputs.iter().all(|input| known.contains(&input.digest))
    })
}

/// Whether a graph has a step that runs something.
fn has_step(request: &SolveRequest) -> bool {
    let steps = request.definition.iter().flat_map(|definition| &definition.def);
    let mut ops = steps.filter_map(|bytes| Op::decode(bytes.as_slice()).ok());
    ops.any(|op| matches!(op.op, Some(op::Op::Exec(_))))
}

/// Whether a graph has a step that writes files.
fn writes_files(request: &SolveRequest) -> bool {
    let steps = request.definition.iter().flat_map(|definition| &definition.def);
    let mut ops = steps.filter_map(|bytes| Op::decode(bytes.as_slice()).ok());
    ops.any(|op| !written_by(&op).is_empty())
}

/// The first source of a graph.
pub(crate) fn source_of(request: &SolveRequest) -> Option<String> {
    let steps = request.definition.iter().flat_map(|definition| &definition.def);
    let mut ops = steps.filter_map(|bytes| Op::decode(bytes.as_slice()).ok());
    ops.find_map(|op| match op.op {
        Some(op::Op::Source(source)) => Some(source.identifier),
        _ => None,
    })
}

/// A result without a graph, known by its id.
pub(crate) fn result(id: &str) -> BuildResult {
    let reference = Ref { id: id.to_owned(), def: None };
    BuildResult { result: Some(build_result::Result::Ref(reference)), ..BuildResult::default() }
}

/// The answer of a step that has found no file that counts.
fn nothing(step: &SolveRequest) -> Vec<u8> {
    let order = order_of(step.definition.as_ref().expect("it has a graph"));
    let looks = order["looks"].as_array().expect("there are looks").len();
    serde_json::json!({ "looks": vec![Vec::<u8>::new(); looks] }).to_string().into_bytes()
}

impl Gateway {
    pub(crate) fn with(dockerfile: &str) -> Self {
        let dockerfile = Some(dockerfile.as_bytes().to_vec());
        Self { dockerfile, built: Some(result("built")), own: own_image(), ..Self::default() }
    }

    /// Runs the gate under the preset `default`.
    pub(crate) fn run(&self, options: &[&str]) -> Seen {
        self.run_with(options, Ok(rulebook(Preset::Default)))
    }

    pub(crate) fn run_with(&self, options: &[&str], rulebook: Result<Rulebook, String>) -> Seen {
        let options = options.iter().map(|option| (*option).to_owned());
        let workers = r#"[{"platforms":[{"architecture":"amd64","os":"linux"}]}]"#;
        let request = Request::new(options, "session".to_owned(), Some(workers), self.own.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime can be made");
        runtime.block_on(async {
            let (ours, mut near) = tokio::io::duplex(64 * 1024);
            let (mut far, theirs) = tokio::io::duplex(64 * 1024);
            let line = async move { tokio::io::copy_bidirectional(&mut near, &mut far).await };
            let line = tokio::spawn(line);
            let incoming = tokio_stream::once(Ok::<_, std::io::Error>(theirs));
            let incoming = incoming.chain(tokio_stream::pending());
            let service = LlbBridgeServer::new(self.clone())
                .max_decoding_message_size(16 << 20)
                .max_encoding_message_size(32 << 20);
            let server = Server::builder().add_service(service).serve_with_incoming(incoming);
            tokio::spawn(server);
            let gate = tokio::spawn(frontend::serve(ours, request, rulebook));
            if self.hangs_up {
                while self.noted().delegated.is_empty() {
                    tokio::task::yield_now().await;
                }
                line.abort();
            }
            let limit = std::time::Duration::from_mins(1);
            let outcome =
                tokio::time::timeout(limit, gate).await.expect("the gate comes to an end");
            let outcome = outcome.expect("the gate does not panic");
            assert_eq!(outcome.is_ok(), !self.hangs_up, "{outcome:?}");
        });
        self.noted()
    }

    /// What a step of the frontend wrote, in pieces as they are asked for. It runs when the first one is.
    fn answer_of_step(
        &self,
        step: &SolveRequest,
        request: &ReadFileRequest,
    ) -> Result<Response<ReadFileResponse>, tonic::Status> {
        assert_eq!(request.file_path, "observation.json");
        if request.range.is_none_or(|range| range.offset == 0) {
            self.note(|seen| seen.steps.push(step.clone()));
        }
        let Some(answers) = &self.observations else {
            return Ok(Response::new(ReadFileResponse { data: nothing(step) }));
        };
        let mut answers = answers.lock().expect("no call panics");
        let answer = answers.first().ok_or_else(|| tonic::Status::unknown("exit code: 2"))?.clone();
        let range = request.range.expect("a part is asked for");
        let number = |value: i64| usize::try_from(value).expect("a place in a file");
        let start = number(range.offset).min(answer.len());
        let end = (start + number(range.length)).min(answer.len());
        if end - start < number(range.length) {
            answers.remove(0);
        }
        Ok(Response::new(ReadFileResponse { data: answer[start..end].to_vec() }))
    }

    /// The steps of a result run; BuildKit knows only what it has named.
    fn run_steps(&self, id: String) -> Result<(), tonic::Status> {
        if id.is_empty() {
            return Err(tonic::Status::unknown("no such ref"));
        }
        if self.fails && id != "files" {
            return Err(tonic::Status::unknown("process \"/bin/sh -c false\" did not complete"));
        }
        if id != "files" {
            self.note(|seen| seen.run.push((id, seen.steps.len())));
        }
        Ok(())
    }

    fn noted(&self) -> Seen {
        self.seen.lock().expect("no call panics").clone()
    }

    fn note(&self, note: impl FnOnce(&mut Seen)) {
        note(&mut self.seen.lock().expect("no call panics"));
    }
}

#[tonic::async_trait]
impl LlbBridge for Gateway {
    async fn ping(&self, _: Call<PingRequest>) -> Result<Response<PongResponse>, tonic::Status> {
        let caps = ["gateway.warnings", "gateway.evaluate", "reference.attestations"];
        let caps = caps.map(|id| ApiCap { id: id.to_owned(), enabled: !self.is_old });
        let merge = ApiCap { id: "mergeop".to_owned(), enabled: false };
        let llb_caps = if self.knows_no_merge { Vec::new() } else { vec![merge] };
        Ok(Response::new(PongResponse { frontend_api_caps: caps.to_vec(), llb_caps }))
    }

    async fn inputs(
        &self,
        _: Call<InputsRequest>,
    ) -> Result<Response<InputsResponse>, tonic::Status> {
        Ok(Response::new(InputsResponse { definitions: self.inputs.clone() }))
    }

    async fn solve(
        &self,
        call: Call<SolveRequest>,
    ) -> Result<Response<SolveResponse>, tonic::Status> {
        let request = call.into_inner();
        let result = if request.frontend.is_empty() {
            let runs = has_step(&request);
            let step = format!("{STEP}{}", self.noted().loaded.len());
            let id = match (runs, source_of(&request)) {
                (true, _) => step.as_str(),
                (false, Some(source)) if source.contains("minestop-policy") => "policy",
                (false, None) if writes_files(&request) => "files",
                (false, _) => "source",
            };
            assert!(is_complete(&request), "an engine would end on this graph");
            if let Some(definition) = &request.definition {
                assert_eq!(wire::fault(definition), None, "an engine would end on this graph");
            }
            self.note(|seen| {
                let list = match id {
                    _ if runs => &mut seen.loaded,
                    "files" => &mut seen.files,
                    _ => &mut seen.sources,
                };
                list.push(request);
            });
            result(id)
        } else {
            let question = request.frontend_opt.get("requestid").cloned();
            let image = match request.frontend.as_str() {
                "gateway.v0" => request.frontend_opt.get("source").cloned(),
                _ => None,
            };
            self.note(|seen| seen.delegated.push(request));
            if self.is_old && question.as_deref() == Some("frontend.lint") {
                return Err(tonic::Status::unknown("unsupported request frontend.lint"));
            }
            if let Some(message) = self.refuses {
                return Err(tonic::Status::unknown(message));
            }
            if self.hangs_up {
                std::future::pending::<()>().await;
            }
            self.built.clone().ok_or_else(|| {
                let named = image.map(|image| format!("{image}: not found"));
                tonic::Status::not_found(named.unwrap_or_else(|| "no such image".to_owned()))
            })?
        };
        Ok(Response::new(SolveResponse { result: Some(result), ..SolveResponse::default() }))
    }

    async fn read_file(
        &self,
        call: Call<ReadFileRequest>,
    ) -> Result<Response<ReadFileResponse>, tonic::Status> {
        let request = call.into_inner();
        if let Some(number) = request.r#ref.strip_prefix(STEP) {
            let number: usize = number.parse().expect("it is the name of a step");
            return self.answer_of_step(&self.noted().loaded[number], &request);
        }
        if request.r#ref == "policy"
            && request.file_path == "minestop.toml"
            && let Some(data) = &self.policy
        {
            return Ok(Response::new(ReadFileResponse { data: data.clone() }));
        }
        match &self.dockerfile {
            Some(data) if request.file_path == "Dockerfile" && request.r#ref == "source" => {
                Ok(Response::new(ReadFileResponse { data: data.clone() }))
            }
            _ => Err(tonic::Status::not_found(format!("open {}: no such file", request.file_path))),
        }
    }

    async fn evaluate(
        &self,
        call: Call<EvaluateRequest>,
    ) -> Result<Response<EvaluateResponse>, tonic::Status> {
        if self.is_old {
            return Err(tonic::Status::unimplemented("unknown method Evaluate"));
        }
        let id = call.into_inner().r#ref;
        if self.is_slow && id != "files" {
            for _ in 0..100 {
                if !self.noted().steps.is_empty() {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        }
        self.run_steps(id.clone())?;
        self.note(|seen| seen.evaluated.push(id));
        Ok(Response::new(EvaluateResponse {}))
    }

    async fn stat_file(
        &self,
        call: Call<StatFileRequest>,
    ) -> Result<Response<StatFileResponse>, tonic::Status> {
        self.run_steps(call.into_inner().r#ref)?;
        Ok(Response::new(StatFileResponse {}))
    }

    async fn warn(&self, call: Call<WarnRequest>) -> Result<Response<WarnResponse>, tonic::Status> {
        if self.is_old {
            return Err(tonic::Status::unimplemented("unknown method Warn"));
        }
        self.note(|seen| seen.warnings.push(call.into_inner()));
        Ok(Response::new(WarnResponse {}))
    }

    async fn r#return(
        &self,
        call: Call<ReturnRequest>,
    ) -> Result<Response<ReturnResponse>, tonic::Status> {
        self.note(|seen| seen.returned.push(call.into_inner()));
        Ok(Response::new(ReturnResponse {}))
    }
}
