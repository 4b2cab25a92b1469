//! The text of a policy file → [`Policy`], or every error in it at once.

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::settings::{FailOn, InlineMode, Policy, Preset};
use super::table::{Field, Table};
use super::{exception, frontend, indicators, rule_tables};
use crate::config::{PolicyError, Problems};
use crate::rules::{self, Meta};
use crate::source::{FileId, Sources};

/// Largest policy file that is read, in bytes.
pub(crate) const MAX_POLICY_BYTES: usize = 1024 * 1024;

/// What a policy file is laid over.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    /// The rules that it may name.
    pub(crate) rules: Vec<&'static Meta>,
    /// The preset of the command line; it wins over the one that the file names.
    pub(crate) preset: Option<Preset>,
    /// A build brings the file along: what only the owner of a gate may say is an error in it.
    pub(crate) is_brought: bool,
}

impl Default for Base {
    fn default() -> Self {
        Self { rules: rules::known_rules().collect(), preset: None, is_brought: false }
    }
}

/// Reads a policy file for all rules of minestop.
///
/// # Errors
/// Every problem of the file, in its order (the first hundred, and how many more there are).
pub(crate) fn parse(file: FileId, sources: &Sources) -> Result<Policy, Vec<PolicyError>> {
    parse_on(&Base::default(), file, sources)
}

/// As [`parse`], with a choice of rules and preset.
pub(crate) fn parse_on(
    base: &Base,
    file: FileId,
    sources: &Sources,
) -> Result<Policy, Vec<PolicyError>> {
    let mut problems = Problems::new(file);
    let (policy, found) = match toml_text(file, sources, &mut problems) {
        Some(text) => with_toml(text, sources, &mut problems, |root, problems| {
            read_root(root, base, problems)
        }),
        None => (Policy::preset(Preset::Default), Problems::new(file)),
    };
    problems.append(found);
    problems.finish().map(|()| policy)
}

/// The bytes as TOML text, if there are not too many of them and they are UTF-8.
pub(super) fn toml_text<'s>(
    file: FileId,
    sources: &'s Sources,
    problems: &mut Problems,
) -> Option<&'s str> {
    let bytes = sources.bytes(file);
    if bytes.len() > MAX_POLICY_BYTES {
        let message = format!("this file is larger than {MAX_POLICY_BYTES} bytes");
        let help = "move long lists of indicators to a JSON file";
        problems.add_help(problems.span(0..0), message, help);
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let at = error.valid_up_to();
            problems.add(problems.span(at..at + 1), "this file is not UTF-8");
            None
        }
    }
}

/// Reads the text as far as it is TOML: errors of syntax go to `problems`, what `read` finds comes back without
/// what stands in a line that could not be read.
pub(super) fn with_toml<T>(
    text: &str,
    sources: &Sources,
    problems: &mut Problems,
    read: impl FnOnce(Table<'_, '_>, &mut Problems) -> T,
) -> (T, Problems) {
    let file = problems.file();
    let (document, errors) = DeTable::parse_recoverable(text);
    let line_of = |span: crate::source::Span| {
        sources.get(file).map_or(0, |source| source.lines().line_of(span.start))
    };
    let mut unreadable = BTreeSet::new();
    for error in &errors {
        let span = problems.span(error.span().unwrap_or_default());
        unreadable.insert(line_of(span));
        problems.add(span, error.message());
    }
    let mut found = Problems::new(file);
    let root = Table::new(document.get_ref(), found.span(0..0));
    let value = read(root, &mut found);
    found.keep(|problem| !unreadable.contains(&line_of(problem.span)));
    (value, found)
}

fn read_root(mut root: Table<'_, '_>, base: &Base, problems: &mut Problems) -> Policy {
    if let Some(field) = root.take("version", problems)
        && let Some(version) = field.integer(problems)
        && version != 1
    {
        let message = format!("version {version} of the policy format is not known");
        problems.add_help(field.value(), message, "write `version = 1`");
    }
    let preset = root
        .take("preset", problems)
        .and_then(|field| word(&field, "preset", Preset::WORDS, Preset::from_word, problems));
    let preset = base.preset.or(preset).unwrap_or_default();
    let mut policy = Policy::preset_for(preset, base.rules.iter().copied());
    if let Some(field) = root.take("inline-ignores", problems) {
        let words = InlineMode::WORDS;
        policy.inline =
            word(&field, "mode", words, InlineMode::from_word, problems).unwrap_or_default();
    }
    if let Some(field) = root.take("fail-on", problems) {
        let words = FailOn::WORDS;
        policy.fail_on =
            word(&field, "verdict", words, FailOn::from_word, problems).unwrap_or_default();
    }
    if let Some(field) = root.take("frontend", problems) {
        if base.is_brought {
            let help = "delete this table; it counts in the image of the gate";
            problems.add_help(field.key(), "a build cannot say this for the gate", help);
        } else {
            frontend::read(&field, &mut policy, problems);
        }
    }
    let expiry_required = root
        .take("require-expiry", problems)
        .and_then(|field| field.boolean(problems))
        .unwrap_or(false);
    if let Some(field) = root.take("rules", problems) {
        rule_tables::read(&field, &mut policy, problems);
    }
    if let Some(field) = root.take("exceptions", problems) {
        policy.exceptions = exception::read(&field, &base.rules, expiry_required, problems);
    }
    if let Some(field) = root.take("indicators", problems)
        && let Some(mut table) = field.table(problems)
    {
        policy.indicator_files = indicators::read_files(&mut table, problems);
        if let Some(first) = policy.indicator_files.first().filter(|_| base.is_brought) {
            let help = "write the indicators into the policy itself";
            problems.add_help(first.span, "the policy of a build is one file", help);
        }
        indicators::read_table(table, &mut policy.indicators, problems);
    }
    root.finish("key", problems);
    policy
}

/// What one of some words stands for.
pub(super) fn word<T>(
    field: &Field<'_, '_>,
    what: &str,
    words: &[&'static str],
    from_word: impl Fn(&str) -> Option<T>,
    problems: &mut Problems,
) -> Option<T> {
    let item = field.string(problems)?;
    let value = from_word(&item.value);
    if value.is_none() {
        problems.unknown(item.span, what, &item.value, words.iter().copied());
    }
    value
}
