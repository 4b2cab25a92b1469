//! What of a policy an export leaves out, and why.

use std::fmt;

use foldhash::HashMap;

use super::language::Language;
use crate::rules::{Group, Meta};

/// Something of the policy that the text does not enforce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// The rules; none for what concerns all of them.
    pub(crate) rules: Vec<&'static str>,
    /// What of them, or why all of them.
    pub(crate) what: String,
}

impl LeftOut {
    pub(super) fn of(rule: &'static str, what: impl Into<String>) -> Self {
        Self { rules: vec![rule], what: what.into() }
    }

    pub(super) fn general(what: impl Into<String>) -> Self {
        Self { rules: Vec::new(), what: what.into() }
    }

    /// A rule of which nothing is written.
    pub(super) fn whole(rule: &'static Meta, language: Language) -> Self {
        Self::of(rule.id, reason(rule.group, language))
    }
}

/// The same with each thing said once, of all its rules.
pub(super) fn gathered(all: Vec<LeftOut>) -> Vec<LeftOut> {
    let mut gathered: Vec<LeftOut> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::default();
    for it in all {
        let place = *places.entry(it.what.clone()).or_insert(gathered.len());
        match gathered.get_mut(place) {
            Some(same) => {
                for rule in it.rules {
                    if !same.rules.contains(&rule) {
                        same.rules.push(rule);
                    }
                }
            }
            None => gathered.push(it),
        }
    }
    gathered
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rules.as_slice() {
            [] => f.write_str(&self.what),
            rules => write!(f, "{}: {}", rules.join(", "), self.what),
        }
    }
}

/// Why nothing of a rule is written that no single word decides.
fn reason(group: Group, language: Language) -> &'static str {
    match (group, language.is_of_cluster()) {
        (Group::Miner, true) => "it takes commands, files and variables together",
        (Group::Image, true) => "no Dockerfile is read where containers start",
        (Group::Image, false) => "a builder does not tell a frontend from a base image",
        (_, true) if group != Group::Policy => "it is about what builds and scripts do",
        (Group::Policy, _) => "it is about the policy file itself",
        (_, _) => "it is about what a build does, and only the sources of a build are seen here",
    }
}
