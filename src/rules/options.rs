//! What a policy may set for a rule: the declared shape of each option, and the values.
//!
//! Parsing the policy file is not done here.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Action;
use crate::source::Span;

/// Shape of an option's value in the policy file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// `true` or `false`.
    Bool,
    /// A non-negative whole number.
    Integer,
    /// One string.
    String,
    /// A list of strings.
    Strings,
    /// A list of strings from a fixed set.
    OneOf(&'static [&'static str]),
    /// An array of tables (`[[rules.<id>.<name>]]`) with these keys; every value is a string or a list of
    /// strings, those of `flags` are `true` or `false`, `action` is an action.
    Tables {
        /// Keys that must be present.
        required: &'static [&'static str],
        /// Keys that may be present.
        optional: &'static [&'static str],
        /// Keys that may be present and are `true` or `false`.
        flags: &'static [&'static str],
    },
}

/// An option that a rule declares.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// Kebab-case key.
    pub name: &'static str,
    /// Shape of the value.
    pub kind: OptionKind,
    /// One line for the rule's page and for `minestop policy init`.
    pub help: &'static str,
}

/// A string of the policy file and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The string.
    pub value: String,
    /// Its place in the policy file.
    pub span: Span,
}

/// One table of an [`OptionKind::Tables`] option.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Entry {
    /// Place of the table in the policy file.
    pub span: Span,
    /// The strings of each key (a single string is a list of one).
    pub values: BTreeMap<String, Vec<Item>>,
    /// The flags that are `true`.
    pub flags: BTreeSet<&'static str>,
    /// The entry's own action, if it names one.
    pub action: Option<Action>,
}

impl Entry {
    /// The first string of a key.
    pub fn first(&self, key: &str) -> Option<&Item> {
        self.values.get(key)?.first()
    }

    /// A flag, `false` where the entry is silent.
    pub fn flag(&self, key: &str) -> bool {
        self.flags.contains(key)
    }

    /// All strings of a key.
    pub fn all(&self, key: &str) -> &[Item] {
        self.values.get(key).map_or(&[], Vec::as_slice)
    }
}

/// A value that the policy file gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// For [`OptionKind::Bool`].
    Bool(bool),
    /// For [`OptionKind::Integer`].
    Integer(u64),
    /// For the three kinds of strings (a single string is a list of one).
    Strings(Vec<Item>),
    /// For [`OptionKind::Tables`].
    Tables(Vec<Entry>),
}

/// The values that a policy sets for one rule; absent ones take the rule's own default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleOptions {
    values: BTreeMap<&'static str, Value>,
}

impl RuleOptions {
    /// Sets an option, replacing what was there.
    pub fn set(&mut self, name: &'static str, value: Value) {
        self.values.insert(name, value);
    }

    /// A truth value, `false` where the policy is silent.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(Value::Bool(true)))
    }

    /// A number, where the policy sets one.
    pub fn integer(&self, name: &str) -> Option<u64> {
        match self.values.get(name) {
            Some(Value::Integer(n)) => Some(*n),
            _ => None,
        }
    }

    /// A list of strings, where the policy sets one.
    pub fn list(&self, name: &str) -> Option<&[Item]> {
        match self.values.get(name) {
            Some(Value::Strings(items)) => Some(items),
            _ => None,
        }
    }

    /// A list of tables; empty where the policy is silent.
    pub fn tables(&self, name: &str) -> &[Entry] {
        match self.values.get(name) {
            Some(Value::Tables(entries)) => entries,
            _ => &[],
        }
    }
}
