//! `minestop lint`: reads the Dockerfiles, judges each on its own, and writes the reports.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::Args as ClapArgs;

use super::build_options::BuildArgs;
use super::discover::Input;
use super::failure::Failure;
use super::policies::Policies;
use super::policy_file::{LoadedPolicy, PolicyArgs};
use super::policy_search::Search;
use super::report_options::ReportArgs;
use super::selecting::SelectingArgs;
use super::{Exit, Host};
use crate::cli::run::{ContextChoice, Run};
use crate::engine::Report;
use crate::policy::Decider;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    selecting: SelectingArgs,
    /// The name to show for standard input
    #[arg(long, value_name = "NAME", default_value = "<stdin>", hide_default_value = true)]
    stdin_filename: String,
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

pub(super) fn run(args: &Args, command: &str, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let outputs = args.report.outputs()?;
    let paths = &args.selecting.paths;
    let mut policies = Policies::new(&args.policy, paths, args.report.color(), args.report.now());
    let mut found = args.selecting.find(&mut policies)?;
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
    let inputs = std::mem::take(&mut found.inputs);
    let order: HashMap<String, usize> =
        inputs.iter().enumerate().map(|(at, input)| (args.name_of(input), at)).collect();
    let mut groups: BTreeMap<usize, Vec<Input>> = BTreeMap::new();
    for input in inputs {
        let directory = policies.search.directory_of(Path::new(&args.name_of(&input)));
        // Known from here on as what is judged, whatever policy there is.
        policies.search.repository_of(&directory);
        groups.entry(policies.number_for(&directory)?).or_default().push(input);
    }
    policies.keep(&mut groups);
    let mut report = Report { provenance: policies.provenance(command, true), ..Report::default() };
    let not_judged = found.not_judged();
    let mut fails = false;
    for (number, inputs) in groups {
        let Some(policy) = policies.loaded.get(number) else { continue };
        let judged = args.judge(policy, number, inputs, &policies, &not_judged, host)?;
        fails |= args.report.fails(judged.action(), &policy.policy);
        report.append(judged);
    }
    let place = |name: &String| order.get(name).copied().unwrap_or(usize::MAX);
    report.files.sort_by_key(|file| place(&file.path));
    report.errors.sort_by_key(|error| place(&error.target));
    report.errors.extend(found.errors);
    args.report.finish(&outputs, &report, fails, host)
}

impl Args {
    fn name_of(&self, input: &Input) -> String {
        match input {
            Input::File(path) => path.to_string_lossy().into_owned(),
            Input::Stdin => self.stdin_filename.clone(),
        }
    }

    /// Judges the files of one policy.
    fn judge(
        &self,
        policy: &LoadedPolicy,
        number: usize,
        inputs: Vec<Input>,
        policies: &Policies<'_>,
        not_judged: &[String],
        host: &mut Host<'_>,
    ) -> Result<Report, Failure> {
        let file = policy.file.as_ref().map(|(path, _)| path);
        let bases = policies.search.bases(file.and_then(|path| Search::home_of(path)));
        let run = Run {
            context: self.context()?,
            detector: OnceLock::new(),
            policy,
            build: self.build.resolve(),
            decider: Decider::new(&policy.policy, self.report.today()).told_from(bases),
            number,
        };
        let tasks = Run::tasks(inputs, &self.stdin_filename, host.stdin)?;
        let mut report = run.judge_all(tasks, self.jobs)?;
        let is_everything = !self.no_context
            && !self.build.names_a_target()
            && file.is_some_and(|path| self.selecting.is_everything_below(path));
        let unread = report.errors.iter().map(|error| error.target.clone());
        let not_judged: Vec<String> = not_judged.iter().cloned().chain(unread).collect();
        report.files.extend(run.hygiene(is_everything.then_some(&not_judged)));
        Ok(report)
    }
}
