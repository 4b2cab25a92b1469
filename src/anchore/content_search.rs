//! The list of expressions that Anchore's analyzer looks for in files: what the trigger `content_regex_match` filters.
//!
//! The list is a file of its own, as a policy does not hold it: lines `NAME=expression` and `MAXFILESIZE=bytes`, as the
//! analyzer's configuration has them, also as items of a YAML list.

use super::pattern::{Expression, Verdict};
use crate::policy::{PolicyError, Problems};
use crate::source::{FileId, Sources};

/// Largest list that is read, in bytes.
pub const MAX_SEARCH_BYTES: usize = 1024 * 1024;

/// Most expressions of a list.
const MAX_EXPRESSIONS: usize = 1000;

/// Files up to this size are searched if the list does not say otherwise, as with Anchore.
const MAX_FILE: u64 = 10_000;

/// Files beyond this size are never searched.
const LARGEST_FILE: u64 = 32 << 20;

/// Expressions with names.
#[derive(Debug)]
pub struct ContentSearch {
    /// As written, with the name, and what stands behind it.
    expressions: Vec<(String, Expression)>,
    largest: u64,
}

impl ContentSearch {
    /// Reads a list.
    ///
    /// # Errors
    /// Every line that cannot be used.
    pub fn parse(file: FileId, sources: &Sources) -> Result<Self, Vec<PolicyError>> {
        let mut problems = Problems::new(file);
        let mut search = Self { expressions: Vec::new(), largest: MAX_FILE };
        let bytes = sources.bytes(file);
        if bytes.len() > MAX_SEARCH_BYTES {
            problems.add(
                problems.span(0..0),
                format!("this file is larger than {MAX_SEARCH_BYTES} bytes"),
            );
        }
        let text = std::str::from_utf8(bytes).unwrap_or_else(|error| {
            let at = error.valid_up_to();
            problems.add(problems.span(at..at + 1), "this is not UTF-8".to_owned());
            ""
        });
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let item = item(line);
            let at = start + line.find(item).unwrap_or(0);
            start += line.len();
            if item.is_empty() || item.starts_with('#') {
                continue;
            }
            if let Err(what) = search.add(item) {
                problems.add(problems.span(at..at + item.len()), what);
            }
        }
        problems.finish().map(|()| search)
    }

    fn add(&mut self, item: &str) -> Result<(), String> {
        let Some((name, value)) = item.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err("this is no `NAME=expression`".to_owned());
        };
        if name == "MAXFILESIZE" {
            self.largest = value
                .parse()
                .ok()
                .filter(|size| *size <= LARGEST_FILE)
                .ok_or_else(|| format!("this is no size of at most {LARGEST_FILE} bytes"))?;
            return Ok(());
        }
        if self.expressions.len() == MAX_EXPRESSIONS {
            return Err(format!("there are more than {MAX_EXPRESSIONS} expressions"));
        }
        let wrong = |error| format!("this regular expression is wrong: {error}");
        let expression = Expression::new(value).map_err(wrong)?;
        self.expressions.push((item.to_owned(), expression));
        Ok(())
    }

    /// True if files of this size are searched.
    pub fn reaches(&self, size: u64) -> bool {
        size <= self.largest
    }

    /// The expressions, as written, that match a line of the text from its start; one that takes too many steps counts
    /// as found.
    pub fn find(&self, text: &str) -> Vec<String> {
        let matches = |expression: &Expression| {
            text.lines().any(|line| expression.at_start_of(line) != Verdict::NoMatch)
        };
        let found = self.expressions.iter().filter(|(_, expression)| matches(expression));
        found.map(|(written, _)| written.clone()).collect()
    }
}

/// The line without what YAML puts around an item of a list.
fn item(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix("- ").unwrap_or(line).trim();
    let quoted = |quote| line.strip_prefix(quote).and_then(|line| line.strip_suffix(quote));
    quoted('"').or_else(|| quoted('\'')).unwrap_or(line)
}
