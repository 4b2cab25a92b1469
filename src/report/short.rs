//! `short`: `path:line:column: STOP[rule] message`, one line a finding, for editors and `grep`.

use std::io;

use super::locate::Places;
use super::{Style, decision, sanitise};
use crate::engine::Report;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for error in &report.errors {
        let (target, what) = (sanitise::path(&error.target), error.describe());
        writeln!(out, "{target}: ERROR {}", sanitise::message(&what))?;
    }
    for file in &report.files {
        let mut places = Places::new(&file.sources);
        for decided in file.decided.iter().filter(|decided| style.shows(decided)) {
            let finding = &decided.finding;
            let place = decision::place(finding.primary.span, &file.sources, &mut places);
            writeln!(
                out,
                "{place}: {}[{}] {}{}",
                decided.action.word(),
                finding.rule,
                sanitise::message(&finding.message),
                decision::aside(finding),
            )?;
        }
    }
    Ok(())
}
