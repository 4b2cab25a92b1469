//! `minestop files`: which files `minestop lint` would judge, one path a line, and what it would leave out.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::discover::{Input, discover};
use super::failure::Failure;
use super::{Exit, Host};
use crate::report::sanitise;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Files, or directories to search for Dockerfiles
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// List what Git ignores, too
    #[arg(long)]
    no_ignore: bool,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let found = discover(&args.paths, !args.no_ignore);
    let exit = match (found.errors.is_empty(), found.inputs.is_empty()) {
        (false, _) => Exit::Error,
        (true, true) => Exit::Nothing,
        (true, false) => Exit::Go,
    };
    for input in &found.inputs {
        let name = match input {
            Input::File(path) => path.to_string_lossy(),
            Input::Stdin => "-".into(),
        };
        writeln!(host.stdout, "{}", sanitise::text(&name))
            .map_err(|error| Failure::writing(&error, exit))?;
    }
    let errors: Vec<Failure> = found.errors.iter().map(Failure::unread).collect();
    for line in errors.iter().chain(&found.notes()) {
        line.write(host.stderr).map_err(|error| Failure::writing(&error, exit))?;
    }
    Ok(exit)
}
