//! Which files the checks of `file-attributes` have to see. A file system has more files than fit into memory: who
//! reads it asks here what to keep, and how much of it to read. Nothing is judged here.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::file_attributes::{MUST_EXIST, holds};
use super::options::{Entry, RuleOptions};
use crate::facts::File;

/// Files that are kept for one check: one that stays is enough, but a later layer may delete some.
const MOST_FILES: usize = 10_000;

/// What the checks of a policy require, and how many files were kept for each; for one reading.
#[derive(Debug, Default)]
pub struct RequiredFiles<'p> {
    checks: Vec<(&'p Entry, AtomicUsize)>,
    digests: bool,
}

impl<'p> RequiredFiles<'p> {
    /// The rule whose options these are.
    pub const RULE: &'static str = "file-attributes";

    /// What these options require.
    pub fn of(options: &'p RuleOptions) -> Self {
        let checks = options.tables("checks");
        let names_digest =
            |entry: &Entry| ["sha256", "not-sha256"].iter().any(|key| !entry.all(key).is_empty());
        let required = checks.iter().filter(|entry| entry.flag(MUST_EXIST));
        Self {
            checks: required.map(|entry| (entry, AtomicUsize::new(0))).collect(),
            digests: checks.iter().any(names_digest),
        }
    }

    /// A check compares digests, so that files of every kind need one.
    pub fn need_digests(&self) -> bool {
        self.digests
    }

    /// A check requires that some file exists.
    pub fn are_any(&self) -> bool {
        !self.checks.is_empty()
    }

    /// True if a check requires this file and enough were not yet kept for it.
    pub fn keep(&self, file: &File) -> bool {
        let mut wanted = self.checks.iter().filter(|(entry, _)| holds(entry, file));
        wanted.any(|(_, kept)| kept.fetch_add(1, Ordering::Relaxed) < MOST_FILES)
    }
}
