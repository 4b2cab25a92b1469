//! A BuildKit frontend that hands every build on and judges nothing: what `tests/buildkit/bench.sh` measures the gate
//! against. Not part of the image.

#[allow(dead_code, reason = "it needs a few messages of the protocol")]
#[path = "../src/frontend/protocol.rs"]
mod protocol;
#[path = "../src/frontend/stdio.rs"]
mod stdio;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;

use hyper_util::rt::TokioIo;
use protocol::llb_bridge_client::LlbBridgeClient;
use protocol::{InputsRequest, ReturnRequest, SolveRequest};
use stdio::Stdio;
use tonic::transport::Endpoint;

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(delegate())
}

async fn delegate() -> Result<(), Box<dyn Error>> {
    let mut stream = Some(TokioIo::new(Stdio::open()?));
    let connector = tower::service_fn(move |_| {
        let stream = stream.take().ok_or(std::io::ErrorKind::NotConnected);
        async move { stream.map_err(std::io::Error::from) }
    });
    let endpoint = Endpoint::from_static("http://localhost");
    let channel = endpoint.connect_with_connector(connector).await?;
    let mut bridge = LlbBridgeClient::new(channel).max_decoding_message_size(16 << 20);
    let inputs = bridge.inputs(InputsRequest {}).await?.into_inner().definitions;
    let request = SolveRequest {
        frontend: "dockerfile.v0".to_owned(),
        frontend_opt: options(),
        frontend_inputs: inputs,
        allow_result_return: true,
        allow_result_array_ref: true,
        ..SolveRequest::default()
    };
    let result = bridge.solve(request).await?.into_inner().result;
    bridge.r#return(ReturnRequest { result, error: None }).await?;
    Ok(())
}

/// The options of the build; `cmdline` keeps the stock frontend from starting this one again.
fn options() -> BTreeMap<String, String> {
    let words = env::vars().filter(|(key, _)| key.starts_with("BUILDKIT_FRONTEND_OPT_"));
    let pairs = words.filter_map(|(_, word)| {
        word.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()))
    });
    let mut options: BTreeMap<String, String> = pairs.collect();
    options.entry("cmdline".to_owned()).or_insert_with(|| "delegate".to_owned());
    options
}
