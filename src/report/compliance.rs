//! `compliance`: every finding as a row of a table, those that pass included, and the verdict.

use std::io;

use comfy_table::{ContentArrangement, Table, presets};

use super::columns::{Columns, NAMES};
use super::locate::Places;
use super::{Style, sanitise, summary};
use crate::engine::Report;

/// Characters in a row.
const WIDTH: u16 = 160;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for error in &report.errors {
        let (target, what) = (sanitise::path(&error.target), error.describe());
        writeln!(out, "{target}: ERROR {}\n", sanitise::message(&what))?;
    }
    for file in report.files.iter().filter(|file| !file.decided.is_empty()) {
        let mut places = Places::new(&file.sources);
        let mut table = Table::new();
        table.load_preset(presets::UTF8_FULL_CONDENSED);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        table.set_header(NAMES);
        for decided in &file.decided {
            let columns = Columns::of(decided, &file.sources, &mut places);
            table.add_row([
                columns.gate,
                columns.trigger,
                &columns.rule,
                columns.action,
                &columns.place,
                &columns.message,
                &columns.exception,
            ]);
        }
        writeln!(out, "{}: {}", sanitise::path(&file.path), file.verdict().word())?;
        writeln!(out, "{table}\n")?;
    }
    summary::render(report, style, out)
}
