//! What of a rule can be decided by one word alone: the part that somebody else can enforce.
//!
//! Says what a rule says in `check`, in expressions that other programs read. Knows none of these programs.

use std::fmt::Display;

use crate::image_ref::{Naming, NoExpression, Pattern};
use crate::intel::Intel;
use crate::pattern::Expression;

/// What the word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// The name of an image that something is built on or started from, with its registry.
    Image,
    /// The name of an image that reads a Dockerfile.
    Frontend,
    /// The user that a container runs as, without the group.
    User,
    /// The directory in which it starts, as an absolute path.
    Directory,
    /// The program that it starts.
    Program,
}

/// When a word is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fires {
    /// If one of these stands for it.
    OnOneOf(Vec<Expression>),
    /// If none of these stands for it.
    OnNoneOf(Vec<Expression>),
}

/// A question about one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Admission {
    /// What the word is.
    pub(crate) subject: Subject,
    /// What is wrong with a word that is reported, behind the word: `is on the deny-list`.
    pub(crate) says: &'static str,
    /// When it is reported.
    pub(crate) fires: Fires,
    /// Words that are not reported all the same.
    pub(crate) unless: Vec<Expression>,
    /// What the rule reports beyond this, one sentence each.
    pub(crate) beyond: Vec<String>,
}

/// Who asks: what is known, and what the names of images tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) intel: &'a Intel,
    pub(crate) naming: Naming,
}

impl Admission {
    pub(super) fn new(subject: Subject, says: &'static str, fires: Fires) -> Self {
        Self { subject, says, fires, unless: Vec::new(), beyond: Vec::new() }
    }

    pub(super) fn unless(mut self, unless: Vec<Expression>) -> Self {
        self.unless = unless;
        self
    }

    pub(super) fn beyond(mut self, what: impl IntoIterator<Item = String>) -> Self {
        self.beyond.extend(what);
        self
    }
}

/// The expressions of a list of images, and what cannot be said of it.
pub(super) fn images<'p>(
    list: impl IntoIterator<Item = &'p Pattern>,
    of: impl Fn(&Pattern) -> Result<Vec<Expression>, NoExpression>,
) -> (Vec<Expression>, Vec<String>) {
    let (mut found, mut beyond) = (Vec::new(), Vec::new());
    for pattern in list {
        match of(pattern) {
            Ok(expressions) => found.extend(expressions),
            Err(why) => beyond.push(entry(pattern, why)),
        }
    }
    (found, beyond)
}

/// An entry of a list that is left out.
pub(super) fn entry(entry: impl Display, why: impl Display) -> String {
    format!("the entry `{entry}`: {why}")
}
