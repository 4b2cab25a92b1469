//! `minestop lint`: reads the Dockerfiles, judges each on its own, and writes the reports.

use std::path::PathBuf;
use std::sync::OnceLock;

use clap::Args as ClapArgs;

use super::build_options::BuildArgs;
use super::discover::discover;
use super::failure::Failure;
use super::policy_file::PolicyArgs;
use super::report_options::ReportArgs;
use super::{Exit, Host};
use crate::cli::run::{ContextChoice, Run};
use crate::policy::Decider;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Dockerfiles, directories to search for them, or `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// The name to show for standard input
    #[arg(long, value_name = "NAME", default_value = "<stdin>", hide_default_value = true)]
    stdin_filename: String,
    /// Lint what Git ignores and does not track, too
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
    #[command(flatten)]
    build: BuildArgs,
    #[command(flatten)]
    report: ReportArgs,
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
    let outputs = args.report.outputs()?;
    let policy = args.policy.load(args.report.color(), args.report.now())?;
    let found = discover(&args.paths, !args.no_ignore);
    if !args.report.quiet() {
        for note in found.notes() {
            note.write(host.stderr).map_err(|error| Failure::writing(&error, Exit::Go))?;
        }
    }
    if found.inputs.is_empty() && found.errors.is_empty() {
        let what = "no Dockerfile found";
        let help = "name the files: `minestop lint path/to/file`";
        return Err(Failure::usage(what).help(help).exits(Exit::Nothing));
    }
    let run = Run {
        context: args.context()?,
        detector: OnceLock::new(),
        policy: &policy,
        build: args.build.resolve(),
        decider: Decider::new(&policy.policy, args.report.today()),
    };
    let tasks = Run::tasks(found.inputs, &args.stdin_filename, host.stdin)?;
    let mut report = run.judge_all(tasks, args.jobs)?;
    report.errors.extend(found.errors);
    report.files.extend(run.hygiene(&args.paths));

    args.report.finish(&outputs, &report, &policy.policy, host)
}
