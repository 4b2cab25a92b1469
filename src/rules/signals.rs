//! What the intelligence says about the words of a build: one pass, shared by all rules on mining.
//!
//! A signal is no finding: the rules decide which signals prove something, alone or together.

mod look_up;
mod roles;
mod variables;

use std::ops::Range;

use self::look_up::LookUps;
use crate::facts::{Facts, Place, Word};
use crate::finding::Finding;
use crate::intel::{Intel, Strength};
use crate::source::Span;

pub(super) use look_up::topic_of;
pub(super) use roles::{Roles, configuration};

/// What a signal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// The name of a program that mines.
    Miner,
    /// The name of a mining proxy.
    Proxy,
    /// The name of pool server software.
    PoolServer,
    /// A source repository of a miner.
    Repository,
    /// A known pool's host.
    Pool,
    /// An address that only miners understand.
    Stratum,
    /// A wallet address with a valid checksum, or one of the policy's.
    Wallet,
    /// A command-line option that only miners have.
    Flag,
    /// A command-line option that miners have, too.
    TypicalFlag,
    /// A change of a miner's donation.
    Donation,
    /// A build switch of a miner.
    BuildSwitch,
    /// Tuning of the host.
    Tuning,
    /// The name of a variable that miners read.
    Variable,
    /// A key of a miner's configuration in a file that the Dockerfile writes.
    ConfigKey,
    /// A URL of the policy's indicators.
    Url,
    /// A file, process or path of a published attack that mines.
    Campaign,
    /// A call by which a node starts to mine.
    NodeCall,
}

/// One word, or part of it, that the intelligence knows.
#[derive(Clone, Debug)]
pub(crate) struct Signal<'a> {
    /// What it is about.
    pub(crate) topic: Topic,
    /// How much it proves alone.
    pub(crate) strength: Strength,
    /// The word.
    pub(crate) word: Word<'a>,
    /// The part of the word.
    pub(crate) range: Range<usize>,
    /// Kind of indicator, for the evidence.
    pub(crate) kind: &'static str,
    /// Where the knowledge comes from.
    pub(crate) citation: String,
}

impl Signal<'_> {
    /// Its place in the source.
    pub(crate) fn span(&self) -> Span {
        self.word.text.span_of(self.range.clone())
    }

    /// The instruction.
    pub(crate) fn place(&self) -> &Place {
        self.word.place
    }

    /// The part of the word that is known.
    pub(crate) fn value(&self) -> &str {
        self.word.text.get(self.range.clone()).unwrap_or_default()
    }

    /// True if it proves something alone.
    pub(crate) fn is_strong(&self) -> bool {
        self.strength == Strength::Strong
    }

    /// Which word it is, for telling words apart.
    pub(crate) fn word_key(&self) -> Span {
        self.word.text.span()
    }

    /// A finding of `rule` that underlines the signal and cites the source.
    pub(crate) fn finding(&self, rule: &'static str, message: impl Into<String>) -> Finding {
        Finding::new(rule, self.span(), message)
            .origins(self.word.text.origins(self.range.clone()))
            .evidence(self.kind, self.value(), self.citation.clone())
    }
}

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
        let LookUps { all, with_roles } = look_up::every_word(facts, intel);
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

    /// True if something of another topic shows mining as well, so that a weaker signal counts.
    pub(crate) fn supported(&self, topic: Topic) -> bool {
        self.supporting.iter().any(|supporting| *supporting != topic)
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
        | Topic::ConfigKey => false,
        _ => signal.is_strong(),
    }
}
