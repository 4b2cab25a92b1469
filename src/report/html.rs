//! `html`: one page with a summary, the compliance table, and each file with its findings at their lines.
//!
//! The page loads nothing and runs nothing: its style stands in it, and it has no script. maud escapes every text.

use std::io;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::columns::{Columns, NAMES};
use super::listing::{self, Row};
use super::locate::Places;
use super::{decision, finding_url, provenance, sanitise};
use crate::engine::{FileReport, Report};
use crate::finding::{Action, Verdict};
use crate::policy::Decided;
use crate::source::FileId;

const STYLE: &str = include_str!("page.css");

/// Findings of a file that the page shows; the rest is counted.
const MAX_FINDINGS: usize = 2000;

const ACTIONS: [Action; 3] = [Action::Stop, Action::Warn, Action::Go];

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let verdict = report.verdict();
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
                    @for line in provenance::lines(report) { p class="by" { (line) } }
                    @if let Some(command) = provenance::command(report) { p class="by" { "command: " code { (command) } } }
                }
                main {
                    (errors(report))
                    (overview(report))
                    @for (number, file) in report.files.iter().enumerate() {
                        @if !file.decided.is_empty() { (section(number, file)) }
                    }
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
                        td { (sanitise::message(&error.cause)) }
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
fn overview(report: &Report) -> Markup {
    let found = || report.files.iter().enumerate().filter(|(_, file)| !file.decided.is_empty());
    html! {
        @if found().count() > 1 {
            section {
                h2 { "Files" }
                div class="scroll" { table {
                    thead { tr {
                        th scope="col" { "file" }
                        @for action in ACTIONS { th scope="col" { (action.word()) } }
                        th scope="col" { "verdict" }
                    } }
                    tbody { @for (number, file) in found() { tr {
                        th scope="row" { a href={ "#file-" (number) } { (sanitise::text(&file.path)) } }
                        @for action in ACTIONS { td { (file.count(action)) } }
                        td { (badge(file.verdict())) }
                    } } }
                } }
            }
        }
    }
}

fn section(number: usize, file: &FileReport) -> Markup {
    let shown = file.decided.get(..MAX_FINDINGS).unwrap_or(&file.decided);
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

fn compliance(number: usize, file: &FileReport, shown: &[Decided]) -> Markup {
    let mut places = Places::new(&file.sources);
    html! {
        div class="scroll rows" { table {
            thead { tr { @for name in NAMES { th scope="col" { (name) } } } }
            tbody { @for (index, decided) in shown.iter().enumerate() {
                @let row = Columns::of(decided, &file.sources, &mut places);
                tr {
                    td { (row.gate) } td { (row.trigger) } td { (row.rule) } td { (badge(Verdict::Judged(decided.action))) }
                    td { a href={ "#finding-" (number) "-" (index) } { (row.place) } }
                    td { (row.message) } td { (row.exception) }
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
            p { (badge(Verdict::Judged(decided.action))) " " strong { (finding.rule) } ": " (sanitise::message(&finding.message)) }
            @for label in &finding.related {
                p { (decision::place(label.span, &file.sources, &mut places)) ": " (sanitise::message(&label.text)) }
            }
            @if let Some(file) = decision::subject(finding) { p { "File: " (file) } }
            @for note in &finding.notes { p { (sanitise::message(note)) } }
            @if let Some(help) = &finding.help { p { "Help: " (sanitise::message(help)) } }
            p class="by" { "Decided by " (decided_by) ". See " code { (finding_url(finding.rule)) } }
        }
    }
}
