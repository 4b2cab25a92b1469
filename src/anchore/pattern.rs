//! The two kinds of pattern that bundles write: wildcards with `regexp:` for images and trigger ids, and regular
//! expressions as Python's `re.match` applies them.

use std::sync::OnceLock;

use fancy_regex::{Regex, RegexBuilder};

/// Steps that a search with look-around or back-references may take before it gives up.
const MAX_STEPS: usize = 200_000;

/// Longest regular expression, in bytes.
const MAX_EXPRESSION: usize = 8 * 1024;

/// A regular expression that is applied at the start of a text (`re.match`); compiled when it is first needed.
#[derive(Debug)]
pub struct Expression {
    written: String,
    compiled: OnceLock<Option<Regex>>,
}

/// What a regular expression says of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It matches.
    Match,
    /// It does not.
    NoMatch,
    /// It took too many steps to tell.
    GaveUp,
}

impl Expression {
    /// Checks the expression.
    ///
    /// # Errors
    /// What is wrong with it, as a fragment.
    pub fn new(written: &str) -> Result<Self, String> {
        if written.len() > MAX_EXPRESSION {
            return Err(format!("it is longer than {MAX_EXPRESSION} bytes"));
        }
        compile(written).map_err(|error| error.to_string())?;
        Ok(Self { written: written.to_owned(), compiled: OnceLock::new() })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Tries it at the start of the text; linear time, or a bounded number of steps where the expression needs more.
    pub fn at_start_of(&self, text: &str) -> Verdict {
        let compiled = self.compiled.get_or_init(|| compile(&self.written).ok());
        match compiled.as_ref().map(|regex| regex.is_match(text)) {
            Some(Ok(true)) => Verdict::Match,
            Some(Ok(false)) => Verdict::NoMatch,
            Some(Err(_)) | None => Verdict::GaveUp,
        }
    }
}

fn compile(written: &str) -> Result<Regex, Box<fancy_regex::Error>> {
    let anchored = format!(r"\A(?:{written})");
    let mut builder = RegexBuilder::new(&anchored);
    builder.backtrack_limit(MAX_STEPS).delegate_size_limit(4 << 20).build().map_err(Box::new)
}

/// A pattern for a part of an image's name or a trigger id: `*` stands for any run of characters, everything else for
/// itself; behind `regexp:` stands a regular expression.
#[derive(Debug)]
pub struct Pattern {
    written: String,
    expression: Option<Expression>,
}

impl Pattern {
    /// Reads the pattern.
    ///
    /// # Errors
    /// What is wrong with its regular expression.
    pub fn new(written: &str) -> Result<Self, String> {
        let expression = written.strip_prefix("regexp:").map(Expression::new).transpose()?;
        Ok(Self { written: written.to_owned(), expression })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// It stands for every text.
    pub fn is_everything(&self) -> bool {
        !self.written.is_empty() && self.written.bytes().all(|byte| byte == b'*')
    }

    /// True if it stands for the text. Python's `$` lets a line end follow, so that one is taken away first.
    pub fn matches(&self, text: &str) -> bool {
        match &self.expression {
            Some(expression) => expression.at_start_of(text) == Verdict::Match,
            None => matches_wildcard(&self.written, text.strip_suffix('\n').unwrap_or(text)),
        }
    }
}

/// Each piece between two stars is taken where it first fits: no step back is ever needed.
fn matches_wildcard(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(text) = text.strip_prefix(head).and_then(|text| text.strip_suffix(tail)) else {
        return false;
    };
    let mut left = text;
    middle.split('*').all(|piece| match left.find(piece) {
        Some(at) => {
            left = left.get(at + piece.len()..).unwrap_or_default();
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_cross_everything_and_the_rest_is_literal() {
        let matches = |pattern: &str, text: &str| Pattern::new(pattern).unwrap().matches(text);
        for (pattern, text) in [
            ("*", ""),
            ("*", "a/b"),
            ("a*", "ab"),
            ("*a", "ba"),
            ("a*b*c", "a-b-b-c"),
            ("a**", "a"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("a.b", "axb"), ("a*a", "a"), ("A", "a"), ("a*b*c", "acb"), ("", "x")]
        {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
        assert!(matches("regexp:a", "abc"), "only the start is anchored");
        assert!(!matches("regexp:b", "abc"));
        assert!(!matches("regexp:a$", "abc"));
    }

    #[test]
    fn expressions_are_anchored_at_the_start_and_give_up_in_bounded_time() {
        let at = |written: &str, text: &str| Expression::new(written).unwrap().at_start_of(text);
        assert_eq!(at("a|b", "bc"), Verdict::Match);
        assert_eq!(at("b", "ab"), Verdict::NoMatch);
        assert_eq!(at("(?<!x)a(?!c)", "ab"), Verdict::Match);
        assert_eq!(at(r"(?=(a+)+$)(a|aa)+\1b", &"a".repeat(4000)), Verdict::GaveUp);
        assert_eq!(at("(a+)+$", &format!("{}b", "a".repeat(100_000))), Verdict::NoMatch);
        assert!(Expression::new("(").is_err());
        assert!(Expression::new(&"a".repeat(MAX_EXPRESSION + 1)).is_err());
    }
}
