//! `minestop lsp`: a language server over standard input and output, so that an editor shows findings as one types.
//!
//! This folder speaks the protocol (LSP 3.17) and judges nothing itself: a text goes the way of `minestop lint`.

mod actions;
mod background;
mod edit;
mod hover;
mod judging;
mod places;
mod server;
mod variables;
mod workspace;

use clap::Args as ClapArgs;
use lsp_server::Connection;

use judging::Judging;

use super::Exit;
use super::context_options::ContextArgs;
use super::failure::Failure;
use super::policy::file::PolicyArgs;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Editors start servers with this; it changes nothing
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let judging = Judging { policy: &args.policy, context: args.context.choice()? };
    let (connection, threads) = Connection::stdio();
    let served = server::serve(&judging, &connection);
    // the writer ends when nobody can send any more
    drop(connection);
    served.map_err(|what| {
        Failure::usage(what).help("an editor starts this; its client has to speak LSP 3")
    })?;
    threads.join().map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Exit::Go)
}
