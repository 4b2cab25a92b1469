//! The command line: one file or folder for each subcommand. Reads arguments, files, environment and clock, hands them to
//! the pure modules, and turns the outcome into an exit code. Judges nothing itself.

mod attest;
mod baseline;
mod baseline_block;
mod beside;
mod build_options;
mod color;
mod completed;
mod completions;
mod context_options;
mod discover;
mod exit;
mod explain;
mod export;
mod failure;
mod files;
mod foreign_options;
mod frontend;
mod git;
mod hadolint;
mod intel;
mod judging;
mod lint;
#[cfg(feature = "lsp")]
mod lsp;
mod manual;
mod new_lines;
mod observe;
mod only_new;
mod output;
mod overrides;
mod parse;
mod policies;
mod policy;
mod progress;
mod read;
mod report_options;
mod rules;
mod run;
mod scan;
mod schema;
mod selecting;
mod today;
mod told_command;
mod version;

use std::ffi::OsString;
use std::io::{Read, Write};

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory as _, Parser, Subcommand};

use failure::Failure;

pub use exit::Exit;

/// The streams of the process.
pub struct Host<'a> {
    /// For `-`.
    pub stdin: &'a mut dyn Read,
    /// Findings and other results.
    pub stdout: &'a mut dyn Write,
    /// Errors.
    pub stderr: &'a mut dyn Write,
}

impl std::fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Host")
    }
}

#[derive(Debug, Parser)]
#[command(
    name = "minestop",
    version,
    about = "Judges what a Dockerfile does and stops builds that would put a cryptocurrency miner into an image",
    after_help = "Exit codes: 0 GO, 1 STOP, 2 usage, policy or I/O error, 3 nothing to lint",
    max_term_width = 100,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lint Dockerfiles and print a verdict
    Lint(Box<lint::Args>),
    /// Judge finished images, root file systems and archives
    Scan(Box<scan::Args>),
    /// List the files that lint would judge
    Files(files::Args),
    /// Accept today's findings in the policy file, so that only new ones fail
    Baseline(Box<baseline::Args>),
    /// Answer an editor as a language server; the editor starts this itself
    #[cfg(feature = "lsp")]
    Lsp(Box<lsp::Args>),
    /// List the rules
    Rules(rules::Args),
    /// Print the page of a rule
    Explain(explain::Args),
    /// Write or check a policy file
    Policy(policy::Args),
    /// Print what a cluster or a builder can enforce of a policy by itself
    Export(Box<export::Args>),
    /// Print the JSON Schema of a document that minestop reads or writes
    Schema(schema::Args),
    /// List what is known about miners, with source and date
    Intel(intel::Args),
    /// Print how each file is read, one JSON line a file
    Parse(parse::Args),
    /// Answer a build as a BuildKit frontend; BuildKit starts this itself
    #[command(hide = true)]
    Frontend,
    /// Read the files that a step of a build sees; the frontend starts this itself
    #[command(hide = true)]
    Observe(observe::Args),
    /// Write the manual pages into a directory
    Man(manual::Args),
    /// Print a completion script
    Completions(completions::Args),
}

/// Other linters take files where minestop has its commands.
fn file_as_command(args: &[OsString]) -> Option<Failure> {
    let path = std::path::Path::new(args.get(1)?);
    let is_file = path.as_os_str() == "-" || path.exists();
    let path = path.to_string_lossy();
    let name = crate::report::sanitise::path(&path);
    is_file.then(|| {
        Failure::usage(format!("`{name}` is no command"))
            .help(format!("did you mean `minestop lint {name}`?"))
    })
}

/// Runs minestop with the arguments of the process, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>, host: &mut Host<'_>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    if frontend::is_started_by_buildkit(args.len()) {
        return frontend::run(host);
    }
    let command = told_command::of(&args);
    let named = file_as_command(&args);
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::DisplayVersion => {
            let written = writeln!(host.stdout, "{}", version::line());
            // A closed pipe is nobody's fault here, either.
            return written.and_then(|()| host.stdout.flush()).map_or(Exit::Go, |()| Exit::Go);
        }
        Err(error) if error.kind() == ErrorKind::InvalidSubcommand && named.is_some() => {
            let _ = named.map(|failure| failure.write(host.stderr));
            return Exit::Error;
        }
        Err(mut error) => {
            if let Some(failure) = foreign_options::named(&error) {
                let _ = failure.write(host.stderr);
                return Exit::Error;
            }
            // clap's idea is that an option could be meant as a file of that name
            if error.kind() == ErrorKind::UnknownArgument {
                error.remove(ContextKind::Suggested);
            }
            // A closed pipe behind `--help` is nobody's fault.
            let _ = error.print();
            return if error.use_stderr() { Exit::Error } else { Exit::Go };
        }
    };
    let outcome = match cli.command {
        Command::Lint(args) => lint::run(&args, &command, host),
        Command::Scan(args) => scan::run(&args, &command, host),
        Command::Baseline(args) => baseline::run(&args, host),
        Command::Files(args) => files::run(&args, host),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => lsp::run(&args),
        Command::Rules(args) => rules::run(&args, host),
        Command::Explain(args) => explain::run(&args, host),
        Command::Policy(args) => policy::run(&args, host),
        Command::Export(args) => export::run(&args, host),
        Command::Schema(args) => schema::run(&args, host),
        Command::Intel(args) => intel::run(&args, host),
        Command::Parse(args) => parse::run(&args, host),
        Command::Observe(args) => observe::run(&args, host),
        Command::Frontend => return frontend::run(host),
        Command::Man(args) => manual::run(&args, Cli::command(), host),
        Command::Completions(args) => completions::run(&args, Cli::command(), host),
    };
    let exit = outcome.unwrap_or_else(|failure| {
        // Nobody is left to tell when standard error is gone.
        let _ = failure.write(host.stderr);
        failure.exit()
    });
    let exit = match host.stdout.flush() {
        Err(error) => {
            let failure = Failure::writing(&error, exit);
            let _ = failure.write(host.stderr);
            failure.exit()
        }
        Ok(()) => exit,
    };
    let _ = host.stderr.flush();
    exit
}
