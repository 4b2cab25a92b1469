//! What a program says: the programs that it starts, what it fetches, what it makes of its constants.

use super::around::Around;
use super::cursor::Cursor;
use super::dialect::Dialect;
use super::lexer::tokens;
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
        let tokens = tokens(text, self.dialect);
        self.units += 1;
        Cursor::new(text, &tokens, self.units, self).program();
        self.layers += 1;
    }

    /// The value of an expression inside a string.
    pub(super) fn inside(&mut self, text: &Text) -> Known {
        let layers = self.layers;
        if layers == 0 {
            return Known::UNKNOWN;
        }
        self.layers -= 1;
        let tokens = tokens(text, self.dialect);
        self.units += 1;
        let value = Cursor::new(text, &tokens, self.units, self).expression();
        self.layers = layers;
        value
    }
}
