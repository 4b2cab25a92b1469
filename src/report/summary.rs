//! The compliance summary that closes `human`: counts and verdict of each file with findings, and the total.

use std::io;

use super::{Style, paint, provenance, sanitise};
use crate::engine::{FileReport, Report};
use crate::finding::{Action, Verdict};

/// Widest path column; longer paths push the counts to the right.
const PATH_LIMIT: usize = 60;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let files: Vec<&FileReport> =
        report.files.iter().filter(|file| !file.decided.is_empty() || file.incomplete).collect();
    if !files.is_empty() {
        table(&files, style, out)?;
    }
    total(report, style, out)
}

fn table(files: &[&FileReport], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let width = files
        .iter()
        .map(|file| file.path.chars().count())
        .max()
        .unwrap_or(0)
        .clamp("file".len(), PATH_LIMIT);
    writeln!(out, "{:width$}  STOP  WARN    GO  verdict", "file")?;
    for file in files {
        writeln!(
            out,
            "{:width$}  {:>4}  {:>4}  {:>4}  {}",
            sanitise::path(&file.path),
            file.count(Action::Stop),
            file.count(Action::Warn),
            file.count(Action::Go),
            verdict(file.verdict(), style),
        )?;
    }
    writeln!(out)
}

pub(super) fn total(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let [stop, warn, go] = [Action::Stop, Action::Warn, Action::Go].map(|it| report.count(it));
    let files = match report.files.len() {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    for note in &report.notes {
        writeln!(out, "note: {}", sanitise::message(note))?;
    }
    for error in &report.errors {
        let (target, what) = (sanitise::path(&error.target), error.describe());
        writeln!(out, "not judged: {target}: {}", sanitise::message(&what))?;
    }
    for line in provenance::lines(report) {
        writeln!(out, "{line}")?;
    }
    write!(out, "{}: {files}", verdict(report.verdict(), style))?;
    match report.errors.len() {
        0 => {}
        1 => write!(out, ", 1 error")?,
        n => write!(out, ", {n} errors")?,
    }
    if stop + warn + go == 0 {
        return writeln!(out, ", nothing found");
    }
    write!(out, ", {stop} STOP, {warn} WARN, {go} GO")?;
    match report.excepted() {
        0 => writeln!(out),
        n => writeln!(out, " ({n} excepted)"),
    }
}

fn verdict(verdict: Verdict, style: Style) -> String {
    if style.color {
        // what was not judged looks like what is refused
        let action = match verdict {
            Verdict::Judged(action) => action,
            Verdict::Error => Action::Stop,
        };
        let (start, end) = (paint::word_color(action), paint::RESET);
        format!("{start}{}{end}", verdict.word())
    } else {
        verdict.word().to_owned()
    }
}
