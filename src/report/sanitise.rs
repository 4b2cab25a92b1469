//! What the author of a Dockerfile wrote, made safe to print: nothing that moves the cursor, changes colours,
//! reorders text or hides it survives.
//!
//! Replacements have the byte length of what they replace, so spans stay valid: C0 and DEL become `?` (CR a
//! blank), each invalid byte `?`, two-byte characters `¿`, three-byte ones U+FFFD, four-byte ones U+FFFD and a
//! blank. [`UNKNOWN`] is shown as `…`. Machine formats do not come here: they escape and keep the truth.

use std::borrow::Cow;

use crate::source::UNKNOWN;

/// A message longer than this many bytes is cut: an author cannot flood the terminal through a message.
const MESSAGE_LIMIT: usize = 600;

/// One line of a source file; tabs stay. The result has as many bytes as the line.
pub(crate) fn line(bytes: &[u8]) -> Cow<'_, str> {
    clean(bytes, true)
}

/// A path, a label or another string that stands on one line of output; tabs become `?`.
pub(crate) fn text(value: &str) -> Cow<'_, str> {
    clean(value.as_bytes(), false)
}

/// A path at the start of a line of output: as [`text`], and never the start of a workflow command (`::`), which
/// the runners of CI services look for in everything that is printed.
pub(crate) fn path(value: &str) -> Cow<'_, str> {
    let shown = text(value);
    if shown.trim_start().starts_with("::") {
        return Cow::Owned(format!("./{shown}"));
    }
    shown
}

/// A message: as [`text`], and cut with `…` when it is very long.
pub(crate) fn message(value: &str) -> Cow<'_, str> {
    if value.len() <= MESSAGE_LIMIT {
        return text(value);
    }
    let end = (0..=MESSAGE_LIMIT).rev().find(|at| value.is_char_boundary(*at));
    let mut cut = text(value.get(..end.unwrap_or(0)).unwrap_or_default()).into_owned();
    cut.push('…');
    Cow::Owned(cut)
}

fn clean(bytes: &[u8], tabs: bool) -> Cow<'_, str> {
    if let Ok(valid) = std::str::from_utf8(bytes)
        && valid.chars().all(|c| stand_in(c, tabs).is_none())
    {
        return Cow::Borrowed(valid);
    }
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match stand_in(c, tabs) {
                Some(other) => out.push_str(other),
                None => out.push(c),
            }
        }
        out.extend(chunk.invalid().iter().map(|_| '?'));
    }
    Cow::Owned(out)
}

/// What is printed instead of a character that must not be printed.
fn stand_in(c: char, tabs: bool) -> Option<&'static str> {
    match c {
        ' '..='~' => None,
        '\t' if tabs => None,
        '\r' => Some(" "),
        '\0'..='\u{1f}' | '\u{7f}' => Some("?"),
        UNKNOWN => Some("…"),
        c if !is_hidden(c) => None,
        c => Some(match c.len_utf8() {
            2 => "¿",
            3 => "\u{fffd}",
            _ => "\u{fffd} ",
        }),
    }
}

/// True for C1 controls and for characters that reorder text or take no room (Unicode's
/// `Default_Ignorable_Code_Point`, bidi controls, line separators), but for the two that style emoji.
fn is_hidden(c: char) -> bool {
    matches!(
        u32::from(c),
        0x80..=0x9f
            | 0xad
            | 0x034f
            | 0x061c
            | 0x115f..=0x1160
            | 0x17b4..=0x17b5
            | 0x180b..=0x180f
            | 0x200b..=0x200f
            | 0x2028..=0x202e
            | 0x2060..=0x206f
            | 0x3164
            | 0xfe00..=0xfe0d
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffb
            | 0x1_bca0..=0x1_bca3
            | 0x1_d173..=0x1_d17a
            | 0xe_0000..=0xe_0fff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_never_changes_and_nothing_hidden_survives() {
        let every: String = (0..=u32::from(char::MAX)).filter_map(char::from_u32).collect();
        let shown = text(&every);
        assert_eq!(shown.len(), every.len());
        assert!(!shown.chars().any(char::is_control));
        assert!(!shown.chars().any(is_hidden));
        assert!(!shown.contains(UNKNOWN));
    }

    #[test]
    fn invalid_bytes_become_one_mark_each() {
        assert_eq!(line(b"a\xff\xf0\x9f\x98b\tc\r"), "a????b\tc ");
    }

    #[test]
    fn the_alphabets_of_the_world_stay() {
        let ordinary = "naïve Ελλάδα 日本語 ✔\u{fe0f} 😀";
        assert!(matches!(text(ordinary), Cow::Borrowed(same) if same == ordinary));
    }

    #[test]
    fn direction_and_escapes_are_replaced() {
        assert_eq!(
            text("a\u{1b}[2Jb\u{202e}c\u{ad}d\u{e0041}e\nf"),
            "a?[2Jb\u{fffd}c¿d\u{fffd} e?f"
        );
        assert_eq!(text(&format!("x{UNKNOWN}y")), "x…y");
    }

    #[test]
    fn long_messages_are_cut_between_characters() {
        let long = "é".repeat(MESSAGE_LIMIT);
        let shown = message(&long);
        assert!(shown.len() <= MESSAGE_LIMIT + "…".len());
        assert!(shown.ends_with("é…"));
    }
}
