//! `minestop schema`: JSON Schemas of the documents that minestop reads and writes, for editors and CI.

use clap::{Args as ClapArgs, ValueEnum};

use super::failure::Failure;
use super::{Exit, Host};
use crate::{policy, report};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The document
    #[arg(value_enum)]
    document: Document,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Document {
    /// The policy file, minestop.toml
    Policy,
    /// The report in the format json
    Report,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let schema = match args.document {
        Document::Policy => policy::schema(),
        Document::Report => report::schema(),
    };
    writeln!(host.stdout, "{schema:#}").map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}
