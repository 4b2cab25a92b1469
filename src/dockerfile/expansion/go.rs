//! Go's rules for characters and quoting, which `BuildKit` inherits from its standard library.
//!
//! Only what differs from Rust's own, or works on bytes that need not be UTF-8.

use std::ops::Range;

/// The first character and its width in bytes; `None` with width 1 for a byte that is not UTF-8.
pub(crate) fn decode(bytes: &[u8]) -> (Option<char>, usize) {
    match bytes {
        [] => (None, 0),
        [first, ..] if first.is_ascii() => (Some(char::from(*first)), 1),
        _ => {
            let head = bytes.get(..4).unwrap_or(bytes);
            let first = head.utf8_chunks().next();
            let first = first.and_then(|chunk| chunk.valid().chars().next());
            first.map_or((None, 1), |c| (Some(c), c.len_utf8()))
        }
    }
}

/// True if the first character is white space; an invalid byte is not.
fn starts_with_space(bytes: &[u8]) -> Option<usize> {
    let (first, width) = decode(bytes);
    first.is_some_and(char::is_whitespace).then_some(width)
}

/// Number of bytes of Unicode white space at the start.
pub(crate) fn leading_space(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(width) = bytes.get(at..).and_then(starts_with_space) {
        at += width;
    }
    at
}

/// Where the bytes end without the Unicode white space that they end in.
fn without_trailing_space(bytes: &[u8]) -> usize {
    let mut end = bytes.len();
    'trim: while end > 0 {
        for width in 1..=end.min(3) {
            let tail = bytes.get(end - width..end).unwrap_or_default();
            if starts_with_space(tail) == Some(width) {
                end -= width;
                continue 'trim;
            }
            if tail.first().is_some_and(|&byte| byte & 0xC0 != 0x80) {
                break;
            }
        }
        break;
    }
    end
}

/// The range without Unicode white space at both ends (`strings.TrimSpace`).
pub(crate) fn trim_space(bytes: &[u8]) -> Range<usize> {
    let start = leading_space(bytes);
    let end = without_trailing_space(bytes);
    start..end.max(start)
}

/// A byte that `unicode.IsSpace(rune(b))` takes for a blank: Latin-1, not UTF-8.
pub(crate) fn is_latin1_space(byte: u8) -> bool {
    char::from(byte).is_whitespace()
}

/// `[\t\v\f\r ]`: what separates the instruction from its arguments, and arguments from each other.
pub(crate) fn is_separator(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x0B | 0x0C | b'\r' | b' ')
}

/// `\s` of Go's regular expressions.
pub(crate) fn is_regexp_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// The lower-case letter, where one character has one (`strings.ToLower`): U+212A is `k`, U+0130 is `i`.
pub(crate) fn lower(c: char) -> char {
    match c {
        '\u{130}' => 'i',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Lower case by Go's rules.
pub(crate) fn to_lower(text: &str) -> String {
    text.chars().map(lower).collect()
}

/// Upper case by Go's rules: one character stays one character.
pub(crate) fn to_upper(text: &str) -> String {
    let upper = |c: char| {
        let mut upper = c.to_uppercase();
        match (upper.next(), upper.next()) {
            (Some(upper), None) => upper,
            _ => c,
        }
    };
    text.chars().map(upper).collect()
}

/// `unicode.IsLetter`.
pub(crate) fn is_letter(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as G, get_general_category};
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    matches!(
        get_general_category(c),
        G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter
    )
}

/// `unicode.IsDigit`.
pub(crate) fn is_digit(c: char) -> bool {
    use unicode_general_category::{GeneralCategory, get_general_category};
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    get_general_category(c) == GeneralCategory::DecimalNumber
}

/// A string as `%q` prints it.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0B' => out.push_str("\\v"),
            '\x0C' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_print(c) => out.push(c),
            c if c.is_ascii() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if u32::from(c) < 0x1_0000 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// `strconv.IsPrint`.
fn is_print(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as G, get_general_category};
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    !matches!(
        get_general_category(c),
        G::Control
            | G::Format
            | G::Surrogate
            | G::PrivateUse
            | G::Unassigned
            | G::LineSeparator
            | G::ParagraphSeparator
            | G::SpaceSeparator
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_unicode_white_space_and_invalid_bytes_are_none() {
        assert_eq!(trim_space("\u{a0}\u{3000} a b\u{85}\u{2003}".as_bytes()), 6..9);
        assert_eq!(trim_space(b"\xa0 x \xa0"), 0..5);
        assert_eq!(trim_space(b" \t"), 2..2);
        assert_eq!(decode(b"\xe2\x82"), (None, 1));
    }

    #[test]
    fn two_letters_fall_into_ascii() {
        assert_eq!(to_lower("\u{212a}\u{130}\u{17f}A"), "ki\u{17f}a");
        assert_eq!(to_upper("stra\u{df}e"), "STRA\u{df}E");
    }

    #[test]
    fn quoting_escapes_what_cannot_be_printed() {
        assert_eq!(quote("a\"\\\n\u{1}\u{a0}\u{e9}"), "\"a\\\"\\\\\\n\\x01\\u00a0\u{e9}\"");
    }
}
