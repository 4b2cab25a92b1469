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

#[cfg(test)]
mod tests {
    use super::super::options::{Item, Value};
    use super::*;
    use crate::dockerfile::Keyword;
    use crate::facts::Place;
    use crate::source::Span;

    fn options(values: &[(&str, &str)], must_exist: bool) -> RuleOptions {
        let item = |value: &str| vec![Item { value: value.to_owned(), span: Span::default() }];
        let mut entry = Entry::default();
        entry.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), item(value))));
        entry.flags.extend(must_exist.then_some(MUST_EXIST));
        let mut options = RuleOptions::default();
        options.set("checks", Value::Tables(vec![entry]));
        options
    }

    #[test]
    fn a_wide_pattern_keeps_a_bounded_number_of_files() {
        let options = options(&[("path", "*")], true);
        let required = RequiredFiles::of(&options);
        assert!(required.are_any() && !required.need_digests());
        let place = Place::in_build(Keyword::Copy, Span::default());
        let file = File::named(place, Span::default(), "etc/motd");
        let kept = (0..MOST_FILES + 5).filter(|_| required.keep(&file)).count();
        assert_eq!(kept, MOST_FILES);
    }

    #[test]
    fn a_check_that_forbids_keeps_nothing_here_but_may_need_digests() {
        let options = options(&[("path", "*"), ("sha256", "00")], false);
        let required = RequiredFiles::of(&options);
        assert!(!required.are_any() && required.need_digests());
    }
}
