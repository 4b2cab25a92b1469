//! String literals: their quotes, escapes, and the values that they name inside.

use super::bytes::end_of;
use crate::shell::programs::output::escapes;
use crate::source::Text;

/// How values are written inside a string.
#[derive(Clone, Copy)]
pub(super) enum Style {
    Dollar,
    Hash,
    Braces,
    Backslash,
}

pub(super) struct Found {
    pub(super) start: usize,
    pub(super) code: std::ops::Range<usize>,
    pub(super) end: usize,
}

impl Style {
    /// The first value in the text, which has a closing brace, or none.
    pub(super) fn find(self, text: &str, has_brace: bool) -> Option<Found> {
        let (open, close): (&[u8], u8) = match self {
            Self::Dollar => (b"$", b'}'),
            Self::Hash => (b"#{", b'}'),
            Self::Braces => (b"{", b'}'),
            Self::Backslash => (b"\\(", b')'),
        };
        let bytes = text.as_bytes();
        let mut from = 0;
        loop {
            let start = from + memchr::memmem::find(bytes.get(from..)?, open)?;
            let inside = start + open.len();
            if matches!(self, Self::Dollar) && bytes.get(inside) != Some(&b'{') {
                let end = end_of(bytes, inside, |b| b.is_ascii_alphanumeric() || b == b'_');
                if end > inside {
                    // `{$x}` of PHP, and `{$x['y']}`, `{$x->y}`
                    let mut end = end;
                    let behind = bytes.get(end..).unwrap_or_default();
                    let is_open = start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'{');
                    let goes_on = behind.starts_with(b"[") || behind.starts_with(b"->");
                    if is_open && has_brace && goes_on {
                        end += memchr::memchr(b'}', behind).unwrap_or_default();
                    }
                    let in_braces = is_open && bytes.get(end) == Some(&b'}');
                    let around = usize::from(in_braces);
                    return Some(Found {
                        start: start - around,
                        code: start..end,
                        end: end + around,
                    });
                }
                from = inside;
                continue;
            }
            let inside = inside + usize::from(matches!(self, Self::Dollar));
            let end = inside + memchr::memchr(close, bytes.get(inside..)?)?;
            return Some(Found { start, code: inside..end, end: end + 1 });
        }
    }
}

/// The string literal at `open`: its value, where it ends, and which bytes of the value stood behind a backslash. The error
/// is where it would have had to end: the end of its line, or of the text.
pub(super) fn string(
    text: &Text,
    open: usize,
    raw: bool,
) -> Result<(Text, usize, Vec<usize>), usize> {
    let src = text.as_bytes();
    let quote = src.get(open).copied().unwrap_or_default();
    let triple =
        src.get(open + 1) == Some(&quote) && src.get(open + 2) == Some(&quote) && quote != b'`';
    let mut at = open + if triple { 3 } else { 1 };
    let mut value = Text::empty(text.span_of(at..at));
    let mut escaped = Vec::new();
    let mut from = at;
    while let Some(&byte) = src.get(at) {
        if byte == quote && (!triple || src.get(at + 1..at + 3) == Some(&[quote, quote])) {
            value.push_range(text, from..at);
            return Ok((value, at + if triple { 3 } else { 1 }, escaped));
        }
        match byte {
            b'\n' if !triple && quote != b'`' => return Err(at),
            b'\\' if raw => at += if quote == b'`' { 1 } else { 2 },
            b'\\' => {
                value.push_range(text, from..at);
                let mut bytes = Vec::new();
                let rest = text.get(at + 1..).unwrap_or_default();
                let length = escape(rest, &mut bytes);
                let end = at + 1 + length;
                if length > 0 {
                    value.push_made(&String::from_utf8_lossy(&bytes), text.span_of(at..end));
                } else if rest.starts_with('(') {
                    // Swift's `\(x)` keeps its backslash: it is no escape.
                    value.push_range(text, at..end);
                } else {
                    escaped.push(value.len());
                }
                // An unknown escape stands for the character behind it.
                let next = text.get(end..).and_then(|rest| rest.chars().next());
                from = end;
                at = if length > 0 { end } else { end + next.map_or(1, char::len_utf8) };
            }
            _ => at += 1,
        }
    }
    Err(src.len())
}

/// Decodes what stands behind a backslash; 0 for an escape that is none.
fn escape(rest: &str, out: &mut Vec<u8>) -> usize {
    if rest.starts_with('\n') {
        return 1;
    }
    if let Some(digits) = rest.strip_prefix("u{").and_then(digits_in_braces) {
        let c = u32::from_str_radix(digits, 16)
            .ok()
            .and_then(char::from_u32)
            .unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        return digits.len() + 3;
    }
    escapes::ansi_c(rest, out)
}

/// The digits in front of the brace that closes them. Looks no further than they go.
fn digits_in_braces(rest: &str) -> Option<&str> {
    let end = rest.find(|c: char| !c.is_ascii_hexdigit() && c != '_')?;
    let (digits, behind) = rest.split_at_checked(end)?;
    behind.starts_with('}').then_some(digits)
}
