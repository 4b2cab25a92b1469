//! `gitlab`: a code quality report, <https://docs.gitlab.com/ci/testing/code_quality/>. STOP blocks, WARN is major, GO info.

use std::io;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::flat::{self, Flat};
use super::{Style, provenance};
use crate::engine::{ReadError, Report};
use crate::finding::Action;
use crate::intel::to_hex;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
    content: Content,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// The list has no place of its own for what is true of the whole run.
#[derive(Serialize)]
struct Content {
    body: String,
}

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let run = provenance::lines(report).join("\n");
    let mut issues: Vec<Issue> = report.errors.iter().map(|it| unread(report, it, &run)).collect();
    for file in &report.files {
        let found = flat::of_file(report, file, style);
        issues.extend(found.iter().map(|flat| issue(flat, &run)));
    }
    serde_json::to_writer(&mut *out, &issues)?;
    writeln!(out)
}

fn issue(flat: &Flat<'_>, run: &str) -> Issue {
    let rule = flat.decided.finding.rule;
    let help = flat.help().map(|help| format!("{help}\n")).unwrap_or_default();
    Issue {
        description: format!("{rule}: {}", flat.message()),
        check_name: rule,
        fingerprint: flat.fingerprint.clone(),
        severity: match flat.decided.action {
            Action::Stop => "blocker",
            Action::Warn => "major",
            Action::Go => "info",
        },
        location: Location {
            path: flat.path.clone(),
            lines: Lines { begin: flat.region.line, end: flat.region.end_line },
        },
        content: Content { body: format!("{help}{run}") },
    }
}

/// Nothing is known of what was not judged, so that it is as grave as what stops.
fn unread(report: &Report, error: &ReadError, run: &str) -> Issue {
    let what = flat::unread(error);
    let name = Sha256::digest(format!("{}\0{what}", error.target));
    Issue {
        description: what,
        check_name: "not-judged",
        fingerprint: to_hex(&name),
        severity: "blocker",
        location: Location {
            path: provenance::path(report, &error.target),
            lines: Lines { begin: 1, end: 1 },
        },
        content: Content { body: run.to_owned() },
    }
}
