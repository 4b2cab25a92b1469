//! What the intelligence says about the words of a build: one pass, shared by all rules on mining.
//!
//! A signal is no finding: the rules decide which signals prove something, alone or together.

mod found;
mod look_up;
mod once;
mod packages;
mod roles;
mod signal;
mod variables;

use self::found::LookUps;
use crate::facts::{Facts, Told, may_be_list};
use crate::intel::Intel;

pub(super) use look_up::topic_of;
pub(super) use once::Once;
pub(super) use packages::known_packages;
pub(super) use roles::{Roles, by_roles, configuration, likely_configuration};
pub(crate) use signal::{Signal, Topic};

/// The signals of one build, in the order of the facts.
#[derive(Debug, Default)]
pub(crate) struct Signals<'a> {
    all: Vec<Signal<'a>>,
    /// What the options give to the programs of the commands that may have one which gives a miner its pool, account or
    /// algorithm, in order.
    roles: Vec<(usize, Roles)>,
    /// Packages are installed or named that the intelligence knows.
    know_packages: bool,
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
        let has_role = |index: &usize| with_roles.binary_search(index).is_ok();
        let commands = facts.commands.iter().enumerate().filter(|(_, command)| command.acts());
        let may = commands.filter(|(index, it)| has_role(index) || facts.has_unset(it));
        let roles = may.map(|(index, command)| (index, Roles::of(command, facts, intel)));
        let (roles, know_packages) =
            (roles.collect(), known_packages(facts, intel).next().is_some());
        Self { all, roles, know_packages, supporting }
    }

    /// What the options of command `index`, which acts, give to its program, if they may give a miner something.
    pub(super) fn roles(&self, index: usize) -> Option<&Roles> {
        let at = self.roles.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        self.roles.get(at).map(|(_, roles)| roles)
    }

    /// True if the build has packages that the intelligence knows.
    pub(super) fn know_packages(&self) -> bool {
        self.know_packages
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
