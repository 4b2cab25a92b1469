//! `BuildKit`'s word expansion (`shell.Lex`): quotes, escapes, `$x` and `${x…}` in the arguments of
//! ADD, COPY, ENV, EXPOSE, FROM, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR and in ARG defaults.
//!
//! This is not a shell: RUN, CMD and ENTRYPOINT are never expanded. Every byte of a result knows the
//! place it came from, and the definition behind it.

use std::cell::Cell;
use std::ops::Range;

use crate::dockerfile::expansion::go;
use crate::dockerfile::expansion::lexer::Lexer;
use crate::source::{Span, Text};

/// The values of variables.
pub trait Lookup {
    /// The value of `name`; `None` if it is not set.
    fn get(&self, name: &str) -> Option<&Text>;
}

/// No variable is set.
#[derive(Clone, Copy, Debug)]
pub struct NoVariables;

impl Lookup for NoVariables {
    fn get(&self, _name: &str) -> Option<&Text> {
        None
    }
}

/// A variable that was used but is not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// Its name.
    pub name: String,
    /// The `$x` or `${x…}`.
    pub span: Span,
}

/// An expanded word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded {
    /// The value.
    pub text: Text,
    /// Variables in it that are not set, each once, at most 64.
    pub unmatched: Vec<Unmatched>,
}

/// An expanded word, split at blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpandedWords {
    /// The words.
    pub words: Vec<Text>,
    /// Variables in them that are not set, each once, at most 64.
    pub unmatched: Vec<Unmatched>,
}

/// Why a word cannot be expanded: the build fails here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpandError {
    /// What is wrong, in `BuildKit`'s words.
    pub message: String,
    /// The culprit.
    pub span: Span,
}

/// What expansion may still cost. Shared by all expansions of a file, so that values that grow from line
/// to line stay linear in all.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Bytes that variables may still put into results.
    pub(crate) growth: Cell<usize>,
    /// Steps that patterns may still take.
    pub(crate) steps: Cell<u64>,
}

impl Budget {
    /// Bytes that variables may add in one file.
    pub(crate) const GROWTH: usize = 16 << 20;
    /// Steps that patterns may take in one file.
    pub(crate) const STEPS: u64 = 64 << 20;
}

impl Default for Budget {
    fn default() -> Self {
        Self { growth: Cell::new(Self::GROWTH), steps: Cell::new(Self::STEPS) }
    }
}

/// How words are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mode {
    /// The escape character.
    pub(crate) escape: char,
    /// Quotes quote.
    pub(crate) quotes: bool,
    /// Quotes stay in the result.
    pub(crate) raw_quotes: bool,
    /// Escape characters stay in the result.
    pub(crate) raw_escapes: bool,
    /// `$x` stays as written where `x` is not set.
    pub(crate) keep_unset: bool,
}

impl Mode {
    /// The arguments of instructions.
    pub(crate) fn word(escape: char) -> Self {
        Self { escape, quotes: true, raw_quotes: false, raw_escapes: false, keep_unset: false }
    }

    /// The bodies of here-documents of COPY and ADD.
    pub(crate) fn body() -> Self {
        Self { quotes: false, ..Self::word('\\') }
    }
}

/// Expands one word; blanks in it stay (`ProcessWord`).
pub fn expand(word: &Text, escape: char, vars: &dyn Lookup) -> Result<Expanded, ExpandError> {
    run(word, Mode::word(escape), vars, &Budget::default())
}

/// Expands one word and splits it at blanks outside quotes (`ProcessWords`).
pub fn expand_words(
    word: &Text,
    escape: char,
    vars: &dyn Lookup,
) -> Result<ExpandedWords, ExpandError> {
    run_words(word, Mode::word(escape), vars, &Budget::default())
}

pub(crate) fn run(
    word: &Text,
    mode: Mode,
    vars: &dyn Lookup,
    budget: &Budget,
) -> Result<Expanded, ExpandError> {
    let mut lexer = Lexer::new(word, mode, vars, budget);
    lexer.read_all().map_err(|error| with_source(word, error))?;
    let (text, _, unmatched) = lexer.finish();
    Ok(Expanded { text, unmatched })
}

pub(crate) fn run_words(
    word: &Text,
    mode: Mode,
    vars: &dyn Lookup,
    budget: &Budget,
) -> Result<ExpandedWords, ExpandError> {
    let mut lexer = Lexer::new(word, mode, vars, budget);
    lexer.read_all().map_err(|error| with_source(word, error))?;
    let (text, words, unmatched) = lexer.finish();
    Ok(ExpandedWords { words: words.into_iter().map(|word| text.slice(word)).collect(), unmatched })
}

fn with_source(word: &Text, error: ExpandError) -> ExpandError {
    let message = format!("failed to process {}: {}", go::quote(word), error.message);
    ExpandError { message, ..error }
}

/// True if expansion leaves `word` as it is.
pub(crate) fn is_plain(word: &str, escape: char) -> bool {
    let special = |byte: &u8| matches!(byte, b'$' | b'\'' | b'"') || *byte == escape as u8;
    !word.as_bytes().iter().any(|byte| special(byte)) && !word.starts_with('\u{FEFF}')
}

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
