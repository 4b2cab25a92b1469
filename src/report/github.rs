//! `github`: workflow commands that GitHub turns into annotations. STOP is an error, WARN a warning, GO a notice.
//!
//! A workflow command ends at its line and its properties at `,` and `:`, so both are escaped as GitHub's
//! runner documents: whatever a Dockerfile holds, it cannot start a command of its own.

use std::io;

use super::locate::Places;
use super::{Style, decision, provenance, sanitise};
use crate::engine::Report;
use crate::finding::Action;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for error in &report.errors {
        let file = provenance::path(report, &error.target);
        let (file, title) = (property(&file), property("ERROR not judged"));
        writeln!(out, "::error file={file},title={title}::{}", data(&error.describe()))?;
    }
    for file in &report.files {
        let mut places = Places::new(&file.sources);
        for decided in file.decided.iter().filter(|decided| style.shows(decided)) {
            let finding = &decided.finding;
            let span = finding.primary.span;
            let region = places.region(span);
            let name = file.sources.get(span.file).map_or(&*file.path, |f| f.name());
            let word = decided.action.word();
            write!(
                out,
                "::{} file={},line={},endLine={},col={},endColumn={},title={}::{}",
                command(decided.action),
                property(&provenance::path(report, name)),
                region.line,
                region.end_line,
                region.column,
                region.end_column,
                property(&format!("{word} {}", finding.rule)),
                data(&format!("{}{}", finding.message, decision::aside(finding))),
            )?;
            if let Some(help) = &finding.help {
                write!(out, "%0Ahelp: {}", data(help))?;
            }
            writeln!(out)?;
        }
    }
    // Plain lines of the log: an annotation would take the place of a finding.
    let lines = if style.summary { provenance::lines(report) } else { Vec::new() };
    lines.iter().try_for_each(|line| writeln!(out, "minestop: {line}"))
}

fn command(action: Action) -> &'static str {
    match action {
        Action::Stop => "error",
        Action::Warn => "warning",
        Action::Go => "notice",
    }
}

/// Text behind `::`.
fn data(value: &str) -> String {
    sanitise::message(value).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property value.
fn property(value: &str) -> String {
    sanitise::text(value)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace(':', "%3A")
        .replace(',', "%2C")
}
