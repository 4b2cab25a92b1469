//! Which bytes of a file belong to the zip archives in it, and which to none of their members: a member that the directory
//! leaves out, bytes between members, bytes behind the end. Programs that read an archive from its start find them.

use std::collections::BTreeMap;
use std::io;

use rawzip::{RangeReader, ReaderAt};

use super::{Level, Opener};
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::problem::{Found, Problem, ProblemKind};

/// Fewer bytes hold neither a member nor a program; there are paddings of that size.
const SHORTEST: u64 = 64;
/// Checksum and sizes that may stand behind a member, with their sign.
const DESCRIPTOR: u64 = 24;
/// Gaps of one file that are looked at.
const MOST: usize = 1024;

/// What was found of zip archives so far.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Where the packed bytes of each member start and end.
    members: BTreeMap<u64, u64>,
    /// Members with their headers, and directories.
    parts: Vec<(u64, u64)>,
}

impl Places {
    /// A member: where its header starts, and where its packed bytes start and end.
    pub(super) fn add_member(
        &mut self,
        header: u64,
        (start, end): (u64, u64),
        has_descriptor: bool,
    ) {
        self.members.insert(start, end);
        let behind = if has_descriptor { DESCRIPTOR } else { 0 };
        self.parts.push((header, end.saturating_add(behind)));
    }

    pub(super) fn add_directory(&mut self, start: u64, end: u64) {
        self.parts.push((start, end));
    }

    /// True if the packed bytes of a member reach up to `end` or beyond.
    pub(super) fn is_in_member(&self, end: u64) -> bool {
        self.members.range(..end).next_back().is_some_and(|(_, last)| end <= *last)
    }

    /// True if there is an archive.
    pub(super) fn has_any(&self) -> bool {
        !self.parts.is_empty()
    }

    /// What belongs to no part of a file of this size, in its order.
    fn gaps(mut self, size: u64) -> Vec<(u64, u64)> {
        self.parts.push((size, size));
        self.parts.sort_unstable();
        let (mut gaps, mut done) = (Vec::new(), 0);
        for (start, end) in self.parts {
            if start.saturating_sub(done) >= SHORTEST {
                gaps.push((done, start));
            }
            done = end.max(done);
        }
        gaps
    }
}

impl<I: Inspect> Opener<'_, I> {
    /// Looks at what belongs to no member of a zip archive and is more than padding.
    pub(super) fn zip_gaps(
        &self,
        archive: &Entry,
        bytes: &dyn ReaderAt,
        size: u64,
        places: Places,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        if level.breach().is_some() {
            return Ok(());
        }
        let gaps = places.gaps(size);
        if gaps.len() > MOST {
            let what = format!("more than {MOST} pieces of it belong to no member");
            found.problem(Problem::new(&archive.path, ProblemKind::Limit, what));
        }
        for (start, end) in gaps.into_iter().take(MOST) {
            let mut rest = RangeReader::new(bytes, start..end);
            if end == size {
                self.behind(archive, &mut rest, level, found)?;
                continue;
            }
            let name = format!("beside the members at byte {start}");
            self.part(archive, (&name, end - start), &mut rest, level, found);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_what_no_part_has_and_padding_is_none() {
        let mut places = Places::default();
        places.add_member(0, (40, 100), true);
        places.add_member(200, (240, 300), false);
        places.add_directory(330, 500);
        assert!(places.has_any() && places.is_in_member(90) && !places.is_in_member(330));
        assert_eq!(places.gaps(600), [(124, 200), (500, 600)]);
        let mut places = Places::default();
        places.add_member(63, (100, 200), false);
        places.add_directory(200, 300);
        assert_eq!(places.gaps(363), []);
    }
}
