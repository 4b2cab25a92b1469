//! `short`: `path:line:column: STOP[rule] message`, one line a finding, for editors and `grep`; then, unless it is
//! to be quiet, which policy judged.

use std::io;

use super::locate::Places;
use super::{Style, decision, provenance, sanitise};
use crate::engine::Report;
use crate::policy::Decided;
use crate::source::Sources;

/// `path:line:column: STOP[rule] message`, safe to print.
pub(super) fn line(decided: &Decided, sources: &Sources, places: &mut Places<'_>) -> String {
    let finding = &decided.finding;
    let place = decision::place(finding.primary.span, sources, places);
    let (word, rule) = (decided.action.word(), finding.rule);
    let message = sanitise::message(&finding.message);
    format!("{place}: {word}[{rule}] {message}{}", decision::aside(finding))
}

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for error in &report.errors {
        let (target, what) = (sanitise::path(&error.target), error.describe());
        writeln!(out, "{target}: ERROR {}", sanitise::message(&what))?;
    }
    for file in &report.files {
        let mut places = Places::new(&file.sources);
        for decided in file.decided.iter().filter(|decided| style.shows(decided)) {
            writeln!(out, "{}", line(decided, &file.sources, &mut places))?;
        }
    }
    let lines = if style.summary { provenance::lines(report) } else { Vec::new() };
    lines.iter().try_for_each(|line| writeln!(out, "minestop: {line}"))
}
