//! What stands behind a value: members, calls, indices.

use super::cursor::Cursor;
use super::functions;
use super::lexer::Token;
use super::value::{Known, Value};

impl Cursor<'_, '_> {
    /// What stands behind a value: members, calls, indices.
    pub(super) fn behind(&mut self, value: Known) -> Known {
        let mut value = value;
        loop {
            let mut ahead = 0;
            while matches!(self.peek(ahead), Some(Token::LineEnd)) {
                ahead += 1;
            }
            let on_next_line = ahead > 0;
            let dot = match (self.peek(ahead), self.peek(ahead + 1), self.peek(ahead + 2)) {
                (Some(Token::Mark(b'.')), Some(Token::Name(_)), _) => 1,
                (Some(Token::Mark(b':')), Some(Token::Name(_)), Some(Token::Mark(b'(')))
                    if !on_next_line =>
                {
                    1
                }
                // Erlang's arrow starts the body of a function
                (Some(Token::Mark(b'-')), Some(Token::Mark(b'>')), Some(Token::Name(_)))
                    if self.state.dialect.comments != ["%"] =>
                {
                    2
                }
                (Some(Token::Mark(b'?')), Some(Token::Mark(b'.')), Some(Token::Name(_))) => 2,
                _ => 0,
            };
            if dot > 0
                && let Some(Token::Name(name)) = self.peek(ahead + dot)
            {
                // Perl and PHP join strings with the dot.
                let joins = dot == 1 && self.state.dialect.join == b".";
                if !joins || self.is_mark(ahead, b':') {
                    self.at += ahead + dot + 1;
                    value = self.members(value, name);
                    continue;
                }
            }
            if on_next_line && !self.in_parentheses {
                return value;
            }
            if self.is_mark(0, b'[') && !matches!(value.value, Value::Unknown) {
                value = self.indexed(value);
            } else if self.is_mark(0, b'(')
                && !matches!(value.value, Value::Text(_) | Value::Number(_))
            {
                let at = self.at;
                self.at += 1;
                let arguments = self.items(b')');
                value = self.call_value(&value, at, &arguments);
            } else if self.is_mark(0, b'=') && self.is_mark(1, b'~') {
                self.at += 2;
                if let Some(Token::Translate(sets)) = self.peek(0) {
                    let (from, to) = **sets;
                    self.at += 1;
                    value = self.translated(&value, from, to);
                }
            } else {
                return value;
            }
        }
    }

    /// `.a.b(…)` behind a value.
    pub(super) fn members(&mut self, value: Known, name: &str) -> Known {
        let mut value = value;
        let at = self.at - 1;
        let mut members = name
            .split(['.', ':', '>', '?'])
            .filter(|part| !part.is_empty() && *part != "-")
            .peekable();
        while let Some(member) = members.next() {
            let called = members.peek().is_none() && self.is_mark(0, b'(');
            let arguments = if called {
                self.at += 1;
                self.items(b')')
            } else {
                Vec::new()
            };
            value = self.member(value, member, called, at, &arguments);
        }
        value
    }

    pub(super) fn indexed(&mut self, value: Known) -> Known {
        if self.marks(1, b"::-") {
            // [::-1]
            self.at += 4;
            while !matches!(self.peek(0), None | Some(Token::Mark(b']'))) {
                self.at += 1;
            }
            self.at += 1;
            let at = self.span(self.at);
            return self.folded(functions::Fold::Reverse, &[value], at);
        }
        let start = self.at;
        self.at += 1;
        let bounds: Option<(usize, Option<usize>)> =
            match (self.peek(0), self.peek(1), self.peek(2), self.peek(3)) {
                (
                    Some(Token::Number(a)),
                    Some(Token::Mark(b':')),
                    Some(Token::Number(b)),
                    Some(Token::Mark(b']')),
                ) => Some((*a as usize, Some(*b as usize))),
                (Some(Token::Number(a)), Some(Token::Mark(b':')), Some(Token::Mark(b']')), _) => {
                    Some((*a as usize, None))
                }
                (Some(Token::Mark(b':')), Some(Token::Number(b)), Some(Token::Mark(b']')), _) => {
                    Some((0, Some(*b as usize)))
                }
                _ => None,
            };
        let arguments = self.items(b']');
        let at = self.span(start);
        // `new String[]{"a", "b"}`
        if arguments.is_empty() && self.is_mark(0, b'{') && matches!(value.value, Value::Named(_)) {
            self.at += 1;
            let items = self.items(b'}');
            return Known::list(items.into_iter().map(|(_, item)| item).collect());
        }
        match (&value.value, bounds, arguments.first()) {
            (Value::Text(_), Some((from, to)), _) => self.sliced(&value, from, to, at),
            (Value::Text(_), None, Some((_, Known { value: Value::Number(n), .. }))) => {
                self.sliced(&value, *n as usize, Some(*n as usize + 1), at)
            }
            (Value::List(items), None, Some((_, Known { value: Value::Number(n), .. }))) => {
                items.get(*n as usize).cloned().unwrap_or(Known::UNKNOWN)
            }
            (Value::List(items), Some((from, to)), _) => {
                let part = items.iter().take(to.unwrap_or(usize::MAX)).skip(from);
                Known::list(part.cloned().collect())
            }
            (Value::Named(name), None, Some((_, key))) => match key.constant() {
                Some(key) => {
                    let whole = name.to_string() + "." + key.as_str();
                    let given = self.state.around.get(&whole).cloned();
                    given.unwrap_or_else(|| Known::named(whole))
                }
                None => Known::UNKNOWN,
            },
            _ => Known::UNKNOWN.hidden_if(value.hidden),
        }
    }
}
