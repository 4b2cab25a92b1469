//! Words of which nothing is known: Dockerfiles are made of the same few thousand words, and what was looked up in
//! vain once need not be looked up again.
//!
//! Each thread remembers its own; forgetting a word costs a look-up and nothing else.

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher as _};

use ecow::EcoString;
use foldhash::fast::FixedState;

use crate::facts::{Role, Word};
use crate::intel::Intel;

/// How many words are remembered from the first file, and then from all: powers of two.
const FIRST_SLOTS: usize = 256;
const SLOTS: usize = 16_384;
/// Longer words hardly come twice.
const LONGEST: usize = 40;

/// Roles whose words are looked up in the same way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Treatment {
    CommandWord,
    VariableValue,
    VariableName,
    /// Its names are not looked up: what is clean here may be known elsewhere.
    Document,
    Other,
}

impl Treatment {
    fn of(role: Role) -> Self {
        match role {
            Role::Program | Role::Argument => Self::CommandWord,
            Role::VariableValue => Self::VariableValue,
            Role::VariableName => Self::VariableName,
            Role::Document => Self::Document,
            _ => Self::Other,
        }
    }
}

type Slots = Vec<Option<(Treatment, EcoString)>>;

thread_local! {
    static REMEMBERED: Cell<Slots> = const { Cell::new(Vec::new()) };
}

/// The memory of this thread, taken out for as long as one file is looked at.
pub(super) struct CleanWords {
    /// Each word has one place, where it replaces the word before it; empty if nothing is to be remembered.
    slots: Slots,
}

impl CleanWords {
    /// What an organisation knows beside the built-in data differs from policy to policy: then nothing is remembered.
    pub(super) fn take(intel: &Intel) -> Self {
        if !intel.is_builtin() {
            return Self { slots: Vec::new() };
        }
        let mut slots = REMEMBERED.take();
        // A thread that looks at one file only does not pay for the memory of thousands.
        let wanted = if slots.is_empty() { FIRST_SLOTS } else { SLOTS };
        slots.resize(wanted, None);
        Self { slots }
    }

    pub(super) fn put_back(self) {
        if !self.slots.is_empty() {
            REMEMBERED.set(self.slots);
        }
    }

    /// True if the word was looked up in vain before.
    pub(super) fn has(&self, word: &Word<'_>) -> bool {
        let slot = || self.slots.get(self.slot_of(word)).and_then(Option::as_ref);
        word.text.len() <= LONGEST
            && slot().is_some_and(|(treatment, text)| {
                *treatment == Treatment::of(word.role) && *text == word.text.as_str()
            })
    }

    /// Remembers that nothing is known of the word.
    pub(super) fn add(&mut self, word: &Word<'_>) {
        if word.text.len() > LONGEST {
            return;
        }
        let slot = self.slot_of(word);
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = Some((Treatment::of(word.role), word.text.value().clone()));
        }
    }

    fn slot_of(&self, word: &Word<'_>) -> usize {
        // The seed need not be a secret: words that share a place only make each other be looked up again.
        let mut hasher = FixedState::with_seed(Treatment::of(word.role) as u64).build_hasher();
        hasher.write(word.text.as_bytes());
        hasher.finish() as usize & self.slots.len().saturating_sub(1)
    }
}
