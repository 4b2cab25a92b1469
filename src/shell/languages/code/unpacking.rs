//! Several names that are assigned at once: `a, b = "x", "y"`, `[a, b] = list`, `my ($a, $b) = @_`.

use super::cursor::Cursor;
use super::dialect::Backquote;
use super::lexer::Token;
use super::value::{Known, Value, letters};

impl<'t> Cursor<'t, '_> {
    /// The names from the token at `ahead` on, and how far it is behind what stands behind them.
    fn names(&self, ahead: usize) -> (Vec<&'t str>, usize) {
        let (mut names, mut at) = (Vec::new(), ahead);
        while let Some(Token::Name(name)) = self.peek(at) {
            names.push(*name);
            at += 1;
            if !self.is_mark(at, b',') {
                break;
            }
            at += 1;
        }
        (names, at)
    }

    /// How long the mark of an assignment is that stands here: `=`, `:=`.
    fn assigns(&self, ahead: usize) -> Option<usize> {
        if self.marks(ahead, b":=") {
            return Some(2);
        }
        let is_one = self.is_mark(ahead, b'=')
            && ![b'=', b'>', b'~'].iter().any(|mark| self.is_mark(ahead + 1, *mark));
        is_one.then_some(1)
    }

    /// `a, b = …`, at the comma behind the first name, which is the token at `start`.
    pub(super) fn unpacked(&mut self, first: &'t str, start: usize) -> Option<Known> {
        if !self.is_mark(0, b',')
            || self.state.dialect.backquote == Backquote::Template
            || !(self.starts_statement(start) || self.is_behind_local(start))
        {
            return None;
        }
        let (more, at) = self.names(1);
        let length = self.assigns(at).filter(|_| !more.is_empty())?;
        self.at += at + length;
        let mut values = vec![self.expression()];
        while self.is_mark(0, b',') {
            self.at += 1;
            self.skip_line_ends();
            values.push(self.expression());
        }
        let names: Vec<&str> = std::iter::once(first).chain(more).collect();
        Some(self.spread_over(&names, values))
    }

    fn is_behind_local(&self, start: usize) -> bool {
        let is_one = |back: usize| start.checked_sub(back).and_then(|at| self.tokens.get(at));
        matches!(is_one(1), Some((Token::Name("local" | "var"), _))) && !self.in_parentheses
    }

    /// `(a, b) = …`, `[a, b] = …`, behind the mark that opens.
    pub(super) fn unpacked_in(&mut self, close: u8) -> Option<Known> {
        let (names, at) = self.names(0);
        let length =
            self.assigns(at + 1).filter(|_| !names.is_empty() && self.is_mark(at, close))?;
        self.at += at + 1 + length;
        let value = self.expression();
        Some(self.spread_over(&names, vec![value]))
    }

    /// Gives each name its value; one value that is a list, or a text, has one for each.
    fn spread_over(&mut self, names: &[&str], mut values: Vec<Known>) -> Known {
        let mut whole = None;
        if let [one] = values.as_slice() {
            whole = one.items().map(|_| one.clone());
            values = match &one.value {
                Value::List(items) => items.iter().take(names.len()).cloned().collect(),
                Value::Text(text) if text.is_known() && names.len() > 1 => {
                    letters(text).take(names.len()).collect()
                }
                _ => Vec::new(),
            };
        }
        for (index, name) in names.iter().enumerate() {
            let value = values.get(index).cloned().unwrap_or(Known::UNKNOWN);
            match value.value {
                Value::Unknown => drop(self.state.variables.remove(*name)),
                _ => drop(self.state.variables.insert((*name).into(), value)),
            }
        }
        whole.unwrap_or_else(|| Known::list(values))
    }
}
