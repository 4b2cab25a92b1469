//! What is said of the place that somebody points at: the variable there, and the pages of the rules that have found something.

use std::collections::BTreeSet;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position, Range};

use super::judging::Shown;
use super::places::Columns;
use super::variables::{self, Used};
use crate::rules;

pub(super) fn at(text: &str, shown: &[Shown], at: Position, columns: Columns) -> Option<Hover> {
    let has = |range: Range| range.start <= at && at <= range.end;
    let here = shown.iter().filter(|it| has(it.diagnostic.range));
    let found: BTreeSet<&str> = here.clone().filter_map(|shown| shown.rule).collect();
    let pages = found.into_iter().filter_map(|rule| Some(rules::find(rule)?.page.trim_end()));
    let (place, said) = variable(text, at, columns).unzip();
    let parts = said.as_deref().into_iter().chain(pages);
    let value = parts.collect::<Vec<_>>().join("\n\n---\n\n");
    (!value.is_empty()).then(|| Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
        range: place.or_else(|| here.map(|shown| shown.diagnostic.range).next()),
    })
}

fn variable(text: &str, at: Position, columns: Columns) -> Option<(Range, String)> {
    let number = at.line as usize;
    let line = text.split('\n').nth(number)?;
    let Used { place, said } = variables::at(text, number, columns.byte(line, at.character))?;
    let position = |byte| Position {
        line: at.line,
        character: columns.length(line.get(..byte).unwrap_or(line)),
    };
    Some((Range { start: position(place.start), end: position(place.end) }, said))
}
