//! A place in the tokens of a program.

use std::rc::Rc;

use foldhash::HashMap;

use super::lexer::Token;
use super::state::State;
use super::value::Known;
use crate::source::{Span, Text};

/// Parentheses, lists and blocks deeper than this are read as if they were not there.
pub(super) const MAX_DEPTH: usize = 48;

/// Terms inside of each other, also without brackets (`a = b = c`, `return return x`), through all layers of code: each takes
/// stack, and a worker thread has 2 MiB.
pub(super) const MAX_NESTED: usize = 192;

/// What is said of a program that is.
pub(super) const TOO_DEEP: &str =
    "a program nests more than 48 deep: what lies deeper is not worked out";

/// A place in a list of tokens.
pub(super) struct Cursor<'t, 's> {
    pub(super) text: &'t Text,
    pub(super) tokens: &'t [(Token<'t>, u32)],
    pub(super) at: usize,
    pub(super) unit: usize,
    pub(super) depth: usize,
    /// The end of a line ends nothing here.
    pub(super) in_parentheses: bool,
    /// The function whose body is being read, with its parameters.
    pub(super) function: Option<(Rc<str>, Vec<Rc<str>>)>,
    /// What functions are called with that may be defined further down, by their names.
    pub(super) pending: HashMap<Rc<str>, Vec<Vec<Argument<'t>>>>,
    pub(super) pending_calls: usize,
    /// Variables that the head of a loop counts with.
    pub(super) counters: Vec<&'t str>,
    pub(super) state: &'s mut State,
}

/// An argument, with its name where it has one.
pub(super) type Argument<'t> = (Option<&'t str>, Known);

impl<'t, 's> Cursor<'t, 's> {
    pub(super) fn new(
        text: &'t Text,
        tokens: &'t [(Token<'t>, u32)],
        unit: usize,
        state: &'s mut State,
    ) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            unit,
            depth: 0,
            in_parentheses: false,
            function: None,
            pending: HashMap::default(),
            pending_calls: 0,
            counters: Vec::new(),
            state,
        }
    }

    /// What is nested here is not gone into.
    pub(super) fn nests_too_deep(&mut self) {
        // in a function that is called the depth is that of the calls, and its text has been read before
        if self.state.calls == 0 {
            self.state.said.too_deep = true;
        } else {
            self.state.cut();
        }
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    pub(super) fn is_mark(&self, ahead: usize, mark: u8) -> bool {
        matches!(self.peek(ahead), Some(Token::Mark(found)) if *found == mark)
    }

    pub(super) fn marks(&self, from: usize, marks: &[u8]) -> bool {
        marks.iter().zip(from..).all(|(mark, ahead)| self.is_mark(ahead, *mark))
    }

    /// The source of the token at `index`.
    pub(super) fn span(&self, index: usize) -> Span {
        let start = self.tokens.get(index).map_or(self.text.len(), |(_, start)| *start as usize);
        let length = match self.tokens.get(index) {
            Some((Token::Name(name), _)) => name.len(),
            _ => 1,
        };
        self.text.span_of(start..start + length)
    }
}
