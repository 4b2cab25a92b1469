//! Regular expressions as Python reads them → as the engine here does, where both take a text and read it differently.
//!
//! Compiles nothing: what neither takes is for the engine to refuse.

use std::iter::Peekable;
use std::str::Chars;

/// The same expression for the engine: `\<` and `\>` are characters, `\Z` is the very end, and a class knows no classes
/// in it and no operators but the range.
pub(super) fn from_python(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => escaped(rest.next(), &mut out),
            '[' => class(&mut rest, &mut out),
            _ => out.push(c),
        }
    }
    out
}

fn escaped(next: Option<char>, out: &mut String) {
    match next {
        Some(sign @ ('<' | '>')) => out.push(sign),
        Some('Z') => out.push_str(r"\z"),
        next => {
            out.push('\\');
            out.extend(next);
        }
    }
}

/// What follows the `[` of a class, up to its end.
fn class(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('[');
    out.extend(rest.next_if_eq(&'^'));
    let (mut is_first, mut starts_range) = (true, false);
    while let Some(c) = rest.next() {
        if c == ']' && !is_first {
            out.push(c);
            return;
        }
        is_first = false;
        if c == '-' && starts_range && rest.peek().is_some_and(|next| *next != ']') {
            out.push(c);
            if let Some(end) = rest.next() {
                member(end, rest, out);
            }
            starts_range = false;
        } else {
            member(c, rest, out);
            starts_range = true;
        }
    }
}

/// A character of a class, or one with a backslash.
fn member(c: char, rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    match c {
        '\\' => escaped(rest.next(), out),
        '[' | ']' | '&' | '~' | '-' | '^' => out.extend(['\\', c]),
        _ => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::from_python;
    use crate::anchore::pattern::{Expression, Verdict};

    #[test]
    fn what_both_read_alike_stays() {
        for written in [r"a\.b[a-z\d]+(?!c)\b", r"[^\]\\]", r"\\<", "é|[à-ü]", r"a\"] {
            assert_eq!(from_python(written), written);
        }
    }

    #[test]
    fn classes_and_escapes_are_those_of_python() {
        for (written, matched, other) in [
            ("[[:alpha:]]b", ":]b", "xb"),
            ("[a&&b]x", "&x", "-x"),
            ("[a~~b]x", "~x", "&x"),
            ("[+--]x", ",x", "ax"),
            ("[--0]x", "/x", "ax"),
            ("[a-]x", "-x", "bx"),
            ("[]a]x", "]x", "[x"),
            ("[^]a]x", "bx", "]x"),
            ("[a[b]x", "[x", "cx"),
            (r"[\]-a]x", "^x", "-x"),
            (r"\<a\>[\<]", "<a><", "a<"),
            (r"a\Z", "a", "a\n"),
        ] {
            let at = |text: &str| Expression::new(written).unwrap().at_start_of(text);
            assert_eq!(at(matched), Verdict::Match, "{written} {matched}");
            assert_eq!(at(other), Verdict::NoMatch, "{written} {other}");
        }
        assert!(Expression::new("[a--b]").is_err(), "a range from behind");
        assert!(Expression::new("[a").is_err());
    }
}
