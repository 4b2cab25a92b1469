//! Reads `[rules.<id>]`: the action, and the options that the rule declares.

use std::collections::BTreeSet;

use super::DecidedBy;
use super::problems::{Problems, listed, shown};
use super::settings::Policy;
use super::table::{Field, Table};
use crate::finding::Action;
use crate::rules::options::{Entry, Item};
use crate::rules::{OptionKind, OptionSpec, Setting, Value};

const ACTIONS: [&str; 3] = ["stop", "warn", "go"];
const SETTINGS: [&str; 4] = ["stop", "warn", "go", "off"];

/// Reads the table `rules` into the policy.
pub(super) fn read(field: &Field<'_, '_>, policy: &mut Policy, problems: &mut Problems) {
    let Some(table) = field.table(problems) else {
        return;
    };
    for field in table.all(problems) {
        if policy.rules.contains_key(field.name()) {
            read_rule(&field, policy, problems);
        } else {
            let known = policy.rules.keys().copied();
            problems.unknown(field.key(), "rule", field.name(), known);
        }
    }
}

fn read_rule(field: &Field<'_, '_>, policy: &mut Policy, problems: &mut Problems) {
    let Some(rule) = policy.rules.get_mut(field.name()) else {
        return;
    };
    let Some(mut table) = field.table(problems) else {
        return;
    };
    let action = table.take("action", problems);
    if let Some(action) = action
        && let Some(setting) = read_setting(&action, problems)
    {
        rule.setting = setting;
        rule.by = DecidedBy::Policy(action.span());
    }
    let mut any = None;
    for spec in rule.meta.options {
        let Some(option) = table.take(spec.name, problems) else {
            continue;
        };
        any = any.or(Some(option.key()));
        if let Some(value) = read_option(spec, &option, problems) {
            rule.options.set(spec.name, value);
        }
    }
    table.finish("option", problems);
    if let Some(span) = any
        && action.is_none()
        && rule.setting == Setting::Off
    {
        let message = format!(
            "`{}` is off in the preset `{}`, so its options do nothing",
            rule.meta.id,
            policy.preset.word()
        );
        problems.add_help(span, message, "add `action = \"stop\"` (or `\"off\"`)");
    }
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

fn read_option(spec: &OptionSpec, field: &Field<'_, '_>, problems: &mut Problems) -> Option<Value> {
    Some(match spec.kind {
        OptionKind::Bool => Value::Bool(field.boolean(problems)?),
        OptionKind::Integer => Value::Integer(field.integer(problems)?),
        OptionKind::String => Value::Strings(vec![field.string(problems)?]),
        OptionKind::Strings => Value::Strings(field.strings(problems)?),
        OptionKind::OneOf(words) => {
            let items = field.strings(problems)?;
            for item in items.iter().filter(|item| !words.contains(&item.value.as_str())) {
                problems.unknown(item.span, "value", &item.value, words.iter().copied());
            }
            Value::Strings(items)
        }
        OptionKind::Tables { required, optional, flags } => {
            let mut entries = Vec::new();
            let mut seen = BTreeSet::new();
            for table in field.tables(problems)? {
                let entry = read_entry(table, required, optional, flags, problems);
                report_repetition(&entry, &mut seen, problems);
                entries.push(entry);
            }
            Value::Tables(entries)
        }
    })
}

fn read_entry(
    mut table: Table<'_, '_>,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    flags: &'static [&'static str],
    problems: &mut Problems,
) -> Entry {
    let mut entry = Entry { span: table.span(), ..Entry::default() };
    for &key in required.iter().chain(optional) {
        let Some(field) = table.take(key, problems) else {
            continue;
        };
        if key != "action"
            && let Some(items) = field.strings(problems)
        {
            entry.values.insert(key.to_owned(), items);
        }
    }
    for &key in flags {
        if let Some(field) = table.take(key, problems)
            && field.boolean(problems) == Some(true)
        {
            entry.flags.insert(key);
        }
    }
    if let Some(field) = table.take("action", problems)
        && let Some(item) = field.string(problems)
    {
        entry.action = action(&item.value);
        if entry.action.is_none() {
            problems.unknown(item.span, "action", &item.value, ACTIONS);
        }
    }
    let missing: Vec<&str> = required.iter().copied().filter(|key| !table.has(key)).collect();
    if !missing.is_empty() {
        let message = format!("this entry lacks {}", listed(&missing, "and"));
        problems.add(entry.span, message);
    }
    table.finish("key of an entry", problems);
    entry
}

/// Reports an entry with the same strings under the same keys as an earlier one.
fn report_repetition(
    entry: &Entry,
    seen: &mut BTreeSet<Vec<(String, Vec<String>)>>,
    problems: &mut Problems,
) {
    let strings = |items: &[Item]| items.iter().map(|item| item.value.clone()).collect();
    let key: Vec<(String, Vec<String>)> =
        entry.values.iter().map(|(key, items)| (key.clone(), strings(items))).collect();
    let first = entry.values.values().flatten().next();
    let name = first.map_or_else(String::new, |item| format!(" `{}`", shown(&item.value)));
    if !key.is_empty() && !seen.insert(key) {
        let message = format!("an earlier entry says the same about{name}");
        problems.add_help(entry.span, message, "delete one of them");
    }
}
