//! What of a directory counts, beside the names that people give to Dockerfiles.

use std::path::Path;

use crate::pattern::PathPattern;
use crate::source::BaseDirectories;

/// What a walk takes in and leaves out.
#[derive(Debug, Default)]
pub(in crate::cli) struct Selection {
    /// Leave out what Git ignores and does not track.
    pub(in crate::cli) gitignore: bool,
    /// Take in workflows and pipelines, too.
    pub(in crate::cli) workflows: bool,
    /// Dockerfiles whatever they are called.
    pub(in crate::cli) include: PathChoice,
    /// What is left out, by the policy and by the command line.
    pub(in crate::cli) exclude: [PathChoice; 2],
}

impl Selection {
    pub(super) fn excludes(&self, path: &Path) -> bool {
        self.exclude.iter().any(|choice| choice.has(path))
    }
}

/// Patterns and what they are told from.
#[derive(Debug, Default)]
pub(in crate::cli) struct PathChoice {
    pub(in crate::cli) patterns: Vec<PathPattern>,
    pub(in crate::cli) bases: BaseDirectories,
}

impl PathChoice {
    pub(super) fn has(&self, path: &Path) -> bool {
        if self.patterns.is_empty() {
            return false;
        }
        let names = self.bases.names(&path.to_string_lossy());
        self.patterns.iter().any(|pattern| names.iter().any(|name| pattern.matches(name)))
    }
}
