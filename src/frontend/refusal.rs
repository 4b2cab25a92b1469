//! Why a build does not go on, as BuildKit shows it: an error with code frames.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost::Message as _;
use serde::Serialize;

use super::protocol;
use crate::engine::{FileReport, Provenance, Report};
use crate::finding::Action;
use crate::policy::Decided;
use crate::report::{self, Format, Style, sanitise};
use crate::source::Span;

/// `UNKNOWN`: the only code that BuildKit prints without its name in front.
const CODE: i32 = 2;

/// Type of the detail that BuildKit prints as a code frame.
const SOURCE_TYPE: &str = "github.com/moby/buildkit/errdefs.Source+json";

/// Each frame carries the whole file, so their number ends with their size.
const MAX_FRAMES: usize = 32;
const MAX_FRAME_BYTES: usize = 1 << 20;

/// The message ends with a count when it grows beyond this.
const MAX_FINDINGS: usize = 50;

/// An answer that fails the build.
#[derive(Debug)]
pub(super) struct Refusal(protocol::Status);

#[derive(Serialize)]
struct Source<'a> {
    info: Info<'a>,
    ranges: Vec<Range>,
}

#[derive(Serialize)]
struct Info<'a> {
    filename: &'a str,
    data: String,
    language: &'a str,
}

#[derive(Serialize)]
struct Range {
    start: Line,
    end: Line,
}

#[derive(Clone, Copy, Serialize)]
struct Line {
    line: usize,
}

impl Refusal {
    /// A message without a place in the Dockerfile.
    pub(super) fn plain(message: impl Into<String>) -> Self {
        let message = format!("minestop: {}", message.into());
        Self(protocol::Status { code: CODE, message, details: Vec::new() })
    }

    /// The findings that stop this build, of all that there are.
    pub(super) fn of_report(all: &FileReport, failing: FileReport, provenance: Provenance) -> Self {
        let (stops, warns) = (all.count(Action::Stop), all.count(Action::Warn));
        let details = frames(&failing);
        let head = format!("build refused by minestop: {stops} STOP, {warns} WARN");
        let message = format!("{head}\n\n{}", listed(failing, provenance));
        Self(protocol::Status { code: CODE, message, details })
    }

    /// True if the message has this text.
    pub(super) fn says(&self, text: &str) -> bool {
        self.0.message.contains(text)
    }

    /// The same error with a remark of minestop's behind it.
    pub(super) fn explained(mut self, remark: &str) -> Self {
        self.0.message.push_str("\nminestop: ");
        self.0.message.push_str(remark);
        self
    }

    /// What is sent.
    pub(super) fn status(self) -> protocol::Status {
        self.0
    }
}

/// Somebody else's error keeps its code, message and details: the user sees it as without minestop.
impl From<tonic::Status> for Refusal {
    fn from(error: tonic::Status) -> Self {
        let sent = protocol::Status::decode(error.details()).unwrap_or_default();
        Self(protocol::Status {
            code: if error.code() == tonic::Code::Ok { CODE } else { error.code() as i32 },
            message: error.message().to_owned(),
            details: sent.details,
        })
    }
}

/// The findings that stop, as the command line prints them.
fn listed(mut report: FileReport, provenance: Provenance) -> String {
    let hidden = report.decided.len().saturating_sub(MAX_FINDINGS);
    report.decided.truncate(MAX_FINDINGS);
    let report = Report { files: vec![report], provenance, ..Report::default() };
    let style = Style { summary: false, ..Style::default() };
    let mut out = Vec::new();
    // writing to memory never fails
    let _ = report::render(&report, Format::Human, style, &mut out);
    let mut text = String::from_utf8_lossy(&out).trim_end().to_owned();
    if hidden > 0 {
        text.push_str(&format!("\n\nand {hidden} more findings"));
    }
    let lines = report::provenance_lines(&report);
    if !lines.is_empty() {
        text.push_str(&format!("\n\n{}", lines.join("\n")));
    }
    text
}

/// One code frame for each group of lines. BuildKit prints the last one first.
fn frames(report: &FileReport) -> Vec<protocol::Any> {
    let mut places: Vec<(Span, usize, usize)> =
        report.decided.iter().filter_map(|decided| lines_of(decided, report)).collect();
    places.sort_unstable_by_key(|(span, first, last)| (span.file, *first, *last));
    places.dedup_by(|next, kept| {
        let joins = next.0.file == kept.0.file && next.1 <= kept.2;
        if joins {
            kept.2 = kept.2.max(next.2);
        }
        joins
    });
    let mut bytes = 0;
    let mut frames = Vec::new();
    for (span, first, last) in places.into_iter().take(MAX_FRAMES) {
        let Some(file) = report.sources.get(span.file) else { continue };
        bytes += file.bytes().len();
        if bytes > MAX_FRAME_BYTES {
            break;
        }
        let name = sanitise::path(file.name());
        let info =
            Info { filename: &name, data: STANDARD.encode(file.bytes()), language: "Dockerfile" };
        let range = Range { start: Line { line: first }, end: Line { line: last } };
        frames.extend(detail(&Source { info, ranges: vec![range] }));
    }
    if frames.is_empty() {
        // Without any, BuildKit would point at the `# syntax=` line.
        let info = Info { filename: "", data: String::new(), language: "Dockerfile" };
        frames.extend(detail(&Source { info, ranges: Vec::new() }));
    }
    frames.reverse();
    frames
}

fn detail(source: &Source<'_>) -> Option<protocol::Any> {
    let value = serde_json::to_vec(source).ok()?;
    Some(protocol::Any { type_url: SOURCE_TYPE.to_owned(), value })
}

/// First and last line of a finding, 1-based.
fn lines_of(decided: &Decided, report: &FileReport) -> Option<(Span, usize, usize)> {
    let span = decided.finding.primary.span;
    let lines = report.sources.get(span.file)?.lines();
    let last = if span.is_empty() { span.start } else { span.end - 1 };
    Some((span, lines.line_of(span.start) + 1, lines.line_of(last) + 1))
}
