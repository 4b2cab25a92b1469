//! Bounds on what one script may make the reader do: bytes of values, words, repeated bodies.

/// Bytes that folding may produce, beyond what the text itself has.
const MAX_BYTES: usize = 1 << 20;
/// Words of all commands together.
pub(crate) const MAX_WORDS: usize = 1 << 18;
/// Walks through a loop or function body beyond the first.
const MAX_REPEATS: usize = 512;
/// Steps of pattern matching.
const MAX_STEPS: usize = 1 << 22;
/// A script with more commands than this repeats no bodies.
const MAX_REPEATED_COMMANDS: usize = 20_000;

/// What is left.
#[derive(Debug)]
pub(crate) struct Budget {
    bytes: usize,
    words: usize,
    repeats: usize,
    pub(crate) steps: usize,
    /// Bytes, words or repeats have run out.
    spent: bool,
}

impl Budget {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            bytes: MAX_BYTES + 2 * size,
            words: MAX_WORDS,
            repeats: MAX_REPEATS,
            steps: MAX_STEPS,
            spent: false,
        }
    }

    /// True if something has run out, so that the rest of the script is not worked out.
    pub(crate) fn is_spent(&self) -> bool {
        self.spent || self.steps <= 1
    }

    /// True if `count` more bytes of computed text may be made.
    pub(crate) fn bytes(&mut self, count: usize) -> bool {
        take(&mut self.bytes, count, &mut self.spent)
    }

    /// True if `count` more words may be emitted.
    pub(crate) fn words(&mut self, count: usize) -> bool {
        take(&mut self.words, count, &mut self.spent)
    }

    /// True if a body may be walked through once more.
    pub(crate) fn repeat(&mut self, commands: usize) -> bool {
        commands < MAX_REPEATED_COMMANDS && take(&mut self.repeats, 1, &mut self.spent)
    }
}

fn take(left: &mut usize, count: usize, spent: &mut bool) -> bool {
    if let Some(rest) = left.checked_sub(count) {
        *left = rest;
        true
    } else {
        *spent = true;
        false
    }
}
