//! `minestop lint`: judges Dockerfiles and writes the reports.

use clap::Args as ClapArgs;

use super::failure::Failure;
use super::judging::{How, JudgingArgs};
use super::report_options::ReportArgs;
use super::{Exit, Host};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    judging: JudgingArgs,
    /// Report only findings on lines that are new since a commit [default: what is not committed]
    #[arg(long)]
    new_only: bool,
    /// The commit, branch or tag of Git that `--new-only` compares with, such as `origin/main`
    #[arg(
        long,
        value_name = "REF",
        default_value = "HEAD",
        hide_default_value = true,
        requires = "new_only"
    )]
    since: String,
    #[command(flatten)]
    report: ReportArgs,
}

pub(super) fn run(args: &Args, command: &str, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let outputs = args.report.outputs()?;
    let how = How {
        today: args.report.today(),
        now: args.report.now(),
        color: args.report.color(),
        quiet: args.report.quiet(),
        new_since: args.new_only.then_some(args.since.as_str()),
    };
    let fails_by = |action, policy: &_| args.report.fails(action, policy);
    let judged = args.judging.run(&how, command, &fails_by, host)?;
    args.report.finish(&outputs, &judged.report, judged.fails, host)
}
