//! Lists as some languages write them: spread texts, literals behind a type, what `map` makes of numbers.

use std::rc::Rc;

use super::arguments::unnamed;
use super::cursor::{Argument, Cursor};
use super::fold;
use super::functions;
use super::lexer::Token;
use super::value::{Known, SIZE_OF_ITEM, Value};

impl Cursor<'_, '_> {
    /// `[...text]`: its characters; of a list its items.
    pub(super) fn spread(&mut self) -> Known {
        self.at += 3;
        let value = self.expression();
        let mut items = match value.items() {
            Some(items) if self.state.take(value.size()) => items.to_vec(),
            Some(_) => Vec::new(),
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
        let is_one_each = ONE_EACH.contains(&member);
        let is_list = matches!(known.value, Value::List(_));
        if !is_list || more.is_empty() || !is_one_each && !ALL_OF.contains(&member) {
            return false;
        }
        let values = more.iter().map(|(_, value)| value);
        let cost = values.clone().map(|value| value.size().max(SIZE_OF_ITEM)).sum();
        if !self.state.take(cost) {
            return false;
        }
        // taken out, so that the list has one owner and is not copied for each item
        let Some(Known { value: Value::List(mut list), hidden }) =
            self.state.variables.remove(name)
        else {
            return false;
        };
        let items = Rc::make_mut(&mut list);
        let before = items.len();
        for value in values {
            match value.items().filter(|_| !is_one_each) {
                Some(more) => items.extend(more.iter().cloned()),
                None => items.push(value.clone()),
            }
        }
        let hidden = hidden || items.iter().skip(before).any(|item| item.hidden);
        let grown = Known { value: Value::List(list), hidden };
        self.state.variables.insert(name.into(), grown);
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
        let list = match items.as_slice() {
            [list @ Known { value: Value::List(_), .. }] => list.clone(),
            _ => Known::list(items),
        };
        let at = self.span(self.at);
        let items = list.items().filter(|_| self.state.take(list.size()));
        match items.and_then(|items| fold::characters(items, at)) {
            Some(text) => Known::list(vec![Known::text(text).hidden()]),
            None => list,
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
        let items = list.items().filter(|_| names_characters && self.state.take(list.size()));
        match items.and_then(|it| fold::characters(it, at)) {
            Some(text) => Known::list(vec![Known::text(text).hidden()]),
            None => list,
        }
    }
}
