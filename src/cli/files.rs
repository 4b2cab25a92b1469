//! `minestop files`: which files `minestop lint` would judge, one path a line, and what it would leave out.

use clap::Args as ClapArgs;

use super::color::ColorChoice;
use super::discover::Input;
use super::failure::Failure;
use super::policies::Policies;
use super::policy::file::PolicyArgs;
use super::selecting::SelectingArgs;
use super::{Exit, Host, today};
use crate::report::sanitise;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    selecting: SelectingArgs,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let paths = &args.selecting.paths;
    let mut policies = Policies::new(&args.policy, paths, ColorChoice::Auto, today::now());
    let found = args.selecting.find(&mut policies)?;
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
