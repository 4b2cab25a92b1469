//! JSON as lenient readers take it: comments, single quotes, bare keys, commas too many, a byte order mark; of a key that
//! comes twice both values.

use std::rc::Rc;

use super::{MOST, Setting, below};
use crate::source::Text;

/// An object or list that is open.
struct Open {
    section: Rc<str>,
    key: Option<Text>,
    is_object: bool,
    /// A colon came: the next value belongs to the key.
    has_colon: bool,
}

/// The scalars of a JSON text with their keys.
pub(crate) fn json(content: &Text) -> Vec<Setting> {
    let src = content.as_bytes();
    let mut out = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = src.get(at) {
        match byte {
            b'{' | b'[' => {
                let section = match open.last_mut() {
                    Some(around) => {
                        let key = if around.is_object { around.key.take() } else { None };
                        around.has_colon = false;
                        below(&around.section, key.as_deref().unwrap_or_default())
                    }
                    None => Rc::from(""),
                };
                open.push(Open { section, key: None, is_object: byte == b'{', has_colon: false });
                at += 1;
            }
            b'}' | b']' => {
                open.pop();
                at += 1;
            }
            b':' => {
                if let Some(around) = open.last_mut() {
                    around.has_colon = true;
                }
                at += 1;
            }
            b',' => {
                if let Some(around) = open.last_mut() {
                    (around.key, around.has_colon) = (None, false);
                }
                at += 1;
            }
            b'/' if matches!(src.get(at + 1), Some(b'/' | b'*')) => at = comment_end(src, at),
            b'#' => at = line_end(src, at),
            b'"' | b'\'' => {
                let (text, end) = string(content, at);
                scalar(text, &mut open, &mut out);
                at = end;
            }
            _ if byte.is_ascii_whitespace() || byte >= 0x80 => at += 1,
            _ => {
                let end = bare_end(src, at);
                scalar(content.slice(at..end), &mut open, &mut out);
                at = end.max(at + 1);
            }
        }
        if out.len() >= MOST {
            break;
        }
    }
    out
}

/// A string or bare word: a key where one is due, else a value.
fn scalar(text: Text, open: &mut [Open], out: &mut Vec<Setting>) {
    let Some(around) = open.last_mut() else { return };
    if around.is_object && !around.has_colon {
        around.key = Some(text);
        return;
    }
    let key = around.key.take().unwrap_or_else(|| Text::empty(text.span()));
    around.has_colon = false;
    out.push(Setting { section: Rc::clone(&around.section), key, value: text });
}

/// The decoded string that starts at `open`, and where it ends: at its quote or with the text.
fn string(content: &Text, open: usize) -> (Text, usize) {
    let src = content.as_bytes();
    let quote = src.get(open).copied().unwrap_or(b'"');
    let mut value = Text::empty(content.span_of(open + 1..open + 1));
    let mut at = open + 1;
    let mut from = at;
    while let Some(&byte) = src.get(at) {
        if byte == quote {
            break;
        }
        if byte != b'\\' {
            at += 1;
            continue;
        }
        value.push_range(content, from..at);
        let rest = content.get(at + 1..).unwrap_or_default();
        let (decoded, length) = escape(rest);
        value.push_made(decoded.encode_utf8(&mut [0; 4]), content.span_of(at..at + 1 + length));
        at += 1 + length;
        from = at;
    }
    value.push_range(content, from..at.min(src.len()));
    (value, (at + 1).min(src.len()))
}

/// The character that an escape stands for, and its length behind the backslash. A pair of surrogates gives two U+FFFD:
/// no name of interest has such a character.
fn escape(rest: &str) -> (char, usize) {
    let Some(first) = rest.chars().next() else { return ('\\', 0) };
    let decoded = match first {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' | 'x' => {
            let length = if first == 'u' { 4 } else { 2 };
            let digits =
                rest.get(1..=length).and_then(|digits| u32::from_str_radix(digits, 16).ok());
            return match digits {
                Some(code) => {
                    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 1 + length)
                }
                None => (first, 1),
            };
        }
        other => other,
    };
    (decoded, first.len_utf8())
}

fn comment_end(src: &[u8], at: usize) -> usize {
    if src.get(at + 1) == Some(&b'/') {
        return line_end(src, at);
    }
    let rest = src.get(at + 2..).unwrap_or_default();
    at + 2 + memchr::memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2)
}

fn line_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    at + memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

fn bare_end(src: &[u8], at: usize) -> usize {
    let rest = src.get(at..).unwrap_or_default();
    let ends = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"')
    };
    at + rest.iter().position(ends).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::json;

    fn read(text: &str) -> Vec<String> {
        crate::facts::settings::shown(text, json)
    }

    #[test]
    fn keys_and_values_are_decoded() {
        assert_eq!(
            read(r#"{"po\u006fls":[{"url":"a\u002eb:1","n":1}]}"#),
            ["pools/url=a.b:1", "pools/n=1"]
        );
    }

    #[test]
    fn both_values_of_a_double_key_count() {
        assert_eq!(read("\u{feff}{'s':{'a':'1'},\"s\":{b:2,},} // x"), ["s/a=1", "s/b=2"]);
    }

    #[test]
    fn broken_texts_give_what_they_have() {
        assert_eq!(read("{\"a\":\"b\\"), ["/a=b\\"]);
        assert_eq!(read("]}{\"a\":{\"b\":[1,"), ["a.b/=1"]);
        assert!(read("").is_empty());
    }
}
