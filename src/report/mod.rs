//! A report as text: one file for each output format.
//!
//! Reads findings and sources, judges nothing, and never sees the Dockerfile's tree. Whatever a file's author
//! wrote passes `sanitise` before it reaches a terminal or a log; JSON and SARIF escape it and keep the truth.

mod checkstyle;
mod columns;
mod compliance;
mod decision;
mod excerpt;
mod flat;
mod frame;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod junit;
mod listing;
mod locate;
mod markdown;
mod paint;
mod provenance;
mod rdjson;
pub(crate) mod sanitise;
mod sarif;
mod sarif_model;
mod short;
mod statistics;
mod summary;
#[cfg(test)]
mod tests;
pub(crate) mod verification;
mod xml;

use std::io;

use serde_json::Value;

use crate::engine::Report;
use crate::finding::Action;
use crate::policy::{Decided, PolicyError};
use crate::source::Sources;

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Format {
    /// Code frames and a summary, for people.
    #[default]
    Human,
    /// `path:line:column: STOP[rule] message`, one line a finding.
    Short,
    /// The versioned JSON document.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// A table with gate, trigger, rule, action, place and exception of every finding.
    Compliance,
    /// One page for a browser or a printer.
    Html,
    /// Workflow commands that GitHub shows as annotations.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// Test results in the XML of JUnit.
    Junit,
    /// Problems in the XML of Checkstyle.
    Checkstyle,
    /// A summary for a job or a comment on a change.
    Markdown,
    /// The diagnostic format of reviewdog.
    Rdjson,
    /// How often each rule found something.
    Statistics,
}

impl Format {
    /// Every format with the name that the command line knows it by.
    pub(crate) const NAMES: &[(&'static str, Self)] = &[
        ("human", Self::Human),
        ("short", Self::Short),
        ("json", Self::Json),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
        ("compliance", Self::Compliance),
        ("html", Self::Html),
        ("gitlab", Self::Gitlab),
        ("junit", Self::Junit),
        ("checkstyle", Self::Checkstyle),
        ("markdown", Self::Markdown),
        ("rdjson", Self::Rdjson),
        ("statistics", Self::Statistics),
    ];
}

/// How the formats for people look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// ANSI colours (only in `human`).
    pub(crate) color: bool,
    /// Findings that are GO, excepted ones among them, are shown and not only counted.
    pub(crate) show_go: bool,
    /// The closing summary of `human` is printed.
    pub(crate) summary: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, show_go: false, summary: true }
    }
}

impl Style {
    /// True if the formats for people show this finding.
    fn shows(self, decided: &Decided) -> bool {
        self.show_go || decided.action > Action::Go
    }
}

/// Writes the report. The writer should be buffered; errors are the writer's own.
pub(crate) fn render(
    report: &Report,
    format: Format,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::render(report, style, out),
        Format::Short => short::render(report, style, out),
        Format::Json => json::render(report, out),
        Format::Sarif => sarif::render(report, out),
        Format::Github => github::render(report, style, out),
        Format::Compliance => compliance::render(report, style, out),
        Format::Html => html::render(report, out),
        Format::Gitlab => gitlab::render(report, style, out),
        Format::Junit => junit::render(report, style, out),
        Format::Checkstyle => checkstyle::render(report, style, out),
        Format::Markdown => markdown::render(report, style, out),
        Format::Rdjson => rdjson::render(report, style, out),
        Format::Statistics => statistics::render(report, style, out),
    }
}

/// A finding on one line, safe to print.
pub(crate) fn one_line(decided: &Decided, sources: &Sources) -> String {
    short::line(decided, sources, &mut locate::Places::new(sources))
}

/// Who decided the action of a finding: a place of the policy with the reason there; safe to print.
#[cfg(feature = "lsp")]
pub(crate) fn decided_by(decided: &Decided, sources: &Sources) -> String {
    decision::describe(decided, sources, &mut locate::Places::new(sources))
}

/// Which policy judged, with which version and which intelligence: one line a fact, for people.
pub(crate) fn provenance_lines(report: &Report) -> Vec<String> {
    provenance::lines(report)
}

/// The JSON Schema of the format `json`.
pub(crate) fn schema() -> Value {
    json::schema()
}

/// Writes the errors of a policy file as code frames.
pub(crate) fn render_problems(
    sources: &Sources,
    problems: &[PolicyError],
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    frame::problems(sources, problems, color, out)
}

/// Where the page about the rule of a finding can be read: where the policy says, else where that of the rule is.
pub(crate) fn page_url(decided: &Decided) -> String {
    decided.page.clone().unwrap_or_else(|| rule_url(decided.finding.rule))
}

/// Where the page of a rule can be read: in the project's repository, or a path in it while the package
/// names no repository.
pub(crate) fn rule_url(rule: &str) -> String {
    const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
    if REPOSITORY.is_empty() {
        format!("docs/rules/{rule}.md")
    } else {
        format!("{REPOSITORY}/blob/main/docs/rules/{rule}.md")
    }
}
