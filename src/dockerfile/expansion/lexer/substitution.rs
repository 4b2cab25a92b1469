//! `$x`, `${x}` and `${x…}` with its operators: what a word says where a variable stands.
//!
//! Part of [`crate::dockerfile::expansion::lexer::Lexer`]; quotes and blanks are its own business.

use crate::dockerfile::expansion::go;
use crate::dockerfile::expansion::lookup::{ExpandError, Unmatched};
use crate::dockerfile::expansion::pattern::{self, Pattern, PatternError};
use crate::source::{Text, UNKNOWN};
use std::ops::Range;

use super::{Lexer, MAX_DEPTH, MAX_UNMATCHED, Outcome};

impl Lexer<'_> {
    pub(crate) fn dollar(&mut self) -> Outcome {
        let start = self.at;
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            let (word, vars) = (self.word, self.vars);
            let name = word.get(name).unwrap_or_default();
            if name.is_empty() {
                self.push(start..self.at);
                return Ok(());
            }
            return self.plain(start, name, vars.get(name));
        }
        self.next();
        match self.peek() {
            None => return Err(self.error(start, "syntax error: missing '}'")),
            Some('{' | '}' | ':') => {
                return Err(self.error(start, "syntax error: bad substitution"));
            }
            Some(_) => {}
        }
        self.depth += 1;
        let outcome = if self.depth > MAX_DEPTH {
            Err(self.error(start, "substitutions are nested too deep"))
        } else {
            self.braces(start)
        };
        self.depth -= 1;
        outcome
    }

    /// `$x` or `${x}`.
    fn plain(&mut self, start: usize, name: &str, value: Option<&Text>) -> Outcome {
        match value {
            Some(value) => self.push_value(value, self.word.span_of(start..self.at)),
            None => {
                self.miss(start, name);
                if self.mode.keep_unset {
                    self.push(start..self.at);
                }
                Ok(())
            }
        }
    }

    fn miss(&mut self, start: usize, name: &str) {
        let known = self.unmatched.iter().any(|unmatched| unmatched.name == name);
        if !known && self.unmatched.len() < MAX_UNMATCHED {
            let span = self.word.span_of(start..self.at);
            self.unmatched.push(Unmatched { name: name.to_owned(), span });
        }
    }

    /// Reads a name, or the one character of a special parameter.
    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        match self.peek() {
            Some(c) if go::is_digit(c) => {
                while self.peek().is_some_and(go::is_digit) {
                    self.next();
                }
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => {
                self.next();
            }
            _ => {
                let is_name = |c| go::is_letter(c) || go::is_digit(c) || c == '_';
                while self.peek().is_some_and(is_name) {
                    self.next();
                }
            }
        }
        start..self.at
    }

    /// What follows `${`.
    fn braces(&mut self, start: usize) -> Outcome {
        let name = self.name();
        let (word, vars) = (self.word, self.vars);
        let name = word.get(name).unwrap_or_default();
        let value = vars.get(name);
        let unsupported = |chs: String| format!("unsupported modifier ({chs}) in substitution");
        let shown = |c: Option<char>| c.unwrap_or('\u{FFFD}');
        let operator = self.next();
        match operator {
            Some('}') => self.plain(start, name, value),
            Some(':') => {
                let operator = self.next();
                let chs = format!(":{}", shown(operator));
                match operator {
                    Some('#' | '%') => Err(self.error(start, unsupported(chs))),
                    _ => self.modified(start, name, value, operator, true),
                }
            }
            Some('+' | '-' | '?' | '#' | '%') => self.modified(start, name, value, operator, false),
            Some('/') => self.replaced(start, name, value),
            other => Err(self.error(start, unsupported(shown(other).to_string()))),
        }
    }

    /// Reads the word of an operator; its end must be there.
    fn operand(&mut self, start: usize, stop: char, raw_escapes: bool) -> Outcome {
        self.splitter.clear();
        self.read_until(Some(stop), raw_escapes).map_err(|error| {
            let in_braces = if stop == '/' { " in ${}" } else { "" };
            match self.peek() {
                None => self.error(start, format!("syntax error: missing '{stop}'{in_braces}")),
                Some(_) => error,
            }
        })
    }

    /// `${x:-…}` and its like.
    fn modified(
        &mut self,
        start: usize,
        name: &str,
        value: Option<&Text>,
        operator: Option<char>,
        null_is_unset: bool,
    ) -> Outcome {
        let mark = self.len();
        let kept = self.mode.keep_unset && value.is_none();
        if kept {
            self.push(start..self.at);
        }
        self.operand(start, '}', matches!(operator, Some('#' | '%')))?;
        let span = self.word.span_of(start..self.at);
        if value.is_none() {
            self.miss(start, name);
        }
        if kept {
            self.push(self.at - 1..self.at);
            return Ok(());
        }
        let used = value.filter(|value| !(null_is_unset && value.is_empty()));
        match (operator, used) {
            (Some('-'), None) | (Some('+'), Some(_)) => Ok(()),
            (Some('+'), None) => {
                self.take(mark);
                Ok(())
            }
            (Some('-' | '?'), Some(value)) => {
                self.take(mark);
                self.push_value(value, span)
            }
            (Some('?'), None) => {
                let message = match (self.take(mark), value) {
                    (word, _) if !word.is_empty() => word,
                    (_, None) => "is not allowed to be unset".to_owned(),
                    (_, Some(_)) => "is not allowed to be empty".to_owned(),
                };
                Err(self.error(start, format!("{name}: {message}")))
            }
            (Some('#' | '%'), _) => {
                let pattern = self.take(mark);
                let Some(value) = value.filter(|value| !value.is_empty()) else {
                    return self.check(start, &pattern, operator == Some('%'));
                };
                let kept = self.trimmed(start, &pattern, value, operator == Some('%'))?;
                self.push_value(&kept, span)
            }
            (other, _) => {
                let colon = if null_is_unset { ":" } else { "" };
                let other = other.unwrap_or('\u{FFFD}');
                let message = format!("unsupported modifier ({colon}{other}) in substitution");
                Err(self.error(start, message))
            }
        }
    }

    fn compiled(&self, start: usize, pattern: &[char]) -> Outcome<Pattern> {
        Pattern::new(pattern).map_err(|error| self.pattern_error(start, pattern, &error))
    }

    fn pattern_error(&self, start: usize, pattern: &[char], error: &PatternError) -> ExpandError {
        let pattern: String = pattern.iter().collect();
        self.error(
            start,
            match error {
                PatternError::InvalidEscape(c) => {
                    format!("invalid pattern ({pattern}) in substitution: invalid escape '\\{c}'")
                }
                PatternError::TooLong => format!("the pattern ({pattern}) takes too long to match"),
            },
        )
    }

    /// Checks the pattern of a `#` or `%` whose value is empty: nothing can be cut off.
    fn check(&mut self, start: usize, pattern: &str, suffix: bool) -> Outcome {
        let sign = if suffix { '%' } else { '#' };
        let pattern = directed(pattern.strip_prefix(sign).unwrap_or(pattern), suffix);
        self.compiled(start, &pattern).map(|_| ())
    }

    /// `value` without the prefix or suffix that the pattern matches.
    fn trimmed(&self, start: usize, pattern: &str, value: &Text, suffix: bool) -> Outcome<Text> {
        let sign = if suffix { '%' } else { '#' };
        let longest = pattern.starts_with(sign);
        let pattern = directed(pattern.strip_prefix(sign).unwrap_or(pattern), suffix);
        let compiled = self.compiled(start, &pattern)?;
        if !value.is_known() {
            return Ok(unknown(value));
        }
        let chars = if suffix { value.chars().rev().collect() } else { chars_of(value) };
        let cut = compiled.prefix(&chars, longest, &self.budget.steps);
        let cut = cut.map_err(|error| self.pattern_error(start, &pattern, &error))?.unwrap_or(0);
        let cut: usize = chars.iter().take(cut).map(|c| c.len_utf8()).sum();
        Ok(if suffix { value.slice(0..value.len() - cut) } else { value.slice(cut..value.len()) })
    }

    /// `${x/pattern/replacement}` and `${x//pattern/replacement}`.
    fn replaced(&mut self, start: usize, name: &str, value: Option<&Text>) -> Outcome {
        let all = self.peek() == Some('/');
        let operators = self.at - 1;
        if all {
            self.next();
        }
        let mark = self.len();
        let kept = self.mode.keep_unset && value.is_none();
        if kept {
            // `//` comes back as `/`.
            self.push(start..operators + 1);
        }
        self.operand(start, '/', true)?;
        if kept {
            self.push(self.at - 1..self.at);
            self.operand(start, '}', true)?;
            self.push(self.at - 1..self.at);
            self.miss(start, name);
            return Ok(());
        }
        let pattern = self.take(mark);
        self.operand(start, '}', true)?;
        let replacement = self.take(mark);
        let pattern = chars_of(&pattern);
        let compiled = self.compiled(start, &pattern)?;
        let Some(value) = value else {
            self.miss(start, name);
            return self.push_replaced(start, &compiled, &Text::default(), &replacement, all);
        };
        self.push_replaced(start, &compiled, value, &replacement, all)
    }

    fn push_replaced(
        &mut self,
        start: usize,
        pattern: &Pattern,
        value: &Text,
        replacement: &str,
        all: bool,
    ) -> Outcome {
        let span = self.word.span_of(start..self.at);
        if !value.is_known() {
            return self.push_value(&unknown(value), span);
        }
        let chars = chars_of(value);
        let matches = pattern.matches(&chars, all, &self.budget.steps);
        let matches = matches.map_err(|error| self.pattern_error(start, &[], &error))?;
        let added = matches.len().saturating_mul(replacement.len());
        if added > self.budget.growth.get() {
            return Err(self.error(start, "the values of variables grow too long"));
        }
        let mut result = String::new();
        let mut last = 0;
        for range in matches {
            result.extend(chars.get(last..range.start).unwrap_or_default());
            let matched = chars.get(range.clone()).unwrap_or_default();
            if all {
                pattern::push_template(&mut result, replacement, matched);
            } else {
                result.push_str(replacement);
            }
            last = range.end;
        }
        result.extend(chars.get(last..).unwrap_or_default());
        self.push_value(&value_like(value, result), span)
    }
}

/// `result`, computed from `value`.
fn value_like(value: &Text, result: String) -> Text {
    let mut text = Text::empty(value.span());
    let first = value.chars().next().map_or(0, char::len_utf8);
    match value.origins(0..first).first() {
        Some(origin) => text.push_through(&Text::made(result, *origin), value.span()),
        None => text.push_made(&result, value.span()),
    }
    text
}

fn unknown(value: &Text) -> Text {
    value_like(value, UNKNOWN.to_string())
}

fn chars_of(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// The pattern in the direction in which it is matched.
fn directed(pattern: &str, suffix: bool) -> Vec<char> {
    if suffix { pattern::reversed(pattern) } else { chars_of(pattern) }
}
