//! The options of a report, and the end of a run: what is written where, and the exit code.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::color::ColorChoice;
use super::completed::Completed;
use super::failure::Failure;
use super::output::{self, Outputs, Target};
use super::{Exit, Host, today};
use crate::engine::Report;
use crate::finding::{Action, Verdict};
use crate::policy::{Date, FailOn, Policy};
use crate::report::{Format, Style};

/// The options of every subcommand that judges.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Fail the run from this verdict on: stop, warn or never [default: what the policy says]
    #[arg(long, value_name = "VERDICT", value_parser = Completed::new(|| FailOn::WORDS.to_vec(), fail_on), hide_possible_values = true, help_heading = "The policy")]
    fail_on: Option<FailOn>,
    /// Fail for nothing that is found: `--fail-on never`
    #[arg(long, conflicts_with = "fail_on", help_heading = "The policy")]
    exit_zero: bool,
    /// Write the report in this format, to FILE or to standard output; may be repeated
    #[arg(short, long = "format", value_name = "FORMAT[=FILE]", value_parser = Completed::new(output::names, output::target), help_heading = "The report")]
    formats: Vec<Target>,
    /// Write the format that names no file to FILE instead of to standard output
    #[arg(short, long, value_name = "FILE", help_heading = "The report")]
    output: Option<PathBuf>,
    /// Count findings by rule instead of showing them: `--format statistics`
    #[arg(long, help_heading = "The report")]
    statistics: bool,
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

impl ReportArgs {
    /// Which report goes where.
    pub(super) fn outputs(&self) -> Result<Outputs, Failure> {
        let mut targets = self.formats.clone();
        if self.statistics {
            targets.push(Target::stdout(Format::Statistics));
        }
        if let Some(file) = &self.output {
            if targets.iter().all(Target::has_file) {
                targets.push(Target::stdout(Format::default()));
            }
            let targets = targets.iter_mut().filter(|target| !target.has_file());
            targets.for_each(|target| target.write_to(file));
        }
        Outputs::plan(&targets, self.output.is_some())
    }

    pub(super) fn color(&self) -> ColorChoice {
        self.color
    }

    /// No summary and no progress.
    pub(super) fn quiet(&self) -> bool {
        self.quiet
    }

    /// The day of the run.
    pub(super) fn today(&self) -> Date {
        self.today.unwrap_or_else(today::today)
    }

    /// Seconds since 1970; the start of the day where one was given.
    pub(super) fn now(&self) -> i64 {
        self.today.map_or_else(today::now, today::start_of)
    }

    /// True if a run under this policy fails with this verdict.
    pub(super) fn fails(&self, action: Action, policy: &Policy) -> bool {
        !self.exit_zero && self.fail_on.unwrap_or_else(|| policy.fail_on()).fails(action)
    }

    /// Writes the reports, then what could not be read, and says what the run comes to.
    pub(super) fn finish(
        &self,
        outputs: &Outputs,
        report: &Report,
        fails: bool,
        host: &mut Host<'_>,
    ) -> Result<Exit, Failure> {
        let exit = match report.verdict() {
            Verdict::Error => Exit::Error,
            Verdict::Judged(_) if fails => Exit::Stop,
            Verdict::Judged(_) => Exit::Go,
        };
        let style = Style {
            color: self.color.colors(&io::stdout()),
            show_go: self.show_go,
            summary: !self.quiet,
        };
        outputs.write(report, style, exit, host)?;
        for error in &report.errors {
            Failure::unread(error)
                .write(host.stderr)
                .map_err(|error| Failure::writing(&error, exit))?;
        }
        Ok(exit)
    }
}
