//! Program text of other languages → names, strings and marks.

use crate::shell::evaluate::arith;
use crate::shell::programs::output::escapes;
use crate::source::Text;

const MAX_TOKENS: usize = 20_000;

#[derive(Clone, Debug)]
pub(crate) enum Token {
    Str(Text),
    /// A string in backquotes, which perl, ruby and php run.
    Backquoted(Text),
    Name(String),
    Number(u32),
    Mark(u8),
    LineEnd,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Python,
    Php,
    Node,
    /// The program is the first word that is no option.
    Awk,
    /// perl, ruby, lua
    Perl,
}

pub(crate) fn kind(name: &str) -> Kind {
    match name.as_bytes().get(..2) {
        Some(b"py") => Kind::Python,
        Some(b"ph") => Kind::Php,
        Some(b"no") => Kind::Node,
        _ if name.ends_with("awk") => Kind::Awk,
        _ => Kind::Perl,
    }
}

pub(crate) fn tokens(text: &Text, kind: Kind) -> Vec<Token> {
    let src = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = src.get(at)
        && tokens.len() < MAX_TOKENS
    {
        match byte {
            b'\n' => tokens.push(Token::LineEnd),
            b' ' | b'\t' | b'\r' => {}
            b'#' if kind != Kind::Node && src.get(at + 1) != Some(&b'{') => {
                let rest = src.get(at..).unwrap_or_default();
                at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                continue;
            }
            b'\'' | b'"' | b'`' => {
                let raw = matches!(tokens.last(), Some(Token::Name(name)) if is_prefix(name, true));
                if matches!(tokens.last(), Some(Token::Name(name)) if is_prefix(name, false)) {
                    tokens.pop();
                }
                if let Some((value, end)) = string(text, at, raw) {
                    let runs = byte == b'`' && kind != Kind::Node;
                    tokens.push(if runs { Token::Backquoted(value) } else { Token::Str(value) });
                    at = end;
                    continue;
                }
            }
            b'0'..=b'9' => {
                let end = end_of(src, at, |b| b.is_ascii_alphanumeric());
                let number = text.get(at..end).and_then(arith::number);
                tokens.push(Token::Number(number.and_then(|n| u32::try_from(n).ok()).unwrap_or(0)));
                at = end;
                continue;
            }
            _ if byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$' | b'@') => {
                let end = name_end(src, at);
                tokens.push(Token::Name(text.get(at..end).unwrap_or_default().to_owned()));
                at = end;
                continue;
            }
            _ => tokens.push(Token::Mark(byte)),
        }
        at += 1;
    }
    tokens
}

pub(crate) fn is_prefix(name: &str, raw: bool) -> bool {
    let letters = if raw { "rR" } else { "rRbBuUfF" };
    name.len() <= 2
        && name.contains(|c| letters.contains(c))
        && name.chars().all(|c| "rRbBuUfF".contains(c))
}

pub(crate) fn end_of(src: &[u8], from: usize, part: impl Fn(u8) -> bool) -> usize {
    let rest = src.get(from..).unwrap_or_default();
    from + rest.iter().position(|&byte| !part(byte)).unwrap_or(rest.len())
}

/// A name with its `.`, `::` and `->` members.
pub(crate) fn name_end(src: &[u8], from: usize) -> usize {
    let mut end = end_of(src, from + 1, |b| b.is_ascii_alphanumeric() || b == b'_');
    loop {
        let rest = src.get(end..).unwrap_or_default();
        let joint = match rest {
            [b'.', next, ..] if next.is_ascii_alphabetic() || *next == b'_' => 1,
            [b':', b':', next, ..] | [b'-', b'>', next, ..] if next.is_ascii_alphabetic() => 2,
            _ => return end,
        };
        end = end_of(src, end + joint, |b| b.is_ascii_alphanumeric() || b == b'_');
    }
}

/// The string literal at `open`, and where it ends; `None` if it does not end on its line.
pub(crate) fn string(text: &Text, open: usize, raw: bool) -> Option<(Text, usize)> {
    let src = text.as_bytes();
    let quote = *src.get(open)?;
    let triple = src.get(open + 1) == Some(&quote) && src.get(open + 2) == Some(&quote);
    let mut at = open + if triple { 3 } else { 1 };
    let mut value = Text::empty(text.span_of(at..at));
    let mut from = at;
    loop {
        let byte = *src.get(at)?;
        if byte == quote && (!triple || src.get(at + 1..at + 3) == Some(&[quote, quote])) {
            value.push_range(text, from..at);
            return Some((value, at + if triple { 3 } else { 1 }));
        }
        match byte {
            b'\n' if !triple && quote != b'`' => return None,
            b'\\' if raw => at += 2,
            b'\\' => {
                value.push_range(text, from..at);
                let mut bytes = Vec::new();
                let length = escapes::ansi_c(text.get(at + 1..)?, &mut bytes);
                let end = at + 1 + length;
                if length > 0 {
                    value.push_opaque(&String::from_utf8_lossy(&bytes), text.span_of(at..end));
                }
                // An unknown escape stands for the character behind it.
                let next = text.get(end..).and_then(|rest| rest.chars().next());
                from = end;
                at = if length > 0 { end } else { end + next.map_or(0, char::len_utf8) };
            }
            _ => at += 1,
        }
    }
}
