//! Where look-ups put what they find.

use std::ops::Range;

use super::signal::{Signal, Topic};
use crate::facts::Word;
use crate::intel::{Known, Strength};

/// What the look-ups of all words gave.
#[derive(Debug, Default)]
pub(super) struct LookUps<'a> {
    pub(super) all: Vec<Signal<'a>>,
    /// Commands that may have an option with a role, in order, once for each such option.
    pub(super) with_roles: Vec<usize>,
}

/// One word that is looked up, and where its signals go.
pub(super) struct LookUp<'a, 'o> {
    pub(super) word: Word<'a>,
    pub(super) out: &'o mut LookUps<'a>,
    /// What is looked up is not the word as written: what is found in it stands somewhere in the word.
    pub(super) decoded: bool,
}

impl LookUp<'_, '_> {
    pub(super) fn add(&mut self, topic: Topic, range: Range<usize>, known: Known<'_>) {
        self.add_as(topic, known.strength(), range, known.kind().word(), known.citation());
    }

    /// The command of the word may have an option with a role.
    pub(super) fn add_role(&mut self) {
        self.out.with_roles.extend(self.word.command);
    }

    pub(super) fn add_as(
        &mut self,
        topic: Topic,
        strength: Strength,
        range: Range<usize>,
        kind: &'static str,
        citation: String,
    ) {
        let range = if self.decoded { 0..self.word.text.len() } else { range };
        self.out.all.push(Signal { topic, strength, word: self.word, range, kind, citation });
    }
}
