//! Which lines of a text are not in an older one. Knows no Git and no finding.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};

/// Longest that two texts are compared, where somebody wrote them to be slow. The answer is then still right, and names more
/// lines than it must.
const LONGEST: Duration = Duration::from_secs(2);

/// What is new in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NewLines {
    /// All of it.
    All,
    /// These.
    Some {
        /// Lines from 0, in order.
        changed: Vec<Range<usize>>,
        /// Lines before which something went away.
        gaps: Vec<usize>,
    },
}

impl NewLines {
    /// Compares line by line; ends of lines do not count, so that a checkout with other ones is not new.
    pub(super) fn between(old: &[u8], new: &[u8]) -> Self {
        if old == new {
            return Self::Some { changed: Vec::new(), gaps: Vec::new() };
        }
        let deadline = Instant::now().checked_add(LONGEST);
        let (old, new) = (lines(old), lines(new));
        let steps = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, deadline);
        let (mut changed, mut gaps) = (Vec::new(), Vec::new());
        for step in steps {
            match step.tag() {
                DiffTag::Equal => {}
                DiffTag::Delete => gaps.push(step.new_range().start),
                DiffTag::Insert | DiffTag::Replace => changed.push(step.new_range()),
            }
        }
        Self::Some { changed, gaps }
    }

    /// True if something of the lines from `first` to `last` is new, or went away between them.
    pub(super) fn touch(&self, first: usize, last: usize) -> bool {
        let Self::Some { changed, gaps } = self else { return true };
        changed.iter().any(|lines| lines.start <= last && lines.end > first)
            || gaps.iter().any(|gap| first < *gap && *gap <= last)
    }
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_changed_or_lost_something_are_new() {
        let old = b"FROM a\nRUN x \\\n && check \\\n && y\nCMD z\n";
        let new = b"# note\r\nFROM a\r\nRUN x \\\r\n && y\r\nCMD q\r\n";
        let lines = NewLines::between(old, new);
        assert!(lines.touch(0, 0), "added");
        assert!(!lines.touch(1, 1));
        assert!(lines.touch(2, 3), "a line between them went away");
        assert!(!lines.touch(2, 2) && !lines.touch(3, 3));
        assert!(lines.touch(4, 4), "changed");
        assert!(!NewLines::between(old, old).touch(0, 9));
        assert!(NewLines::All.touch(7, 7));
    }

    #[test]
    fn a_text_written_to_be_slow_ends() {
        let text = |seed: usize| {
            let lines = (0..60_000).map(|n| format!("{}\n", (n * 7919 + seed) % 251));
            lines.collect::<String>().into_bytes()
        };
        let start = Instant::now();
        assert!(NewLines::between(&text(1), &text(100)).touch(0, 60_000));
        assert!(start.elapsed() < LONGEST * 10, "{:?}", start.elapsed());
    }
}
