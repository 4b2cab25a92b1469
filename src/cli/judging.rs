//! Judges the Dockerfiles that a command names: the same for every subcommand that wants their findings.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use clap::Args;

use super::build_options::BuildArgs;
use super::color::ColorChoice;
use super::context_options::ContextArgs;
use super::discover::Input;
use super::failure::Failure;
use super::only_new::Since;
use super::policies::Policies;
use super::policy::file::PolicyArgs;
use super::selecting::SelectingArgs;
use super::{Exit, Host};
use crate::cli::run::Run;
use crate::engine::Report;
use crate::finding::Action;
use crate::policy::{Date, Policy};

/// What to judge, and by what.
#[derive(Debug, Args)]
pub(super) struct JudgingArgs {
    #[command(flatten)]
    selecting: SelectingArgs,
    /// The name to show for standard input
    #[arg(long, value_name = "NAME", default_value = "<stdin>", hide_default_value = true)]
    stdin_filename: String,
    /// Files to judge at once [default: as many as there are processors]
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    build: BuildArgs,
}

/// How a run goes about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct How<'a> {
    pub(super) today: Date,
    /// Seconds since 1970.
    pub(super) now: i64,
    pub(super) color: ColorChoice,
    /// Say nothing of what is left out.
    pub(super) quiet: bool,
    /// Only what is new since this commit counts.
    pub(super) new_since: Option<&'a str>,
}

impl How<'_> {
    /// For a subcommand that writes no report.
    pub(super) fn quietly(today: Date, now: i64) -> Self {
        Self { today, now, color: ColorChoice::Auto, quiet: true, new_since: None }
    }
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) report: Report,
    pub(super) policies: Policies<'a>,
    /// The files of one of the policies fail the run.
    pub(super) fails: bool,
}

impl JudgingArgs {
    /// `--no-policy`.
    pub(super) fn has_no_policy(&self) -> bool {
        self.policy.is_none()
    }

    /// Judges everything. `fails_by` says whether a run with a verdict fails under a policy.
    pub(super) fn run(
        &self,
        how: &How<'_>,
        command: &str,
        fails_by: &dyn Fn(Action, &Policy) -> bool,
        host: &mut Host<'_>,
    ) -> Result<Judged<'_>, Failure> {
        let paths = &self.selecting.paths;
        let mut policies = Policies::new(&self.policy, paths, how.color, how.now);
        let mut found = self.selecting.find(&mut policies)?;
        if !how.quiet {
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
            inputs.iter().enumerate().map(|(at, input)| (self.name_of(input), at)).collect();
        let mut groups: BTreeMap<usize, Vec<Input>> = BTreeMap::new();
        for input in inputs {
            let directory = policies.search.directory_of(Path::new(&self.name_of(&input)));
            // Known from here on as what is judged, whatever policy there is.
            policies.search.repository_of(&directory);
            groups.entry(policies.number_for(&directory)?).or_default().push(input);
        }
        policies.keep(&mut groups);
        let mut report =
            Report { provenance: policies.provenance(command, true), ..Report::default() };
        let not_judged = found.not_judged();
        let mut fails = false;
        let mut since = how.new_since.map(Since::new);
        for (number, inputs) in groups {
            let Some(policy) = policies.loaded.get(number) else { continue };
            let mut judged =
                self.judge((number, inputs), &policies, &not_judged, how.today, host)?;
            if let Some(since) = &mut since {
                since.keep_new(&mut judged)?;
            }
            fails |= fails_by(judged.action(), &policy.policy);
            report.append(judged);
        }
        let place = |name: &String| order.get(name).copied().unwrap_or(usize::MAX);
        report.files.sort_by_key(|file| place(&file.path));
        report.errors.sort_by_key(|error| place(&error.target));
        report.errors.extend(found.errors);
        report.notes.extend(since.map(|since| since.note()));
        Ok(Judged { report, policies, fails })
    }

    fn name_of(&self, input: &Input) -> String {
        match input {
            Input::File(path) => path.to_string_lossy().into_owned(),
            Input::Stdin => self.stdin_filename.clone(),
        }
    }

    /// Judges the files of one policy.
    fn judge(
        &self,
        (number, inputs): (usize, Vec<Input>),
        policies: &Policies<'_>,
        not_judged: &[String],
        today: Date,
        host: &mut Host<'_>,
    ) -> Result<Report, Failure> {
        let (context, build) = (self.context.choice()?, self.build.resolve());
        let Some(run) = policies.run(number, context, build, today) else {
            return Ok(Report::default());
        };
        let file = run.policy.file.as_ref().map(|(path, _)| path);
        let tasks = Run::tasks(inputs, &self.stdin_filename, host.stdin)?;
        let mut report = run.judge_all(tasks, self.jobs)?;
        let is_everything = !self.context.is_none()
            && !self.build.names_a_target()
            && file.is_some_and(|path| self.selecting.is_everything_below(path));
        let unread = report.errors.iter().map(|error| error.target.clone());
        let not_judged: Vec<String> = not_judged.iter().cloned().chain(unread).collect();
        report.files.extend(run.hygiene(is_everything.then_some(&not_judged)));
        Ok(report)
    }
}
