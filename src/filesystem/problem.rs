//! What could not be read, and the results of a reading. Nothing is skipped in silence.

use std::io;

use serde::{Deserialize, Serialize};

use crate::facts::{File, Opacity, Place};
use crate::filesystem::temporary;
use crate::source::Span;

/// Why something was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ProblemKind {
    /// A limit was reached: a bomb, or something beyond what minestop opens.
    Limit,
    /// Damaged, encrypted, of an unknown format, or not allowed to be read.
    Unreadable,
    /// The machine does not give it: no permission, a disk that fails, a file that has gone.
    Inaccessible,
    /// No temporary file can be made or written.
    Temporary,
    /// It is not what its digest says.
    Altered,
    /// It tries to lead out of its root.
    Escape,
}

/// One thing that could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Problem {
    /// Path of the entry; empty for the whole.
    pub(crate) path: String,
    /// Why.
    pub(crate) kind: ProblemKind,
    /// A lower-case fragment.
    pub(crate) what: String,
}

impl Problem {
    /// What reading the file at `path` failed with.
    pub(crate) fn reading(path: impl Into<String>, error: &io::Error) -> Self {
        if let Some(what) = temporary::failure(error) {
            return Self::new("", ProblemKind::Temporary, what);
        }
        let of_machine = error.raw_os_error().is_some();
        let kind = if of_machine { ProblemKind::Inaccessible } else { ProblemKind::Unreadable };
        Self::new(path, kind, describe(error))
    }

    /// A problem at `path`.
    pub(crate) fn new(path: impl Into<String>, kind: ProblemKind, what: impl Into<String>) -> Self {
        Self { path: path.into(), kind, what: what.into() }
    }

    /// True if it concerns what one file is or holds, which a rule judges; of anything else it is not known what there is.
    pub(crate) fn is_of_a_file(&self) -> bool {
        !self.path.is_empty() && self.kind != ProblemKind::Inaccessible
    }

    /// True if the same bytes have it again wherever they are read, whatever else is read with them.
    pub(crate) fn is_of_content(&self) -> bool {
        let is_of_bytes = matches!(self.kind, ProblemKind::Unreadable | ProblemKind::Escape);
        is_of_bytes && !self.path.is_empty()
    }

    /// The file that was not read, as a fact at a place.
    pub(crate) fn into_fact(self, place: Place, span: Span) -> File {
        let why = match self.kind {
            ProblemKind::Limit => Opacity::Limit(self.what),
            _ => Opacity::Unreadable(self.what),
        };
        File { opacity: vec![why], ..File::named(place, span, self.path) }
    }
}

/// Problems that are kept of one reading; the others are only counted.
const MAX_PROBLEMS: usize = 200;

/// What a reading gave.
#[derive(Debug)]
pub(crate) struct Found<S> {
    /// What was worth keeping, in the order of the entries.
    pub(crate) seen: Vec<S>,
    /// The first problems, in the order of the entries.
    pub(crate) problems: Vec<Problem>,
    /// Further problems.
    pub(crate) more_problems: u64,
}

impl<S> Default for Found<S> {
    fn default() -> Self {
        Self { seen: Vec::new(), problems: Vec::new(), more_problems: 0 }
    }
}

impl<S> Found<S> {
    /// Adds a problem; that of temporary files is the same for all entries.
    pub(crate) fn problem(&mut self, problem: Problem) {
        if problem.kind == ProblemKind::Temporary && self.problems.contains(&problem) {
            return;
        }
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }

    /// Adds a problem of the whole.
    pub(crate) fn whole(&mut self, error: &io::Error) {
        self.problem(Problem::reading("", error));
    }

    /// Adds what a later part of the same reading gave.
    pub(crate) fn append(&mut self, other: Self) {
        self.seen.extend(other.seen);
        for problem in other.problems {
            self.problem(problem);
        }
        self.more_problems += other.more_problems;
    }
}

/// What went wrong, without the number that the operating system adds.
pub(crate) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it is cut off".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        _ => error.to_string(),
    }
}
