//! Words of a language that say what stands behind them.

use super::cursor::Cursor;
use super::lexer::Token;
use super::value::Known;

impl<'t> Cursor<'t, '_> {
    /// A word of the language.
    pub(super) fn keyword(&mut self, name: &'t str, start: usize) -> Option<Known> {
        match name {
            "lambda" => return Some(self.lambda()),
            "def" | "function" | "func" | "fn" | "sub" | "fun"
                if matches!(self.peek(0), Some(Token::Name(_)))
                    || name == "function"
                        && self.is_mark(0, b'(')
                        && self.state.dialect.has_anonymous_functions() =>
            {
                return Some(self.definition(start));
            }
            "for" | "foreach" | "while" if self.starts_statement(start) => {
                return Some(self.repeated_statement(name, start));
            }
            "map" if self.is_mark(0, b'{') => return Some(self.mapped()),
            "map" if matches!(self.peek(0), Some(Token::Name("chr"))) && self.is_mark(1, b',') => {
                return Some(self.mapped_names());
            }
            "shift" if !self.is_mark(0, b'=') => {
                return self.shifted();
            }
            "class" => return Some(self.class()),
            "yield" => return Some(self.yielded()),
            "return" => return Some(self.returned()),
            "import" | "from" | "use" | "using" => return Some(self.import(name)),
            _ => {}
        }
        None
    }
}
