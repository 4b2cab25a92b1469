//! `rdjson`: the diagnostic format of reviewdog. Columns count bytes of UTF-8, unlike in the other formats.

use std::io;

use serde::Serialize;

use super::{Style, finding_url, flat, provenance, sanitise};
use crate::engine::{FileReport, ReadError, Report};
use crate::finding::Action;
use crate::policy::Decided;
use crate::source::{FileId, Sources};

#[derive(Serialize)]
struct Document {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    /// The tool, and which policy judged: there is no other place for it.
    name: String,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    /// An address, or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut diagnostics: Vec<Diagnostic> =
        report.errors.iter().map(|error| unread(report, error)).collect();
    for file in &report.files {
        let shown = file.decided.iter().filter(|decided| style.shows(decided));
        diagnostics.extend(flat_diagnostics(report, file, style, shown));
    }
    let mut name = vec!["minestop".to_owned()];
    name.extend(provenance::lines(report));
    let source = Source { name: name.join("; "), url: env!("CARGO_PKG_REPOSITORY") };
    serde_json::to_writer(&mut *out, &Document { source, diagnostics })?;
    writeln!(out)
}

fn flat_diagnostics<'a>(
    report: &Report,
    file: &'a FileReport,
    style: Style,
    shown: impl Iterator<Item = &'a Decided>,
) -> Vec<Diagnostic> {
    let found = flat::of_file(report, file, style);
    let diagnostic = |(flat, decided): (&flat::Flat<'_>, &Decided)| {
        let span = decided.finding.primary.span;
        let at = |offset| position(&file.sources, span.file, offset);
        let help = flat.help().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        Diagnostic {
            message: format!("{}: {}{help}", decided.action.word(), flat.message()),
            location: Location {
                path: flat.path.clone(),
                range: Some(Range { start: at(span.start), end: at(span.end.max(span.start)) }),
            },
            severity: match decided.action {
                Action::Stop => "ERROR",
                Action::Warn => "WARNING",
                Action::Go => "INFO",
            },
            code: code(decided.finding.rule),
        }
    };
    found.iter().zip(shown).map(diagnostic).collect()
}

fn unread(report: &Report, error: &ReadError) -> Diagnostic {
    Diagnostic {
        message: format!("ERROR: not judged: {}", sanitise::message(&error.describe())),
        location: Location { path: provenance::path(report, &error.target), range: None },
        severity: "ERROR",
        code: Code { value: "not-judged", url: None },
    }
}

fn code(rule: &'static str) -> Code {
    Code { value: rule, url: Some(finding_url(rule)).filter(|url| url.contains("://")) }
}

/// Line and byte of the line, both from 1; 1:1 in a file that does not exist.
fn position(sources: &Sources, file: FileId, offset: u32) -> Position {
    let Some(source) = sources.get(file) else { return Position { line: 1, column: 1 } };
    let offset = offset.min(source.bytes().len() as u32);
    let line = source.lines().line_of(offset);
    let start = source.lines().range(line).map_or(0, |range| range.start as u32);
    Position { line: line as u32 + 1, column: offset.saturating_sub(start) + 1 }
}
