//! What stands behind a value: members, calls, indices.

use super::cursor::Cursor;
use super::functions;
use super::lexer::Token;
use super::library::is_alphabet;
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
            } else if let Some(made) = self.repeated_behind(&value) {
                value = made;
            } else if self.marks(0, b".!") && self.state.dialect.interpreters.contains(&"scala") {
                // `"program -o".!` of Scala
                let at = self.at;
                self.at += 2;
                while self.is_mark(0, b'!') {
                    self.at += 1;
                }
                value = self.start(at, &[(None, value)]);
            } else if self.is_mark(0, b'=') && self.is_mark(1, b'~') {
                self.at += 2;
                if let Some(Token::Translate(sets)) = self.peek(0) {
                    let (from, to) = **sets;
                    self.at += 1;
                    value = self.transliterated_variable(&value, from, to);
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
        if let Some((from, to, length)) = self.range()
            && let Some(part) = self.part_of_indexed(&value, from, to, length)
        {
            return part;
        }
        let arguments = self.items(b']');
        let at = self.span(start);
        // `new String[]{"a", "b"}`
        if arguments.is_empty() && self.is_mark(0, b'{') && matches!(value.value, Value::Named(_)) {
            self.at += 1;
            let items = self.items(b'}');
            return Known::list(items.into_iter().map(|(_, item)| item).collect());
        }
        match (&value.value, arguments.first()) {
            (Value::Text(text), Some((_, Known { value: Value::Number(n), .. })))
                if text.is_known() =>
            {
                self.sliced(&value, *n as usize, Some(*n as usize + 1), at)
            }
            (Value::Text(text), Some((None, Known { value: Value::Unknown, .. })))
                if text.is_known() && is_alphabet(text) =>
            {
                Known::UNKNOWN.hidden()
            }
            (Value::List(items), Some((_, Known { value: Value::Number(n), .. }))) => {
                let first = usize::from(self.state.dialect.lists_count_from_one());
                let item = (*n as usize).checked_sub(first).and_then(|at| items.get(at));
                item.cloned().unwrap_or(Known::UNKNOWN)
            }
            (Value::Named(name), Some((_, key))) => match key.constant() {
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

    /// `x[1]`, `x[1:]`, `x[:-1]`, behind the first mark; goes behind the last.
    fn part_of_indexed(
        &mut self,
        value: &Known,
        from: i64,
        to: Option<i64>,
        length: usize,
    ) -> Option<Known> {
        let is_one = to == from.checked_add(1) && !self.is_mark(0, b':') && !self.is_mark(1, b':');
        let counts_from_one = self.state.dialect.lists_count_from_one();
        let from = if is_one && counts_from_one && from > 0 { from - 1 } else { from };
        let part = match &value.value {
            Value::List(items) if is_one || length == 3 && self.is_mark(0, b'-') => {
                let place = match usize::try_from(from) {
                    Ok(place) => Some(place),
                    Err(_) => usize::try_from(-from).ok().and_then(|n| items.len().checked_sub(n)),
                };
                Some(place.and_then(|at| items.get(at)).cloned().unwrap_or(Known::UNKNOWN))
            }
            _ => self.part_of(value, from, if is_one { Some(from + 1) } else { to }),
        }?;
        self.at += length;
        Some(part)
    }
}
