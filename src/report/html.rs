//! `html`: one page with a summary, the compliance table, and each file with its findings at their lines.
//!
//! The page loads nothing and runs nothing: its style stands in it, and it has no script. maud escapes every text.

use std::cmp::Reverse;
use std::io;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::columns::{Columns, NAMES};
use super::listing::{self, Row};
use super::locate::Places;
use super::{decision, page_url, provenance, sanitise};
use crate::engine::{FileReport, Report};
use crate::finding::{Action, Verdict};
use crate::policy::Decided;
use crate::source::FileId;

const STYLE: &str = include_str!("page.css");

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
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:";
                link rel="icon" href="data:,";
                title { "minestop: " (verdict.word()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "minestop " (badge(verdict)) }
                    p { (counts(report)) }
                    @for line in provenance::lines(report) { p class="by" { (message(&line)) } }
                    @if let Some(command) = provenance::command(report) { p class="by" { "command: " code { (command) } } }
                }
                main {
                    (errors(report))
                    (overview(&sections))
                    @for section in sections.iter().filter(|it| !it.shown.is_empty()) { (one(section)) }
                    (left_out(&sections))
                    (passed(report))
                }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())
}

fn badge(verdict: Verdict) -> Markup {
    html! { span class={ "badge " (verdict.word().to_lowercase()) } { (verdict.word()) } }
}

/// What was not judged, in front of everything else.
fn errors(report: &Report) -> Markup {
    html! {
        @if !report.errors.is_empty() {
            section {
                h2 { "Not judged" }
                div class="scroll" { table {
                    thead { tr { @for name in ["target", "layer", "path", "cause"] { th scope="col" { (name) } } } }
                    tbody { @for error in &report.errors { tr {
                        th scope="row" { (sanitise::text(&error.target)) }
                        td { (sanitise::text(error.layer.as_deref().unwrap_or_default())) }
                        td { (sanitise::text(error.path.as_deref().unwrap_or_default())) }
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
                            @if shown.is_empty() { (sanitise::text(&file.path)) }
                            @else { a href={ "#file-" (number) } { (sanitise::text(&file.path)) } }
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
                ul { @for file in passed().take(MAX_SHOWN) { li { (sanitise::text(&file.path)) } } }
                @if count > MAX_SHOWN { p { (count - MAX_SHOWN) " more files are not listed." } }
            }
        }
    }
}

fn one(section: &Section<'_>) -> Markup {
    let Section { number, file, shown } = *section;
    let mut files: Vec<FileId> = vec![file.file];
    for decided in shown {
        let id = decided.finding.primary.span.file;
        if !files.contains(&id) && files.len() < 100 {
            files.push(id);
        }
    }
    html! {
        section id={ "file-" (number) } {
            h2 { (sanitise::text(&file.path)) " " (badge(file.verdict())) }
            (compliance(number, file, shown))
            @if shown.len() < file.decided.len() {
                p { (file.decided.len() - shown.len()) " more findings are not shown." }
            }
            @for id in files { (source(number, file, id, shown)) }
        }
    }
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

fn compliance(number: usize, file: &FileReport, shown: &[Decided]) -> Markup {
    let mut places = Places::new(&file.sources);
    html! {
        div class="scroll rows" { table {
            thead { tr { @for name in NAMES { th scope="col" { (name) } } } }
            tbody { @for (index, decided) in shown.iter().enumerate() {
                @let row = Columns::of(decided, &file.sources, &mut places);
                tr {
                    td { (row.gate) } td { (row.trigger) } td { (message(&row.rule)) } td { (badge(Verdict::Judged(decided.action))) }
                    td { a href={ "#finding-" (number) "-" (index) } { (row.place) } }
                    td { (message(&row.message)) } td { (row.exception) }
                }
            } }
        } }
    }
}

fn source(number: usize, file: &FileReport, id: FileId, shown: &[Decided]) -> Markup {
    let Some(source) = file.sources.get(id) else { return html! {} };
    html! {
        h3 { (sanitise::text(source.name())) }
        div class="scroll source" { table { tbody {
            @for row in listing::rows(id, source, shown) {
                @match row {
                    Row::Gap(lines) => { tr class="gap" { td {} td { "… " (lines) " lines without findings" } } }
                    Row::Line { number: line, pieces, findings, left_out } => {
                        tr {
                            th scope="row" { (line) }
                            td { code {
                                @for piece in &pieces {
                                    @match piece.marked {
                                        Some(action) => mark class=(action.word().to_lowercase()) { (piece.text) },
                                        None => (piece.text),
                                    }
                                }
                                @if left_out > 0 { "… " (left_out) " more bytes" }
                            } }
                        }
                        @for index in findings {
                            @if let Some(decided) = shown.get(index) {
                                tr class="note" { td {} td { (card(number, index, file, decided)) } }
                            }
                        }
                    }
                }
            }
        } } }
    }
}

fn card(number: usize, index: usize, file: &FileReport, decided: &Decided) -> Markup {
    let finding = &decided.finding;
    let mut places = Places::new(&file.sources);
    let decided_by = decision::describe(decided, &file.sources, &mut places);
    html! {
        div id={ "finding-" (number) "-" (index) } class={ "finding " (decided.action.word().to_lowercase()) } {
            p { (badge(Verdict::Judged(decided.action))) " " strong { (finding.rule) } ": " (raw(&finding.message)) }
            @for label in &finding.related {
                p { (decision::place(label.span, &file.sources, &mut places)) ": " (raw(&label.text)) }
            }
            @if let Some(file) = decision::subject(finding) { p { "File: " (file) } }
            @for note in &finding.notes { p { (raw(note)) } }
            @if let Some(help) = &finding.help { p { "Help: " (raw(help)) } }
            p class="by" { "Decided by " (message(&decided_by)) ". See " code { (page_url(decided)) } }
        }
    }
}
