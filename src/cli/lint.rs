//! `minestop lint`: reads the Dockerfiles, judges each on its own, and writes the reports.

use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;

use clap::Args as ClapArgs;

use super::build_options::BuildArgs;
use super::color::ColorChoice;
use super::discover::discover;
use super::failure::Failure;
use super::judge::{ContextChoice, Run};
use super::output::{self, Outputs, Target};
use super::policy_file::PolicyArgs;
use super::{Exit, Host, today};
use crate::policy::{Date, Decider, FailOn};
use crate::report::Style;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Dockerfiles, directories to search for them, or `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// The name to show for standard input
    #[arg(long, value_name = "NAME", default_value = "<stdin>", hide_default_value = true)]
    stdin_filename: String,
    /// Lint what Git ignores, too
    #[arg(long)]
    no_ignore: bool,
    /// Files to judge at once [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// The build context, where that is not the directory of each Dockerfile
    #[arg(long, value_name = "DIR", conflicts_with = "no_context", help_heading = "The build")]
    context: Option<PathBuf>,
    /// Judge the text alone, not the files that it copies
    #[arg(long, help_heading = "The build")]
    no_context: bool,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Fail the run from this verdict on: stop, warn or never [default: what the policy says]
    #[arg(long, value_name = "VERDICT", value_parser = fail_on, help_heading = "The policy")]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    build: BuildArgs,
    /// Write the report as human, short, json, sarif or github, to FILE or to standard output; may be repeated
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = output::target, help_heading = "The report")]
    formats: Vec<Target>,
    /// Show findings that pass, not only count them
    #[arg(long, help_heading = "The report")]
    show_go: bool,
    /// Leave out the summary
    #[arg(short, long, help_heading = "The report")]
    quiet: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, help_heading = "The report")]
    color: ColorChoice,
    #[arg(long, value_name = "DATE", value_parser = today::parse, hide = true)]
    today: Option<Date>,
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    FailOn::from_word(text).ok_or_else(|| format!("verdicts are {}", FailOn::WORDS.join(", ")))
}

impl Args {
    fn context(&self) -> Result<ContextChoice, Failure> {
        match &self.context {
            None if self.no_context => Ok(ContextChoice::Nothing),
            None => Ok(ContextChoice::Beside),
            Some(directory) if directory.is_dir() => {
                Ok(ContextChoice::Directory(directory.clone()))
            }
            Some(directory) => {
                let what = format!("the build context `{}` is no directory", directory.display());
                Err(Failure::usage(what).help("name the directory that `docker build` is given"))
            }
        }
    }
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let outputs = Outputs::plan(&args.formats)?;
    let policy = args.policy.load(args.color)?;
    let found = discover(&args.paths, !args.no_ignore)?;
    if found.inputs.is_empty() && found.failures.is_empty() {
        let what = "no Dockerfile found";
        let help = "name the files: `minestop lint path/to/file`";
        return Err(Failure::usage(what).help(help).exits(Exit::Nothing));
    }
    let run = Run {
        context: args.context()?,
        detector: OnceLock::new(),
        policy: &policy,
        build: args.build.resolve(),
        decider: Decider::new(&policy.policy, args.today.unwrap_or_else(today::today)),
    };
    let tasks = Run::tasks(found.inputs, &args.stdin_filename, host.stdin)?;
    let (mut report, mut failures) = run.judge_all(tasks, args.jobs)?;
    failures.extend(found.failures);
    report.files.extend(run.hygiene(&args.paths));

    let fail_on = args.fail_on.unwrap_or_else(|| policy.policy.fail_on());
    let exit = if !failures.is_empty() {
        Exit::Error
    } else if fail_on.fails(report.verdict()) {
        Exit::Stop
    } else {
        Exit::Go
    };
    let style = Style {
        color: args.color.colors(&io::stdout()),
        show_go: args.show_go,
        summary: !args.quiet,
    };
    outputs.write(&report, style, exit, host)?;
    for failure in &failures {
        failure.write(host.stderr).map_err(|error| Failure::writing(&error, exit))?;
    }
    Ok(exit)
}
