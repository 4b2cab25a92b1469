//! What the intelligence says about the words of a build: one pass, shared by all rules on mining.
//!
//! A signal is no finding: the rules decide which signals prove something, alone or together.

mod found;
mod look_up;
mod once;
mod roles;
mod signal;
mod variables;

use self::found::LookUps;
use crate::facts::{Facts, Told, may_be_list};
use crate::intel::Intel;

pub(super) use look_up::topic_of;
pub(super) use once::Once;
pub(super) use roles::{Roles, by_roles, configuration, likely_configuration};
pub(crate) use signal::{Signal, Topic};

/// The signals of one build, in the order of the facts.
#[derive(Debug, Default)]
pub(crate) struct Signals<'a> {
    all: Vec<Signal<'a>>,
    /// Commands that may have an option that gives a miner its pool, account or algorithm, in order.
    with_roles: Vec<usize>,
    /// Topics that make weaker signals of other topics count, each once.
    supporting: Vec<Topic>,
}

impl<'a> Signals<'a> {
    /// Looks every word up.
    pub(crate) fn of(facts: &'a Facts, intel: &Intel) -> Self {
        let LookUps { mut all, with_roles } = look_up::every_word(facts, intel);
        drop_lists(&mut all, facts);
        let mut told = Told::of(facts);
        all.retain(|signal| !told.has(&signal.word, signal.range.clone()));
        let mut supporting: Vec<Topic> = Vec::new();
        for signal in all.iter().filter(|signal| supports(signal)) {
            if !supporting.contains(&signal.topic) {
                supporting.push(signal.topic);
            }
        }
        Self { all, with_roles, supporting }
    }

    /// True if command `index` may have an option that gives a miner its pool, account or algorithm.
    pub(super) fn has_roles(&self, index: usize) -> bool {
        self.with_roles.binary_search(&index).is_ok()
    }

    /// The signals of one topic.
    pub(crate) fn about(&self, topic: Topic) -> impl Iterator<Item = &Signal<'a>> {
        self.all.iter().filter(move |signal| signal.topic == topic)
    }

    /// True if something shows mining, other than what variables are called.
    pub(crate) fn show_mining(&self) -> bool {
        !self.supporting.is_empty()
    }

    /// True if something of another topic shows mining as well, so that a weaker signal counts.
    pub(crate) fn supported(&self, topic: Topic) -> bool {
        self.supporting.iter().any(|supporting| *supporting != topic)
    }
}

/// A list of names that is only read is no program, whatever it is called.
fn drop_lists(all: &mut Vec<Signal<'_>>, facts: &Facts) {
    let is_named =
        |signal: &Signal<'_>| signal.topic == Topic::Miner && may_be_list(signal.word.text);
    if all.iter().any(is_named) {
        let lists = facts.lists();
        all.retain(|signal| !is_named(signal) || !lists.has(&signal.word));
    }
}

/// Signals that make a weaker one of another topic count.
fn supports(signal: &Signal<'_>) -> bool {
    match signal.topic {
        Topic::Repository | Topic::Stratum | Topic::Donation | Topic::Flag | Topic::Url => true,
        Topic::Tuning
        | Topic::TypicalFlag
        | Topic::Proxy
        | Topic::PoolServer
        | Topic::ConfigKey
        | Topic::Variable => false,
        // a name in a variable is there for whoever asks for it, an exporter as well as a miner
        Topic::Miner | Topic::Campaign if signal.is_in_variable() => false,
        _ => signal.is_strong(),
    }
}
