//! Who decided a finding's action, in words for people.

use super::locate::Places;
use super::sanitise;
use crate::finding::{Action, Finding};
use crate::policy::{Decided, DecidedBy};
use crate::source::{Sources, Span};

/// Longest quotation of a policy line, in bytes.
const QUOTE_LIMIT: usize = 80;

/// The option of the command line that sets an action.
pub(super) fn option_name(action: Action) -> &'static str {
    match action {
        Action::Stop => "--stop",
        Action::Warn => "--warn",
        Action::Go => "--go",
    }
}

/// `preset default`, `minestop.toml:12:1 …`, `--stop` or the exception with its reason; safe to print.
pub(super) fn describe(decided: &Decided, sources: &Sources, places: &mut Places<'_>) -> String {
    match &decided.by {
        DecidedBy::Preset(preset) => format!("preset `{}`", preset.word()),
        DecidedBy::CommandLine => format!("`{}`", option_name(decided.action)),
        DecidedBy::Policy(span) => match &decided.finding.check {
            Some(check) => {
                let at = place(*span, sources, places);
                let rule = sanitise::line(check.rule.as_bytes());
                match check.trigger_id.as_str() {
                    "" => format!("{at} rule `{rule}`"),
                    id => format!("{at} rule `{rule}`, trigger id `{id}`"),
                }
            }
            None => quote(*span, sources, places),
        },
        DecidedBy::Exception { span, reason } => {
            let at = place(*span, sources, places);
            format!("exception {at}: {}", sanitise::message(reason))
        }
        DecidedBy::Inline { span, reason } => {
            let at = place(*span, sources, places);
            format!("comment {at}: {}", sanitise::message(reason))
        }
    }
}

/// Which file a finding is about, where neither its place nor its words must say that; safe to print.
pub(super) fn subject(finding: &Finding) -> Option<String> {
    let file = finding.subject.as_deref()?;
    let path = sanitise::path(&file.path);
    match &file.layer {
        Some(layer) => Some(format!("`{path}` {}", sanitise::message(&layer.describe()))),
        // a check may have a message of its own
        None => finding.entry.map(|_| format!("`{path}`")),
    }
}

/// The same behind a message of one line.
pub(super) fn aside(finding: &Finding) -> String {
    subject(finding).map_or_else(String::new, |file| format!(" ({file})"))
}

/// `path:line:column` and the first line of what stands there.
pub(super) fn quote(span: Span, sources: &Sources, places: &mut Places<'_>) -> String {
    let at = place(span, sources, places);
    let bytes = sources.slice(span);
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
    let (cut, rest) = line.split_at_checked(QUOTE_LIMIT).unwrap_or((line, b""));
    let text = sanitise::line(cut);
    match text.trim() {
        "" => at,
        shown if rest.is_empty() => format!("{at} `{shown}`"),
        shown => format!("{at} `{shown}…`"),
    }
}

/// `path:line:column`, safe to print.
pub(super) fn place(span: Span, sources: &Sources, places: &mut Places<'_>) -> String {
    let name = sources.get(span.file).map_or("?", |file| file.name());
    let position = places.position(span.file, span.start);
    format!("{}:{}:{}", sanitise::path(name), position.line, position.column)
}
