//! The text of a policy file → [`Policy`], or every error in it at once.

use super::docs_url::DocsUrl;
use super::inherited::Inherited;
use super::modes::{FailOn, InlineMode, Preset};
use super::settings::Policy;
use super::strictness::Strict as _;
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
    /// The policy that the file extends, which has been read.
    pub(crate) extended: Option<Policy>,
    /// A build brings the file along: what only the owner of a gate may say is an error in it.
    pub(crate) is_brought: bool,
}

impl Default for Base {
    fn default() -> Self {
        Self {
            rules: rules::known_rules().collect(),
            preset: None,
            extended: None,
            is_brought: false,
        }
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
            read_root(root, (base, sources), problems)
        }),
        None => (Policy::preset(Preset::Default), Problems::new(file)),
    };
    problems.append(found);
    problems.finish().map(|()| policy)
}

fn read_root(
    mut root: Table<'_, '_>,
    (base, sources): (&Base, &Sources),
    problems: &mut Problems,
) -> Policy {
    if let Some(field) = root.take("version", problems)
        && let Some(version) = field.integer(problems)
        && version != 1
    {
        let message = format!("version {version} of the policy format is not known");
        problems.add_help(field.value(), message, "write `version = 1`");
    }
    if let Some(field) = root.take("extends", problems).filter(|_| base.is_brought) {
        let help = "write what it says into this policy";
        problems.add_help(field.key(), "the policy of a build is one file", help);
    }
    let inherited = Inherited(base.extended.as_ref().map(|extended| &extended.free));
    let mut policy = start(&mut root, base, problems);
    read_modes(&mut root, &mut policy, inherited, problems);
    if let Some(field) = root.take("docs-url", problems) {
        let url = DocsUrl::read(&field, problems);
        let is_replaced = policy.docs_url.is_some() && policy.docs_url != url;
        inherited.guard("docs-url", is_replaced, field.span(), problems);
        policy.docs_url = url;
        policy.keys.insert("docs-url", field.span());
    }
    if let Some(field) = root.take("frontend", problems) {
        if base.is_brought {
            let help = "delete this table; it counts in the image of the gate";
            problems.add_help(field.key(), "a build cannot say this for the gate", help);
        } else {
            let is_said = policy.keys.insert("frontend", field.key()).is_some();
            inherited.guard("frontend", is_said, field.key(), problems);
            frontend::read(&field, &mut policy, problems);
        }
    }
    if let Some(field) = root.take("files", problems) {
        let more = files::read(&field, inherited, problems);
        policy.keys.insert("files", field.key());
        policy.files.include.extend(more.include);
        policy.files.exclude.extend(more.exclude);
        // a policy that extends another one adds to what is looked at
        policy.files.workflows |= more.workflows;
    }
    if let Some(field) = root.take("rules", problems) {
        rule_tables::read(&field, &mut policy, (base.extended.as_ref(), sources), problems);
    }
    if let Some(field) = root.take("exceptions", problems) {
        let more = exception::read(&field, &base.rules, policy.require_expiry, problems);
        for exception in &more {
            inherited.guard("exceptions", true, exception.span, problems);
        }
        policy.exceptions.extend(more);
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
    if let Some(field) = root.take("free", problems) {
        policy.free = inherited.read_free(&field, problems).into_iter().collect();
        policy.keys.insert("free", field.span());
    }
    root.finish("key", problems);
    policy
}

/// What the file is laid over: a preset, or the policy that it extends with the preset that it names.
fn start(root: &mut Table<'_, '_>, base: &Base, problems: &mut Problems) -> Policy {
    let field = root.take("preset", problems);
    let named =
        field.and_then(|field| word(&field, "preset", Preset::WORDS, Preset::from_word, problems));
    let span = field.map(|field| field.span()).filter(|_| base.preset.is_none());
    let mut policy = match &base.extended {
        None => {
            let preset = base.preset.or(named).unwrap_or_default();
            Policy::preset_for(preset, base.rules.iter().copied())
        }
        Some(extended) => {
            let mut policy = extended.clone();
            policy.indicator_files.clear();
            if let (Some(preset), Some(span)) = (named, span) {
                let is_looser = preset.is_looser_than(policy.preset);
                Inherited(Some(&extended.free)).guard("preset", is_looser, span, problems);
                policy.lay_preset(preset);
            }
            policy
        }
    };
    policy.keys.extend(span.map(|span| ("preset", span)));
    policy
}

/// The keys that are one word.
fn read_modes(
    root: &mut Table<'_, '_>,
    policy: &mut Policy,
    inherited: Inherited<'_>,
    problems: &mut Problems,
) {
    if let Some(field) = root.take("inline-ignores", problems) {
        let mode = word(&field, "mode", InlineMode::WORDS, InlineMode::from_word, problems);
        let mode = mode.unwrap_or_default();
        let is_looser = mode.is_looser_than(policy.inline);
        inherited.guard("inline-ignores", is_looser, field.span(), problems);
        policy.inline = mode;
        policy.keys.insert("inline-ignores", field.span());
    }
    if let Some(field) = root.take("fail-on", problems) {
        let verdict = word(&field, "verdict", FailOn::WORDS, FailOn::from_word, problems);
        let verdict = verdict.unwrap_or_default();
        let is_looser = verdict.is_looser_than(policy.fail_on);
        inherited.guard("fail-on", is_looser, field.span(), problems);
        policy.fail_on = verdict;
        policy.keys.insert("fail-on", field.span());
    }
    if let Some(field) = root.take("require-expiry", problems) {
        let required = field.boolean(problems).unwrap_or(policy.require_expiry);
        let is_looser = required.is_looser_than(policy.require_expiry);
        inherited.guard("require-expiry", is_looser, field.span(), problems);
        policy.require_expiry = required;
        policy.keys.insert("require-expiry", field.span());
    }
}
