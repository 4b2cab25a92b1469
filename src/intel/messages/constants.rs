//! Where a name stands in the text of a program: as the value of a key, as what a call is given, as a key.
//!
//! Whatever the language: only quotes, brackets and signs around the name count.

use std::ops::Range;

use memchr::memmem;

/// Bytes behind the name of a message in which its parameters stand.
const LONGEST: usize = 400;

/// Where a word stands in a text. Nearly no text has one of them, so the search for them is all that most texts cost.
pub(super) fn places(text: &str, word: &'static str) -> impl Iterator<Item = Range<usize>> {
    memmem::find_iter(text.as_bytes(), word).map(move |at| at..at + word.len())
}

/// Bytes in front of a constant in which the call stands that it is given to.
const LONGEST_CALL: usize = 200;

/// A constant that is this and no more.
pub(super) fn is_whole(text: &str, range: &Range<usize>) -> bool {
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    text.get(..range.start).is_some_and(|before| before.ends_with(QUOTES))
        && text.get(range.end..).is_some_and(|after| after.starts_with(QUOTES))
}

/// The whole of a constant that a function is given which does not compare it, wait for it or write it down.
pub(super) fn is_argument(text: &str, range: &Range<usize>) -> bool {
    const OTHERS: [&str; 24] = [
        "assert", "case", "compare", "contains", "debug", "emit", "equal", "error", "expect",
        "handle", "has", "in", "includes", "index", "info", "listen", "log", "match", "on", "once",
        "print", "register", "starts", "warn",
    ];
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let quotes = ['"', '\'', '`'];
    let Some(outside) = before.strip_suffix(quotes) else { return false };
    let behind = after.strip_prefix(quotes).unwrap_or_default().trim_start();
    if !behind.starts_with([',', ')']) {
        return false;
    }
    let from = outside.floor_char_boundary(outside.len().saturating_sub(LONGEST_CALL));
    let mut depth = 0_usize;
    for (at, byte) in outside.bytes().enumerate().skip(from).rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' => {
                let called = outside.get(..at).unwrap_or_default();
                let part = |c: char| c.is_alphanumeric() || c == '_';
                let name = called.get(called.trim_end_matches(part).len()..).unwrap_or_default();
                let name = name.to_ascii_lowercase();
                return !name.is_empty() && !OTHERS.iter().any(|other| name.starts_with(other));
            }
            b'[' | b'{' | b';' => return false,
            _ => {}
        }
    }
    false
}

/// What stands behind the name, as far as its parameters go.
pub(super) fn behind<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    let end = text.floor_char_boundary((range.end + LONGEST).min(text.len()));
    text.get(range.end..end).unwrap_or_default()
}

/// The whole of a constant that a key of this name has, whatever the language: `"method": "x"`, `method = 'x'`, `method => "x"`.
pub(super) fn is_value(text: &str, range: &Range<usize>, key: &str) -> bool {
    const QUOTES: [char; 4] = ['"', '\'', '`', '\\'];
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    if !before.ends_with(['"', '\'', '`']) || !after.starts_with(QUOTES) {
        return false;
    }
    let before = before.trim_end_matches(QUOTES).trim_end();
    let Some(before) = before.strip_suffix([':', '=', '>', ',']) else { return false };
    // `"key", "value"` of a map in Java
    let before = before.trim_end_matches(['=', ' ', '\t']).trim_end_matches(QUOTES);
    let from = before.len().checked_sub(key.len());
    from.and_then(|from| before.get(from..)).is_some_and(|it| it.eq_ignore_ascii_case(key))
}

/// The text has a key of this name.
pub(super) fn has_key(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + key.len()..).unwrap_or_default();
        let after = after.trim_start_matches(['"', '\'', '\\', ' ']);
        !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && after.starts_with([':', '=', ','])
    })
}
