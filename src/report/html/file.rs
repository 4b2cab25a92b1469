//! One file in the page: the compliance table, then its text with each finding under its line.

use maud::{Markup, html};

use super::{Section, badge, by_rule, message, path, raw};
use crate::engine::FileReport;
use crate::finding::Verdict;
use crate::policy::Decided;
use crate::report::columns::{Columns, NAMES};
use crate::report::listing::{self, Row};
use crate::report::locate::Places;
use crate::report::{decision, sanitise};
use crate::source::FileId;

pub(super) fn section(section: &Section<'_>) -> Markup {
    let Section { number, file, shown } = *section;
    let mut files: Vec<FileId> = vec![file.file];
    for decided in shown {
        let id = decided.finding.primary.span.file;
        if !files.contains(&id) && files.len() < 100 {
            files.push(id);
        }
    }
    html! {
        details class="file" id={ "file-" (number) } open {
            summary { h2 { (sanitise::text(&file.path)) " " (badge(file.verdict())) } }
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
                tr data-finding={ "finding-" (number) "-" (index) } {
                    td { (row.gate) } td { (row.trigger) } td { (message(&row.rule)) } td { (badge(Verdict::Judged(decided.action))) }
                    td { a href={ "#finding-" (number) "-" (index) } { (path(&row.place)) } }
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
        div id={ "finding-" (number) "-" (index) } class={ "finding " (decided.action.word().to_lowercase()) } data-rule=(finding.rule) {
            p { (badge(Verdict::Judged(decided.action))) " " strong { (finding.rule) } ": " (raw(&finding.message)) }
            @for label in &finding.related {
                p { (decision::place(label.span, &file.sources, &mut places)) ": " (raw(&label.text)) }
            }
            @if let Some(file) = decision::subject(finding) { p { "File: " (file) } }
            @for note in &finding.notes { p { (raw(note)) } }
            @if let Some(help) = &finding.help { p { "Help: " (raw(help)) } }
            p class="by" { "Decided by " (message(&decided_by)) ". See " (link(decided)) "." }
        }
    }
}

/// Where the page about the rule is: where the policy says, else in this page.
fn link(decided: &Decided) -> Markup {
    let rule = decided.finding.rule;
    let href = decided.page.clone().unwrap_or_else(|| by_rule::anchor(rule));
    html! { a href=(href) rel="noreferrer" { (rule) } }
}
