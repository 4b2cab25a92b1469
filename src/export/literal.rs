//! Texts as literals of other languages, whoever wrote them.
//!
//! Everything but printable ASCII is escaped, so that no literal ends a line, a string or a comment.

use std::fmt::Write as _;

use crate::policy::quoted;

/// A string of CEL, in double quotes.
pub(super) fn cel(text: &str) -> String {
    quoted(text, |out, c| {
        let _ = write!(out, "\\U{:08x}", u32::from(c));
    })
}

/// A string of Rego and of JSON, in double quotes.
pub(super) fn json(text: &str) -> String {
    quoted(text, |out, c| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// A text on one line of a comment.
pub(super) fn comment(text: &str) -> String {
    let is_plain = |c: char| matches!(c, ' '..='~') || c.is_alphanumeric();
    let shown = |c: char| if is_plain(c) { c.to_string() } else { c.escape_default().to_string() };
    text.chars().map(shown).collect()
}
