//! The two kinds of pattern that bundles write: wildcards with `regexp:` for images and trigger ids, and regular
//! expressions as Python's `re.match` applies them.

use std::sync::OnceLock;

use fancy_regex::{CompileError, Error, Expr, Regex, RegexBuilder};

use super::python::from_python;

/// Steps that a search with look-around or back-references may take before it gives up.
const MAX_STEPS: usize = 200_000;

/// Longest regular expression, in bytes.
const MAX_EXPRESSION: usize = 8 * 1024;

/// All regular expressions of one document together, in bytes.
const MAX_EXPRESSIONS: usize = 2 << 20;

/// What a compiled expression may take, in bytes: the limits that are tried in turn. Compiling takes time like the size
/// that comes of it.
const COMPILED: [usize; 6] = [8 << 10, 32 << 10, 128 << 10, 512 << 10, 2 << 20, MAX_COMPILED];
const MAX_COMPILED: usize = 4 << 20;

/// All regular expressions of one document together, compiled, in bytes.
const MAX_ALL_COMPILED: usize = 256 << 20;

/// What the regular expressions of one document may still cost together.
#[derive(Debug)]
pub(super) struct ExpressionBudget {
    written: usize,
    compiled: usize,
    /// It was said that there is nothing left: what comes now is not looked at, as the document is refused.
    spent: bool,
}

impl ExpressionBudget {
    /// Takes an expression of this length, then what it takes when compiled.
    fn take(&mut self, written: &str) -> Result<(), String> {
        if self.spent {
            return Ok(());
        }
        let Some(left) = self.written.checked_sub(written.len()) else {
            self.spent = true;
            return Err(format!(
                "all expressions of this document are longer than {MAX_EXPRESSIONS} bytes"
            ));
        };
        self.written = left;
        let mut outcome = Ok(());
        for limit in COMPILED {
            let Some(left) = self.compiled.checked_sub(limit) else {
                self.spent = true;
                let most = MAX_ALL_COMPILED >> 20;
                return Err(format!(
                    "all expressions of this document take more than {most} MiB when compiled"
                ));
            };
            self.compiled = left;
            match compile(written, limit).map_err(|error| *error) {
                Ok(_) => return Ok(()),
                Err(error) if is_too_large(&error) => {
                    let most = MAX_COMPILED >> 20;
                    outcome = Err(format!("it takes more than {most} MiB when compiled"));
                }
                Err(error) => return Err(error.to_string()),
            }
        }
        outcome
    }
}

fn is_too_large(error: &Error) -> bool {
    let Error::CompileError(error) = error else { return false };
    match error.as_ref() {
        CompileError::InnerError(error) => error.size_limit().is_some(),
        CompileError::PatternTooComplex => true,
        _ => false,
    }
}

impl Default for ExpressionBudget {
    fn default() -> Self {
        Self { written: MAX_EXPRESSIONS, compiled: MAX_ALL_COMPILED, spent: false }
    }
}

/// A regular expression that is applied at the start of a text (`re.match`); compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Expression {
    written: String,
    compiled: OnceLock<Option<Regex>>,
}

/// What a regular expression says of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
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
    pub(crate) fn new(written: &str) -> Result<Self, String> {
        Self::within(written, &mut ExpressionBudget::default())
    }

    /// The same for one of many.
    pub(super) fn within(written: &str, budget: &mut ExpressionBudget) -> Result<Self, String> {
        if written.len() > MAX_EXPRESSION {
            return Err(format!("it is longer than {MAX_EXPRESSION} bytes"));
        }
        budget.take(written)?;
        Ok(Self::sound(written))
    }

    /// An expression that was checked before.
    pub(super) fn sound(written: &str) -> Self {
        Self { written: written.to_owned(), compiled: OnceLock::new() }
    }

    /// As written.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// Tries it at the start of the text; linear time, or a bounded number of steps where the expression needs more.
    pub(crate) fn at_start_of(&self, text: &str) -> Verdict {
        let compiled = self.compiled.get_or_init(|| compile(&self.written, MAX_COMPILED).ok());
        match compiled.as_ref().map(|regex| regex.is_match(text)) {
            Some(Ok(true)) => Verdict::Match,
            Some(Ok(false)) => Verdict::NoMatch,
            Some(Err(_)) | None => Verdict::GaveUp,
        }
    }
}

fn compile(written: &str, limit: usize) -> Result<Regex, Box<Error>> {
    let written = from_python(written);
    // Alone first: `a)|(b` would be sound in the brackets below.
    Expr::parse_tree(&written).map_err(Box::new)?;
    let anchored = format!(r"\A(?:{written})");
    let mut builder = RegexBuilder::new(&anchored);
    builder.backtrack_limit(MAX_STEPS).delegate_size_limit(limit).build().map_err(Box::new)
}

/// A pattern for a part of an image's name or a trigger id: `*` stands for any run of characters, everything else for
/// itself; behind `regexp:` stands a regular expression.
#[derive(Debug)]
pub(crate) struct Pattern {
    written: String,
    expression: Option<Expression>,
}

impl Pattern {
    /// Reads the pattern.
    ///
    /// # Errors
    /// What is wrong with its regular expression.
    #[cfg(test)]
    pub(crate) fn new(written: &str) -> Result<Self, String> {
        Self::within(written, &mut ExpressionBudget::default())
    }

    /// The same for one of many.
    pub(super) fn within(written: &str, budget: &mut ExpressionBudget) -> Result<Self, String> {
        let expression = written.strip_prefix("regexp:");
        let expression = expression.map(|it| Expression::within(it, budget)).transpose()?;
        Ok(Self { written: written.to_owned(), expression })
    }

    /// As written.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// It may stand for more than one text.
    pub(super) fn is_pattern(&self) -> bool {
        self.expression.is_some() || self.written.contains('*')
    }

    /// It stands for every text.
    pub(crate) fn is_everything(&self) -> bool {
        !self.written.is_empty() && self.written.bytes().all(|byte| byte == b'*')
    }

    /// True if it stands for the text. Python's `$` lets a line end follow, and its `.` crosses none.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match &self.expression {
            Some(expression) => expression.at_start_of(text) == Verdict::Match,
            None => {
                matches_wildcard(&self.written, text)
                    || text.strip_suffix('\n').is_some_and(|it| matches_wildcard(&self.written, it))
            }
        }
    }
}

/// Each piece between two stars is taken where it first fits: no step back is ever needed. Stars hold no line end if the
/// pieces hold all of them.
fn matches_wildcard(pattern: &str, text: &str) -> bool {
    let line_ends = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    if line_ends(pattern) != line_ends(text) {
        return false;
    }
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
            ("a", "a\n"),
            ("a\n", "a\n"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("a.b", "axb"), ("a*a", "a"), ("A", "a"), ("a*b*c", "acb"), ("", "x"), ("*", "a\nb")]
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
        assert!(Expression::new("a)|(b").is_err(), "brackets close nothing of ours");
        assert!(Expression::new(r"(\w{60}){3}").is_err(), "it is too large when compiled");
        assert!(Expression::new(&"a".repeat(MAX_EXPRESSION + 1)).is_err());
    }
    #[test]
    fn all_expressions_together_have_a_budget() {
        let small = || ExpressionBudget { written: 10_000, compiled: 1 << 20, spent: false };
        let count = |written: &str| {
            let mut budget = small();
            (0..1_000).take_while(|_| Expression::within(written, &mut budget).is_ok()).count()
        };
        let mut spent = small();
        let long = "a".repeat(6_000);
        assert!(Expression::within(&long, &mut spent).is_ok());
        assert!(Expression::within(&long, &mut spent).is_err());
        assert!(Expression::within(&long, &mut spent).is_ok(), "it is said once");
        assert_eq!(count(".*miner"), 128, "each counts for the smallest size");
        assert_eq!(count(r"\w"), 6, "and for those that are tried before");
        assert_eq!(count(&format!("[{}]", "a".repeat(4_000))), 2, "so does what is written");
    }
}
