//! `statistics`: how often each rule found something, what stops a build first, and the total.

use std::collections::BTreeMap;
use std::io;

use super::{Style, summary};
use crate::engine::Report;
use crate::finding::Action;

/// What one rule found.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    stop: usize,
    warn: usize,
    go: usize,
    files: usize,
}

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, Counts> = BTreeMap::new();
    for file in &report.files {
        let mut in_file = BTreeMap::new();
        for decided in &file.decided {
            let counts: &mut Counts = in_file.entry(decided.finding.rule).or_default();
            match decided.action {
                Action::Stop => counts.stop += 1,
                Action::Warn => counts.warn += 1,
                Action::Go => counts.go += 1,
            }
        }
        for (rule, more) in in_file {
            let counts = rules.entry(rule).or_default();
            counts.stop += more.stop;
            counts.warn += more.warn;
            counts.go += more.go;
            counts.files += 1;
        }
    }
    let mut rows: Vec<(&str, Counts)> = rules.into_iter().collect();
    rows.sort_by_key(|(rule, counts)| {
        let most = std::cmp::Reverse((counts.stop, counts.warn, counts.go));
        (most, *rule)
    });
    if !rows.is_empty() {
        let width = rows.iter().map(|(rule, _)| rule.len()).max().unwrap_or(0).max("rule".len());
        writeln!(out, "{:width$}   STOP   WARN     GO  files", "rule")?;
        for (rule, Counts { stop, warn, go, files }) in rows {
            writeln!(out, "{rule:width$}  {stop:>5}  {warn:>5}  {go:>5}  {files:>5}")?;
        }
        writeln!(out)?;
    }
    summary::total(report, style, out)
}
