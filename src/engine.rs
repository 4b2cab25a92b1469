//! Sources and policy → report: pure, no clock, no I/O.

use crate::finding::Action;
use crate::policy::Decided;
use crate::source::{FileId, Sources};

/// The judgement of one Dockerfile (or of the policy file itself, for its own hygiene).
#[derive(Debug)]
pub struct FileReport {
    /// The name as shown to people.
    pub path: String,
    /// The file among `sources`.
    pub file: FileId,
    /// Every file that spans of the findings may point into: the Dockerfile and the policy.
    pub sources: Sources,
    /// Findings in the order of their place, then of their rule.
    pub decided: Vec<Decided>,
}

impl FileReport {
    /// The greatest action of the findings; GO if there is none.
    pub fn verdict(&self) -> Action {
        self.decided
            .iter()
            .map(|decided| decided.action)
            .max()
            .unwrap_or(Action::Go)
    }

    /// Number of findings with this action.
    pub fn count(&self, action: Action) -> usize {
        self.decided
            .iter()
            .filter(|decided| decided.action == action)
            .count()
    }
}

/// The judgement of all files of one run, in stable order.
#[derive(Debug, Default)]
pub struct Report {
    /// One entry a file.
    pub files: Vec<FileReport>,
}

impl Report {
    /// The greatest verdict of the files.
    pub fn verdict(&self) -> Action {
        self.files
            .iter()
            .map(FileReport::verdict)
            .max()
            .unwrap_or(Action::Go)
    }
}
