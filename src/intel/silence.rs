//! Words for which the intelligence has nothing, remembered from file to file: Dockerfiles and scripts share most of
//! theirs. Knows nothing of what the words are.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use foldhash::HashSet;

/// Longer words are seldom seen again.
const LONGEST: usize = 64;
/// Words that are kept: more than a thousand Dockerfiles have, in a few megabytes.
const MOST: usize = 1 << 16;

type Words = BTreeMap<u8, HashSet<Box<str>>>;

/// Words that say nothing, for each part in which they were asked for.
#[derive(Debug, Default)]
pub(crate) struct Silence(RwLock<Words>);

/// What is known at one time.
#[derive(Debug)]
pub(crate) struct Silent<'s>(RwLockReadGuard<'s, Words>);

impl Silence {
    #[cfg(test)]
    pub(super) const fn new() -> Self {
        Self(RwLock::new(BTreeMap::new()))
    }

    /// What is known now; nothing is added as long as somebody holds it.
    pub(crate) fn known(&self) -> Silent<'_> {
        Silent(self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Remembers words that say nothing in their part.
    pub(crate) fn add<'w>(&self, words: impl Iterator<Item = (u8, &'w str)>) {
        let mut words = words.filter(|(_, word)| word.len() <= LONGEST).peekable();
        if words.peek().is_none() {
            return;
        }
        // whoever waits to write holds up everybody who reads; what is not remembered now is asked for again
        let Ok(mut all) = self.0.try_write() else { return };
        let known: usize = all.values().map(HashSet::len).sum();
        for (part, word) in words.take(MOST.saturating_sub(known)) {
            all.entry(part).or_default().insert(word.into());
        }
    }
}

impl Silent<'_> {
    /// The word says nothing in this part.
    pub(crate) fn has(&self, part: u8, word: &str) -> bool {
        word.len() <= LONGEST && self.0.get(&part).is_some_and(|words| words.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, MOST, Silence};

    #[test]
    fn words_are_remembered_for_their_part_alone() {
        let silence = Silence::new();
        silence.add([(1, "install")].into_iter());
        assert!(silence.known().has(1, "install"));
        assert!(!silence.known().has(2, "install"));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let silence = Silence::new();
        let long = "x".repeat(LONGEST + 1);
        let words: Vec<String> = (0..=MOST).map(|number| number.to_string()).collect();
        silence
            .add([(0, long.as_str())].into_iter().chain(words.iter().map(|it| (0, it.as_str()))));
        assert!(!silence.known().has(0, &long));
        let last = MOST.to_string();
        assert!(silence.known().has(0, "0") && !silence.known().has(0, &last));
    }
}
