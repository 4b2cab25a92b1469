//! What stands inside of a file that is no archive by its first bytes, or behind the archive that it is: zip archives behind
//! anything, packed streams behind a script, programs that a text holds in some notation.

use std::io::{self, BufReader, Read as _};
use std::ops::Range;

use rawzip::{RangeReader, ReaderAt};

use super::carried::Carried;
use super::packed::{SHORTEST, Unpacked, unpacks};
use super::traces::Traces;
use super::written;
use super::zip_places::Places;
use super::{Level, Opener};
use crate::filesystem::compression;
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::format::{self, Format};
use crate::filesystem::limits::Metered;
use crate::filesystem::little_endian;
use crate::filesystem::problem::{Found, Problem, ProblemKind};

/// Archives and programs that are written in one text and are opened.
const MOST_OPENED: usize = 64;
/// Streams, and archives in other data: documents in PDF and programs carry hundreds of small ones, and browsers five thousand.
const MOST_EMBEDDED: usize = 16_384;
/// What the rest of a text is called.
const BEHIND_TEXT: &str = "behind the text";

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
        let inside = Level {
            depth: level.depth + 1,
            allowance: Some(level.allowance.unwrap_or(&own)),
            ..level
        };
        self.zips(entry, bytes, traces, inside, found);
        let has_more = self.carried(entry, bytes, size, traces, inside, found);
        if let Some(what) = own.breach() {
            found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
        }
        if traces.more_zips || traces.more_carried || has_more {
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
    ) -> Places {
        let mut places = Places::default();
        for end in traces.zips.iter().rev() {
            if places.is_in_member(*end) || level.breach().is_some() {
                continue;
            }
            // what only looks like an archive is none
            let _ = self.zip(entry, bytes, *end, level, found, &mut places);
        }
        places
    }

    /// True if there is more than is opened.
    fn carried(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        size: u64,
        traces: &Traces,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> bool {
        let (mut done, mut opened_small, mut opened_written) = (0, 0, 0);
        let mut in_order = traces.carried.clone();
        in_order.sort_by_key(|carried| carried.start());
        for carried in &in_order {
            let at = carried.start();
            if at < done || level.breach().is_some() {
                continue;
            }
            let is_small = matches!(carried, Carried::Embedded(_) | Carried::Stream(_));
            let (opened, most) = match is_small {
                true => (&mut opened_small, MOST_EMBEDDED),
                false => (&mut opened_written, MOST_OPENED),
            };
            if *opened == most {
                return true;
            }
            let range = at..size;
            let end = match *carried {
                Carried::Stream(_) => self.stream_at(entry, bytes, range, level, found),
                Carried::Closed(_) => Some(self.rest_at(entry, bytes, range, level, found)),
                Carried::Embedded(_) => self.archive_at(entry, bytes, range, level, found),
                Carried::Written(_, notation) => {
                    self.written_at(entry, bytes, range, notation, level, found)
                }
                Carried::Wide => {
                    let text = RangeReader::new(bytes, range);
                    let mut text = written::Narrow(BufReader::with_capacity(64 * 1024, text));
                    self.part(entry, ("text in UTF-16", 0), &mut text, level, found);
                    Some(size)
                }
            };
            if let Some(end) = end {
                done = end;
                *opened += 1;
            }
        }
        false
    }

    /// A packed stream up to the end of the file; gives where to go on, if there is one.
    fn stream_at(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        range: Range<u64>,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Option<u64> {
        let mut rest = RangeReader::new(bytes, range.clone());
        let head = format::head(&mut rest).unwrap_or_default();
        let is_one = Format::of(&head).is_some_and(|format| match format {
            Format::Lzma if !format::is_usual_lzma(&head) => false,
            format if format.is_compression() => {
                unpacks(format, RangeReader::new(bytes, range.clone()))
            }
            // a word of a list may begin like it
            Format::SquashFs | Format::Cabinet => {
                embedded_length(Some(format), &head, range.end - range.start).is_some()
            }
            _ => true,
        });
        if is_one && Format::of(&head) == Some(Format::Zlib) {
            // two bytes are found by chance, too: then it breaks off, and what came of it is looked at
            let inner = compression::unpack(Format::Zlib, RangeReader::new(bytes, range.clone()));
            let unpacked = Unpacked { inner, is_lenient: true };
            let mut content = Metered::new(unpacked, level.allowance?);
            self.part(entry, (BEHIND_TEXT, 0), &mut content, level, found);
            // another one may stand behind it
            return Some(range.start + 1);
        }
        is_one.then(|| self.rest_at(entry, bytes, range, level, found))
    }

    /// The rest of a file as a file; gives where to go on.
    fn rest_at(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        range: Range<u64>,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> u64 {
        let (end, size) = (range.end, range.end - range.start);
        let mut rest = RangeReader::new(bytes, range);
        self.part(entry, (BEHIND_TEXT, size), &mut rest, level, found);
        end
    }

    /// An archive behind a program or other data; gives where to go on, if there is one.
    fn archive_at(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        range: Range<u64>,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Option<u64> {
        let start = range.start;
        let rest = || RangeReader::new(bytes, range.clone());
        let head = format::head(&mut rest()).unwrap_or_default();
        let format = Format::of(&head);
        let allowance = level.allowance?;
        let (size, mut content): (u64, Box<dyn io::Read>) =
            match embedded_length(format, &head, range.end - start)? {
                Length::Known(length) => (length, Box::new(rest().take(length))),
                Length::OfStream(format) if unpacks(format, rest()) => {
                    let unpacked = compression::unpack_first(format, rest());
                    // three bytes are found by chance, too: then it breaks off, and what came of it is looked at
                    let is_lenient = format == Format::Gzip;
                    let unpacked = Unpacked { inner: unpacked, is_lenient };
                    (0, Box::new(Metered::new(unpacked, allowance)))
                }
                Length::OfStream(_) => return None,
            };
        let name = format!("archive at byte {start}");
        self.part(entry, (&name, size), &mut content, level, found);
        Some(start + size.max(1))
    }
}

/// How long an archive is.
#[derive(Clone, Copy)]
enum Length {
    Known(u64),
    /// That is known only when the stream was read.
    OfStream(Format),
}

/// How long an archive among other bytes is by its header, if that is one.
fn embedded_length(format: Option<Format>, head: &[u8], left: u64) -> Option<Length> {
    /// Bytes in front of the packed streams of 7z.
    const SEVEN_ZIP_HEAD: u64 = 32;
    let number = |at, length| little_endian(head, at, length);
    match format {
        Some(Format::SevenZip) => {
            let (offset, size) = (number(12, 8)?, number(20, 8)?);
            let end = offset.checked_add(size)?.checked_add(SEVEN_ZIP_HEAD)?;
            (head.get(6) == Some(&0) && size > 0 && end <= left).then_some(Length::Known(end))
        }
        Some(format @ (Format::Xz | Format::Bzip2 | Format::Gzip)) => {
            Some(Length::OfStream(format))
        }
        Some(Format::SquashFs) => {
            // the version of the superblock, and how many bytes the file system has
            let is_4_0 = number(28, 2) == Some(4) && number(30, 2) == Some(0);
            let used = number(40, 8)?;
            (is_4_0 && (SHORTEST as u64..=left).contains(&used)).then_some(Length::Known(used))
        }
        Some(Format::Cabinet) => {
            // the version of the format, which has been the same ever since
            let is_1_3 = number(24, 2) == Some(0x103);
            let size = number(8, 4)?;
            (is_1_3 && (SHORTEST as u64..=left).contains(&size)).then_some(Length::Known(size))
        }
        _ => None,
    }
}
