//! A shell script that is put together from the words of a manifest.

use crate::source::Text;

/// Lines of commands; every word keeps its place.
pub(super) struct Commands {
    out: Text,
}

impl Commands {
    pub(super) fn new(content: &Text) -> Self {
        Self { out: Text::empty(content.span()) }
    }

    /// A line as a shell reads it.
    pub(super) fn line(&mut self, line: &Text) {
        if !line.trim().is_empty() {
            self.out.push(line);
            self.out.push_opaque("\n", line.span());
        }
    }

    /// A command of words, each as it stands.
    pub(super) fn words(&mut self, words: &[Text]) {
        let Some(last) = words.last() else { return };
        for word in words {
            self.word(word);
        }
        self.out.push_opaque("\n", last.span());
    }

    /// A command: constant words, then those of a line, each as it stands.
    pub(super) fn command(&mut self, program: &str, line: &Text) {
        self.out.push_opaque(program, line.span());
        let mut at = 0;
        for word in line.as_str().split_inclusive([' ', '\t']) {
            let range = at..at + word.trim_end().len();
            at += word.len();
            if !range.is_empty() {
                self.word(&line.slice(range));
            }
        }
        self.out.push_opaque("\n", line.span());
    }

    fn word(&mut self, word: &Text) {
        let at = word.span();
        self.out.push_opaque("'", at);
        if word.contains('\'') {
            self.out.push_opaque(&word.replace('\'', r"'\''"), at);
        } else {
            self.out.push(word);
        }
        self.out.push_opaque("' ", at);
    }

    pub(super) fn into_text(self) -> Text {
        self.out
    }
}
