//! What each rule found, with its page, so that a reader needs no other document.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::ACTIONS;
use crate::engine::Report;
use crate::rules;

/// Where the page of a rule is.
pub(super) fn anchor(rule: &str) -> String {
    format!("#rule-{rule}")
}

pub(super) fn section(report: &Report) -> Markup {
    let mut counts: BTreeMap<&str, [usize; ACTIONS.len()]> = BTreeMap::new();
    for decided in report.files.iter().flat_map(|file| &file.decided) {
        let of_rule = counts.entry(decided.finding.rule).or_default();
        for (count, action) in of_rule.iter_mut().zip(ACTIONS) {
            *count += usize::from(decided.action == action);
        }
    }
    html! {
        @if !counts.is_empty() {
            section {
                h2 { "Rules" }
                div class="scroll" { table {
                    thead { tr {
                        th scope="col" { "rule" }
                        @for action in ACTIONS { th scope="col" { (action.word()) } }
                        th scope="col" { "what it finds" }
                    } }
                    tbody { @for (rule, counts) in &counts { tr {
                        th scope="row" { a href=(anchor(rule)) { (rule) } }
                        @for count in counts { td { (count) } }
                        td { (rules::find(rule).map_or("", |meta| meta.summary)) }
                    } } }
                } }
                @for rule in counts.keys() {
                    details class="page" id={ "rule-" (rule) } {
                        summary { (rule) }
                        @if let Some(meta) = rules::find(rule) { (page(meta.page)) }
                    }
                }
            }
        }
    }
}

/// A page of this program, with headings below those of the report. What it links to beside the web is not here.
fn page(markdown: &str) -> Markup {
    let is_of_web = |link: LinkType, url: &str| {
        matches!(link, LinkType::Inline | LinkType::Autolink) && url.starts_with("https://")
    };
    let mut in_link = false;
    let events =
        Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
            Event::Start(Tag::Heading { .. }) => Some(Event::Html("<h3>".into())),
            Event::End(TagEnd::Heading(_)) => Some(Event::Html("</h3>".into())),
            Event::Start(Tag::Link { link_type, ref dest_url, .. }) => {
                in_link = is_of_web(link_type, dest_url);
                in_link.then_some(event)
            }
            Event::End(TagEnd::Link) => in_link.then_some(event),
            event => Some(event),
        });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    PreEscaped(out)
}
