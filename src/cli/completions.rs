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

/// A command without what is hidden: scripts of completions would offer it.
pub(super) fn visible(command: &Command) -> Command {
    let name = command.get_name().to_owned();
    let arguments = command.get_arguments().filter(|arg| !arg.is_hide_set()).cloned();
    let below = command.get_subcommands().filter(|command| !command.is_hide_set()).map(visible);
    let mut out = Command::new(name).args(arguments).subcommands(below);
    out = out.disable_help_subcommand(true);
    if let Some(about) = command.get_about() {
        out = out.about(about.clone());
    }
    if let Some(version) = command.get_version() {
        out = out.version(version.to_owned());
    }
    out
}

pub(super) fn run(args: &Args, command: Command, host: &mut Host<'_>) -> Result<Exit, Failure> {
    // `generate` panics when its writer fails, so it writes to memory.
    let mut script = Vec::new();
    generate(args.shell, &mut visible(&command), "minestop", &mut script);
    host.stdout.write_all(&script).map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}
