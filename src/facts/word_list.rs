//! Lists of words inside the tables of programs: dense, and as constant as the tables.

use foldhash::HashMap;

/// Words with a blank between them; a `/` stands for the blank inside of one of two words.
pub(super) type Words = &'static str;

/// The rows of a table by the words of each.
pub(super) fn index<T>(
    table: &'static [T],
    words: fn(&T) -> Words,
) -> HashMap<&'static str, &'static T> {
    table.iter().flat_map(|row| words(row).split(' ').map(move |word| (word, row))).collect()
}

/// Words that are asked for often: nearly all others are told from them by a single bit.
#[derive(Clone, Copy, Debug)]
pub(in crate::facts) struct List {
    pub(super) words: Words,
    /// The bits of the words, by [`mark`].
    marks: [u64; MARKS],
}

const MARKS: usize = 4;

/// The number of a bit that words have which are as long as this one, with the same letters at the start, in the middle
/// and at the end.
#[allow(clippy::indexing_slicing, reason = "the bytes are inside of the word")]
const fn mark(bytes: &[u8], start: usize, end: usize) -> usize {
    let (first, middle, last) = (bytes[start], bytes[start + (end - start) / 2], bytes[end - 1]);
    let mixed = first as usize * 3 + middle as usize * 29 + last as usize * 7 + (end - start) * 101;
    mixed % (MARKS * 64)
}

impl List {
    #[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
    pub(super) const fn of(words: Words) -> Self {
        let (bytes, mut marks) = (words.as_bytes(), [0; MARKS]);
        let (mut start, mut end) = (0, 0);
        while end <= bytes.len() {
            if end == bytes.len() || bytes[end] == b' ' {
                if end > start {
                    let mark = mark(bytes, start, end);
                    marks[mark / 64] |= 1 << (mark % 64);
                }
                start = end + 1;
            }
            end += 1;
        }
        Self { words, marks }
    }

    /// True if `word` is one of the words.
    pub(super) fn has(&self, word: &str) -> bool {
        if word.is_empty() {
            return false;
        }
        let mark = mark(word.as_bytes(), 0, word.len());
        self.marks.get(mark / 64).is_some_and(|marks| marks >> (mark % 64) & 1 == 1)
            && has(self.words, word)
    }
}

/// True if `word` is one of `words`. Every word of every command is asked for in several lists, so that a search for
/// the bytes in front of it takes the place of splitting the list.
pub(super) fn has(words: Words, word: &str) -> bool {
    let Some(first) = word.bytes().next().filter(|_| !word.contains(' ')) else { return false };
    let bytes = words.as_bytes();
    memchr::memchr_iter(first, bytes).any(|at| {
        let is_start = at.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b' '));
        is_start
            && bytes
                .get(at..)
                .and_then(|rest| rest.strip_prefix(word.as_bytes()))
                .is_some_and(|rest| rest.first().is_none_or(|byte| *byte == b' '))
    })
}

#[cfg(test)]
mod tests {
    use super::{List, has};

    #[test]
    fn only_whole_words_are_in_a_list() {
        let words = "install -y --yes y-install in";
        let list = List::of(words);
        for word in words.split(' ') {
            assert!(has(words, word) && list.has(word), "{word}");
        }
        for word in ["", " ", "y", "-", "-yes", "stall", "install -y", "inn", "installs"] {
            assert!(!has(words, word) && !list.has(word), "{word}");
        }
    }
}
