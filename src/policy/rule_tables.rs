//! Reads `[rules.<id>]`: the action, and the options that the rule declares.

use super::DecidedBy;
use super::settings::Policy;
use super::table::Field;
use crate::config::Problems;
use crate::finding::Action;
use crate::rules::Setting;

const ACTION: &str = "action";
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
    let action = table.take(ACTION, problems);
    if let Some(action) = action
        && let Some(setting) = read_setting(&action, problems)
    {
        rule.setting = setting;
        rule.by = DecidedBy::Policy(action.span());
    }
    let options = table.rest();
    let any = options.table.iter().find(|(name, _)| name.get_ref() != ACTION);
    let any = any.map(|(name, _)| problems.span(name.span()));
    match rule.meta.build {
        Some(build) => {
            if let Some(with_options) = build.with_options(options, problems) {
                rule.rule = Some(with_options);
            }
        }
        None => table.finish("option", problems),
    }
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
