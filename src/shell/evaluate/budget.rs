//! Bounds on what one script may make the reader do: text that folding makes, bodies that are walked through again.
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
/// Commands after which no body is walked through again: each is a fact that every rule looks at.
const MAX_REPEATED_COMMANDS: usize = 1 << 15;

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
                "the script makes more than 8 MiB of text: what is computed from here on is not worked out"
            }
            Self::Walks => {
                "loops and functions repeat more than 2 MiB of the script, or make more than 32,768 commands: from here on each body is read once"
            }
            Self::Output => {
                "a command prints more than 4 MiB, or 20,000 numbers: that is not worked out"
            }
            Self::Commands => {
                "the script has more than 131,072 commands: those from here on are looked through as one text"
            }
            Self::Patterns => {
                "patterns are matched more than 4 million times: what they make from here on is not worked out"
            }
        }
    }
}

/// What is left.
#[derive(Debug)]
pub(crate) struct Budget {
    bytes: usize,
    literal: usize,
    words: usize,
    repeated: usize,
    pub(crate) steps: usize,
    spent: Vec<Limit>,
    told: usize,
}

impl Budget {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            bytes: MAX_BYTES + 2 * size,
            literal: 4 * size,
            words: MAX_WORDS + size,
            repeated: MAX_REPEATED + 4 * size,
            steps: MAX_STEPS,
            spent: Vec::new(),
            told: 0,
        }
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
    fn notes_and_the_page_of_the_rule_name_the_limits_as_they_are() {
        let page = include_str!("../../../docs/rules/unfinished-reading.md");
        let mib = |bytes: usize| format!(" {} MiB", bytes >> 20);
        let count = |number: usize| format!(" {},{:03} commands", number / 1000, number % 1000);
        for (limit, number) in [
            (Limit::Text, mib(MAX_BYTES)),
            (Limit::Walks, mib(MAX_REPEATED)),
            (Limit::Walks, count(MAX_REPEATED_COMMANDS)),
            (Limit::Output, mib(MAX_OUTPUT)),
            (Limit::Commands, count(MAX_COMMANDS)),
            (Limit::Patterns, format!(" {} million times", MAX_STEPS / 1_000_000)),
        ] {
            assert!(limit.reason().contains(&number), "{limit:?}: {number}");
            assert!(page.contains(&number), "the page: {number}");
        }
    }
}
