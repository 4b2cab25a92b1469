//! Findings that only warn, as BuildKit shows them at the end of a build.

use super::protocol::{Position, Range, SourceInfo, WarnRequest};
use crate::engine::FileReport;
use crate::finding::Action;
use crate::policy::Decided;
use crate::report::{page_url, sanitise};

/// Enough for people; the rest is counted in the last one.
const MAX_WARNINGS: usize = 50;

/// A warning carries the file that it points into, unless that is larger than this.
const MAX_FILE_BYTES: usize = 256 << 10;

/// One warning a finding.
pub(super) fn warnings(report: &FileReport) -> Vec<WarnRequest> {
    let warns = report.decided.iter().filter(|decided| decided.action == Action::Warn);
    let mut out: Vec<WarnRequest> =
        warns.take(MAX_WARNINGS).map(|decided| warning(decided, report)).collect();
    let hidden = report.count(Action::Warn).saturating_sub(MAX_WARNINGS);
    if hidden > 0 {
        let short = format!("minestop: and {hidden} more warnings").into_bytes();
        out.push(WarnRequest { level: 1, short, ..WarnRequest::default() });
    }
    out
}

fn warning(decided: &Decided, report: &FileReport) -> WarnRequest {
    let finding = &decided.finding;
    let message = sanitise::message(&finding.message);
    let help = finding.help.iter().map(|help| sanitise::message(help).into_owned().into_bytes());
    let mut warning = WarnRequest {
        level: 1,
        short: format!("{}: {message}", finding.rule).into_bytes(),
        detail: help.collect(),
        url: page_url(decided),
        ..WarnRequest::default()
    };
    let span = finding.primary.span;
    if let Some(file) = report.sources.get(span.file) {
        let last = if span.is_empty() { span.start } else { span.end - 1 };
        let line = |offset| i32::try_from(file.lines().line_of(offset) + 1).unwrap_or(i32::MAX);
        let position = |offset| Some(Position { line: line(offset), character: 0 });
        warning.short = format!("{}: {message} (line {})", finding.rule, line(span.start)).into();
        warning.ranges = vec![Range { start: position(span.start), end: position(last) }];
        if file.bytes().len() <= MAX_FILE_BYTES {
            warning.info = Some(SourceInfo {
                filename: sanitise::path(file.name()).into_owned(),
                data: file.bytes().to_vec(),
                definition: None,
                language: "Dockerfile".to_owned(),
            });
        }
    }
    warning
}
