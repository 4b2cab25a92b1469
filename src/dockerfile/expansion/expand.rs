//! `BuildKit`'s word expansion (`shell.Lex`): quotes, escapes, `$x` and `${x…}` in the arguments of
//! ADD, COPY, ENV, EXPOSE, FROM, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR and in ARG defaults.
//!
//! This is not a shell: RUN, CMD and ENTRYPOINT are never expanded. Every byte of a result knows the
//! place it came from, and the definition behind it.

use crate::dockerfile::expansion::go;
use crate::dockerfile::expansion::lexer::Lexer;
use crate::dockerfile::expansion::lookup::{Budget, ExpandError, Lookup, Mode, Unmatched};
use crate::source::Text;

/// An expanded word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expanded {
    /// The value.
    pub(crate) text: Text,
    /// Variables in it that are not set, each once, at most 64.
    pub(crate) unmatched: Vec<Unmatched>,
}

/// An expanded word, split at blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExpandedWords {
    /// The words.
    pub(crate) words: Vec<Text>,
    /// Variables in them that are not set, each once, at most 64.
    pub(crate) unmatched: Vec<Unmatched>,
}

/// Expands one word; blanks in it stay (`ProcessWord`).
pub(crate) fn expand(
    word: &Text,
    escape: char,
    vars: &dyn Lookup,
) -> Result<Expanded, ExpandError> {
    run(word, Mode::word(escape), vars, &Budget::default())
}

/// Expands one word and splits it at blanks outside quotes (`ProcessWords`).
#[cfg(test)]
pub(crate) fn expand_words(
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
