//! Opens programs and archives that a text holds in some notation, however the lines and pieces of it stand there.

use std::cell::Cell;
use std::io::{self, BufReader, Read as _};
use std::ops::Range;

use flate2::read::DeflateDecoder;
use rawzip::{RangeReader, ReaderAt};

use super::packed::{SHORTEST, Unpacked, inflates, is_whole, unpacks};
use super::signs::SIGNS;
use super::written::{self, Decoration, Notation, Numbering, Undecorated};
use super::{Level, Opener};
use crate::filesystem::compression;
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::format::{self, Format};
use crate::filesystem::limits::{Allowance, Metered};
use crate::filesystem::problem::Found;

/// How programs start: ELF, PE, WebAssembly, Mach-O, scripts; and an archive that is not opened.
const PROGRAMS: [&[u8]; 6] =
    [b"\x7fELF", b"MZ", b"\0asm", b"\xcf\xfa\xed\xfe", b"#!/", b"Rar!\x1a\x07"];
/// Bytes of a text that are read to see how its lines start and end.
const LINES: usize = 2048;
/// The same in front of it.
const FRONT: u64 = 256;

/// How what is written stands in the text.
#[derive(Clone)]
enum Layout {
    /// In one, over several lines or literals.
    Plain,
    /// In lines of which each has the same in front and behind it.
    Lines(Decoration),
    /// In pieces with the same between them.
    Pieces,
}

/// A text from a place on, and the notation that starts there.
struct Place<'p> {
    bytes: &'p dyn ReaderAt,
    range: Range<u64>,
    notation: Notation,
}

impl<I: Inspect> Opener<'_, I> {
    /// A program in a notation; gives where to go on, if there is one.
    pub(super) fn written_at(
        &self,
        entry: &Entry,
        bytes: &dyn ReaderAt,
        range: Range<u64>,
        notation: Notation,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Option<u64> {
        let start = range.start;
        let place = Place { bytes, range, notation };
        let level = Level { is_written: true, ..level };
        let layouts = place.layouts(level.allowance?);
        let taken =
            layouts.into_iter().find_map(|it| self.decoded(entry, &place, &it, level, found));
        taken.map(|taken| start + taken)
    }

    /// What stands at a place in a notation; gives how much of the text it takes, if there is anything.
    fn decoded(
        &self,
        entry: &Entry,
        place: &Place<'_>,
        layout: &Layout,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Option<u64> {
        let (taken, unused) = (Cell::new(0), Cell::new(0));
        let mut decoded = place.decode(layout, &taken);
        let mut head = Vec::new();
        let read = (&mut decoded).take(format::HEAD as u64).read_to_end(&mut head);
        let allowance = level.allowance?;
        if read.is_err() || head.len() < SHORTEST {
            return None;
        }
        let again = || place.decode(layout, &unused);
        let is_one = is_worth_opening(&head, again);
        let is_letters = place.notation == Notation::Base64;
        if !is_one && (!is_letters || !inflates(again())) {
            return None;
        }
        let name = format!("{} at byte {}", place.notation.name(), place.range.start);
        let is_zlib = is_one && Format::of(&head) == Some(Format::Zlib);
        let count = Cell::new(0);
        let bytes = Counted { inner: head.chain(decoded), count: &count };
        let mut content: Box<dyn io::Read> = if is_zlib {
            // two bytes are found by chance, too
            let inner = compression::unpack(Format::Zlib, bytes);
            Box::new(Unpacked { inner, is_lenient: true })
        } else if is_one {
            Box::new(bytes)
        } else {
            Box::new(Unpacked { inner: DeflateDecoder::new(bytes), is_lenient: true })
        };
        self.part(entry, (&name, 0), &mut Metered::new(&mut content, allowance), level, found);
        drop(content);
        let shortest = place.notation.shortest(count.get());
        // what the decoder was given, but for what it may not have looked at yet
        Some(shortest.max(taken.get().saturating_sub(written::BUFFER as u64)))
    }
}

impl Place<'_> {
    fn text(&self) -> BufReader<RangeReader<&dyn ReaderAt>> {
        BufReader::with_capacity(64 * 1024, RangeReader::new(self.bytes, self.range.clone()))
    }

    /// How it may stand here, the likeliest first.
    fn layouts(&self, allowance: &Allowance<'_>) -> Vec<Layout> {
        if self.notation.alphabet().is_some() {
            // what is whole has no other pieces, whatever stands behind it
            return vec![if self.is_whole(allowance) { Layout::Plain } else { Layout::Pieces }];
        }
        let lines = self.decoration().map(Layout::Lines);
        // what only looks like a decoration may stand between any two of its parts
        lines.into_iter().chain([Layout::Plain]).collect()
    }

    /// True for a packed stream that ends where its letters do.
    fn is_whole(&self, allowance: &Allowance<'_>) -> bool {
        let unused = Cell::new(0);
        let decode = || self.decode(&Layout::Plain, &unused);
        let head = format::head(&mut decode()).unwrap_or_default();
        let format = Format::of(&head).filter(|format| format.is_compression());
        format.is_some_and(|format| is_whole(format, decode(), allowance))
    }

    /// What each line of a text has in front of its notation and behind it.
    fn decoration(&self) -> Option<Decoration> {
        self.notation.decoration()?;
        let start = self.range.start;
        let (mut front, mut lines) = (Vec::new(), vec![0; LINES]);
        let before = start.saturating_sub(FRONT)..start;
        RangeReader::new(self.bytes, before).read_to_end(&mut front).ok()?;
        let read = self.bytes.read_at(&mut lines, start).ok()?;
        Decoration::of(&front, lines.get(..read)?)
    }

    /// The bytes that are written here; what they take of the text is counted.
    fn decode<'d>(&'d self, layout: &Layout, taken: &'d Cell<u64>) -> Box<dyn io::Read + 'd> {
        let text = Counted { inner: self.text(), count: taken };
        match (layout, self.notation.alphabet()) {
            (Layout::Lines(decoration), _) => {
                let notation = match self.notation {
                    Notation::Sequence(numbering) => {
                        let is_in_columns = decoration.is_counted();
                        Notation::Sequence(Numbering { is_in_columns, ..numbering })
                    }
                    notation => notation,
                };
                let text = BufReader::with_capacity(written::BUFFER, text);
                let keeps_lines = notation.decoration() == Some(true);
                notation.decode(Undecorated::new(text, decoration.clone(), keeps_lines))
            }
            (Layout::Pieces, Some(alphabet)) => {
                Notation::decode_pieces(alphabet, self.text(), taken)
            }
            _ => self.notation.decode(text),
        }
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

/// Counts what it gives.
struct Counted<'c, R> {
    inner: R,
    count: &'c Cell<u64>,
}

impl<R: io::Read> io::Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count.set(self.count.get() + count as u64);
        Ok(count)
    }
}
