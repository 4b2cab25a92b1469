//! Macros of C and functions of its library that make a text in place.

use std::rc::Rc;

use super::cursor::{Argument, Cursor};
use super::functions::Fold;
use super::lexer::Token;
use super::value::{Function, Known, Value};

impl<'t> Cursor<'t, '_> {
    /// `define NAME …`, behind the `#`.
    pub(super) fn defined_macro(&mut self) -> Option<Known> {
        if !self.state.dialect.has_macros() {
            return None;
        }
        let (Some(Token::Name("define")), Some(Token::Name(name))) = (self.peek(0), self.peek(1))
        else {
            return None;
        };
        let behind = self.tokens.get(self.at + 1).map(|(_, start)| *start as usize + name.len());
        self.at += 2;
        let opens = self.tokens.get(self.at).map(|(_, start)| *start as usize);
        let value = if self.is_mark(0, b'(') && opens == behind {
            let parameters = self.parameters_of_macro();
            let body = self.at;
            self.skip_line();
            let function = Function::of_expression(parameters, self.unit, body);
            Known::of(Value::Function(Rc::new(function)))
        } else if matches!(self.peek(0), None | Some(Token::LineEnd)) {
            return Some(Known::UNKNOWN);
        } else {
            self.expression()
        };
        self.skip_line();
        if !matches!(value.value, Value::Unknown | Value::Number(_)) {
            self.state.variables.insert((*name).into(), value);
        }
        Some(Known::UNKNOWN)
    }

    fn skip_line(&mut self) {
        while !matches!(self.peek(0), None | Some(Token::LineEnd)) {
            self.at += 1;
        }
    }

    fn parameters_of_macro(&mut self) -> Vec<Rc<str>> {
        let mut parameters = Vec::new();
        while let Some(token) = self.peek(0) {
            match token {
                Token::Name(name) => parameters.push(Rc::from(*name)),
                Token::Mark(b')') => {
                    self.at += 1;
                    break;
                }
                Token::LineEnd => break,
                _ => {}
            }
            self.at += 1;
        }
        parameters
    }

    /// `#x` in a macro: the text of what it is given.
    pub(super) fn of_macro(&mut self) -> Option<Known> {
        let Some(Token::Name(name)) = self.peek(0) else { return None };
        if !self.state.dialect.has_macros() || self.state.calls == 0 {
            return None;
        }
        let at = self.at;
        self.at += 1;
        match &self.state.variables.get(*name)?.value {
            Value::Named(word) => Some(Known::computed(word.as_str(), self.span(at))),
            Value::Text(text) => Some(Known::text(text.clone())),
            _ => None,
        }
    }

    /// `a ## b` in a macro: one word of two.
    pub(super) fn pasted(&mut self, left: &Known, right: &Known) -> Known {
        let word = |known: &Known| match &known.value {
            Value::Named(word) => Some(word.to_string()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        match (word(left), word(right)) {
            (Some(left), Some(right)) if self.state.take(left.len() + right.len()) => {
                Known::named(left + &right)
            }
            _ => Known::UNKNOWN,
        }
    }

    /// `sprintf(b, "%s%s", …)`, `strcat(b, "x")`, `strcpy(b, "x")`; `at` is the name of the function.
    pub(super) fn writes_text(&mut self, name: &str, at: usize, arguments: &[Argument<'t>]) {
        let Some((Token::Name(target), _)) = self.tokens.get(at + 2) else { return };
        if !self.state.dialect.has_macros() {
            return;
        }
        let values: Vec<Known> = arguments.iter().map(|(_, value)| value.clone()).collect();
        let rest = |from: usize| values.get(from..).unwrap_or_default();
        let span = self.span(at);
        let made = match name {
            "sprintf" => self.folded(Fold::Format, rest(1), span),
            "snprintf" => self.folded(Fold::Format, rest(2), span),
            "strcpy" | "strncpy" | "strlcpy" => rest(1).first().cloned().unwrap_or(Known::UNKNOWN),
            "strcat" | "strncat" | "strlcat" => {
                let before = values.first().cloned().unwrap_or(Known::UNKNOWN);
                let more = rest(1).first().cloned().unwrap_or(Known::UNKNOWN);
                self.joined(before, more)
            }
            _ => return,
        };
        let made = self.keep(made);
        self.state.variables.insert((*target).into(), made);
    }

    /// A name that stands for a text.
    pub(super) fn is_text_variable(&self, ahead: usize) -> bool {
        let Some(Token::Name(name)) = self.peek(ahead) else { return false };
        let known = self.state.variables.get(*name);
        known.is_some_and(|known| matches!(known.value, Value::Text(_)))
    }

    /// A string stands behind a name: `NAME "x"` of C.
    pub(super) fn stands_behind_name(
        &self,
        is_string: impl Fn(Option<&(Token<'_>, u32)>) -> bool,
    ) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        matches!(before, Some((Token::Name(_), _))) && is_string(self.tokens.get(self.at))
    }
}
