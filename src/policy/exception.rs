//! Exceptions of the policy file: what they cover, and reading their tables.
//!
//! Whether one was used is known to `decide` alone.

use std::collections::BTreeSet;

use super::Date;
use super::table::{Field, Table};
use crate::config::Problems;
use crate::config::{BadValue, Item};
use crate::pattern::{NamePattern, PathPattern};
use crate::rules::{Group, Meta, list_help};
use crate::source::Span;

/// Longest text that a pattern is tried on, in bytes; a longer one never matches, so that nothing is lowered.
pub(super) const MAX_TEXT: usize = 64 * 1024;

/// Says that findings of some rules, in some files, with some evidence, are accepted, why and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exception {
    /// Its place in the policy file.
    pub(crate) span: Span,
    /// Ids of the rules; `None` for `"*"`, all of them but the hygiene of the policy itself.
    pub(crate) rules: Option<Vec<&'static str>>,
    /// Patterns for a path of the finding; empty for every file.
    pub(crate) files: Vec<PathPattern>,
    /// Names of single findings, if only those are meant.
    pub(crate) fingerprints: Vec<String>,
    /// Pattern for the evidence or the underlined text, if it matters.
    pub(crate) matching: Option<NamePattern>,
    /// Why.
    pub(crate) reason: String,
    /// The last day on which it holds.
    pub(crate) expires: Option<Date>,
}

impl Exception {
    /// True if the last day is over.
    pub(crate) fn is_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    /// True if it means findings of this rule.
    pub(crate) fn names(&self, rule: &Meta) -> bool {
        match &self.rules {
            None => rule.group != Group::Policy,
            Some(ids) => ids.contains(&rule.id),
        }
    }

    /// True if it means a finding at one of these paths with this evidence, or with this text underlined; which
    /// fingerprints it names is for the caller to know.
    pub(crate) fn covers(
        &self,
        paths: &[String],
        evidence: Option<&str>,
        underlined: &str,
    ) -> bool {
        let is_text =
            |pattern: &NamePattern, text: &str| text.len() <= MAX_TEXT && pattern.matches(text);
        self.is_for(paths)
            && self.matching.as_ref().is_none_or(|pattern| {
                evidence.is_some_and(|value| is_text(pattern, value))
                    || is_text(pattern, underlined)
            })
    }

    /// True if it means findings at one of these paths.
    pub(crate) fn is_for(&self, paths: &[String]) -> bool {
        let is_file = |pattern: &PathPattern| {
            paths.iter().any(|path| path.len() <= MAX_TEXT && pattern.matches(path))
        };
        self.files.is_empty() || self.files.iter().any(is_file)
    }
}

/// Reads `[[exceptions]]`.
pub(super) fn read(
    field: &Field<'_, '_>,
    rules: &[&'static Meta],
    expiry_required: bool,
    problems: &mut Problems,
) -> Vec<Exception> {
    let tables = field.tables(problems).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut exceptions = Vec::with_capacity(tables.len());
    for table in tables {
        let Some(exception) = read_one(table, rules, expiry_required, problems) else {
            continue;
        };
        let scope = (
            exception.rules.clone(),
            exception.files.clone(),
            exception.matching.clone(),
            exception.fingerprints.clone(),
        );
        if !seen.insert(scope) {
            problems.add_help(
                exception.span,
                "an earlier exception covers the same",
                "delete one of them",
            );
        }
        exceptions.push(exception);
    }
    exceptions
}

fn read_one(
    mut table: Table<'_, '_>,
    rules: &[&'static Meta],
    expiry_required: bool,
    problems: &mut Problems,
) -> Option<Exception> {
    let span = table.span();
    let ids = read_rules(&mut table, rules, problems);
    let files = table.take("files", problems).map(|field| {
        let items = field.strings(problems).unwrap_or_default();
        if items.is_empty() {
            problems.add(field.value(), "`files` must name a pattern");
        }
        items.iter().filter_map(|item| read_pattern(item, str::parse, problems)).collect()
    });
    let matching = table
        .take("match", problems)
        .map(|field| read_pattern(&field.string(problems)?, NamePattern::verbatim, problems));
    let fingerprints = table.take("fingerprints", problems);
    let fingerprints = fingerprints.map(|field| read_fingerprints(&field, problems));
    let reason = read_reason(&mut table, problems);
    let expires = table.take("expires", problems).map(|field| field.date(problems));
    if expiry_required && expires.is_none() {
        let help = "add `expires = …`: `require-expiry` asks for it";
        problems.add_help(span, "this exception has no expiry date", help);
    }
    table.finish("key of an exception", problems);
    let ids = ids?;
    if ids.is_none() && files.is_none() && matching.is_none() && fingerprints.is_none() {
        let help = "name the rules, or add `files` or `match`";
        problems.add_help(span, "this exception covers everything", help);
    }
    Some(Exception {
        span,
        rules: ids,
        files: files.unwrap_or_default(),
        fingerprints: fingerprints.unwrap_or_default(),
        matching: matching.flatten(),
        reason: reason?,
        expires: expires.flatten(),
    })
}

/// `rule` or `rules`: the outer `None` is an error, the inner one `"*"`.
#[expect(clippy::option_option, reason = "the inner one is the value of `Exception::rules`")]
fn read_rules(
    table: &mut Table<'_, '_>,
    rules: &[&'static Meta],
    problems: &mut Problems,
) -> Option<Option<Vec<&'static str>>> {
    let one = table.take("rule", problems);
    let many = table.take("rules", problems);
    let items = match (one, many) {
        (Some(one), None) => vec![one.string(problems)?],
        (None, Some(many)) => {
            let items = many.strings(problems)?;
            if items.is_empty() {
                problems.add(many.value(), "`rules` must name a rule, or `*`");
                return None;
            }
            items
        }
        (Some(_), Some(many)) => {
            let help = "move all of them to `rules`";
            problems.add_help(many.span(), "`rule` and `rules` are both set", help);
            return None;
        }
        (None, None) => {
            let help = "add `rules = [\"…\"]`";
            problems.add_help(table.span(), "this exception names no rule", help);
            return None;
        }
    };
    if items.iter().any(|item| item.value == "*") {
        return Some(None);
    }
    let mut ids = Vec::with_capacity(items.len());
    for item in &items {
        ids.extend(excepted_rule(item, rules, problems));
    }
    (!ids.is_empty()).then_some(Some(ids))
}

fn excepted_rule(
    item: &Item,
    rules: &[&'static Meta],
    problems: &mut Problems,
) -> Option<&'static str> {
    match rules.iter().find(|meta| meta.id == item.value) {
        Some(meta) if meta.group == Group::Policy => {
            let help = format!("set its action under `[rules.{}]`", meta.id);
            let message = format!("`{}` can have no exception", meta.id);
            problems.add_help(item.span, message, help);
            None
        }
        Some(meta) => Some(meta.id),
        None => {
            let known = rules.iter().map(|meta| meta.id);
            problems.unknown_or(
                item.span,
                ("rule", &item.value),
                known,
                Some(list_help(&item.value)),
            );
            None
        }
    }
}

/// A value that no finding can have would make the exception one for all of them.
fn read_fingerprints(field: &Field<'_, '_>, problems: &mut Problems) -> Vec<String> {
    let items = field.strings(problems).unwrap_or_default();
    if items.is_empty() {
        problems.add(field.value(), "`fingerprints` must name a finding");
    }
    for item in &items {
        if item.value.len() != 64 || !item.value.bytes().all(|it| it.is_ascii_hexdigit()) {
            let help = "take it from `minestop lint --format json`";
            problems.add_help(item.span, "a fingerprint has 64 hexadecimal digits", help);
        }
    }
    items.into_iter().map(|item| item.value.to_ascii_lowercase()).collect()
}

fn read_reason(table: &mut Table<'_, '_>, problems: &mut Problems) -> Option<String> {
    let help = "say why the findings are accepted";
    let Some(field) = table.take("reason", problems) else {
        problems.add_help(table.span(), "this exception gives no reason", help);
        return None;
    };
    let reason = field.string(problems)?;
    if !is_reason(&reason.value) {
        problems.add_help(reason.span, "the reason is empty", help);
        return None;
    }
    Some(reason.value)
}

/// True if a text says something: has at least one letter or digit.
pub(super) fn is_reason(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

pub(super) fn read_pattern<P>(
    item: &Item,
    read: impl FnOnce(&str) -> Result<P, BadValue>,
    problems: &mut Problems,
) -> Option<P> {
    read(&item.value).map_err(|bad| problems.add_help(item.span, bad.message, bad.help)).ok()
}
