//! What stands inside of a file that is no archive by its first bytes, or behind the archive that it is: zip archives behind
//! anything, packed streams behind a script, programs that a text holds in some notation.

use std::io::{self, BufReader, Read as _};
use std::ops::Range;

use flate2::read::DeflateDecoder;
use rawzip::{RangeReader, ReaderAt};

use super::carried::Carried;
use super::packed::{SHORTEST, inflates, unpacks};
use super::signs::SIGNS;
use super::traces::Traces;
use super::written::{self, Decoration, Notation, Numbering, Undecorated};
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
/// How programs start: ELF, PE, WebAssembly, Mach-O, scripts; and an archive that is not opened.
const PROGRAMS: [&[u8]; 6] =
    [b"\x7fELF", b"MZ", b"\0asm", b"\xcf\xfa\xed\xfe", b"#!/", b"Rar!\x1a\x07"];
/// What the rest of a text is called.
const BEHIND_TEXT: &str = "behind the text";
/// Bytes of a text that are read to see how its lines start and end.
const LINES: usize = 2048;
/// The same in front of it.
const FRONT: u64 = 256;

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

    /// A program in a notation; gives where to go on, if there is one.
    fn written_at(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        range: Range<u64>,
        notation: Notation,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Option<u64> {
        let decoration = decoration(bytes, &range, notation);
        // what only looks like a decoration may stand between any two of its parts
        let plain = decoration.is_some().then_some(None);
        [Some(decoration), plain].into_iter().flatten().find_map(|decoration| {
            let notation = match notation {
                Notation::Sequence(numbering) => {
                    let is_in_columns = decoration.as_ref().is_some_and(Decoration::is_counted);
                    Notation::Sequence(Numbering { is_in_columns, ..numbering })
                }
                notation => notation,
            };
            let rest =
                || BufReader::with_capacity(64 * 1024, RangeReader::new(bytes, range.clone()));
            let start = range.start;
            let taken = self.decoded(entry, start, rest, (notation, decoration), level, found)?;
            Some(start + taken)
        })
    }

    /// What stands at a place in a notation; gives how much of the text it takes, if there is anything.
    fn decoded<R: io::Read>(
        &self,
        entry: &Entry,
        start: u64,
        rest: impl Fn() -> R,
        (notation, decoration): (Notation, Option<Decoration>),
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Option<u64> {
        let mut source = Counted { inner: rest(), count: 0 };
        let mut decoded = decode(notation, decoration.clone(), &mut source);
        let mut head = Vec::new();
        let read = (&mut decoded).take(format::HEAD as u64).read_to_end(&mut head);
        let allowance = level.allowance?;
        if read.is_err() || head.len() < SHORTEST {
            return None;
        }
        let again = || decode(notation, decoration.clone(), rest());
        let is_one = is_worth_opening(&head, again);
        let is_letters = notation == Notation::Base64;
        if !is_one && (!is_letters || !inflates(again())) {
            return None;
        }
        let name = format!("{} at byte {start}", notation.name());
        let is_zlib = is_one && Format::of(&head) == Some(Format::Zlib);
        let mut count = Counted { inner: head.chain(decoded), count: 0 };
        if is_zlib {
            // two bytes are found by chance, too
            let inner = compression::unpack(Format::Zlib, &mut count);
            let unpacked = Unpacked { inner, is_lenient: true };
            self.part(entry, (&name, 0), &mut Metered::new(unpacked, allowance), level, found);
        } else if is_one {
            self.part(entry, (&name, 0), &mut Metered::new(&mut count, allowance), level, found);
        } else {
            let inner = DeflateDecoder::new(&mut count);
            let unpacked = Unpacked { inner, is_lenient: true };
            self.part(entry, (&name, 0), &mut Metered::new(unpacked, allowance), level, found);
        }
        let shortest = notation.shortest(count.count);
        drop(count);
        // what the decoder was given, but for what it may not have looked at yet
        let taken = source.count.saturating_sub(written::BUFFER as u64);
        Some(shortest.max(taken))
    }
}

/// True for the start of a program or an archive, or of something that is written once more; `again` gives all of it.
fn is_worth_opening<R: io::Read>(head: &[u8], again: impl FnOnce() -> R) -> bool {
    match Format::of(head) {
        Some(format) if format.is_compression() => unpacks(format, again()),
        Some(_) => true,
        None => {
            let written = SIGNS.iter().map(|sign| sign.text.as_slice());
            PROGRAMS.into_iter().chain(written).any(|start| head.starts_with(start))
        }
    }
}

/// What each line of a text has in front of its notation and behind it.
fn decoration(bytes: &dyn ReaderAt, text: &Range<u64>, notation: Notation) -> Option<Decoration> {
    notation.decoration()?;
    let (mut front, mut lines) = (Vec::new(), vec![0; LINES]);
    let before = text.start.saturating_sub(FRONT)..text.start;
    RangeReader::new(bytes, before).read_to_end(&mut front).ok()?;
    let read = bytes.read_at(&mut lines, text.start).ok()?;
    Decoration::of(&front, lines.get(..read)?)
}

/// The bytes that a text has in a notation, without the decoration of its lines.
fn decode<'r>(
    notation: Notation,
    decoration: Option<Decoration>,
    text: impl io::Read + 'r,
) -> Box<dyn io::Read + 'r> {
    let Some(decoration) = decoration else { return notation.decode(text) };
    let text = BufReader::with_capacity(written::BUFFER, text);
    let keeps_lines = notation.decoration() == Some(true);
    notation.decode(Undecorated::new(text, decoration, keeps_lines))
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

/// What comes of a packed stream; a lenient one ends where it breaks.
struct Unpacked<R> {
    inner: R,
    is_lenient: bool,
}

impl<R: io::Read> io::Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Err(_) if self.is_lenient => Ok(0),
            outcome => outcome,
        }
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
