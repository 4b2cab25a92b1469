//! What an expansion is given: the values of variables, which characters quote, what it may cost; and how it fails.

use std::cell::Cell;

use crate::source::{Span, Text};

/// The values of variables.
pub(crate) trait Lookup {
    /// The value of `name`; `None` if it is not set.
    fn get(&self, name: &str) -> Option<&Text>;
}

/// No variable is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoVariables;

impl Lookup for NoVariables {
    fn get(&self, _name: &str) -> Option<&Text> {
        None
    }
}

/// A variable that was used but is not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmatched {
    /// Its name.
    pub(crate) name: String,
    /// The `$x` or `${x…}`.
    pub(crate) span: Span,
}

/// Why a word cannot be expanded: the build fails here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExpandError {
    /// What is wrong, in `BuildKit`'s words.
    pub(crate) message: String,
    /// The culprit.
    pub(crate) span: Span,
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
