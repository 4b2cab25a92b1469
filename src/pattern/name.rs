//! Patterns of names: `*` stands for any run of characters, `?` for one, everything else for itself.

use std::ops::Range;
use std::str::FromStr;

use super::check;
use super::expression::literal;
use crate::config::BadValue;

/// Any character in a regular expression, the end of a line too.
const ANY_CHARACTER: &str = "(?s:.)";

/// A pattern that stands for a whole text; `*` crosses every character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NamePattern {
    written: String,
    run: Run,
}

impl NamePattern {
    /// A pattern in which everything has a meaning but `*` and `?` stands for itself, as in the text of a command.
    pub(crate) fn verbatim(written: &str) -> Result<Self, BadValue> {
        check::length(written)?;
        if check::without_anchors(written).is_some_and(|bare| written.len() == bare.len() + 2) {
            check::no_other_language(written)?;
        }
        Ok(Self { written: written.to_owned(), run: Run::new(written) })
    }

    /// True if the pattern stands for the whole text.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.run.matches(text)
    }

    /// It stands for every text.
    pub(crate) fn is_any(&self) -> bool {
        self.run.is_any()
    }

    /// The pattern as written.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// The pattern as a regular expression.
    pub(crate) fn expression(&self) -> String {
        self.run.expression(ANY_CHARACTER)
    }
}

impl FromStr for NamePattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        check::length(written)?;
        check::no_other_language(written)?;
        Ok(Self { written: written.to_owned(), run: Run::new(written) })
    }
}

/// Literal pieces with anything between them: compiled once, matched from left to right.
///
/// Each piece between two stars is taken as early as possible, so that no choice is ever undone: the cost is that of
/// searching the text once, times the length of a piece that holds `?`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Run {
    first: Piece,
    middle: Vec<Piece>,
    /// What stands behind the last star; none without a star.
    last: Option<Piece>,
}

impl Run {
    pub(crate) fn new(pattern: &str) -> Self {
        let mut pieces = pattern.split('*').map(Piece::new);
        let first = pieces.next().unwrap_or_else(|| Piece::new(""));
        let last = pieces.next_back();
        Self { first, middle: pieces.filter(|piece| !piece.text.is_empty()).collect(), last }
    }

    /// As a regular expression in which a wildcard stands for the characters of this class.
    pub(crate) fn expression(&self, class: &str) -> String {
        let piece = |piece: &Piece| {
            let literals: Vec<String> = piece.text.split('?').map(literal).collect();
            literals.join(class)
        };
        let pieces = [&self.first].into_iter().chain(&self.middle).chain(&self.last);
        pieces.map(piece).collect::<Vec<_>>().join(&format!("{class}*"))
    }

    /// It has no star and no `?`.
    pub(crate) fn is_literal(&self) -> bool {
        self.last.is_none() && !self.first.is_wild
    }

    /// It stands for every text.
    pub(super) fn is_any(&self) -> bool {
        let is_empty = |piece: &Piece| piece.text.is_empty();
        is_empty(&self.first) && self.middle.is_empty() && self.last.as_ref().is_some_and(is_empty)
    }

    /// The longest text that everything has which the pattern stands for; empty if there is none.
    pub(super) fn literal(&self) -> &str {
        let pieces = [&self.first].into_iter().chain(&self.middle).chain(&self.last);
        let literal = pieces.filter(|piece| !piece.is_wild).map(|piece| piece.text.as_str());
        literal.max_by_key(|text| text.len()).unwrap_or_default()
    }

    /// True if the pattern stands for the whole text.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let Some(mut rest) = self.first.start_of(text).and_then(|end| text.get(end..)) else {
            return false;
        };
        let Some(last) = &self.last else { return rest.is_empty() };
        for piece in &self.middle {
            match piece.find_in(rest).and_then(|found| rest.get(found.end..)) {
                Some(tail) => rest = tail,
                None => return false,
            }
        }
        last.is_end_of(rest)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    text: String,
    /// It holds a `?`.
    is_wild: bool,
}

impl Piece {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), is_wild: text.contains('?') }
    }

    /// The end of the piece at the start of `text`.
    fn start_of(&self, text: &str) -> Option<usize> {
        if !self.is_wild {
            return text.starts_with(&self.text).then_some(self.text.len());
        }
        let mut rest = text.chars();
        let mut pattern = self.text.chars();
        pattern
            .all(|p| rest.next().is_some_and(|c| p == '?' || p == c))
            .then(|| text.len() - rest.as_str().len())
    }

    fn is_end_of(&self, text: &str) -> bool {
        if !self.is_wild {
            return text.ends_with(&self.text);
        }
        let mut rest = text.chars().rev();
        self.text.chars().rev().all(|p| rest.next().is_some_and(|c| p == '?' || p == c))
    }

    fn find_in(&self, text: &str) -> Option<Range<usize>> {
        if !self.is_wild {
            return text.find(&self.text).map(|at| at..at + self.text.len());
        }
        let ends_at = |at: usize| Some(at..at + self.start_of(text.get(at..)?)?);
        text.char_indices().find_map(|(at, _)| ends_at(at))
    }
}
