//! `minestop completions`: the script that lets a shell complete options.

use clap::{Args as ClapArgs, Command};
use clap_complete::{Shell, generate};

use super::failure::Failure;
use super::{Exit, Host};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args, mut command: Command, host: &mut Host<'_>) -> Result<Exit, Failure> {
    // `generate` panics when its writer fails, so it writes to memory.
    let mut script = Vec::new();
    generate(args.shell, &mut command, "minestop", &mut script);
    host.stdout.write_all(&script).map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}
