//! One word that the intelligence knows. What it proves is decided by the rules.

use std::ops::Range;

use crate::facts::{Place, Role, Word};
use crate::finding::Finding;
use crate::intel::Strength;
use crate::source::Span;

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

    /// It stands in the name or the value of a variable.
    pub(crate) fn is_in_variable(&self) -> bool {
        matches!(self.word.role, Role::VariableName | Role::VariableValue)
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
