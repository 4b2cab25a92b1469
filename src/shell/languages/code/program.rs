//! What a program says: the programs that it starts, what it fetches, what it makes of its constants.

use super::around::Around;
use super::cursor::Cursor;
use super::dialect::Dialect;
use super::lexer::{Token, tokens};
use super::state::{Said, State};
use super::value::Known;
use crate::source::Text;

/// Reads a program text.
pub(super) fn say(text: &Text, dialect: &'static Dialect, around: Around) -> Said {
    let mut state = State::new(text.len(), dialect, around);
    state.run(text);
    state.said
}

impl State {
    /// Reads a text as code; layers of it share the variables.
    pub(super) fn run(&mut self, text: &Text) {
        if self.layers == 0 || !self.take(text.len()) {
            self.said.spent = true;
            self.not_worked_out(text.span());
            return;
        }
        self.layers -= 1;
        let tokens = self.tokens(text);
        Cursor::new(text, &tokens, self.units, self).program();
        self.layers += 1;
    }

    /// The value of an expression inside a string.
    pub(super) fn inside(&mut self, text: &Text) -> Known {
        // a body that is gone through again has the strings in it read again
        if self.layers == 0 || !self.take(text.len()) {
            self.said.spent = true;
            return Known::UNKNOWN;
        }
        self.layers -= 1;
        let tokens = self.tokens(text);
        let value = Cursor::new(text, &tokens, self.units, self).expression();
        self.layers += 1;
        value
    }

    /// The tokens of a text that is a unit of its own.
    fn tokens<'t>(&mut self, text: &'t Text) -> Vec<(Token<'t>, u32)> {
        let lexed = tokens(text, self.dialect);
        self.said.is_cut |= lexed.is_cut;
        self.sees(lexed.tokens.len());
        self.units += 1;
        lexed.tokens
    }
}
