//! The text of a policy file → [`Policy`], or every error in it at once.

use super::settings::{FailOn, InlineMode, Policy, Preset};
use super::table::Table;
use super::toml_text::{toml_text, with_toml, word};
use super::{exception, files, frontend, indicators, rule_tables};
use crate::config::{PolicyError, Problems};
use crate::rules::{self, Meta};
use crate::source::{FileId, Sources};

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
    if let Some(field) = root.take("files", problems) {
        policy.files = files::read(&field, problems);
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
