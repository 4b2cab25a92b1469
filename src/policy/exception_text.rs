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
