//! `markdown`: a summary for a job or a comment on a change: verdict, files, findings, policy.
//!
//! What an author wrote becomes text in every renderer: no table, link, picture, mention or element of its own.

use std::io;

use super::flat::{self, Flat};
use super::{Style, provenance, sanitise};
use crate::engine::Report;
use crate::finding::{Action, Verdict};

/// Findings and files that are shown, what stops first: comments on GitHub end at 65,536 characters.
const MAX_ROWS: usize = 100;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let verdict = report.verdict();
    writeln!(out, "## minestop: {} {}\n", sign(verdict), verdict.word())?;
    writeln!(out, "{}\n", counts(report))?;
    for error in report.errors.iter().take(MAX_ROWS) {
        let target = code(&provenance::path(report, &error.target));
        writeln!(out, "- **ERROR** {target} was not judged: {}", prose(&error.describe()))?;
    }
    if !report.errors.is_empty() {
        left_out(report.errors.len(), "errors", out)?;
        writeln!(out)?;
    }
    let mut found: Vec<Flat<'_>> =
        report.files.iter().flat_map(|file| flat::of_file(report, file, style)).collect();
    found.sort_by_key(|flat| std::cmp::Reverse(flat.decided.action));
    if !found.is_empty() {
        writeln!(out, "| verdict | rule | where | what | help |\n|---|---|---|---|---|")?;
        for flat in found.iter().take(MAX_ROWS) {
            row(flat, out)?;
        }
        writeln!(out)?;
        left_out(found.len(), "findings", out)?;
    }
    for note in &report.notes {
        writeln!(out, "- {}", prose(note))?;
    }
    for line in provenance::lines(report) {
        writeln!(out, "- {}", prose(&line))?;
    }
    Ok(())
}

fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Judged(Action::Go) => "✅",
        Verdict::Judged(Action::Warn) => "⚠️",
        Verdict::Judged(Action::Stop) | Verdict::Error => "⛔",
    }
}

fn counts(report: &Report) -> String {
    let count = |action: Action| format!("{} {}", report.count(action), action.word());
    let counts = [Action::Stop, Action::Warn, Action::Go].map(count).join(", ");
    let files = if report.files.len() == 1 { "file" } else { "files" };
    format!("{} {files}: {counts}, {} of them excepted", report.files.len(), report.excepted())
}

fn row(flat: &Flat<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (action, rule) = (flat.decided.action.word(), flat.decided.finding.rule);
    let place = code(&format!("{}:{}:{}", flat.path, flat.region.line, flat.region.column));
    let (what, help) = (prose(&flat.message()), flat.help().map(|help| prose(&help)));
    writeln!(out, "| {action} | `{rule}` | {place} | {what} | {} |", help.unwrap_or_default())
}

fn left_out(count: usize, what: &str, out: &mut dyn io::Write) -> io::Result<()> {
    match count.checked_sub(MAX_ROWS).filter(|more| *more > 0) {
        Some(more) => writeln!(out, "{more} more {what} are left out here.\n"),
        None => Ok(()),
    }
}

/// Text in which what stands between backticks is code.
fn prose(text: &str) -> String {
    let safe = sanitise::message(text);
    let mut out = String::new();
    for (number, part) in safe.split('`').enumerate() {
        if number % 2 == 1 {
            out.push_str(&code(part));
        } else {
            escape(part, &mut out);
        }
    }
    out
}

/// A piece of code on one line.
fn code(text: &str) -> String {
    let mut out = String::from("<code>");
    for c in sanitise::text(text).chars() {
        character(c, &mut out);
    }
    out.push_str("</code>");
    out
}

/// Words outside of code, where services would make mentions and references.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '@' | '#' | '!' | '~' | '$' | '%' => out.push_str(&code(&c.to_string())),
            c => character(c, out),
        }
    }
}

/// Markdown takes no reference to a character for a sign of its own.
fn character(c: char, out: &mut String) {
    if c.is_alphanumeric() || " ,;()'-".contains(c) {
        out.push(c);
    } else {
        out.push_str(&format!("&#{};", u32::from(c)));
    }
}
