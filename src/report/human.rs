//! `human`: a code frame for each finding and a closing summary.

use std::collections::BTreeSet;
use std::io;

use rayon::prelude::*;

use super::frame::Frame;
use super::locate::Places;
use super::{Style, decision, paint, sanitise, summary};
use crate::engine::{FileReport, Report};
use crate::finding::Finding;
use crate::policy::{Decided, DecidedBy, matching};
use crate::source::Sources;

/// Files whose frames are held in memory at once.
const FILES_AT_ONCE: usize = 1024;

/// A longer value fills the terminal; `minestop policy suggest` has it.
const LONGEST_VALUE: usize = 160;

type Rules = BTreeSet<&'static str>;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut explained = BTreeSet::new();
    for files in report.files.chunks(FILES_AT_ONCE) {
        // Frames are the dearest part of a report: they are drawn by all processors, and written in order.
        let unexplained: Vec<Rules> =
            files.iter().map(|file| take_unexplained(file, style, &mut explained)).collect();
        let draw = |(file, unexplained): (&FileReport, Rules)| {
            let mut drawn = Vec::new();
            findings(file, style, unexplained, &mut drawn).map(|()| drawn)
        };
        // Starting threads costs more than one file.
        let drawn: Vec<io::Result<Vec<u8>>> = if files.len() < 2 {
            files.iter().zip(unexplained).map(draw).collect()
        } else {
            files.par_iter().zip(unexplained).map(draw).collect()
        };
        for text in drawn {
            out.write_all(&text?)?;
        }
    }
    if style.summary {
        summary::render(report, style, out)?;
    }
    Ok(())
}

/// The rules that the file is the first to show a finding of.
fn take_unexplained(file: &FileReport, style: Style, explained: &mut Rules) -> Rules {
    let shown = file.decided.iter().filter(|decided| style.shows(decided));
    shown.map(|decided| decided.finding.rule).filter(|rule| explained.insert(rule)).collect()
}

fn findings(
    file: &FileReport,
    style: Style,
    mut unexplained: Rules,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut places = Places::new(&file.sources);
    for decided in file.decided.iter().filter(|decided| style.shows(decided)) {
        let finding = &decided.finding;
        let mut notes = notes(decided, &file.sources, &mut places);
        if unexplained.remove(finding.rule) {
            notes.push(match &decided.page {
                Some(url) => format!("page: {url}"),
                None => format!("page: minestop explain {}", finding.rule),
            });
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

/// What the `match` of an exception has to say, where the message does not show it.
fn unseen_value(finding: &Finding) -> Option<&str> {
    let value = matching(finding)?;
    let is_short = value.len() <= LONGEST_VALUE;
    (is_short && !finding.message.contains(&format!("`{value}`"))).then_some(value)
}

fn notes(decided: &Decided, sources: &Sources, places: &mut Places<'_>) -> Vec<String> {
    let finding = &decided.finding;
    let mut notes = Vec::new();
    if let Some(file) = decision::subject(finding) {
        notes.push(format!("file: {file}"));
    }
    if let Some(help) = &finding.help {
        notes.push(format!("help: {}", sanitise::message(help)));
    }
    if let Some(value) = unseen_value(finding) {
        notes.push(format!("match: `{}`", sanitise::message(value)));
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
