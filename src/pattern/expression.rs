//! Patterns as regular expressions, for programs that know no other language.
//!
//! Only what RE2 and the crate `regex` read alike is written, in printable ASCII without quotes, blanks and `{{`: so an
//! expression can stand in YAML, CEL, Rego and JSON, whoever wrote the pattern. It matches somewhere in a text unless
//! [`Expression::whole`] anchors it. Matches nothing itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// An expression in three parts, so that those that differ only in the middle are written once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    /// What stands before it: the registry of an image.
    pub(crate) front: String,
    /// What tells it from others.
    pub(crate) middle: String,
    /// What stands behind it: tag and digest of an image.
    pub(crate) back: String,
}

impl Expression {
    /// One without anything around it.
    pub(crate) fn of(middle: String) -> Self {
        Self { front: String::new(), middle, back: String::new() }
    }

    /// The same without regard to ASCII case.
    #[must_use]
    pub(crate) fn in_any_case(self) -> Self {
        Self { front: format!("{}(?i:", self.front), back: format!("){}", self.back), ..self }
    }

    /// What any of `all` stands for, as one expression of the whole text; none where there is none.
    pub(crate) fn whole(all: &[Self]) -> Option<String> {
        let mut groups: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for Self { front, middle, back } in all {
            groups.entry((front, back)).or_default().insert(middle);
        }
        let written = |((front, back), middles): ((&str, &str), BTreeSet<&str>)| {
            let middles: Vec<&str> = middles.into_iter().collect();
            format!("{front}(?:{}){back}", middles.join("|"))
        };
        let groups: Vec<String> = groups.into_iter().map(written).collect();
        (!groups.is_empty()).then(|| format!("^(?:{})$", groups.join("|")))
    }
}

/// A text that stands for itself.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '/' | ':' | '@' => out.push(c),
            '.' | '+' | '*' | '?' | '^' | '|' | '(' | ')' | '[' | ']' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            other => {
                let _ = write!(out, "\\x{{{:x}}}", u32::from(other));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    #[test]
    fn a_literal_stands_for_itself_and_is_plain_ascii() {
        for text in ["a.b", "\"'`", "{{x}}", "${HOME}", "a\nb\\", "#é😀\u{2028}", "[^|]$()"] {
            let expression = literal(text);
            assert!(expression.bytes().all(|it| it.is_ascii_graphic()), "{expression}");
            assert!(!expression.contains(['"', '\'', '`', '$', '#']), "{expression}");
            assert!(!expression.contains("{{"), "{expression}");
            let regex = Regex::new(&format!("^(?:{expression})$")).expect("an expression");
            assert!(regex.is_match(text), "{expression}");
            assert!(!regex.is_match(&format!("{text}x")), "{expression}");
        }
    }

    #[test]
    fn parts_that_are_the_same_are_written_once() {
        let all = ["b", "a", "b"].map(|middle| Expression {
            front: "x/".to_owned(),
            middle: middle.to_owned(),
            back: ":1".to_owned(),
        });
        assert_eq!(Expression::whole(&all).as_deref(), Some("^(?:x/(?:a|b):1)$"));
        assert_eq!(Expression::whole(&[]), None);
        let plain = ["a|b", "c"].map(|it| Expression::of(it.to_owned()));
        assert_eq!(Expression::whole(&plain).as_deref(), Some("^(?:(?:a|b|c))$"));
    }
}
