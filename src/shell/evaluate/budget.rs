//! Bounds on what one script, and all scripts of one build, may make the reader do: text that folding makes, bodies that are
//! walked through again.
//!
//! A spent budget ends folding, never reading: what stands in the text is still gone through once.

/// Bytes that folding may make, beyond what the text itself has. The longest honest scripts seen (libtool,
/// configure, entry points of databases) make less than half of it.
const MAX_BYTES: usize = 8 << 20;
/// Values up to this length cost nothing: each stands for a place of the text, or for a body that was paid for. So a
/// name that a script puts together is still folded when everything else is spent.
const SHORT: usize = 32;
/// Words of the commands that repeated walks make.
const MAX_WORDS: usize = 1 << 18;
/// Bytes of loop and function bodies that may be walked through beyond the first time.
const MAX_REPEATED: usize = 2 << 20;
/// What one more walk costs at least: a body of few bytes still makes a command.
const LEAST_WALK: usize = 32;
/// Steps of pattern matching.
const MAX_STEPS: usize = 1 << 22;
/// Those that a script has in any case, so that one without patterns meets no limit.
const LEAST_STEPS: usize = 1 << 10;
/// Commands after which no body is walked through again: each is a fact that every rule looks at.
const MAX_REPEATED_COMMANDS: usize = 1 << 15;

/// What scripts make the reader do, beyond going through their texts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Work {
    bytes: usize,
    words: usize,
    repeated: usize,
    steps: usize,
}

impl Work {
    /// What one script may take.
    const OF_SCRIPT: Self =
        Self { bytes: MAX_BYTES, words: MAX_WORDS, repeated: MAX_REPEATED, steps: MAX_STEPS };

    /// What all scripts of one build may take together. A line of a hundred bytes can take all that one script may, and
    /// what it makes stays until the build is judged: of four such lines some hundred MB.
    pub(crate) const OF_BUILD: Self = Self {
        bytes: 4 * MAX_BYTES,
        words: 2 * MAX_WORDS,
        repeated: 4 * MAX_REPEATED,
        steps: 4 * MAX_STEPS,
    };

    /// It is as much as one script may take at least: what a script shows does not depend on it.
    pub(crate) fn is_enough(self) -> bool {
        Self::OF_SCRIPT.at_most(self) == Self::OF_SCRIPT
    }

    /// The smaller one of each.
    fn at_most(self, other: Self) -> Self {
        self.each(other, usize::min)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        self.each(other, usize::saturating_add)
    }

    /// What is left of it.
    pub(crate) fn without(self, taken: Self) -> Self {
        self.each(taken, usize::saturating_sub)
    }

    fn each(self, other: Self, both: impl Fn(usize, usize) -> usize) -> Self {
        Self {
            bytes: both(self.bytes, other.bytes),
            words: both(self.words, other.words),
            repeated: both(self.repeated, other.repeated),
            steps: both(self.steps, other.steps),
        }
    }
}

/// What has run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Text,
    Walks,
    Patterns,
    Output,
    Commands,
}

impl Limit {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Text => {
                "the script makes more than 8 MiB of text, or all of the build together make more than 32 MiB: what is computed from here on is not worked out"
            }
            Self::Walks => {
                "loops and functions repeat more than 2 MiB of the script, or 8 MiB of all of the build, or make more than 32,768 commands: from here on each body is read once"
            }
            Self::Output => {
                "a command prints more than 4 MiB, or 20,000 numbers: that is not worked out"
            }
            Self::Commands => {
                "the script has more than 131,072 commands: those from here on are looked through as one text"
            }
            Self::Patterns => {
                "patterns are matched more than 4 million times, or 16 million times in the whole build: what they make from here on is not worked out"
            }
        }
    }
}

/// What is left.
#[derive(Debug)]
pub(crate) struct Budget {
    /// What it was given beyond what its length gives it.
    given: Work,
    bytes: usize,
    literal: usize,
    words: usize,
    repeated: usize,
    pub(crate) steps: usize,
    spent: Vec<Limit>,
    told: usize,
}

impl Budget {
    /// For a script of `size` bytes; `left` is what the build has left for all that follow.
    pub(crate) fn new(size: usize, left: Work) -> Self {
        let given = Work::OF_SCRIPT.at_most(left);
        Self {
            given,
            bytes: given.bytes + 2 * size,
            literal: 4 * size,
            words: given.words + size,
            repeated: given.repeated + 4 * size,
            steps: given.steps + LEAST_STEPS + size,
            spent: Vec::new(),
            told: 0,
        }
    }

    /// What the script has taken of what it was given: that of its length goes first.
    pub(crate) fn taken(&self) -> Work {
        let Self { bytes, words, repeated, steps, .. } = *self;
        self.given.without(Work { bytes, words, repeated, steps })
    }

    /// Another text of `size` bytes belongs to the script.
    pub(crate) fn grow(&mut self, size: usize) {
        self.bytes = self.bytes.saturating_add(size.saturating_mul(2));
        self.literal = self.literal.saturating_add(size.saturating_mul(4));
        self.words = self.words.saturating_add(size);
        self.repeated = self.repeated.saturating_add(size.saturating_mul(4));
    }

    /// What has run out since the last time that this was asked.
    pub(crate) fn newly_spent(&mut self) -> Option<Limit> {
        if self.steps <= 1 {
            self.spend(Limit::Patterns);
        }
        let limit = self.spent.get(self.told).copied()?;
        self.told += 1;
        Some(limit)
    }

    pub(crate) fn spend(&mut self, limit: Limit) {
        if !self.spent.contains(&limit) {
            self.spent.push(limit);
        }
    }

    /// True if `count` more bytes of computed text may be made.
    pub(crate) fn bytes(&mut self, count: usize) -> bool {
        count <= SHORT || self.text(count)
    }

    /// True if a text of `count` bytes may be read as a script, a list of words or code.
    pub(crate) fn text(&mut self, count: usize) -> bool {
        let made = take(&mut self.bytes, count.max(1));
        if !made {
            self.spend(Limit::Text);
        }
        made
    }

    /// True if `count` more bytes may be read as scripts that stand word for word in the text.
    pub(crate) fn literal(&mut self, count: usize) -> bool {
        take(&mut self.literal, count)
    }

    /// True if `count` more words may be emitted.
    pub(crate) fn words(&mut self, count: usize) -> bool {
        let made = take(&mut self.words, count);
        if !made {
            self.spend(Limit::Text);
        }
        made
    }

    /// True if a body of `length` bytes may be walked through once more, in a script that has `commands` so far.
    pub(crate) fn repeat(&mut self, length: usize, commands: usize) -> bool {
        let paid =
            commands < MAX_REPEATED_COMMANDS && take(&mut self.repeated, length.max(LEAST_WALK));
        if !paid {
            self.spend(Limit::Walks);
        }
        paid
    }
}

fn take(left: &mut usize, count: usize) -> bool {
    let rest = left.checked_sub(count);
    if let Some(rest) = rest {
        *left = rest;
    }
    rest.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::programs::output::MAX_OUTPUT;
    use crate::shell::syntax::lexer::MAX_COMMANDS;

    #[test]
    fn scripts_of_a_build_share_what_they_may_take_beyond_their_length() {
        const SIZE: usize = 100;
        let mut left = Work::OF_BUILD;
        for round in 0..5 {
            let mut budget = Budget::new(SIZE, left);
            // what comes with the length is nobody else's
            assert!(budget.text(2 * SIZE) && budget.words(SIZE) && budget.repeat(4 * SIZE, 0));
            assert_eq!(budget.taken(), Work::default(), "{round}");
            assert_eq!(budget.text(MAX_BYTES), round < 4, "{round}");
            assert_eq!(budget.words(MAX_WORDS), round < 2, "{round}");
            assert_eq!(budget.repeat(MAX_REPEATED, 0), round < 4, "{round}");
            assert_eq!(budget.steps > MAX_STEPS, round < 4, "{round}");
            budget.steps -= MAX_STEPS.min(budget.steps - 2);
            left = left.without(budget.taken());
        }
        let mut last = Budget::new(SIZE, left);
        assert!(last.bytes(SHORT) && last.newly_spent().is_none());
    }

    #[test]
    fn notes_and_the_page_of_the_rule_name_the_limits_as_they_are() {
        let page = include_str!("../../../docs/rules/unfinished-reading.md");
        let mib = |bytes: usize| format!(" {} MiB", bytes >> 20);
        let count = |number: usize| format!(" {},{:03} commands", number / 1000, number % 1000);
        for (limit, number) in [
            (Limit::Text, mib(MAX_BYTES)),
            (Limit::Text, mib(Work::OF_BUILD.bytes)),
            (Limit::Walks, mib(MAX_REPEATED)),
            (Limit::Walks, mib(Work::OF_BUILD.repeated)),
            (Limit::Walks, count(MAX_REPEATED_COMMANDS)),
            (Limit::Output, mib(MAX_OUTPUT)),
            (Limit::Commands, count(MAX_COMMANDS)),
            (Limit::Patterns, format!(" {} million times", MAX_STEPS / 1_000_000)),
            (Limit::Patterns, format!(" {} million times", Work::OF_BUILD.steps / 1_000_000)),
        ] {
            assert!(limit.reason().contains(&number), "{limit:?}: {number}");
            assert!(page.contains(&number), "the page: {number}");
        }
    }
}
