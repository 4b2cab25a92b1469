//! Objects that a program writes down: `{"url": "x", user: 'y'}` of Python, JavaScript, Ruby.

use std::rc::Rc;

use super::{MOST, Setting, json};
use crate::source::Text;

/// Bytes of one object that are looked at.
const LONGEST: usize = 4096;

/// The scalars of the objects in a program, each object under a number of its own.
pub(crate) fn objects(content: &Text) -> Vec<Setting> {
    let src = content.as_bytes();
    let mut out: Vec<Setting> = Vec::new();
    let mut end = 0;
    for (number, open) in memchr::memchr_iter(b'{', src).enumerate() {
        let inside = content.get(open + 1..).unwrap_or_default();
        if open < end || out.len() >= MOST || !starts_with_key(inside) {
            continue;
        }
        end = end_of(src, open);
        for mut setting in json(&content.slice(open..end)) {
            setting.section = match setting.section.as_ref() {
                "" => Rc::from(number.to_string()),
                section => format!("{number}.{section}").into(),
            };
            let start = setting.key.len() - setting.key.trim_start_matches('-').len();
            setting.key = setting.key.slice(start..setting.key.len());
            out.push(setting);
        }
    }
    out
}

/// `"key":`, `key:`
fn starts_with_key(inside: &str) -> bool {
    const LONGEST_KEY: usize = 64;
    let end = inside.floor_char_boundary(inside.len().min(LONGEST_KEY));
    let start = inside.get(..end).unwrap_or_default().trim_start();
    let name = start.trim_start_matches(['"', '\'']);
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let behind = name.trim_start_matches(part);
    let quoted = name.len() < start.len();
    let behind = if quoted { behind.trim_start_matches(['"', '\'']) } else { behind };
    behind.len() < name.len() && behind.trim_start().starts_with(':') && !behind.starts_with("::")
}

/// Behind the mark that closes the object at `open`.
fn end_of(src: &[u8], open: usize) -> usize {
    let mut depth = 0_usize;
    let mut quote = None;
    let limit = src.len().min(open + LONGEST);
    let mut at = open;
    while at < limit {
        let byte = src.get(at).copied().unwrap_or_default();
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), _) => quote = quote.filter(|_| byte != open && byte != b'\n'),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'{' | b'[') => depth += 1,
            (None, b'}' | b']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    // a part of a character belongs to none
    (limit..src.len())
        .find(|at| src.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80))
        .unwrap_or(src.len())
}

#[cfg(test)]
mod tests {
    use super::objects;

    fn read(text: &str) -> Vec<String> {
        crate::facts::settings::shown(text, objects)
    }

    #[test]
    fn objects_of_a_program_have_their_keys() {
        assert_eq!(
            read("x = {\"--url\": \"h:1\", 'user': 'me'}\nf({ a: [{ b: 1 }] })"),
            ["0/url=h:1", "0/user=me", "1.a/b=1"]
        );
    }

    #[test]
    fn blocks_and_sets_are_no_objects() {
        for text in ["function f() { g('a', 'b'); }", "{'a', 'b'}", "if (x) { a::b }", "{", "{}"] {
            assert!(read(text).is_empty(), "{text}");
        }
        assert_eq!(read("{a: 'ü"), ["0/a=ü"]);
        let long = format!("{{a: 1, b: '{}'}}", "ü".repeat(5000));
        assert_eq!(read(&long).first().map(String::as_str), Some("0/a=1"));
    }
}
