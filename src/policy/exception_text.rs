//! An exception as the text of a policy file. Reads nothing; `exception` reads what is written here.

use std::fmt::Write as _;

use super::Date;
use crate::finding::Finding;

/// One table `[[exceptions]]` to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExceptionText<'a> {
    /// The id of the rule.
    pub(crate) rule: &'a str,
    /// The path that it is for, from the directory of the policy file.
    pub(crate) path: &'a str,
    /// What was found, where that is enough to tell the finding from others.
    pub(crate) matching: Option<&'a str>,
    /// The findings, one by one.
    pub(crate) fingerprints: &'a [String],
    /// Why.
    pub(crate) reason: &'a str,
    /// The last day.
    pub(crate) expires: Date,
}

impl ExceptionText<'_> {
    /// Appends the table, one fingerprint a line, so that a change of one is a change of one line.
    pub(crate) fn write(self, out: &mut String) {
        let _ = writeln!(out, "[[exceptions]]\nrules = [\"{}\"]", self.rule);
        // What is no pattern for itself is left to the fingerprints, which hold the path.
        if is_plain_path(self.path) {
            let _ = writeln!(out, "files = [{}]", toml_string(self.path));
        }
        if let Some(matching) = self.matching {
            let _ = writeln!(out, "match = {}", toml_string(matching));
        }
        if !self.fingerprints.is_empty() {
            out.push_str("fingerprints = [\n");
            for name in self.fingerprints {
                let _ = writeln!(out, "    \"{name}\",");
            }
            out.push_str("]\n");
        }
        let (reason, last) = (toml_string(self.reason), self.expires);
        let _ = writeln!(out, "reason = {reason}\nexpires = {last}");
    }
}

/// What was found, if `match` can say exactly that.
pub(crate) fn matching(finding: &Finding) -> Option<&str> {
    let value = finding.evidence.as_ref()?.value.as_str();
    let is_plain = !value.is_empty() && !value.contains(['*', '?']);
    (is_plain && !value.chars().any(char::is_control)).then_some(value)
}

/// True if the path, taken for a pattern, means itself and nothing else. A name without `/` would mean every file of
/// that name.
pub(crate) fn is_plain_path(path: &str) -> bool {
    !path.is_empty() && path.chars().all(|c| c.is_alphanumeric() || "-_./ +@".contains(c))
}

/// A TOML string on one line.
pub(crate) fn toml_string(text: &str) -> String {
    quoted(text, |out, c| {
        if c.is_control() {
            let _ = write!(out, "\\u{:04X}", u32::from(c));
        } else {
            out.push(c);
        }
    })
}

/// A text in double quotes, with a backslash in front of quotes and backslashes; `escape` writes what ASCII does not print.
pub(crate) fn quoted(text: &str, escape: impl Fn(&mut String, char)) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            other => escape(&mut out, other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn written(path: &str, matching: Option<&str>, fingerprints: &[String]) -> String {
        let expires = Date { year: 2027, month: 1, day: 31 };
        let mut out = String::new();
        ExceptionText { rule: "x", path, matching, fingerprints, reason: "why", expires }
            .write(&mut out);
        out
    }

    #[test]
    fn what_is_not_there_is_not_written() {
        let head = "[[exceptions]]\nrules = [\"x\"]\n";
        let tail = "reason = \"why\"\nexpires = 2027-01-31\n";
        assert_eq!(written("a*", None, &[]), format!("{head}{tail}"));
        let files = "files = [\"a/b\"]\n";
        assert_eq!(written("a/b", None, &[]), format!("{head}{files}{tail}"));
        let matching = "match = \"a\\\\b\"\n";
        let text = written("a/b", Some("a\\b"), &[]);
        assert_eq!(text, format!("{head}{files}{matching}{tail}"));
        let names = ["1".to_owned(), "2".to_owned()];
        let named = "fingerprints = [\n    \"1\",\n    \"2\",\n]\n";
        assert_eq!(written("", None, &names), format!("{head}{named}{tail}"));
    }

    #[test]
    fn a_path_means_itself_if_it_has_no_character_of_patterns() {
        for path in ["a", "a/b-c_d.e +f@g", "é/1"] {
            assert!(is_plain_path(path), "{path}");
        }
        for path in ["", "a*", "a?", "[a]", "a\\b", "a\n", "{a}"] {
            assert!(!is_plain_path(path), "{path}");
        }
    }

    #[test]
    fn what_was_found_is_said_if_a_pattern_can_say_it() {
        let of = |value: &str| {
            let finding = Finding::new("x", Span::default(), "found").evidence("kind", value, "");
            matching(&finding).map(str::to_owned)
        };
        assert_eq!(of("a.example.invalid").as_deref(), Some("a.example.invalid"));
        for value in ["", "a*", "a?", "a\nb", "a\u{7f}"] {
            assert_eq!(of(value), None, "{value:?}");
        }
        assert_eq!(matching(&Finding::new("x", Span::default(), "found")), None);
    }

    #[test]
    fn a_string_is_one_line_that_reads_as_the_text() {
        for text in ["", "a", "a\"b\\c", "é", "a\nb\u{7f}c\u{1b}", "\u{85}"] {
            let written = toml_string(text);
            assert!(!written.contains(char::is_control), "{written}");
            let table: toml::Table = format!("a = {written}").parse().expect("TOML");
            assert_eq!(table.get("a").and_then(toml::Value::as_str), Some(text));
        }
        assert_eq!(toml_string("a\"\\é\n"), "\"a\\\"\\\\é\\u000A\"");
    }
}
