//! `minestop baseline`: accepts what is found today, finding by finding, so that only what is new fails.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use super::baseline_block::Block;
use super::color::ColorChoice;
use super::failure::Failure;
use super::judging::{How, Judged, JudgingArgs};
use super::output::write_file;
use super::policies::Policies;
use super::policy::file::check_text;
use super::policy::search::Search;
use super::{Exit, Host, read, today};
use crate::engine::{FileReport, Report};
use crate::finding::Action;
use crate::policy::{
    Date, Decided, DecidedBy, ExceptionText, Fingerprints, MAX_POLICY_BYTES, is_plain_path,
};
use crate::report::sanitise;
use crate::rules::{self, Group, Meta};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Why the findings are accepted
    #[arg(long, value_name = "TEXT", default_value = "found before minestop was introduced")]
    reason: String,
    /// The last day on which they are [default: in half a year]
    #[arg(long, value_name = "DATE", value_parser = today::parse)]
    expires: Option<Date>,
    /// Print the exceptions instead of writing them
    #[arg(long)]
    stdout: bool,
    #[command(flatten)]
    judging: JudgingArgs,
    #[arg(long, value_name = "DATE", value_parser = today::parse, hide = true)]
    today: Option<Date>,
}

/// Findings that speak of a miner are named one by one up to here.
const MOST_TOLD: usize = 20;

/// Fingerprints by path and rule, in a stable order.
type Entries = BTreeMap<(String, &'static str), Vec<String>>;

/// A policy file before it gets its baseline.
#[derive(Debug)]
struct Target {
    path: PathBuf,
    text: String,
    /// What of it a baseline has written.
    block: Block,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    if !args.reason.chars().any(char::is_alphanumeric) {
        return Err(Failure::usage("the reason is empty").help("say why the findings are accepted"));
    }
    let today = args.today.unwrap_or_else(today::today);
    let how = How::quietly(today, today::start_of(today));
    let Judged { report, policies, .. } = args.judging.run(&how, "", &|_, _| false, host)?;
    if let Some(error) = report.errors.first() {
        return Err(Failure::unread(error));
    }
    let last = args.expires.unwrap_or_else(|| today::half_a_year_after(today));
    for number in 0..policies.loaded.len() {
        let target = target(&policies, number, args)?;
        let entries = entries(&report, &policies, number, &target);
        let tables = tables(&entries, &args.reason, last);
        let said = if args.stdout {
            tables
        } else {
            let whole = target.block.replaced(&target.text, &tables);
            write(&target.path, whole)?;
            told(&target.path, &entries, last)
        };
        write!(host.stdout, "{said}").map_err(|error| Failure::writing(&error, Exit::Go))?;
    }
    Ok(Exit::Go)
}

/// The policy file that the exceptions belong into; a new one at the root of the repository if there is none.
fn target(policies: &Policies<'_>, number: usize, args: &Args) -> Result<Target, Failure> {
    let loaded = policies.loaded.get(number);
    let (path, text) = match loaded.and_then(|loaded| loaded.file.as_ref()) {
        Some((path, _)) => {
            if loaded.is_some_and(|loaded| loaded.bundle.is_some()) {
                return Err(Failure::at(path, "a policy of Anchore takes no baseline")
                    .help("turn it into one of minestop: `minestop policy import`"));
            }
            let content =
                read::file(path, MAX_POLICY_BYTES).map_err(|error| Failure::io(path, &error))?;
            (path.clone(), String::from_utf8_lossy(&content.bytes).into_owned())
        }
        None if args.judging.has_no_policy() => {
            return Err(Failure::usage("a baseline is part of a policy file")
                .help("leave out `--no-policy`"));
        }
        None => {
            let preset = loaded.map(|loaded| loaded.policy.base().word()).unwrap_or_default();
            let path = policies.search.shown(&policies.search.root().join("minestop.toml"));
            (path, format!("version = 1\npreset = \"{preset}\"\n"))
        }
    };
    match Block::find(&text) {
        Some(block) => Ok(Target { path, text, block }),
        None => Err(Failure::at(&path, "the end of its baseline is missing")
            .help(format!("put the line `{}` behind the last exception of it", Block::END))),
    }
}

/// Writes the policy, unless it could not be read with the baseline in it.
fn write(path: &Path, whole: String) -> Result<(), Failure> {
    if whole.len() > MAX_POLICY_BYTES {
        return Err(Failure::at(path, "with the baseline the policy would be too large")
            .help("give directories policies of their own, and each its baseline"));
    }
    check_text(path, whole.as_bytes().to_vec(), ColorChoice::Auto)?;
    write_file(path, |out| out.write_all(whole.as_bytes()))
        .map_err(|error| Failure::io(path, &error))
}

/// What is to be accepted under one policy: what stops or warns today, and what its baseline has accepted before.
fn entries(report: &Report, policies: &Policies<'_>, number: usize, target: &Target) -> Entries {
    let home = Search::home_of(&target.path).unwrap_or_else(|| policies.search.root());
    let bases = policies.search.bases(Some(home));
    let mut entries = Entries::new();
    for file in report.files.iter().filter(|file| file.policy == number) {
        let mut names = Fingerprints::new(&report.provenance.bases, &file.path, &file.sources);
        for decided in &file.decided {
            let name = names.of(&decided.finding);
            if is_accepted(decided, file, target) {
                let path = bases.told(&file.path);
                entries.entry((path, decided.finding.rule)).or_default().push(name);
            }
        }
    }
    for names in entries.values_mut() {
        names.sort();
    }
    entries
}

/// What was accepted, for people: above all what speaks of a miner, which nobody should accept unread.
fn told(path: &Path, entries: &Entries, last: Date) -> String {
    let name = path.to_string_lossy();
    let count = counted(entries.values().map(Vec::len).sum());
    let mut out = format!("{}: {count} accepted until {last}\n", sanitise::text(&name));
    let is_of_miners = |rule| rules::find(rule).is_some_and(|meta| meta.group == Group::Miner);
    let of_miners = || entries.iter().filter(|((_, rule), _)| is_of_miners(rule));
    if of_miners().next().is_some() {
        let count: usize = of_miners().map(|(_, names)| names.len()).sum();
        let are = if count == 1 { "is" } else { "are" };
        out += &format!("warning: {count} of these {are} evidence of mining, to be read first:\n");
        for ((path, rule), names) in of_miners().take(MOST_TOLD) {
            out += &format!("  {}: {rule}, {}\n", sanitise::text(path), counted(names.len()));
        }
        match of_miners().count().saturating_sub(MOST_TOLD) {
            0 => {}
            more => out += &format!("  and {more} more; `minestop lint --show-go` shows all\n"),
        }
    }
    if !entries.is_empty() {
        out += "note: this is for `minestop lint`; in a gate these findings count\n";
    }
    out
}

fn counted(count: usize) -> String {
    format!("{count} {}", if count == 1 { "finding" } else { "findings" })
}

fn is_accepted(decided: &Decided, file: &FileReport, target: &Target) -> bool {
    if rules::find(decided.finding.rule).is_none_or(Meta::is_of_policy) {
        return false;
    }
    match &decided.by {
        DecidedBy::Exception { span, .. } => {
            let source = file.sources.get(span.file).map(|source| Path::new(source.name()));
            source == Some(&target.path) && target.block.has(span.start as usize)
        }
        _ => decided.action > Action::Go,
    }
}

fn tables(entries: &Entries, reason: &str, expires: Date) -> String {
    let mut out = String::new();
    for ((path, rule), fingerprints) in entries {
        out.push('\n');
        let path = if is_plain_path(path) { path } else { "" };
        ExceptionText { rule, path, matching: None, fingerprints, reason, expires }.write(&mut out);
    }
    out
}
