//! Walks over the tokens of a program once and works out what its expressions are worth, as far as constants go.
//!
//! Every call consumes at least one token, so the work is linear; only functions that the program defines are gone
//! through again, as far as [`State::may_call`] allows.

use super::arguments::unnamed;
use super::cursor::{Cursor, MAX_NESTED};
use super::lexer::Token;
use super::starts;
use super::value::{Known, Value};
use crate::source::Text;

/// What stands between two terms that are one value.
enum Joint {
    /// So many marks of an operator that joins; none between two literals.
    Marks(usize),
    /// `%` behind a format.
    Format,
    /// `*` behind a string, and a number.
    Times,
    /// `^` behind a number.
    ExclusiveOr,
    /// `##` in a macro.
    Paste,
}

impl<'t> Cursor<'t, '_> {
    pub(super) fn skip_line_ends(&mut self) {
        while matches!(self.peek(0), Some(Token::LineEnd)) {
            self.at += 1;
        }
    }

    /// The whole text.
    pub(super) fn program(&mut self) {
        let end = self.tokens.len();
        self.lines(end);
    }

    /// Expressions up to a token; what starts a line belongs to none before it.
    pub(super) fn lines(&mut self, end: usize) {
        while self.at < end {
            match self.peek(0) {
                Some(Token::LineEnd) => self.at += 1,
                _ => drop(self.expression()),
            }
        }
    }

    /// Terms joined by `+`, `.`, `..`, `%` or nothing.
    pub(super) fn expression(&mut self) -> Known {
        let mut value = self.term();
        let mut is_made = false;
        while let Some(joint) = self.joint(&value) {
            self.at += match joint {
                Joint::Marks(length) => length,
                Joint::Paste => 2,
                Joint::Format | Joint::Times | Joint::ExclusiveOr => 1,
            };
            self.skip_line_ends();
            let next = self.term();
            value = match joint {
                Joint::Marks(_) => self.joined(value, next),
                Joint::Format => self.format(&value, std::slice::from_ref(&next)),
                Joint::Times => self.repeated(&value, &next),
                Joint::ExclusiveOr => Self::exclusive_or(&value, &next),
                Joint::Paste => self.pasted(&value, &next),
            };
            is_made = true;
        }
        if self.is_getline() {
            let at = self.at;
            self.at += 2;
            return self.start(at, &[(None, value)]);
        }
        if matches!(value.value, Value::Opened(_)) {
            self.named_in_block(&value);
        }
        if let Some(text) = value.constant() {
            self.state.string(text);
            if is_made {
                self.state.computed(text);
            }
        }
        value
    }

    /// What joins the value with the term behind it.
    fn joint(&mut self, value: &Known) -> Option<Joint> {
        if self.in_parentheses {
            self.skip_line_ends();
        }
        let is_text = matches!(value.value, Value::Text(_));
        let is_string = |token: Option<&(Token<'_>, u32)>| {
            matches!(token, Some((Token::Str(_) | Token::Template(_), _)))
        };
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        if is_text && is_string(before) && is_string(self.tokens.get(self.at)) {
            return Some(Joint::Marks(0));
        }
        let join = self.state.dialect.join;
        let is_macro = is_text && self.state.dialect.has_macros();
        if is_macro && (self.is_text_variable(0) || self.stands_behind_name(is_string)) {
            return Some(Joint::Marks(0));
        }
        let is_beside = (is_text || matches!(value.value, Value::Named(_)))
            && join == b" "
            && !matches!(self.peek(0), Some(Token::LineEnd));
        let is_made = || {
            self.is_mark(1, b'(')
                && matches!(self.peek(0), Some(Token::Name("substr" | "tolower" | "sprintf")))
        };
        if is_beside && (is_string(self.tokens.get(self.at)) || self.is_variable(0) || is_made()) {
            return Some(Joint::Marks(0));
        }
        let Some(Token::Mark(mark)) = self.peek(0) else { return None };
        match mark {
            b'%' if is_text => Some(Joint::Format),
            b'#' if self.is_mark(1, b'#') && self.state.dialect.has_macros() => Some(Joint::Paste),
            b'^' if (value.number().is_some() || self.state.dialect.exec_is_eval)
                && !self.is_mark(1, b'=') =>
            {
                Some(Joint::ExclusiveOr)
            }
            b'+' if !self.is_mark(1, b'=') && !self.is_mark(1, b'+') => Some(Joint::Marks(1)),
            b'.' if join == b"." && !self.is_mark(1, b'=') => {
                Some(Joint::Marks(1 + usize::from(self.is_mark(1, b'.'))))
            }
            b'<' if self.marks(1, b">") => Some(Joint::Marks(2)),
            b'*' if join == b"*" => Some(Joint::Marks(1)),
            // awk counts with texts
            b'*' if is_text
                && !self.state.dialect.is_always_read()
                && matches!(self.peek(1), Some(Token::Number(_))) =>
            {
                Some(Joint::Times)
            }
            _ => None,
        }
    }

    fn ends_term(&self) -> bool {
        let mark = |byte: &u8| matches!(byte, b')' | b']' | b'}' | b',' | b';');
        match self.peek(0) {
            Some(Token::Mark(byte)) => mark(byte),
            Some(Token::LineEnd) => !self.in_parentheses,
            Some(_) => false,
            None => true,
        }
    }

    fn is_variable(&self, ahead: usize) -> bool {
        let Some(Token::Name(name)) = self.peek(ahead) else { return false };
        self.state.variables.contains_key(*name)
            || self.state.around.get(name).is_some()
            || self.is_mark(ahead + 1, b'[')
    }

    /// `| getline` of awk: the text in front of it is a command.
    fn is_getline(&self) -> bool {
        self.state.dialect.is_always_read()
            && self.is_mark(0, b'|')
            && matches!(self.peek(1), Some(Token::Name("getline")))
    }

    /// What awk writes to a command.
    fn piped(&mut self, start: usize) -> Known {
        let command = self.expression();
        self.start(start, &[(None, command)])
    }

    /// A word that says nothing about the value behind it, and is no variable: `go` may be one.
    fn is_passed_over(&self, name: &str) -> bool {
        starts::is_passed_over(name) && !self.state.variables.contains_key(name)
    }

    pub(super) fn term(&mut self) -> Known {
        if self.state.nested >= MAX_NESTED {
            // its token is taken, so that whoever asks for the next term gets on
            self.at = (self.at + 1).min(self.tokens.len());
            self.nests_too_deep();
            return Known::UNKNOWN;
        }
        self.state.nested += 1;
        let value = self.plain_term();
        let value = self.behind(value);
        self.state.nested -= 1;
        value
    }

    fn plain_term(&mut self) -> Known {
        if self.is_arrow() {
            return self.arrow();
        }
        let first = self.at;
        loop {
            // Nothing stands behind a word that was passed over: it is a name after all.
            if self.at > first && self.ends_term() {
                return match self.tokens.get(self.at - 1) {
                    Some((Token::Name(name), _)) => Known::named(*name),
                    _ => Known::UNKNOWN,
                };
            }
            let Some(token) = self.peek(0) else { return Known::UNKNOWN };
            let start = self.at;
            self.at += 1;
            return match token {
                Token::Str(text) => Known::text(Text::clone(text)),
                Token::Template(pieces) => self.template(pieces),
                Token::Backquoted(pieces) => {
                    let line = self.template(pieces);
                    self.start(start, &[(None, line)])
                }
                Token::Number(number) => {
                    let mut value = *number;
                    // `13 ^ 1`, `120 - 3`
                    while let (
                        Some(Token::Mark(mark @ (b'^' | b'-'))),
                        Some(Token::Number(other)),
                    ) = (self.peek(0), self.peek(1))
                    {
                        value =
                            if *mark == b'^' { value ^ other } else { value.wrapping_sub(*other) };
                        self.at += 2;
                    }
                    Known::of(Value::Number(value))
                }
                Token::Mark(b'(') => self.parentheses(),
                Token::Mark(mark @ (b'<' | b'#')) => self.of_mark(*mark),
                Token::Mark(b'[') if self.marks(0, b"...") => self.spread(),
                Token::Mark(b'[') if self.is_mark(0, b']') && self.is_slice_literal() => {
                    self.at += 3;
                    Known::list(unnamed(self.items(b'}')))
                }
                Token::Mark(b'[') => {
                    if let Some(value) = self.unpacked_in(b']') {
                        return value;
                    }
                    let items = self.items(b']');
                    self.table(&items);
                    self.list(items)
                }
                Token::Mark(b'{') => {
                    let items = self.items(b'}');
                    self.table(&items);
                    self.start_described(start, &items);
                    match self.is_mark(0, b'=') && !self.is_mark(1, b'=') && !self.is_mark(1, b'>')
                    {
                        true => self.destructured(&items),
                        false => Known::list(unnamed(items)),
                    }
                }
                // references, negations, symbols: the term stands behind them
                Token::Mark(b'&' | b'*' | b'\\' | b'!' | b'~') => continue,
                // `&:chr` of Ruby
                Token::Mark(b':')
                    if self
                        .tokens
                        .get(start.wrapping_sub(1))
                        .is_some_and(|(it, _)| matches!(it, Token::Mark(b'&'))) =>
                {
                    continue;
                }
                Token::Mark(b'|') if self.state.dialect.join == b" " && !self.is_mark(0, b'|') => {
                    self.piped(start)
                }
                Token::Name(name) if self.is_passed_over(name) => continue,
                Token::Name(name) => self.name(name, start),
                Token::Translate(sets) => self.transliterated_default(sets.0, sets.1),
                Token::Mark(_) | Token::LineEnd => Known::UNKNOWN,
            };
        }
    }

    /// `( … )`, behind the first mark: a value, a list, or the parameters of an arrow function.
    fn parentheses(&mut self) -> Known {
        if let Some(value) = self.unpacked_in(b')') {
            return value;
        }
        let mut items = self.items(b')');
        if let Some(function) = self.arrow_behind(&items) {
            return function;
        }
        if items.len() == 1 {
            return items.pop().map_or(Known::UNKNOWN, |(_, value)| value);
        }
        self.table(&items);
        Known::list(items.into_iter().map(|(_, value)| value).collect())
    }

    /// A name: a variable, a call, an assignment, or just a name.
    pub(super) fn name(&mut self, name: &'t str, start: usize) -> Known {
        if let Some(value) = self.keyword(name, start) {
            return value;
        }
        if self.is_mark(0, b'=')
            && !self.is_mark(1, b'=')
            && !self.is_mark(1, b'>')
            && !self.is_mark(1, b'~')
        {
            self.at += 1;
            return self.assign(name, start, false);
        }
        if let Some(length) = self.typed(start).or_else(|| self.array()) {
            self.at += length;
            return self.assign(name, start, false);
        }
        if let Some(entry) = self.assigned_entry(name) {
            self.at += 4;
            return self.assign(&entry, start, false);
        }
        if self.marks(0, b":=") {
            self.at += 2;
            return self.assign(name, start, false);
        }
        let appends = [&b"+="[..], b".=", b"..=", b"<<", b"*="]
            .into_iter()
            .find(|marks| self.marks(0, marks));
        if let Some(marks) = appends
            .filter(|marks| marks[..] != b"<<"[..] || self.state.variables.contains_key(name))
        {
            self.at += marks.len();
            return self.assign(name, start, true);
        }
        if let Some(values) = self.values_of_table(name) {
            return values;
        }
        if let Some(value) = self.unpacked(name, start) {
            return value;
        }
        if self.is_typed_definition(start) {
            return self.typed_definition(name, start);
        }
        if self.is_mark(0, b'(') || self.is_mark(0, b'!') && self.is_mark(1, b'(') {
            self.at += 1 + usize::from(self.is_mark(0, b'!'));
            let arguments = self.items(b')');
            return self.call(name, start, &arguments);
        }
        // `format!["…"]`, `vec![…]`
        if self.is_mark(0, b'!') && self.is_mark(1, b'[') {
            self.at += 2;
            return Known::list(unnamed(self.items(b']')));
        }
        // `$`line`` of zx and Bun
        let is_line = match self.peek(0) {
            Some(Token::Template(_)) => true,
            Some(Token::Str(_)) => self.state.dialect.interpreters.contains(&"zx"),
            _ => false,
        };
        if name == "$" && is_line {
            let line = self.expression();
            return self.start(start, &[(None, line)]);
        }
        if let Some(known) = self.variable(name, start) {
            return known;
        }
        if self.takes_bare_arguments(name) {
            let arguments = self.bare_arguments();
            return self.call(name, start, &arguments);
        }
        Known::named(self.resolved(name))
    }
}
