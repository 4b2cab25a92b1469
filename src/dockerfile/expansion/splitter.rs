//! Splits a value into words while it is built.

use std::ops::Range;

/// Splits a result into words while it is built, with the quirks of `BuildKit`'s shared buffer.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    words: Vec<Range<usize>>,
    /// Where the current word starts in the result; `None` while it holds nothing.
    current: Option<usize>,
    in_word: bool,
}

impl Splitter {
    /// A character of the result at `at`.
    pub(crate) fn char(&mut self, c: char, at: usize) {
        if !c.is_whitespace() {
            self.raw(at..at + c.len_utf8());
        } else if let Some(start) = self.current.filter(|_| self.in_word) {
            self.words.push(start..at);
            self.current = None;
            self.in_word = false;
        }
    }

    /// A range of the result that blanks do not split.
    pub(crate) fn raw(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.current.get_or_insert(range.start);
        }
        self.in_word = true;
    }

    /// The buffer is shared with the words inside `${x…word}`: they clear it.
    pub(crate) fn clear(&mut self) {
        self.current = None;
    }

    /// The words of a result of length `end`.
    pub(crate) fn finish(mut self, end: usize) -> Vec<Range<usize>> {
        self.words.extend(self.current.map(|start| start..end));
        self.words
    }
}
