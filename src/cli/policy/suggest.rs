//! `minestop policy suggest`: for each finding the smallest exception that would accept it, for somebody to fill in.

use std::collections::{BTreeMap, HashMap};

use clap::Args as ClapArgs;

use crate::cli::failure::Failure;
use crate::cli::judging::{How, Judged, JudgingArgs};
use crate::cli::policy::search::Search;
use crate::cli::{Exit, Host, today};
use crate::engine::FileReport;
use crate::finding::Action;
use crate::policy::{Date, Decided, ExceptionText, Fingerprints, is_plain_path, matching};
use crate::report::{one_line, sanitise};
use crate::rules::{self, Meta};
use crate::source::BaseDirectories;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Args {
    /// Why the findings are accepted [default: empty, which is an error until somebody fills it in]
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// The last day on which they are [default: in half a year]
    #[arg(long, value_name = "DATE", value_parser = today::parse)]
    expires: Option<Date>,
    #[command(flatten)]
    judging: JudgingArgs,
    #[arg(long, value_name = "DATE", value_parser = today::parse, hide = true)]
    today: Option<Date>,
}

pub(in crate::cli) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let today = args.today.unwrap_or_else(today::today);
    let how = How::quietly(today, today::start_of(today));
    let Judged { report, policies, .. } = args.judging.run(&how, "", &|_, _| false, host)?;
    let expires = args.expires.unwrap_or_else(|| today::half_a_year_after(today));
    let mut has_any = false;
    for file in &report.files {
        let loaded = policies.loaded.get(file.policy).and_then(|loaded| loaded.file.as_ref());
        let home = loaded.and_then(|(path, _)| Search::home_of(path));
        let home = home.unwrap_or_else(|| policies.search.root());
        let bases = policies.search.bases(Some(home));
        let mut names = Fingerprints::new(&report.provenance.bases, &file.path, &file.sources);
        for text in suggestions(file, &bases, &mut names, (&args.reason, expires)).values() {
            has_any = true;
            writeln!(host.stdout, "{text}").map_err(|error| Failure::writing(&error, Exit::Go))?;
        }
    }
    if !has_any && report.errors.is_empty() {
        writeln!(host.stderr, "note: there is no finding to accept")
            .map_err(|error| Failure::writing(&error, Exit::Go))?;
    }
    match report.errors.first() {
        Some(error) => Err(Failure::unread(error)),
        None => Ok(Exit::Go),
    }
}

/// The exceptions for the findings of one file, by their numbers.
pub(in crate::cli) fn suggestions(
    file: &FileReport,
    bases: &BaseDirectories,
    names: &mut Fingerprints<'_>,
    (reason, expires): (&str, Date),
) -> BTreeMap<usize, String> {
    let mut suggestions = BTreeMap::new();
    let mut alike: HashMap<(&str, &str), usize> = HashMap::new();
    for decided in &file.decided {
        if let Some(found) = matching(&decided.finding) {
            *alike.entry((decided.finding.rule, found)).or_default() += 1;
        }
    }
    let path = bases.told(&file.path);
    for (number, decided) in file.decided.iter().enumerate() {
        let name = names.of(&decided.finding);
        if !can_be_excepted(decided) {
            continue;
        }
        let rule = decided.finding.rule;
        // A value that a reviewer can read, where it means this finding alone.
        let value = matching(&decided.finding)
            .filter(|found| alike.get(&(rule, found)) == Some(&1) && is_plain_path(&path));
        let fingerprints = if value.is_some() { Vec::new() } else { vec![name] };
        let described = one_line(decided, &file.sources);
        let mut out = format!("# {}\n", sanitise::text(&described));
        let path = &path;
        let fingerprints = fingerprints.as_slice();
        ExceptionText { rule, path, matching: value, fingerprints, reason, expires }
            .write(&mut out);
        suggestions.insert(number, out);
    }
    suggestions
}

fn can_be_excepted(decided: &Decided) -> bool {
    let is_of_policy = rules::find(decided.finding.rule).is_none_or(Meta::is_of_policy);
    decided.action > Action::Go && !is_of_policy
}
