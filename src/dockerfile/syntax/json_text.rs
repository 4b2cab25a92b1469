//! JSON as Go's `encoding/json` reads it: the exec form, and the JSON spelling of the `syntax` directive.
//!
//! Decides validity exactly (depth, control characters, numbers out of range) and says where the
//! strings are; builds no values. Iterates: nesting costs no stack.

use crate::dockerfile::syntax::line::Part;
use crate::source::Text;

/// Deeper nesting is invalid in Go.
const MAX_DEPTH: usize = 10_000;

/// What stands in an exec form.
#[derive(Debug)]
pub(crate) enum Array<'l> {
    /// Not valid JSON, or no array: the shell form.
    Invalid,
    /// A valid array with something else than strings in it: an error.
    NotStrings,
    /// The strings, without their quotes, to be given to [`decode`].
    Strings(Vec<Part<'l>>),
}

/// Reads an array of strings.
pub(crate) fn array(part: Part<'_>) -> Array<'_> {
    if part.bytes().first() != Some(&b'[') {
        return Array::Invalid;
    }
    let Some(items) = items(part) else { return Array::Invalid };
    let strings: Option<Vec<Part<'_>>> = items.into_iter().map(|item| item.string).collect();
    strings.map_or(Array::NotStrings, Array::Strings)
}

/// The members of an object: key, and value if it is a string.
pub(crate) fn object(part: Part<'_>) -> Option<Vec<(Part<'_>, Option<Part<'_>>)>> {
    let start = blanks(part.bytes(), 0);
    if part.bytes().get(start) != Some(&b'{') {
        return None;
    }
    let items = items(part)?;
    Some(items.into_iter().filter_map(|item| Some((item.key?, item.string))).collect())
}

/// A direct element of the outermost array or object.
#[derive(Debug)]
struct Item<'l> {
    key: Option<Part<'l>>,
    /// The value without its quotes, if it is a string.
    string: Option<Part<'l>>,
}

/// What the grammar allows next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

/// The elements of the outermost array or object; `None` if the whole is not valid JSON.
fn items(part: Part<'_>) -> Option<Vec<Item<'_>>> {
    let bytes = part.bytes();
    let mut found = Vec::new();
    let mut key = None;
    let mut open: Vec<u8> = Vec::new();
    let mut expect = Expect::Value;
    let mut at = blanks(bytes, 0);
    loop {
        let byte = *bytes.get(at)?;
        let outermost = open.len() == 1;
        let mut end = at + 1;
        match (byte, expect) {
            (b'[' | b'{', Expect::Value | Expect::ValueOrEnd) => {
                if outermost {
                    found.push(Item { key: key.take(), string: None });
                }
                open.push(byte);
                if open.len() > MAX_DEPTH {
                    return None;
                }
                expect = if byte == b'[' { Expect::ValueOrEnd } else { Expect::KeyOrEnd };
            }
            (b']', Expect::ValueOrEnd | Expect::CommaOrEnd) if open.last() == Some(&b'[') => {
                open.pop();
                expect = Expect::CommaOrEnd;
            }
            (b'}', Expect::KeyOrEnd | Expect::CommaOrEnd) if open.last() == Some(&b'{') => {
                open.pop();
                expect = Expect::CommaOrEnd;
            }
            (b',', Expect::CommaOrEnd) => {
                expect = if open.last() == Some(&b'[') { Expect::Value } else { Expect::Key };
            }
            (b':', Expect::Colon) => expect = Expect::Value,
            (b'"', Expect::Key | Expect::KeyOrEnd) => {
                end = string_end(bytes, at)?;
                if outermost {
                    key = Some(part.sub(at + 1..end - 1));
                }
                expect = Expect::Colon;
            }
            (_, Expect::Value | Expect::ValueOrEnd) => {
                let is_string = byte == b'"';
                end = if is_string { string_end(bytes, at)? } else { scalar_end(bytes, at)? };
                if outermost {
                    let string = is_string.then(|| part.sub(at + 1..end - 1));
                    found.push(Item { key: key.take(), string });
                }
                expect = Expect::CommaOrEnd;
            }
            _ => return None,
        }
        at = blanks(bytes, end);
        if open.is_empty() {
            return (at == bytes.len()).then_some(found);
        }
    }
}

/// Where the white space that starts at `at` ends.
fn blanks(bytes: &[u8], at: usize) -> usize {
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    at + bytes.get(at..).unwrap_or_default().iter().take_while(is_blank).count()
}

/// One past the closing quote of the string that opens at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            0..0x20 => return None,
            b'\\' => match bytes.get(at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                b'u' => {
                    unit(bytes, at)?;
                    at += 6;
                }
                _ => return None,
            },
            _ => at += 1,
        }
    }
}

/// The UTF-16 unit of the `\uXXXX` at `at`.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// One past the number, `true`, `false` or `null` at `at`.
fn scalar_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let word = [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word));
    if let Some(word) = word {
        return Some(at + word.len());
    }
    let len = number_len(rest)?;
    let number: f64 = std::str::from_utf8(rest.get(..len)?).ok()?.parse().ok()?;
    number.is_finite().then_some(at + len)
}

fn number_len(rest: &[u8]) -> Option<usize> {
    let digits = |at: usize| {
        let rest = rest.get(at..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut at = usize::from(rest.first() == Some(&b'-'));
    at += match digits(at) {
        0 => return None,
        _ if rest.get(at) == Some(&b'0') => 1,
        count => count,
    };
    if rest.get(at) == Some(&b'.') {
        let count = digits(at + 1);
        if count == 0 {
            return None;
        }
        at += 1 + count;
    }
    if matches!(rest.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(rest.get(at + 1), Some(b'+' | b'-')));
        let count = digits(at);
        if count == 0 {
            return None;
        }
        at += count;
    }
    Some(at)
}

/// Decodes the inside of a valid string; an escape becomes an opaque piece that covers it.
pub(crate) fn decode(part: Part<'_>) -> Text {
    let bytes = part.bytes();
    let mut text = Text::empty(part.span());
    let mut at = 0;
    while let Some(plain) = memchr::memchr(b'\\', bytes.get(at..).unwrap_or_default()) {
        part.sub(at..at + plain).push_to(&mut text);
        at += plain;
        let (value, len) = escape(bytes, at);
        let span = part.sub(at..at + len).span();
        text.push_made(value.encode_utf8(&mut [0; 4]), span);
        at += len;
    }
    part.from(at).push_to(&mut text);
    text
}

/// The character that the escape at `at` stands for, and the length of the escape.
fn escape(bytes: &[u8], at: usize) -> (char, usize) {
    let simple = match bytes.get(at + 1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{C}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let high = unit(bytes, at).unwrap_or(0xFFFD);
            if let Some(c) = char::from_u32(high) {
                return (c, 6);
            }
            let low = unit(bytes, at + 6).filter(|low| (0xDC00..0xE000).contains(low));
            return match low.filter(|_| high < 0xDC00) {
                Some(low) => {
                    let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    (char::from_u32(code).unwrap_or('\u{FFFD}'), 12)
                }
                None => ('\u{FFFD}', 6),
            };
        }
        Some(&byte) => char::from(byte),
        None => '\u{FFFD}',
    };
    (simple, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::syntax::line::Line;
    use crate::source::FileId;

    fn read(json: &[u8]) -> Result<Vec<String>, &'static str> {
        let line = Line::new(FileId(0), json, 0);
        match array(line.whole()) {
            Array::Invalid => Err("shell form"),
            Array::NotStrings => Err("not strings"),
            Array::Strings(parts) => Ok(parts.into_iter().map(|p| decode(p).to_string()).collect()),
        }
    }

    #[test]
    fn valid_arrays_of_strings_are_decoded() {
        assert_eq!(read(b"[]"), Ok(vec![]));
        assert_eq!(read(b"[ \"a\" ,\t\"\\u0062\\n\\/\" ] "), Ok(vec!["a".into(), "b\n/".into()]));
        assert_eq!(read(br#"["\ud83d\ude00"]"#), Ok(vec!["\u{1F600}".into()]));
        assert_eq!(read(br#"["\ud800\ud83d\ude00"]"#), Ok(vec!["\u{fffd}\u{1F600}".into()]));
        assert_eq!(read(br#"["\ude00x"]"#), Ok(vec!["\u{fffd}x".into()]));
        assert_eq!(read(b"[\"\xff\xfe\"]"), Ok(vec!["\u{fffd}\u{fffd}".into()]));
    }

    #[test]
    fn what_go_refuses_is_shell_form() {
        for json in [
            &b"['a']"[..],
            b"[\"a\",]",
            b"[,\"a\"]",
            b"[\"a\"] x",
            b"[\"a\"",
            b"[\"a\x01\"]",
            b"[\"\\x\"]",
            b"[\"\\u00g0\"]",
            b"[01]",
            b"[1.]",
            b"[1e999]",
            b"[\"a\" \"b\"]",
            b"[\"a\"\x0b]",
            b"[nul]",
            b"[-]",
            b"[{\"a\":1,}]",
            b"[{1:2}]",
            b"[{\"a\"}]",
            b"[\"a\"]]",
            b"[}",
            b"{}",
            b"",
        ] {
            assert_eq!(read(json), Err("shell form"), "{:?}", json.escape_ascii().to_string());
        }
    }

    #[test]
    fn other_values_than_strings_are_an_error() {
        for json in
            ["[null]", "[1]", "[-0.5e+3]", "[\"a\", true]", "[[]]", "[{\"a\":[1,{}],\"b\":\"c\"}]"]
        {
            assert_eq!(read(json.as_bytes()), Err("not strings"), "{json}");
        }
    }

    #[test]
    fn nesting_counts_as_go_counts_it() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(read(nested(10_000).as_bytes()), Err("not strings"));
        assert_eq!(read(nested(10_001).as_bytes()), Err("shell form"));
    }

    #[test]
    fn an_escape_is_underlined_as_a_whole() {
        let line = Line::new(FileId(0), br#"["\u0063url"]"#, 100);
        let Array::Strings(parts) = array(line.whole()) else { panic!() };
        let text = decode(parts[0]);
        assert_eq!(text.span_of(0..1).range(), 102..108);
        assert_eq!(text.span_of(1..4).range(), 108..111);
    }
}
