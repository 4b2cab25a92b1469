//! Which files the checks of `file-attributes` have to see. A file system has more files than fit into memory: who
//! reads it asks here what to keep, and how much of it to read. Nothing is judged here.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::file_check::FileCheck;
use crate::facts::File;

/// Files that are kept for one check: one that stays is enough, but a later layer may delete some.
const MOST_FILES: usize = 10_000;

/// What the checks of a policy require, and how many files were kept for each; for one reading.
#[derive(Debug, Default)]
pub(crate) struct RequiredFiles<'p> {
    checks: Vec<(&'p FileCheck, AtomicUsize)>,
    digests: bool,
}

impl<'p> RequiredFiles<'p> {
    /// What these checks require; `digests`: one of them compares digests.
    pub(super) fn of(checks: impl Iterator<Item = &'p FileCheck>, digests: bool) -> Self {
        Self { checks: checks.map(|check| (check, AtomicUsize::new(0))).collect(), digests }
    }

    /// What several rules require.
    pub(crate) fn together(all: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::default();
        for one in all {
            whole.checks.extend(one.checks);
            whole.digests |= one.digests;
        }
        whole
    }

    /// A check compares digests, so that files of every kind need one.
    pub(crate) fn need_digests(&self) -> bool {
        self.digests
    }

    /// A check requires that some file exists.
    pub(crate) fn are_any(&self) -> bool {
        !self.checks.is_empty()
    }

    /// True if a check requires this file and enough were not yet kept for it.
    pub(crate) fn keep(&self, file: &File) -> bool {
        let mut wanted = self.checks.iter().filter(|(check, _)| check.holds(file));
        wanted.any(|(_, kept)| kept.fetch_add(1, Ordering::Relaxed) < MOST_FILES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Fields, Problems};
    use crate::dockerfile::Keyword;
    use crate::facts::Place;
    use crate::rules::Rule;
    use crate::rules::file_attributes::Check;
    use crate::source::{FileId, Span};

    fn rule(check: &str) -> Check {
        let text = format!("checks = [{{ {check} }}]");
        let table = toml::de::DeTable::parse(&text).unwrap();
        let (span, what, others) = (Span::default(), "option", Vec::new());
        let fields = Fields { table: table.get_ref(), span, what, others };
        config::read(fields, &mut Problems::new(FileId(0))).unwrap()
    }

    #[test]
    fn a_wide_pattern_keeps_a_bounded_number_of_files() {
        let rule = rule("path = \"*\", exists = true");
        let required = rule.required_files();
        assert!(required.are_any() && !required.need_digests());
        let place = Place::in_build(Keyword::Copy, Span::default());
        let file = File::named(place, Span::default(), "etc/motd");
        let kept = (0..MOST_FILES + 5).filter(|_| required.keep(&file)).count();
        assert_eq!(kept, MOST_FILES);
    }

    #[test]
    fn a_check_that_forbids_keeps_nothing_here_but_may_need_digests() {
        let rule = rule(&format!("path = \"*\", sha256 = \"{}\"", "0".repeat(64)));
        let required = rule.required_files();
        assert!(!required.are_any() && required.need_digests());
    }
}
