//! `${NAME:-default}` in values, as Compose puts in variables.
//!
//! Follows `template` of `compose-go`. What no `.env` file says is unknown: the environment of whoever starts it may.

use std::cell::{Cell, RefCell};

use ecow::EcoString;
use foldhash::HashMap;

use crate::source::{Span, Text};

/// Defaults in one another that are looked into: people nest two.
const DEEPEST: usize = 16;

/// Bytes that all values with variables in them may come to.
const MOST: usize = 16 << 20;

/// What values may still come to, and what cannot be put in.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<usize>,
    /// The first `${` that stands for nothing: Compose refuses the file.
    invalid: RefCell<Option<Span>>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: Cell::new(MOST), invalid: RefCell::default() }
    }
}

impl Budget {
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Says that no more is put together.
    pub(super) fn spend(&self) {
        self.left.set(0);
    }

    pub(super) fn invalid(&self) -> Option<Span> {
        *self.invalid.borrow()
    }

    fn takes(&self, length: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(length));
        length < left
    }

    fn refuse(&self, span: Span) {
        self.invalid.borrow_mut().get_or_insert(span);
    }
}

/// What is known of the environment.
pub(super) struct Variables<'v> {
    pub(super) known: &'v HashMap<EcoString, Text>,
    /// What stands above in the same file of variables, and counts where nothing else is known.
    pub(super) earlier: Option<&'v HashMap<EcoString, Text>>,
    pub(super) budget: &'v Budget,
}

impl Variables<'_> {
    /// The text with its variables put in.
    pub(super) fn expand(&self, text: &Text) -> Text {
        self.nested(text, 0)
    }

    fn get(&self, name: &str) -> Option<&Text> {
        self.known.get(name).or_else(|| self.earlier?.get(name))
    }

    fn nested(&self, text: &Text, depth: usize) -> Text {
        if depth > DEEPEST {
            self.budget.spend();
        }
        if !text.contains('$') || depth > DEEPEST {
            return text.clone();
        }
        let mut out = Text::empty(text.span());
        let mut done = 0;
        while let Some(dollar) = text.get(done..).and_then(|it| it.find('$')).map(|at| at + done) {
            let rest = text.get(dollar + 1..).unwrap_or_default();
            out.push_range(text, done..dollar);
            done = match rest.chars().next() {
                Some('$') => {
                    out.push_made("$", text.span_of(dollar..dollar + 2));
                    dollar + 2
                }
                Some('{') => match closing(rest) {
                    Some(end) => {
                        let inner = text.slice(dollar + 2..dollar + 1 + end);
                        let span = text.span_of(dollar..dollar + 2 + end);
                        out.push(&self.braces(&inner, span, depth));
                        dollar + 2 + end
                    }
                    None => {
                        self.budget.refuse(text.span_of(dollar..dollar + 2));
                        out.push_range(text, dollar..text.len());
                        text.len()
                    }
                },
                _ => {
                    let name = name(rest);
                    let end = dollar + 1 + name.len();
                    match name.is_empty() {
                        true => out.push_range(text, dollar..end),
                        false => self.put(name, text.span_of(dollar..end), &mut out),
                    }
                    end
                }
            };
        }
        out.push_range(text, done..text.len());
        out
    }

    fn put(&self, name: &str, span: Span, out: &mut Text) {
        match self.get(name) {
            Some(value) if self.budget.takes(value.len()) => out.push_through(value, span),
            _ => out.push_unknown(span),
        }
    }

    /// What stands between `${` and `}`.
    fn braces(&self, inner: &Text, span: Span, depth: usize) -> Text {
        let mut out = Text::empty(span);
        let name = name(inner);
        let operator = inner.get(name.len()..).unwrap_or_default();
        let known = self.get(name);
        let is_set = known.is_some_and(|it| !operator.starts_with(':') || !it.is_empty());
        let word = operator.strip_prefix(':').unwrap_or(operator);
        let word_at = inner.len() - word.len() + 1;
        match word.chars().next() {
            // where it is not known what may be put in is taken to be
            Some('+') if known.is_some() && !is_set => {}
            Some('+') => out.push(&self.nested(&inner.slice(word_at..inner.len()), depth + 1)),
            Some('-') if !is_set => {
                out.push(&self.nested(&inner.slice(word_at..inner.len()), depth + 1));
            }
            Some('-' | '?') => self.put(name, span, &mut out),
            None if !name.is_empty() && operator.is_empty() => self.put(name, span, &mut out),
            _ => {
                self.budget.refuse(span);
                out.push_unknown(span);
            }
        }
        out
    }
}

fn name(text: &str) -> &str {
    let is_name = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    text.get(..end)
        .filter(|name| !name.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or_default()
}

/// Where the brace that opens the text is closed, those inside counted.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' if at == 0 || text.get(..at).is_some_and(|before| before.ends_with('$')) => {
                depth += 1;
            }
            '}' if depth == 1 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Span, UNKNOWN};

    #[test]
    fn variables_are_put_in_as_compose_does() {
        let text = |value: &str| Text::made(value, Span::default());
        let known: HashMap<EcoString, Text> =
            [("A".into(), text("a")), ("E".into(), text(""))].into_iter().collect();
        let budget = Budget::default();
        let variables = Variables { known: &known, earlier: None, budget: &budget };
        for (written, wanted) in [
            ("$A-${A}", "a-a"),
            ("$$A $${A}", "$A ${A}"),
            ("${X:-b}${X-c}", "bc"),
            ("${A:-b}${E:-b}${E-b}", "ab"),
            ("${X:-${Y:-d$A}}", "da"),
            ("${A:?no}${A:+yes}", "ayes"),
            ("${E:+no}${E+yes}${A+y}${X:+maybe}", "yesymaybe"),
            ("${A", "${A"),
            ("$1 $", "$1 $"),
            ("[$X]", &format!("[{UNKNOWN}]")),
        ] {
            assert_eq!(variables.expand(&text(written)).as_str(), wanted, "{written}");
        }
        for written in ["${A", "${}", "${A!b}", "${A:b}", "${1}", "${a.b}", "${A:-${}"] {
            let budget = Budget::default();
            Variables { known: &known, earlier: None, budget: &budget }.expand(&text(written));
            assert!(budget.invalid().is_some(), "{written}");
        }
    }
}
