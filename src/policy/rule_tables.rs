//! Reads `[rules.<id>]`: the action, and the options that the rule declares.

use std::fmt::Write as _;

use toml::de::DeTable;

use super::DecidedBy;
use super::inherited::{Inherited, is_tightening};
use super::settings::{OptionLine, Policy, RulePolicy};
use super::strictness::Strict as _;
use super::table::Field;
use crate::config::{Fields, Problems};
use crate::finding::Action;
use crate::rules::{Setting, list_help};
use crate::source::Sources;

const ACTION: &str = "action";

const SETTINGS: [&str; 4] = ["stop", "warn", "go", "off"];

/// Reads the table `rules` into the policy, which is the one that is extended, if there is one.
pub(super) fn read(
    field: &Field<'_, '_>,
    policy: &mut Policy,
    (extended, sources): (Option<&Policy>, &Sources),
    problems: &mut Problems,
) {
    let Some(table) = field.table(problems) else {
        return;
    };
    let preset = policy.preset.word();
    for field in table.all(problems) {
        match policy.rules.get_mut(field.name()) {
            Some(rule) => read_rule(&field, rule, (extended, sources, preset), problems),
            None => {
                let known = policy.rules.keys().copied();
                problems.unknown_or(
                    field.key(),
                    ("rule", field.name()),
                    known,
                    Some(list_help(field.name())),
                );
            }
        }
    }
}

fn read_rule(
    field: &Field<'_, '_>,
    rule: &mut RulePolicy,
    (extended, sources, preset): (Option<&Policy>, &Sources, &str),
    problems: &mut Problems,
) {
    if let Some(word) = field.text_if_any().filter(|word| SETTINGS.contains(word)) {
        let name = field.name();
        let message = format!("`{name}` must be a table, here is a string");
        let help = format!("write `{name} = {{ action = \"{word}\" }}`");
        problems.add_help(field.value(), message, help);
        return;
    }
    let Some(mut table) = field.table(problems) else {
        return;
    };
    let id = rule.meta.id;
    let key = format!("rules.{id}");
    let inherited = Inherited(extended.map(|extended| &extended.free));
    let before = extended.map_or(Setting::Off, |extended| extended.setting(id));
    let action = table.take(ACTION, problems);
    if let Some(action) = action
        && let Some(setting) = read_setting(&action, problems)
    {
        inherited.guard(&key, setting.is_looser_than(before), action.span(), problems);
        rule.setting = setting;
        rule.by = DecidedBy::Policy(action.span());
    }
    let options: Vec<OptionLine> = table
        .all(problems)
        .iter()
        .filter(|field| field.name() != ACTION)
        .map(|field| OptionLine {
            name: field.name().to_owned(),
            key: field.key(),
            value: field.value(),
        })
        .collect();
    let first = options.first().map(|option| option.key);
    if rule.meta.build.is_none() {
        table.finish("option", problems);
    } else if extended.is_some() && first.is_none() {
        // The options are those of the policy that is extended.
    } else if before == Setting::Off || inherited.is_free(&key) {
        compile(table.rest(), rule, problems);
        rule.inherited.clear();
        rule.options = options;
    } else {
        tighten(table.rest(), rule, options, (inherited, sources), problems);
    }
    if let Some(span) = first
        && action.is_none()
        && rule.setting == Setting::Off
    {
        let message = format!(
            "`{}` is off in the preset `{preset}`, so its options do nothing",
            rule.meta.id,
        );
        problems.add_help(span, message, "add `action = \"stop\"` (or `\"off\"`)");
    }
}

fn compile(options: Fields<'_, '_>, rule: &mut RulePolicy, problems: &mut Problems) {
    let Some(build) = rule.meta.build else { return };
    if let Some(with_options) = build.with_options(options, problems) {
        rule.rule = Some(with_options);
    }
}

/// Options on top of those of the policy that is extended: the rule of that one goes on judging, and the new one stops more.
/// What lets something pass there lets it pass here, too, so that it is not reported by the new one.
fn tighten(
    options: Fields<'_, '_>,
    rule: &mut RulePolicy,
    lines: Vec<OptionLine>,
    (inherited, sources): (Inherited<'_>, &Sources),
    problems: &mut Problems,
) {
    let (id, key) = (rule.meta.id, format!("rules.{}", rule.meta.id));
    for line in &lines {
        inherited.guard(&key, !is_tightening(id, &line.name), line.key, problems);
    }
    let passing = rule.options.iter().filter(|line| !is_tightening(id, &line.name));
    let mut text = String::new();
    for line in passing {
        let value = String::from_utf8_lossy(sources.slice(line.value));
        let _ = writeln!(text, "{} = {value}", line.name);
    }
    let parsed = DeTable::parse(&text);
    let mut merged: DeTable<'_> = parsed.map(toml::Spanned::into_inner).unwrap_or_default();
    for (name, value) in options.table {
        merged.insert(name.clone(), value.clone());
    }
    let before = rule.rule.clone();
    compile(Fields { table: &merged, ..options.clone() }, rule, problems);
    rule.inherited.extend(before);
    rule.options.extend(lines);
}

fn read_setting(field: &Field<'_, '_>, problems: &mut Problems) -> Option<Setting> {
    let item = field.string(problems)?;
    if item.value == "off" {
        return Some(Setting::Off);
    }
    let action = action(&item.value);
    if action.is_none() {
        problems.unknown(item.span, "action", &item.value, SETTINGS);
    }
    action.map(Setting::On)
}

fn action(word: &str) -> Option<Action> {
    match word {
        "stop" => Some(Action::Stop),
        "warn" => Some(Action::Warn),
        "go" => Some(Action::Go),
        _ => None,
    }
}
