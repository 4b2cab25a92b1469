//! `minestop policy`: what can be done with a policy file; checks one, and reads those of Anchore.

mod chain;
pub(super) mod file;
mod init;
pub(super) mod search;
mod show;
pub(super) mod suggest;
mod test;

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};

use crate::anchore;
use crate::cli::color::ColorChoice;
use crate::cli::failure::Failure;
use crate::cli::policy::file::{read_bundle, read_policy};
use crate::cli::policy::search::Search;
use crate::cli::{Exit, Host, today};
use crate::policy::Date;
use crate::report::sanitise;
use crate::source::Sources;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write minestop.toml with everything that can be set
    Init(init::Args),
    /// Report every error in a policy file
    Check(CheckArgs),
    /// Print the policy that counts, each key with the line that decided it
    Show(Box<show::Args>),
    /// Print for each finding the smallest exception that would accept it
    Suggest(Box<suggest::Args>),
    /// Print an Anchore policy as a policy file of minestop
    Import(ImportArgs),
    /// Judge an organisation's own table of Dockerfiles and compare with the verdicts that it expects
    Test(Box<test::Args>),
}

#[derive(Debug, ClapArgs)]
struct CheckArgs {
    /// The policy file, one of minestop or of Anchore [default: the one that counts here]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: ColorChoice,
    #[arg(long, value_name = "DATE", value_parser = today::parse, hide = true)]
    today: Option<Date>,
}

#[derive(Debug, ClapArgs)]
struct ImportArgs {
    /// The policy bundle (v1) or policy (v2), in JSON
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: ColorChoice,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    match &args.command {
        Command::Init(args) => init::run(args, host),
        Command::Show(args) => show::run(args, host),
        Command::Suggest(args) => suggest::run(args, host),
        Command::Check(args) => check(args, host),
        Command::Import(args) => import(args, host),
        Command::Test(args) => test::run(args, host),
    }
}

fn import(args: &ImportArgs, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let bytes = read_bundle(&args.file)?.ok_or_else(|| {
        let what = format!("{}: this is no JSON document", args.file.display());
        Failure::usage(what).help("name a policy bundle or policy of Anchore")
    })?;
    let mut sources = Sources::default();
    let file = sources.add(args.file.to_string_lossy(), bytes);
    let bundle = anchore::parse(file, &sources).map_err(|problems| Failure::Policy {
        sources,
        problems,
        color: args.color.colors(&io::stderr()),
    })?;
    write!(host.stdout, "{}", anchore::import(&bundle))
        .map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}

fn check(args: &CheckArgs, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let file = match &args.file {
        Some(file) => file.clone(),
        None => nearest()?,
    };
    let told = match read_bundle(&file)? {
        Some(bytes) => {
            let mut sources = Sources::default();
            let id = sources.add(file.to_string_lossy(), bytes);
            anchore::parse(id, &sources).map_err(|problems| Failure::Policy {
                sources,
                problems,
                color: args.color.colors(&io::stderr()),
            })?;
            "no errors; a policy of Anchore".to_owned()
        }
        None => {
            let loaded = read_policy(file.clone(), None, args.color)?;
            let today = args.today.unwrap_or_else(today::today);
            let exceptions = loaded.policy.exceptions();
            let expired = exceptions.iter().filter(|it| it.is_expired(today)).count();
            format!(
                "no errors; preset `{}`, exceptions: {}, expired: {expired}",
                loaded.policy.base().word(),
                exceptions.len(),
            )
        }
    };
    writeln!(host.stdout, "{}: {told}", sanitise::text(&file.to_string_lossy()))
        .map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}

/// The policy file that counts in the current directory.
fn nearest() -> Result<PathBuf, Failure> {
    let mut search = Search::new(&[]);
    let here = search.directory_of(Path::new("Dockerfile"));
    search.policy_for(&here).ok_or_else(|| {
        let what = "there is no minestop.toml here, nor above in the repository";
        Failure::usage(what).help("write one: `minestop policy init`")
    })
}
