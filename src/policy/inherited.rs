//! What a policy may change of the one that it extends: make it stricter, and whatever that one leaves free.

use super::settings::{FailOn, InlineMode, Policy, Preset};
use super::table::Field;
use crate::config::Problems;
use crate::finding::Action;
use crate::rules::Setting;
use crate::source::Span;

/// Keys that a policy can leave free, beside `rules.<id>`.
pub(super) const KEYS: [&str; 7] =
    ["preset", "inline-ignores", "fail-on", "require-expiry", "frontend", "files", "exceptions"];

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

/// The policy that is extended, if there is one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inherited<'p>(pub(super) Option<&'p Policy>);

impl Inherited<'_> {
    /// True if the policy may do with this key what it wants.
    pub(super) fn is_free(self, key: &str) -> bool {
        self.0.is_none_or(|parent| parent.free.contains(key))
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
            let rule = item.value.strip_prefix("rules.").and_then(crate::rules::find);
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

/// Something of which one value is stricter than another.
pub(super) trait Strict: Copy {
    /// The higher the stricter.
    fn strictness(self) -> u8;

    /// True if it lets more pass than another one.
    fn is_looser_than(self, other: Self) -> bool {
        self.strictness() < other.strictness()
    }
}

impl Strict for Preset {
    fn strictness(self) -> u8 {
        match self {
            Self::Default => 0,
            Self::LockedDown => 1,
        }
    }
}

impl Strict for InlineMode {
    fn strictness(self) -> u8 {
        match self {
            Self::Allow => 0,
            Self::LowerWarn => 1,
            Self::Forbid => 2,
        }
    }
}

impl Strict for FailOn {
    fn strictness(self) -> u8 {
        match self {
            Self::Never => 0,
            Self::Stop => 1,
            Self::Warn => 2,
        }
    }
}

impl Strict for Setting {
    fn strictness(self) -> u8 {
        match self {
            Self::Off => 0,
            Self::On(Action::Go) => 1,
            Self::On(Action::Warn) => 2,
            Self::On(Action::Stop) => 3,
        }
    }
}

impl Strict for bool {
    fn strictness(self) -> u8 {
        u8::from(self)
    }
}
