//! The BuildKit frontend: a gate between the Dockerfile and the build.
//!
//! Started by BuildKit in a container of its own, it speaks gRPC over standard input and output. It judges the text of
//! the Dockerfile, lets the stock frontend make the graph of the build, judges that, and only then hands the graph
//! back to be run. Whatever goes wrong in here fails the build: there is no way past the gate but a judgement.

mod assembly;
mod attached;
mod attestation;
mod build_policy;
mod check;
mod client;
mod compliance;
mod definition;
mod gate;
mod graph;
mod image_config;
mod inherited;
mod inputs;
mod inspection_step;
mod inspections;
mod judgement;
mod locate;
mod made;
mod merge;
mod observed_context;
pub(crate) mod protocol;
mod refusal;
mod request;
mod resolved;
mod rulebook;
mod stdio;
#[cfg(test)]
mod tests;
mod warning;

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};

use client::Client;
use refusal::Refusal;

pub(crate) use request::{Own, Request};
pub(crate) use rulebook::Rulebook;
pub(crate) use stdio::Stdio;

/// Answers one build over standard input and output. `rulebook` is `Err` if the policy cannot be used: the build
/// is then refused with that message.
///
/// # Errors
/// No answer could be given; BuildKit fails the build because of that.
pub(crate) fn run(request: Request, rulebook: Result<Rulebook, String>) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let outcome = runtime.block_on(async {
        let stream = Stdio::open()
            .map_err(|error| format!("standard input and output are not BuildKit's: {error}"))?;
        serve(stream, request, rulebook).await
    });
    // a judgement that has run out of time may still be running
    runtime.shutdown_background();
    outcome
}

/// Answers one build over any stream.
///
/// # Errors
/// No answer could be given.
pub(crate) async fn serve<S>(
    stream: S,
    request: Request,
    rulebook: Result<Rulebook, String>,
) -> Result<(), String>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let connected = Client::connect(stream).await;
    let mut client = connected.map_err(|error| format!("no connection to BuildKit: {error}"))?;
    let outcome = match rulebook {
        Ok(rulebook) => {
            let gate = gate::judge(client.clone(), Arc::new(request), rulebook);
            tokio::spawn(gate).await.unwrap_or_else(|_| Err(Refusal::plain(gate::FAILED)))
        }
        Err(problem) => Err(Refusal::plain(problem)),
    };
    client.finish(outcome).await.map_err(|error| error.to_string())
}
