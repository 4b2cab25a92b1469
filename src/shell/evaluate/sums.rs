//! `(( … ))` and `let`: what they set variables to, as far as it is constant.

use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::source::{Span, Text, UNKNOWN};

/// Operators that assign, without their `=`.
const ASSIGNING: [&str; 10] = ["<<", ">>", "+", "-", "*", "/", "%", "&", "|", "^"];

impl Walker<'_> {
    /// Sets what the expression sets; true or false if it says so. The head of a loop has three of them and is none.
    pub(crate) fn sums(&mut self, text: &Text, at: Span) -> Option<bool> {
        if text.contains(';') {
            return None;
        }
        let mut last = None;
        for part in text.split(',') {
            last = self.sum(part.trim(), at);
        }
        last.map(|value| value != 0)
    }

    fn sum(&mut self, text: &str, at: Span) -> Option<i64> {
        for (sign, step) in [("++", 1), ("--", -1)] {
            let name = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)).map(str::trim);
            if let Some(name) = name.filter(|name| is_name(name)) {
                let value = self.arithmetic(name).unwrap_or(0).checked_add(step);
                return self.keep_sum(name, value, at);
            }
        }
        let Some((left, right)) = text.split_once('=').filter(|(_, rest)| !rest.starts_with('='))
        else {
            return self.arithmetic(text);
        };
        let operator = ASSIGNING.into_iter().find(|operator| left.ends_with(operator));
        let name = left.get(..left.len() - operator.map_or(0, str::len)).unwrap_or_default().trim();
        if !is_name(name) {
            return None;
        }
        let value = match operator {
            Some(operator) => self.arithmetic(&format!("{name}{operator}({right})")),
            None => self.arithmetic(right),
        };
        self.keep_sum(name, value, at)
    }

    fn keep_sum(&mut self, name: &str, value: Option<i64>, at: Span) -> Option<i64> {
        let text = value.map_or_else(|| UNKNOWN.to_string(), |value| value.to_string());
        self.vars.set(name, Value::One(Text::made(text, at)));
        value
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(crate::shell::syntax::lexer::is_name)
}
