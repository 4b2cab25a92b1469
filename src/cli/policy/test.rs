//! `minestop policy test`: a table of Dockerfiles with the verdicts that an organisation expects of its policy.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Deserialize;
use toml::Spanned;

use crate::cli::build_options::BuildArgs;
use crate::cli::color::ColorChoice;
use crate::cli::failure::Failure;
use crate::cli::policy::file::PolicyArgs;
use crate::cli::run::{ContextChoice, Run, Task};
use crate::cli::{Exit, Host, read, today};
use crate::engine::FileReport;
use crate::policy::{Decider, MAX_POLICY_BYTES, Problems};
use crate::report::sanitise;
use crate::rules;
use crate::source::Sources;

/// The table in the directory.
const TABLE: &str = "minestop-tests.toml";

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The directory with minestop-tests.toml and the Dockerfiles that it names
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: ColorChoice,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    build: BuildArgs,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Relative to the directory.
    dockerfile: PathBuf,
    verdict: Verdict,
    /// Rules that have to report something with the action of the verdict.
    #[serde(default)]
    rules: Vec<Spanned<String>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Verdict {
    Go,
    Warn,
    Stop,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Go => "GO",
            Self::Warn => "WARN",
            Self::Stop => "STOP",
        }
    }
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let table = table(&args.directory.join(TABLE), args.color)?;
    let policy = args.policy.load(args.color, today::now())?;
    let decider = Decider::new(&policy.policy, today::today());
    let run = Run::new(&policy, decider, ContextChoice::Beside, args.build.resolve());
    let tasks = table.cases.iter().map(|case| Task::Read(args.directory.join(&case.dockerfile)));
    let report = run.judge_all(tasks.collect(), None)?;
    if let Some(error) = report.errors.first() {
        return Err(Failure::unread(error));
    }
    let mut failed = 0;
    for (case, file) in table.cases.iter().zip(&report.files) {
        let wrong = differences(case, file);
        failed += usize::from(!wrong.is_empty());
        let word = if wrong.is_empty() { "ok  " } else { "FAIL" };
        let name = case.dockerfile.to_string_lossy();
        let mut line = format!("{word} {} {}", case.verdict.word(), sanitise::path(&name));
        for wrong in wrong {
            line.push_str(": ");
            line.push_str(&wrong);
        }
        writeln!(host.stdout, "{line}").map_err(|error| Failure::writing(&error, Exit::Stop))?;
    }
    let exit = if failed == 0 { Exit::Go } else { Exit::Stop };
    let count = table.cases.len();
    let word = if count == 1 { "case" } else { "cases" };
    writeln!(host.stdout, "{count} {word}, {failed} failed")
        .map_err(|error| Failure::writing(&error, exit))?;
    Ok(exit)
}

/// What is not as the case says.
fn differences(case: &Case, file: &FileReport) -> Vec<String> {
    let mut wrong = Vec::new();
    if file.verdict().word() != case.verdict.word() {
        wrong.push(format!("the verdict is {}", file.verdict().word()));
    }
    let counted = file.decided.iter().filter(|it| it.action.word() == case.verdict.word());
    let said: BTreeSet<&str> = counted.map(|it| it.finding.rule).collect();
    for rule in case.rules.iter().map(Spanned::get_ref) {
        if !said.contains(rule.as_str()) {
            wrong.push(format!("`{rule}` says nothing"));
        }
    }
    wrong
}

fn table(path: &Path, color: ColorChoice) -> Result<Table, Failure> {
    let content = read::file(path, MAX_POLICY_BYTES).map_err(|error| {
        Failure::io(path, &error)
            .help("write a table with `dockerfile` and `verdict` for each case")
    })?;
    let text = String::from_utf8_lossy(&content.bytes).into_owned();
    let parsed = toml::from_str::<Table>(&text);
    let mut sources = Sources::default();
    let mut problems = Problems::new(sources.add(path.to_string_lossy(), text.into_bytes()));
    let help = "write `[[cases]]` with `dockerfile` and `verdict`";
    let table = match parsed {
        _ if !content.whole => {
            let what = format!("this file is larger than {MAX_POLICY_BYTES} bytes");
            problems.add(problems.span(0..0), what);
            Table::default()
        }
        Ok(table) => {
            if table.cases.is_empty() {
                problems.add_help(problems.span(0..0), "there is no case in this table", help);
            }
            table
        }
        Err(error) => {
            let span = problems.span(error.span().unwrap_or_default());
            problems.add_help(span, error.message(), help);
            Table::default()
        }
    };
    for rule in table.cases.iter().flat_map(|case| &case.rules) {
        if rules::find(rule.get_ref()).is_none() {
            let known = rules::known_rules().map(|meta| meta.id);
            problems.unknown_or(
                problems.span(rule.span()),
                ("rule", rule.get_ref()),
                known,
                Some(rules::list_help(rule.get_ref())),
            );
        }
    }
    let color = color.colors(&io::stderr());
    match problems.finish() {
        Ok(()) => Ok(table),
        Err(problems) => Err(Failure::Policy { sources, problems, color }),
    }
}
