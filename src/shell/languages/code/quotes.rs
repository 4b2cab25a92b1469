//! Quotes that are no string literals by their first byte: `qw(…)`, `%w[…]`, `r#"…"#`, `/…/`.

use super::bytes::end_of;
use super::dialect::{Interpolation, Single};
use super::lexer::{Lexer, Part, Token, closing};
use super::strings::Style;

/// Rust takes no more.
const MOST_HASHES: usize = 255;

impl<'t> Lexer<'t> {
    /// `%w[a b]`, `%x(command)`, `%q(text)` of Ruby.
    pub(super) fn words_literal(&mut self) -> bool {
        let start = self.at;
        let [_, kind, open, ..] = self.rest() else { return false };
        if self.dialect.interpolation != Interpolation::Hash || !b"wWxqQiI".contains(kind) {
            return false;
        }
        let Some(close) = closing(*open) else { return false };
        let from = start + 3;
        let (kind, Some(end)) = (*kind, self.end(from, close, Part::First)) else { return false };
        let inside = self.text.slice(from..end);
        let token = match kind {
            b'x' => Token::command(Err(inside)),
            b'q' | b'Q' => Token::text(inside),
            _ => return self.word_list(from, end - from),
        };
        self.push(token, start, end + 1);
        true
    }

    /// Words of `qw(…)` and `%w[…]` as a list.
    pub(super) fn word_list(&mut self, from: usize, length: usize) -> bool {
        self.push(Token::Mark(b'['), from, from);
        let mut at = from;
        for word in
            self.slice(from, from + length).split_inclusive(|c: char| c.is_ascii_whitespace())
        {
            let end = at + word.trim_end().len();
            if end > at {
                self.push(Token::text(self.text.slice(at..end)), at, end);
                self.push(Token::Mark(b','), end, end);
            }
            at += word.len();
        }
        self.push(Token::Mark(b']'), at, from + length + 1);
        true
    }

    /// `qw(a b)`, `q(text)`, `qx(command)`, `tr/a/b/`, `y/a/b/`.
    pub(super) fn perl_quote(&mut self, name: &'t str, end: usize) -> bool {
        let start = self.at;
        let Some(&open) = self.src.get(end) else { return false };
        let quoting = matches!(name, "qw" | "q" | "qq" | "qx" | "tr" | "y");
        let Some(close) = closing(open).filter(|_| quoting) else { return false };
        let Some(first) = self.end(end + 1, close, Part::First) else { return false };
        let inside = self.text.slice(end + 1..first);
        let token = match name {
            "qw" => return self.word_list(end + 1, first - end - 1),
            "qx" => Token::command(Self::template(inside, Vec::new(), Some(Style::Dollar))),
            "q" => Token::text(inside),
            "qq" => Token::string(Self::template(inside, Vec::new(), Some(Style::Dollar))),
            _ => {
                let from = if close == open { first + 1 } else { first + 2 };
                let Some(second) = self.end(from, close, Part::Second) else { return false };
                let sets = (self.slice(end + 1, first), self.slice(from, second));
                self.push(Token::Translate(Box::new(sets)), start, second + 1);
                return true;
            }
        };
        self.push(token, start, first + 1);
        true
    }

    /// `r#"…"#`
    pub(super) fn rust_raw(&mut self, end: usize) -> bool {
        let start = self.at;
        let open = end_of(self.src, end, |b| b == b'#');
        if self.src.get(open) != Some(&b'"') {
            return false;
        }
        let hashes = open - end;
        if hashes > MOST_HASHES || hashes >= self.unclosed_raw {
            return false;
        }
        let close: Vec<u8> =
            std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
        let body = self.src.get(open + 1..).unwrap_or_default();
        let Some(length) = memchr::memmem::find(body, &close) else {
            self.unclosed_raw = hashes;
            return false;
        };
        let inside = self.text.slice(open + 1..open + 1 + length);
        self.push(Token::text(inside), start, open + 1 + length + close.len());
        true
    }

    /// Passes over `/…/` where no division can stand.
    pub(super) fn regular_expression(&mut self) -> bool {
        let before = self.tokens.last().map(|(token, _)| token);
        let is_value = match before {
            Some(Token::Mark(mark)) => matches!(mark, b')' | b']' | b'}'),
            Some(Token::LineEnd) | None => false,
            Some(Token::Name(name)) => {
                !matches!(*name, "return" | "typeof" | "case" | "split" | "if" | "unless")
            }
            Some(_) => true,
        };
        let literal = self.dialect.is_interpreted() && self.dialect.single == Single::String;
        if is_value || !literal || self.dialect.exec_is_eval {
            return false;
        }
        let (mut at, mut in_class) = (self.at + 1, false);
        while let Some(&byte) = self.src.get(at) {
            match byte {
                b'\n' => break,
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => {
                    let rest = self.src.get(at + 1..).unwrap_or_default();
                    let flags = rest.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
                    // `/a/g.exec(text)` looks for something and starts nothing
                    let looks = rest.get(flags..).is_some_and(|it| it.starts_with(b".exec("));
                    self.at = at + 1 + if looks { flags + ".exec".len() } else { 0 };
                    return true;
                }
                _ => {}
            }
            at += 1;
            if at - self.at > self.sight {
                self.is_cut = true;
                return false;
            }
        }
        // one without an end is a division
        self.sight -= (at - self.at).min(self.sight);
        false
    }
}
