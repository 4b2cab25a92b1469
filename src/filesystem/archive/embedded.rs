//! What stands inside of a file that is no archive by its first bytes, or behind the archive that it is: zip archives behind
//! anything, packed streams behind a script, programs that a text holds in some notation.

use std::collections::BTreeMap;
use std::io::{self, Read as _};

use rawzip::{RangeReader, ReaderAt};

use super::traces::{Carried, Traces};
use super::written::Notation;
use super::{Level, Opener, admit};
use crate::filesystem::compression::{self, Format};
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::limits::Metered;
use crate::filesystem::problem::{Found, Problem, ProblemKind};

/// Shortest program or archive in a notation that is looked at, in bytes: shorter ones are examples of a format, and none
/// holds a miner.
const SHORTEST: usize = 96;

impl<I: Inspect> Opener<'_, I> {
    /// Opens what the traces of a file lead to. What turns out to be nothing is no problem.
    pub(super) fn embedded(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        size: u64,
        traces: &Traces,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) {
        if traces.zips.is_empty() && traces.carried.is_empty() {
            return;
        }
        let limits = &self.budget.limits;
        if level.depth >= limits.depth {
            let what = format!("archives are opened {} deep", limits.depth);
            return found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
        }
        let own = self.budget.allowance(size);
        let inside =
            Level { depth: level.depth + 1, allowance: Some(level.allowance.unwrap_or(&own)) };
        self.zips(entry, bytes, traces, inside, found);
        self.carried(entry, bytes, size, traces, inside, found);
        if let Some(what) = own.breach() {
            found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
        }
        if traces.more_zips || traces.more_carried {
            let what = "more archives stand in it than minestop opens";
            found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
        }
    }

    /// Every zip archive, the last one first; those that are members of one are looked at as its members.
    pub(super) fn zips(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        traces: &Traces,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) {
        // where the packed bytes of each member start and end
        let mut members = BTreeMap::new();
        for end in traces.zips.iter().rev() {
            let before = members.range(..end).next_back();
            if before.is_some_and(|(_, last)| end <= last) || level.breach().is_some() {
                continue;
            }
            // what only looks like an archive is none
            let _ = self.zip(entry, bytes, *end, level, found, &mut members);
        }
    }

    fn carried(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        size: u64,
        traces: &Traces,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) {
        let mut done = 0;
        for carried in &traces.carried {
            let (Carried::Stream(at) | Carried::Written(at, _)) = *carried;
            if at < done || level.breach().is_some() {
                continue;
            }
            done = match *carried {
                Carried::Stream(_) => self.stream_at(entry, bytes, at..size, level, found),
                Carried::Written(_, notation) => {
                    self.written_at(entry, bytes, at..size, notation, level, found)
                }
            };
        }
    }

    /// A packed stream up to the end of the file; gives where to go on.
    fn stream_at(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        range: std::ops::Range<u64>,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> u64 {
        let start = range.start;
        let mut packed = RangeReader::new(bytes, range.clone());
        let head = compression::head(&mut packed).unwrap_or_default();
        let Some(format) = Format::of(&head) else { return start + 1 };
        if format.is_compression() {
            // a few bytes that look like a header are none if nothing comes of them
            let packed = RangeReader::new(bytes, range.clone());
            let mut first = [0; 64];
            if !compression::unpack(format, packed).read(&mut first).is_ok_and(|count| count > 0) {
                return start + 1;
            }
        }
        let path = format!("{}!behind the text", entry.path);
        let member = Entry { path, size: range.end - start, ..entry.clone() };
        if admit(&member, false, level, found) {
            let mut packed = RangeReader::new(bytes, range.clone());
            // a failure inside is reported
            let _ = self.look(&member, &mut packed, level, found);
        }
        range.end
    }

    /// A program in a notation; gives where to go on.
    fn written_at(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        range: std::ops::Range<u64>,
        notation: Notation,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> u64 {
        let start = range.start;
        let mut decoded = notation.decode(RangeReader::new(bytes, range));
        let mut head = Vec::new();
        let read = (&mut decoded).take(SHORTEST as u64).read_to_end(&mut head);
        let Some(allowance) = level.allowance else { return start + 1 };
        if read.is_err() || head.len() < SHORTEST {
            return start + 1;
        }
        let path = format!("{}!{} at byte {start}", entry.path, notation.name());
        // its size is known only when it was read
        let member = Entry { path, size: 0, ..entry.clone() };
        let mut count = Counted { inner: head.chain(decoded), count: 0 };
        if admit(&member, false, level, found) {
            let mut content = Metered::new(&mut count, allowance);
            // a failure inside is reported
            let _ = self.look(&member, &mut content, level, found);
        }
        start + notation.shortest(count.count)
    }
}

/// Counts what it gives.
struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: io::Read> io::Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}
