//! `human`: a code frame for each finding and a closing summary.

use std::collections::BTreeSet;
use std::io;

use super::frame::Frame;
use super::locate::Places;
use super::{Style, decision, paint, sanitise, summary};
use crate::engine::{FileReport, Report};
use crate::policy::{Decided, DecidedBy};
use crate::source::Sources;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut explained = BTreeSet::new();
    for file in &report.files {
        findings(file, style, &mut explained, out)?;
    }
    if style.summary {
        summary::render(report, style, out)?;
    }
    Ok(())
}

fn findings(
    file: &FileReport,
    style: Style,
    explained: &mut BTreeSet<&'static str>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut places = Places::new(&file.sources);
    for decided in file.decided.iter().filter(|decided| style.shows(decided)) {
        let finding = &decided.finding;
        let mut notes = notes(decided, &file.sources, &mut places);
        if explained.insert(finding.rule) {
            notes.push(format!("page: minestop explain {}", finding.rule));
        }
        let frame = Frame {
            word: decided.action.word(),
            severity: paint::severity(decided.action),
            code: Some(finding.rule),
            message: &finding.message,
            primary: &finding.primary,
            related: &finding.related,
            notes,
        };
        frame.write(&file.sources, &mut places, style.color, out)?;
    }
    Ok(())
}

fn notes(decided: &Decided, sources: &Sources, places: &mut Places<'_>) -> Vec<String> {
    let finding = &decided.finding;
    let mut notes = Vec::new();
    if let Some(help) = &finding.help {
        notes.push(format!("help: {}", sanitise::message(help)));
    }
    for note in &finding.notes {
        notes.push(format!("note: {}", sanitise::message(note)));
    }
    if let Some(entry) = finding.entry
        && !matches!(decided.by, DecidedBy::Policy(span) if span == entry.span)
    {
        let quoted = decision::quote(entry.span, sources, places);
        notes.push(format!("asked for by: {quoted}"));
    }
    let by = decision::describe(decided, sources, places);
    notes.push(format!("decided by: {by}"));
    notes
}
