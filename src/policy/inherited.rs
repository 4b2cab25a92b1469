//! What a policy may change of the one that it extends: make it stricter, and whatever that one leaves free.

use std::collections::BTreeSet;

use super::table::Field;
use crate::config::Problems;
use crate::rules;
use crate::source::Span;

/// Keys that a policy can leave free, beside `rules.<id>`.
pub(super) const KEYS: [&str; 8] = [
    "preset",
    "inline-ignores",
    "fail-on",
    "require-expiry",
    "docs-url",
    "frontend",
    "files",
    "exceptions",
];

/// Options by which a policy can only stop more, whatever it sets them to; every other one may let something pass.
const TIGHTENING: [(&str, &str); 10] = [
    ("denied-image", "deny"),
    ("denied-user", "deny"),
    ("denied-workdir", "deny"),
    ("file-attributes", "checks"),
    ("file-attributes", "set-id"),
    ("hidden-characters", "invisible-in-comments"),
    ("instruction", "checks"),
    ("miner-file-name", "deny"),
    ("miner-file-name", "deny-regex"),
    ("wallet-address", "any-coin"),
];

/// True if the option can only stop more.
pub(super) fn is_tightening(rule: &str, option: &str) -> bool {
    TIGHTENING.contains(&(rule, option))
}

/// What the policy that is extended leaves free; nothing if there is none, and everything may be said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inherited<'p>(pub(super) Option<&'p BTreeSet<String>>);

impl Inherited<'_> {
    /// True if the policy may do with this key what it wants.
    pub(super) fn is_free(self, key: &str) -> bool {
        self.0.is_none_or(|free| free.contains(key))
    }

    /// Reports what would let more pass than the policy that is extended.
    pub(super) fn guard(self, key: &str, is_looser: bool, span: Span, problems: &mut Problems) {
        if is_looser && !self.is_free(key) {
            let message = format!("this loosens `{key}` of the policy that this one extends");
            let help = format!(
                "make it stricter, or let the owner of that policy leave it free: `free = [\"{key}\"]`"
            );
            problems.add_help(span, message, help);
        }
    }

    /// What may be free for those that extend this policy in turn: no more than is free for itself.
    pub(super) fn read_free(self, field: &Field<'_, '_>, problems: &mut Problems) -> Vec<String> {
        let mut free = Vec::new();
        for item in field.strings(problems).unwrap_or_default() {
            let rule = item.value.strip_prefix("rules.").and_then(rules::find);
            if rule.is_none() && !KEYS.contains(&item.value.as_str()) {
                let known = KEYS.into_iter().chain(["rules.<id>"]);
                problems.unknown(item.span, "key", &item.value, known);
                continue;
            }
            self.guard(&item.value, true, item.span, problems);
            free.push(item.value);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_only_stop_more_are_options_of_their_rules() {
        for (rule, option) in TIGHTENING {
            let meta = rules::find(rule).expect("a rule");
            assert!(meta.options().iter().any(|spec| spec.name == option), "{rule} {option}");
        }
    }
}
