//! `html`: one page that is handed on: who judged and when, what was not judged, every file with its findings at their lines,
//! what each rule found, and what passed.
//!
//! The page loads nothing: its style and its one script stand in it, and a browser runs no other. Without the script
//! nothing is missing but the search. maud escapes every text.

use std::cmp::Reverse;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::{provenance, sanitise};
use crate::engine::{FileReport, Report};
use crate::finding::{Action, Verdict};
use crate::policy::Decided;

mod by_rule;
mod file;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Findings of a file that the page shows; the rest is counted.
const MAX_FINDINGS: usize = 2000;

/// Findings and files of the whole page, which make four megabytes.
const MAX_SHOWN: usize = 5000;

const ACTIONS: [Action; 3] = [Action::Stop, Action::Warn, Action::Go];

/// A file with the findings of it that the page shows.
struct Section<'r> {
    number: usize,
    file: &'r FileReport,
    shown: &'r [Decided],
}

/// The files with findings, the worst ones first.
fn sections(report: &Report) -> Vec<Section<'_>> {
    let mut found: Vec<(usize, &FileReport)> =
        report.files.iter().enumerate().filter(|(_, file)| !file.decided.is_empty()).collect();
    found.sort_by_key(|(_, file)| Reverse((file.incomplete, file.action())));
    let mut left = MAX_SHOWN;
    let mut sections = Vec::with_capacity(found.len());
    for (number, file) in found {
        let count = file.decided.len().min(MAX_FINDINGS).min(left);
        left -= count;
        let shown = file.decided.get(..count).unwrap_or(&file.decided);
        sections.push(Section { number, file, shown });
    }
    sections
}

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let verdict = report.verdict();
    let sections = sections(report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(content_policy());
                link rel="icon" href="data:,";
                title { "minestop: " (verdict.word()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "minestop " (badge(verdict)) }
                    p { (counts(report)) }
                    @if let Some(time) = provenance::time(report) { p class="by" { "judged on " (time) } }
                    @for line in provenance::lines(report) { p class="by" { (message(&line)) } }
                    @if let Some(command) = provenance::command(report) { p class="by" { "command: " code { (command) } } }
                }
                main {
                    (errors(report))
                    (search(&sections))
                    (overview(&sections))
                    @for section in sections.iter().filter(|it| !it.shown.is_empty()) { (file::section(section)) }
                    (left_out(&sections))
                    (by_rule::section(report))
                    (passed(report))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())
}

/// Nothing is loaded, and nothing runs but the script of the page, which is known by its digest.
fn content_policy() -> String {
    let digest = STANDARD.encode(Sha256::digest(SCRIPT));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'"
    )
}

/// What the script searches with; it is hidden where no script runs.
fn search(sections: &[Section<'_>]) -> Markup {
    let shown = || sections.iter().flat_map(|section| section.shown);
    let mut rules: Vec<&str> = shown().map(|decided| decided.finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    html! {
        @if !rules.is_empty() {
            form id="search" role="search" hidden {
                label { "Search " input type="search" name="text" placeholder="file, message, value"; }
                label { "Rule " select name="rule" {
                    option value="" { "all rules" }
                    @for rule in rules { option { (rule) } }
                } }
                @for action in ACTIONS {
                    label { input type="checkbox" name="action" value=(action.word().to_lowercase()) checked; " " (action.word()) }
                }
                output { (shown().count()) " findings" }
            }
        }
    }
}

fn badge(verdict: Verdict) -> Markup {
    html! { span class={ "badge " (verdict.word().to_lowercase()) } { (verdict.word()) } }
}

/// What was not judged, in front of everything else.
fn errors(report: &Report) -> Markup {
    let is_image = report.errors.iter().any(|error| error.layer.is_some() || error.path.is_some());
    html! {
        @if !report.errors.is_empty() {
            section {
                h2 { "Not judged" }
                div class="scroll" { table {
                    thead { tr {
                        th scope="col" { "target" }
                        @if is_image { th scope="col" { "layer" } th scope="col" { "path" } }
                        th scope="col" { "cause" }
                    } }
                    tbody { @for error in &report.errors { tr {
                        th scope="row" { (sanitise::text(&error.target)) }
                        @if is_image {
                            td { (sanitise::text(error.layer.as_deref().unwrap_or_default())) }
                            td { (sanitise::text(error.path.as_deref().unwrap_or_default())) }
                        }
                        td { (raw(&error.cause)) }
                    } } }
                } }
            }
        }
    }
}

fn counts(report: &Report) -> String {
    let counts = ACTIONS.map(|action| format!("{} {}", report.count(action), action.word()));
    let files = report.files.len();
    let plural = if files == 1 { "" } else { "s" };
    let errors = match report.errors.len() {
        0 => String::new(),
        1 => "; 1 error".to_owned(),
        n => format!("; {n} errors"),
    };
    format!("{files} file{plural}: {}; {} excepted{errors}", counts.join(", "), report.excepted())
}

/// All files with findings, when there is more than one.
fn overview(sections: &[Section<'_>]) -> Markup {
    html! {
        @if sections.len() > 1 {
            section {
                h2 { "Files" }
                div class="scroll" { table {
                    thead { tr {
                        th scope="col" { "file" }
                        @for action in ACTIONS { th scope="col" { (action.word()) } }
                        th scope="col" { "verdict" }
                    } }
                    tbody { @for Section { number, file, shown } in sections.iter().take(MAX_SHOWN) { tr {
                        th scope="row" {
                            @if shown.is_empty() { (path(&file.path)) }
                            @else { a href={ "#file-" (number) } { (path(&file.path)) } }
                        }
                        @for action in ACTIONS { td { (file.count(action)) } }
                        td { (badge(file.verdict())) }
                    } } }
                } }
            }
        }
    }
}

/// What the page has no room for.
fn left_out(sections: &[Section<'_>]) -> Markup {
    let hidden = || sections.iter().filter(|section| section.shown.is_empty());
    let findings: usize = hidden().map(|section| section.file.decided.len()).sum();
    html! {
        @if findings > 0 {
            p {
                (findings) " more findings in " (hidden().count()) " more files are not shown; "
                code { "--format json" } " writes all of them."
            }
        }
    }
}

/// The files in which nothing was found: a report says what it is about.
fn passed(report: &Report) -> Markup {
    let passed = || report.files.iter().filter(|it| it.decided.is_empty() && !it.incomplete);
    let count = passed().count();
    html! {
        @if count > 0 {
            section {
                h2 { "Nothing found" }
                ul class="names" { @for file in passed().take(MAX_SHOWN) { li { (sanitise::text(&file.path)) } } }
                @if count > MAX_SHOWN { p { (count - MAX_SHOWN) " more files are not listed." } }
            }
        }
    }
}

/// A path, which may be broken behind each of its parts; where there is no room for one, anywhere.
fn path(text: &str) -> Markup {
    let text = sanitise::text(text);
    html! { @for part in text.split_inclusive('/') { (part) wbr; } }
}

/// A message, with what stands between backticks as code.
fn message(text: &str) -> Markup {
    let pieces: Vec<&str> = text.split('`').collect();
    // a backtick without a partner stays one
    let paired = if pieces.len() % 2 == 1 { pieces.len() } else { pieces.len() - 1 };
    html! {
        @for (at, piece) in pieces.iter().enumerate() {
            @if at == paired { "`" (piece) }
            @else if at % 2 == 1 { code { (piece) } }
            @else { (piece) }
        }
    }
}

/// A message as it came.
fn raw(text: &str) -> Markup {
    message(&sanitise::message(text))
}
