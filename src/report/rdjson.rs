//! `rdjson`: the diagnostic format of reviewdog. Columns count bytes of UTF-8, unlike in the other formats.

use std::io;

use serde::Serialize;

use super::flat::{self, Flat};
use super::{Style, page_url, provenance};
use crate::engine::{ReadError, Report};
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
    /// Absent where the project has none: an empty one is not valid.
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

/// What mends it in the place of a range.
#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
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
        let found = flat::of_file(report, file, style);
        diagnostics.extend(found.iter().map(|flat| diagnostic(flat, &file.sources)));
    }
    let mut name = vec!["minestop".to_owned()];
    name.extend(provenance::lines(report));
    let source = Source { name: name.join("; "), url: env!("CARGO_PKG_REPOSITORY") };
    serde_json::to_writer(&mut *out, &Document { source, diagnostics })?;
    writeln!(out)
}

fn diagnostic(flat: &Flat<'_>, sources: &Sources) -> Diagnostic {
    let (span, action) = (flat.decided.finding.primary.span, flat.decided.action);
    let at = |offset| position(sources, span.file, offset);
    let range = || Range { start: at(span.start), end: at(span.end.max(span.start)) };
    let instead = flat.decided.finding.instead.clone();
    let help = flat.help().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    Diagnostic {
        message: format!("{}: {}{help}", action.word(), flat.message()),
        location: Location { path: flat.path.clone(), range: Some(range()) },
        severity: match action {
            Action::Stop => "ERROR",
            Action::Warn => "WARNING",
            Action::Go => "INFO",
        },
        code: code(flat.decided),
        suggestions: instead.map(|text| Suggestion { range: range(), text }).into_iter().collect(),
    }
}

fn unread(report: &Report, error: &ReadError) -> Diagnostic {
    Diagnostic {
        message: format!("ERROR: {}", flat::unread(error)),
        location: Location { path: provenance::path(report, &error.target), range: None },
        severity: "ERROR",
        code: Code { value: "not-judged", url: None },
        suggestions: Vec::new(),
    }
}

fn code(decided: &Decided) -> Code {
    let url = Some(page_url(decided)).filter(|url| url.contains("://"));
    Code { value: decided.finding.rule, url }
}

/// Line and byte of the line, both from 1; 1:1 in a file that does not exist.
fn position(sources: &Sources, file: FileId, offset: u32) -> Position {
    let Some(source) = sources.get(file) else { return Position { line: 1, column: 1 } };
    let offset = offset.min(source.bytes().len() as u32);
    let line = source.lines().line_of(offset);
    let start = source.lines().range(line).map_or(0, |range| range.start as u32);
    Position { line: line as u32 + 1, column: offset.saturating_sub(start) + 1 }
}
