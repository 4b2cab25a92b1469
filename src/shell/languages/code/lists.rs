//! Lists as some languages write them: spread texts, literals behind a type, what `map` makes of numbers.

use super::arguments::unnamed;
use super::cursor::Cursor;
use super::fold;
use super::functions;
use super::lexer::Token;
use super::value::{Known, Value};

impl Cursor<'_, '_> {
    /// `[...text]`: its characters; of a list its items.
    pub(super) fn spread(&mut self) -> Known {
        self.at += 3;
        let value = self.expression();
        let mut items = match value.items() {
            Some(items) => items.to_vec(),
            None => {
                let at = self.span(self.at);
                let parts = self.folded(functions::Fold::Split, std::slice::from_ref(&value), at);
                parts.items().map_or_else(|| vec![value], <[Known]>::to_vec)
            }
        };
        items.extend(unnamed(self.items(b']')));
        Known::list(items)
    }

    /// `[]string{"a", "b"}` of Go, behind its first mark.
    pub(super) fn is_slice_literal(&self) -> bool {
        matches!(self.peek(1), Some(Token::Name(_))) && self.is_mark(2, b'{')
    }

    /// `map chr, 120, 109`
    pub(super) fn mapped_names(&mut self) -> Known {
        self.at += 2;
        let items = unnamed(self.bare_arguments());
        let items = match items.as_slice() {
            [Known { value: Value::List(items), .. }] => items.to_vec(),
            _ => items,
        };
        let at = self.span(self.at);
        match fold::characters(&items, at) {
            Some(text) => Known::list(vec![Known::text(text).hidden()]),
            None => Known::list(items),
        }
    }

    /// `map { chr } (120, 109)`: what the block makes of numbers are characters, if it names the function.
    pub(super) fn mapped(&mut self) -> Known {
        self.at += 1;
        let names_characters = matches!(self.peek(0), Some(Token::Name("chr" | "pack" | "char")));
        self.items(b'}');
        while self.is_mark(0, b',') {
            self.at += 1;
        }
        let list = self.term();
        let at = self.span(self.at);
        match list.items().filter(|_| names_characters).and_then(|it| fold::characters(it, at)) {
            Some(text) => Known::list(vec![Known::text(text).hidden()]),
            None => list,
        }
    }
}
