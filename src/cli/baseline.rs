//! `minestop baseline`: accepts what is found today, finding by finding, so that only what is new fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use super::color::ColorChoice;
use super::failure::Failure;
use super::judging::{How, Judged, JudgingArgs};
use super::policies::Policies;
use super::policy_search::Search;
use super::{Exit, Host, read, today};
use crate::engine::{FileReport, Report};
use crate::finding::Action;
use crate::policy::{Date, Decided, DecidedBy, Fingerprints, MAX_POLICY_BYTES};
use crate::report::sanitise;
use crate::rules::{self, Group};

/// What stands above the exceptions in the policy file; everything behind it is written anew.
const MARK: &str =
    "# Baseline: written by `minestop baseline`, which replaces everything from here on.\n";

/// Half a year: long enough to plan the work, short enough to be asked again.
const DAYS: i64 = 183;

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

/// Fingerprints by path and rule, in a stable order.
type Entries = BTreeMap<(String, &'static str), Vec<String>>;

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    if !args.reason.chars().any(char::is_alphanumeric) {
        return Err(Failure::usage("the reason is empty").help("say why the findings are accepted"));
    }
    let today = args.today.unwrap_or_else(today::today);
    let how = How { today, now: today::start_of(today), color: ColorChoice::Auto, quiet: true };
    let Judged { report, policies, .. } = args.judging.run(&how, "", &|_, _| false, host)?;
    if let Some(error) = report.errors.first() {
        return Err(Failure::unread(error));
    }
    let last = today::start_of(today).saturating_add(DAYS * 86_400);
    let last = args.expires.unwrap_or_else(|| Date::from_unix_seconds(last.unsigned_abs()));
    for number in 0..policies.loaded.len() {
        let (path, text) = policy_text(&policies, number, args)?;
        let entries = entries(&report, &policies, number, text.find(MARK));
        let count: usize = entries.values().map(Vec::len).sum();
        let block = block(&entries, &args.reason, last);
        let said = if args.stdout {
            block
        } else {
            let kept = text.find(MARK).and_then(|at| text.get(..at)).unwrap_or(&text).trim_end();
            let whole = format!("{kept}\n\n{block}");
            if whole.len() > MAX_POLICY_BYTES {
                return Err(Failure::at(&path, "with the baseline the policy would be too large")
                    .help("write a baseline for one directory after the other"));
            }
            fs::write(&path, whole.trim_start()).map_err(|error| Failure::io(&path, &error))?;
            let findings = if count == 1 { "finding" } else { "findings" };
            let name = path.to_string_lossy();
            format!("{}: {count} {findings} accepted until {last}\n", sanitise::text(&name))
        };
        write!(host.stdout, "{said}").map_err(|error| Failure::writing(&error, Exit::Go))?;
    }
    Ok(Exit::Go)
}

/// The policy file that the exceptions belong into, and its text; a new one at the root of the repository if there is
/// none.
fn policy_text(
    policies: &Policies<'_>,
    number: usize,
    args: &Args,
) -> Result<(PathBuf, String), Failure> {
    let loaded = policies.loaded.get(number);
    let Some((path, _)) = loaded.and_then(|loaded| loaded.file.as_ref()) else {
        if args.judging.has_no_policy() {
            return Err(Failure::usage("a baseline is part of a policy file")
                .help("leave out `--no-policy`"));
        }
        let preset = loaded.map(|loaded| loaded.policy.base().word()).unwrap_or_default();
        let root = policies.search.root();
        return Ok((root.join("minestop.toml"), format!("version = 1\npreset = \"{preset}\"\n")));
    };
    if loaded.is_some_and(|loaded| loaded.bundle.is_some()) {
        return Err(Failure::at(path, "a policy of Anchore takes no baseline")
            .help("turn it into one of minestop: `minestop policy import`"));
    }
    let content = read::file(path, MAX_POLICY_BYTES).map_err(|error| Failure::io(path, &error))?;
    Ok((path.clone(), String::from_utf8_lossy(&content.bytes).into_owned()))
}

/// What is to be accepted under one policy: what fails or warns today, and what the baseline before `mark` had.
fn entries(
    report: &Report,
    policies: &Policies<'_>,
    number: usize,
    mark: Option<usize>,
) -> Entries {
    let policy = policies.loaded.get(number).and_then(|loaded| loaded.file.as_ref());
    let home =
        policy.and_then(|(path, _)| Search::home_of(path)).or_else(|| Some(policies.search.root()));
    let bases = policies.search.bases(home);
    let mut entries = Entries::new();
    for file in report.files.iter().filter(|file| file.policy == number) {
        let told = report.provenance.bases.told(&file.path);
        let mut names = Fingerprints::new(&told, &file.sources);
        for decided in &file.decided {
            let name = names.of(&decided.finding);
            if is_accepted(decided, file, policy.map(|(path, _)| path.as_path()), mark) {
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

fn is_accepted(
    decided: &Decided,
    file: &FileReport,
    policy: Option<&Path>,
    mark: Option<usize>,
) -> bool {
    let group = rules::find(decided.finding.rule).map(|meta| meta.group);
    if group.is_none_or(|group| group == Group::Policy) {
        return false;
    }
    match (&decided.by, mark) {
        (DecidedBy::Exception { span, .. }, Some(mark)) => {
            let source = file.sources.get(span.file).map(|source| Path::new(source.name()));
            source == policy && span.start as usize >= mark
        }
        _ => decided.action > Action::Go,
    }
}

fn block(entries: &Entries, reason: &str, last: Date) -> String {
    let mut out = String::from(MARK);
    for ((path, rule), names) in entries {
        let path_pattern = toml_string(path);
        out.push_str(&format!("\n[[exceptions]]\nrules = [\"{rule}\"]\n"));
        // What is no pattern for itself is left to the fingerprints, which hold the path.
        if path.chars().all(|c| c.is_alphanumeric() || "-_./ +@".contains(c)) {
            out.push_str(&format!("files = [{path_pattern}]\n"));
        }
        out.push_str("fingerprints = [\n");
        for name in names {
            out.push_str(&format!("    \"{name}\",\n"));
        }
        out.push_str(&format!("]\nreason = {}\nexpires = {last}\n", toml_string(reason)));
    }
    out
}

fn toml_string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
