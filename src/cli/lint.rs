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
    };
    let fails_by = |action, policy: &_| args.report.fails(action, policy);
    let judged = args.judging.run(&how, command, &fails_by, host)?;
    args.report.finish(&outputs, &judged.report, judged.fails, host)
}
