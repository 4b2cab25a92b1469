//! Lists as some languages write them: spread texts, literals behind a type, what `map` makes of numbers.

use super::arguments::unnamed;
use super::cursor::{Argument, Cursor};
use super::fold;
use super::functions;
use super::lexer::Token;
use super::value::{Known, Value};

/// A list with more items is no command line.
const MOST_ITEMS: usize = 64;

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

    /// `a.push("x")`, `a.extend(["x"])`: the list grows where it stands.
    pub(super) fn grows(&mut self, name: &str, member: &str, more: &[Argument<'_>]) -> bool {
        const ONE_EACH: [&str; 5] = ["push", "append", "add", "push_back", "unshift"];
        const ALL_OF: [&str; 3] = ["extend", "concat", "addAll"];
        let Some(known) = self.state.variables.get(name) else { return false };
        if member == "reverse" && more.is_empty() && self.state.dialect.exec_is_eval {
            let (known, at) = (known.clone(), self.span(self.at));
            let turned = self.folded(functions::Fold::Reverse, &[known], at);
            self.state.variables.insert(name.into(), turned);
            return true;
        }
        let Some(items) = known.items().filter(|items| items.len() < MOST_ITEMS) else {
            return false;
        };
        let is_one_each = ONE_EACH.contains(&member);
        if more.is_empty() || !is_one_each && !ALL_OF.contains(&member) {
            return false;
        }
        let mut items = items.to_vec();
        for (_, value) in more.iter().take(MOST_ITEMS) {
            match value.items().filter(|_| !is_one_each) {
                Some(more) => items.extend(more.iter().take(MOST_ITEMS).cloned()),
                None => items.push(value.clone()),
            }
        }
        if !self.state.take(16 * items.len()) {
            return false;
        }
        self.state.variables.insert(name.into(), Known::list(items));
        true
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
