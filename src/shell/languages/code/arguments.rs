//! Arguments of calls and items of lists and blocks.

use super::cursor::{Argument, Cursor, MAX_DEPTH};
use super::dialect::Single;
use super::fold;
use super::functions;
use super::lexer::Token;
use super::starts;
use super::value::{Known, Value};

impl<'t> Cursor<'t, '_> {
    /// Expressions up to `close`, separated by commas, semicolons or, in a block, line ends.
    pub(super) fn items(&mut self, close: u8) -> Vec<Argument<'t>> {
        if self.depth >= MAX_DEPTH {
            self.nests_too_deep();
            return Vec::new();
        }
        self.depth += 1;
        let around = std::mem::replace(&mut self.in_parentheses, close != b'}');
        let mut all = Vec::new();
        loop {
            while matches!(self.peek(0), Some(Token::LineEnd | Token::Mark(b',' | b';'))) {
                self.at += 1;
            }
            match self.peek(0) {
                None => break,
                Some(Token::Mark(mark)) if *mark == close => {
                    self.at += 1;
                    break;
                }
                // The closer of something around it: this one was not closed.
                Some(Token::Mark(b')' | b']' | b'}')) if close != b'}' => break,
                Some(_) => {
                    let item = self.item(close);
                    all.push(item);
                }
            }
        }
        self.in_parentheses = around;
        self.depth -= 1;
        all
    }

    /// One expression, whatever operators it has, up to the next separator.
    pub(super) fn item(&mut self, close: u8) -> Argument<'t> {
        if self.is_arrow() {
            return (None, self.arrow());
        }
        let key = match (self.peek(0), self.peek(1)) {
            (Some(Token::Name(name)), Some(Token::Mark(b'=')))
                if close == b')'
                    && !name.starts_with('$')
                    && !self.is_mark(2, b'=')
                    && !self.is_mark(2, b'>') =>
            {
                Some((*name, 2))
            }
            (Some(Token::Name(name)), Some(Token::Mark(b':')))
                if !self.is_mark(2, b':') && !self.is_mark(2, b'=') =>
            {
                Some((*name, 2))
            }
            (Some(Token::Str(name)), Some(Token::Mark(b':'))) if close == b'}' => {
                Some((name.as_str(), 2))
            }
            (Some(Token::Str(name)), Some(Token::Mark(b'='))) if self.is_mark(2, b'>') => {
                Some((name.as_str(), 3))
            }
            (Some(Token::Name(name)), Some(Token::Mark(b'=')))
                if self.is_mark(2, b'>') && self.state.dialect.single == Single::String =>
            {
                Some((*name, 3))
            }
            _ => None,
        };
        let key = key.map(|(name, length)| {
            self.at += length;
            name
        });
        let element = self.at;
        let mut value = self.expression();
        if self.state.dialect.exec_is_eval
            && matches!(self.peek(0), Some(Token::Name("for")))
            && let Some((made, is_list)) = self.comprehended(element, &value)
        {
            self.state.is_comprehension = is_list && close == b']';
            if is_list {
                return (key, made);
            }
            value = made;
        }
        let mut more = 0;
        while !self.at_separator(close) {
            let before = self.peek(0);
            // `chr(x) for x in [120, 109]`
            if matches!(before, Some(Token::Name("for"))) && more == 0 && value.hidden {
                value = self.comprehension();
                continue;
            }
            let other = self.expression();
            more += 1;
            let hidden = value.hidden || other.hidden;
            value = Known::UNKNOWN.hidden_if(hidden);
        }
        (key, value)
    }

    /// `for x in LIST` behind an element that is made of character codes.
    pub(super) fn comprehension(&mut self) -> Known {
        while !matches!(self.peek(0), None | Some(Token::Name("in") | Token::Mark(b')' | b']'))) {
            self.at += 1;
        }
        if !matches!(self.peek(0), Some(Token::Name("in"))) {
            return Known::UNKNOWN.hidden();
        }
        self.at += 1;
        let list = self.expression();
        let at = self.span(self.at);
        let folded = list.items().and_then(|items| fold::characters(items, at));
        folded.map_or(Known::UNKNOWN, Known::text).hidden()
    }

    pub(super) fn at_separator(&self, close: u8) -> bool {
        match self.peek(0) {
            None | Some(Token::Mark(b',' | b';' | b')' | b']' | b'}')) => true,
            Some(Token::LineEnd) => close == b'}',
            _ => false,
        }
    }

    /// A function that is called without parentheses: `system "x", "y"`.
    pub(super) fn takes_bare_arguments(&self, name: &str) -> bool {
        let dialect = self.state.dialect;
        if dialect.single != Single::String || dialect.exec_is_eval {
            return false;
        }
        let begins = matches!(
            self.peek(0),
            Some(
                Token::Str(_)
                    | Token::Template(_)
                    | Token::Backquoted(_)
                    | Token::Number(_)
                    | Token::Name(_)
                    | Token::Mark(b'[' | b'@')
            )
        );
        let calls = || {
            starts::start(name, dialect).is_some()
                || functions::fold(name)
                    .is_some_and(|fold| !name.contains('.') && fold != functions::Fold::Same)
                || starts::prints(name)
                || starts::evaluates(name, false)
                || name == "open" && dialect.interpreters.contains(&"perl")
                || matches!(
                    self.state.variables.get(name).map(|known| &known.value),
                    Some(Value::Function(function)) if function.end.is_some()
                )
                || starts::runs_address(name, self.state.dialect) && !name.contains('.')
        };
        begins && calls()
    }

    pub(super) fn bare_arguments(&mut self) -> Vec<Argument<'t>> {
        let mut all = Vec::new();
        loop {
            all.push((None, self.expression()));
            if !self.is_mark(0, b',') {
                return all;
            }
            self.at += 1;
            self.skip_line_ends();
        }
    }
}

/// The values without a name of their own, and those whose name says that they are the command.
pub(super) fn unnamed(items: Vec<Argument<'_>>) -> Vec<Known> {
    let counts = |key: Option<&str>| key.is_none_or(starts::is_command_key);
    items.into_iter().filter(|(key, _)| counts(*key)).map(|(_, value)| value).collect()
}
