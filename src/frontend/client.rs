//! The calls to BuildKit's gateway. Speaks the protocol, decides nothing.

use std::collections::BTreeMap;
use std::io;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tonic::Status;
use tonic::transport::{Channel, Endpoint, Error};

use super::assembly::without_empty_values;
use super::protocol::llb_bridge_client::LlbBridgeClient;
use super::protocol::{
    BuildResult, Definition, EvaluateRequest, FileRange, InputEntry, InputsRequest, PingRequest,
    ReadFileRequest, ReturnRequest, SolveRequest, StatFileRequest, WarnRequest, build_result,
};
use super::refusal::Refusal;

/// BuildKit's own limit in both directions.
const MAX_MESSAGE_BYTES: usize = 16 << 20;

/// What is asked for of a large file at once.
const PIECE_BYTES: i64 = 4 << 20;

/// More of one file is not kept in memory.
const MAX_FILE_BYTES: usize = 64 << 20;

/// Warnings can be shown since BuildKit 0.10.
const CAP_WARNINGS: &str = "gateway.warnings";

/// Results can be asked for without reading a file of them since BuildKit 0.9.
const CAP_EVALUATE: &str = "gateway.evaluate";

/// Results can be merged since BuildKit 0.10. An engine that cannot put several upon each other has the step all the same.
const CAP_MERGE: &str = "mergeop";

/// A result can carry attestations since BuildKit 0.11.
const CAP_ATTESTATIONS: &str = "reference.attestations";

/// A connection to the gateway; clones share it.
#[derive(Clone, Debug)]
pub(super) struct Client {
    bridge: LlbBridgeClient<Channel>,
    warnings: bool,
    evaluates: bool,
    attests: bool,
    merges: bool,
}

impl Client {
    /// Starts HTTP/2 over the stream, which is used once: there is no second connection to have.
    pub(super) async fn connect<S>(stream: S) -> Result<Self, Error>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let mut stream = Some(stream);
        let connector = tower::service_fn(move |_| {
            let stream = stream.take().map(TokioIo::new);
            async move { stream.ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected)) }
        });
        let endpoint = Endpoint::from_static("http://localhost");
        let channel = endpoint.connect_with_connector(connector).await?;
        let bridge = LlbBridgeClient::new(channel)
            .max_decoding_message_size(MAX_MESSAGE_BYTES)
            .max_encoding_message_size(MAX_MESSAGE_BYTES);
        Ok(Self { bridge, warnings: false, evaluates: false, attests: false, merges: false })
    }

    /// Asks what the gateway can do.
    pub(super) async fn ask_capabilities(&mut self) -> Result<(), Status> {
        let pong = self.bridge.ping(PingRequest {}).await?.into_inner();
        let has = |id: &str| pong.frontend_api_caps.iter().any(|cap| cap.id == id && cap.enabled);
        self.warnings = has(CAP_WARNINGS);
        self.evaluates = has(CAP_EVALUATE);
        self.attests = has(CAP_ATTESTATIONS);
        self.merges = pong.llb_caps.iter().any(|cap| cap.id == CAP_MERGE);
        Ok(())
    }

    /// The graphs that other builds hand to this one (linked bake targets).
    pub(super) async fn inputs(&mut self) -> Result<Vec<InputEntry>, Status> {
        Ok(self.bridge.inputs(InputsRequest {}).await?.into_inner().definitions)
    }

    /// Lets another frontend turn its input into a graph; nothing in the graph runs.
    pub(super) async fn delegate(
        &mut self,
        frontend: &str,
        options: BTreeMap<String, String>,
        inputs: Vec<InputEntry>,
    ) -> Result<BuildResult, Status> {
        let request = SolveRequest {
            frontend: frontend.to_owned(),
            frontend_opt: options,
            frontend_inputs: inputs,
            ..SolveRequest::default()
        };
        self.solve(request).await
    }

    /// Runs the steps of a result that another frontend has made, all platforms at once, with the caches that it wants
    /// them from. What is solved after this in the same build shares what they made.
    pub(super) async fn run_steps(&self, result: &BuildResult) -> Result<(), Status> {
        let mut all = JoinSet::new();
        for id in ids(result) {
            let mut client = self.clone();
            all.spawn(async move { client.run_steps_of(id).await });
        }
        while let Some(outcome) = all.join_next().await {
            outcome.map_err(|_| Status::internal("a call to the gateway was given up"))??;
        }
        Ok(())
    }

    /// Lets a graph be made while other things are done; whoever needs its result waits for it, and learns what went wrong.
    pub(super) fn make_ahead(&self, definition: Definition) {
        let mut client = self.clone();
        tokio::spawn(async move {
            let id = client.only_result(definition).await?;
            client.run_steps_of(id).await
        });
    }

    async fn run_steps_of(&mut self, id: String) -> Result<(), Status> {
        if self.evaluates {
            self.bridge.evaluate(EvaluateRequest { r#ref: id }).await?;
        } else {
            let path = ".".to_owned();
            self.bridge.stat_file(StatFileRequest { r#ref: id, path }).await?;
        }
        Ok(())
    }

    /// One file of the only result of a graph.
    pub(super) async fn file_of(
        &mut self,
        definition: Definition,
        path: &str,
    ) -> Result<Vec<u8>, Status> {
        let id = self.only_result(definition).await?;
        self.read(&id, path, None).await
    }

    /// A file of a result that may be larger than one message.
    pub(super) async fn large_file(&mut self, id: &str, path: &str) -> Result<Vec<u8>, Status> {
        let mut bytes = Vec::new();
        let mut offset = 0;
        loop {
            let range = FileRange { offset, length: PIECE_BYTES };
            let piece = self.read(id, path, Some(range)).await?;
            let length = i64::try_from(piece.len()).unwrap_or(PIECE_BYTES);
            offset += length;
            bytes.extend(piece);
            if bytes.len() > MAX_FILE_BYTES {
                return Err(Status::out_of_range("the answer of a step is too large"));
            }
            if length < PIECE_BYTES {
                return Ok(bytes);
            }
        }
    }

    /// True if results can carry attestations.
    pub(super) fn attests(&self) -> bool {
        self.attests
    }

    /// True if the engine knows the step that merges results.
    pub(super) fn merges(&self) -> bool {
        self.merges
    }

    /// What BuildKit calls the only result of a graph.
    pub(super) async fn only_result(&mut self, definition: Definition) -> Result<String, Status> {
        let request = SolveRequest { definition: Some(definition), ..SolveRequest::default() };
        match self.solve(request).await?.result {
            Some(build_result::Result::Ref(reference)) => Ok(reference.id),
            _ => Err(Status::internal("the source gave no single result")),
        }
    }

    async fn read(
        &mut self,
        reference: &str,
        path: &str,
        range: Option<FileRange>,
    ) -> Result<Vec<u8>, Status> {
        let request =
            ReadFileRequest { r#ref: reference.to_owned(), file_path: path.to_owned(), range };
        Ok(self.bridge.read_file(request).await?.into_inner().data)
    }

    async fn solve(&mut self, mut request: SolveRequest) -> Result<BuildResult, Status> {
        request.allow_result_return = true;
        request.allow_result_array_ref = true;
        request.definition.iter_mut().for_each(without_empty_values);
        let response = self.bridge.solve(request).await?.into_inner();
        response.result.ok_or_else(|| Status::internal("the gateway answered without a result"))
    }

    /// Shows a warning at the end of the build, where the engine can. A warning that cannot be shown stops nothing.
    pub(super) async fn warn(&mut self, warning: WarnRequest) {
        if self.warnings {
            let _ = self.bridge.warn(warning).await;
        }
    }

    /// The last call of every run.
    pub(super) async fn finish(
        &mut self,
        outcome: Result<BuildResult, Refusal>,
    ) -> Result<(), Status> {
        let request = match outcome {
            Ok(result) => ReturnRequest { result: Some(result), error: None },
            Err(refusal) => ReturnRequest { result: None, error: Some(refusal.status()) },
        };
        self.bridge.r#return(request).await.map(|_| ())
    }
}

/// What BuildKit calls the results of all platforms; one without layers has no name.
fn ids(result: &BuildResult) -> Vec<String> {
    let all = match &result.result {
        Some(build_result::Result::Ref(reference)) => vec![reference.id.clone()],
        Some(build_result::Result::Refs(references)) => {
            let entries = references.refs.iter().filter_map(|entry| entry.r#ref.as_ref());
            entries.map(|reference| reference.id.clone()).collect()
        }
        _ => Vec::new(),
    };
    all.into_iter().filter(|id| !id.is_empty()).collect()
}
