//! Where in a file others stand, as far as that can be told by a few bytes: ends of zip archives, which may stand behind
//! anything, and what a text carries: packed streams behind it, and programs in some notation.
//!
//! Says where to look. Whether there is anything is told by opening it.

use std::collections::VecDeque;
use std::sync::LazyLock;

use memchr::memmem;

use super::carried::Carried;
use super::signs::{BZIP2, SIGNS};
use super::streams::{self, STREAMS};
use super::text_start::{is_text, is_wide};
use super::written::{Notation, record_start};
use super::{dense, numerals, runs};
use crate::byte_search::ByteSearch;
use crate::filesystem::little_endian;

/// The record at the end of a zip archive, without its comment.
pub(super) const ZIP_END: usize = 22;
const ZIP_END_MAGIC: &[u8] = b"PK\x05\x06";
/// The directory of a zip archive has at least this much for each member.
const ZIP_RECORD: u64 = 46;

/// Bytes of the part before that are kept: enough for every sign, and for what stands in front of it.
const KEPT: usize = ZEROS_WITHIN;
/// Bytes of the next part that a sign reaches into.
const SEAM: usize = numerals::AROUND;
/// Ends of zip archives that are remembered, the last ones.
const MOST_ZIPS: usize = 4096;
/// Places of one file that are looked at: more than are opened, as some turn out to be nothing.
const MOST_CARRIED: usize = 32_768;

/// How archives start that are looked for behind a program and other data, too: bytes that nothing else has.
pub(super) fn anywhere() -> impl Iterator<Item = &'static [u8]> {
    const OTHERS: [&[u8]; 6] = [
        b"7z\xbc\xaf\x27\x1c",
        b"\xfd7zXZ\0",
        b"hsqs",
        b"MSCF\0\0\0\0",
        // without and with the name of a file
        b"\x1f\x8b\x08\0",
        b"\x1f\x8b\x08\x08",
    ];
    OTHERS.into_iter().chain(BZIP2).chain(LETTERS)
}

/// How a program starts in base64, looked for in anything: of 64 and of 32 bits.
const LETTERS: [&[u8]; 2] = [b"f0VMRgIB", b"f0VMRgEB"];

/// Twelve zeros in base64: archives without a magic, such as tar, have them close behind their start.
const ZEROS: &[u8] = b"AAAAAAAAAAAAAAAA";
/// So close: the first header of a tar archive is mostly zeros and takes 684 letters.
const ZEROS_WITHIN: usize = 1024;
/// More bytes than a record of memory has in front of what it holds.
const RECORD: usize = 16;
/// Tools write at least so many letters in a line that is not the last one.
const SHORTEST_LINE: usize = 40;

static IN_TEXT: LazyLock<Option<ByteSearch>> = LazyLock::new(|| {
    ByteSearch::new(|| {
        let written = SIGNS.iter().map(|sign| sign.text.as_slice());
        STREAMS.into_iter().chain(written).chain([ZEROS])
    })
});
static IN_DATA: LazyLock<Option<ByteSearch>> = LazyLock::new(|| ByteSearch::new(anywhere));

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Traces {
    /// Where ends of zip archives end, their comments included; ascending.
    pub(super) zips: VecDeque<u64>,
    /// There were more.
    pub(super) more_zips: bool,
    /// In the order of the text.
    pub(super) carried: Vec<Carried>,
    /// More is carried than is looked at.
    pub(super) more_carried: bool,
    /// Known with the first bytes.
    is_text: Option<bool>,
    /// A program that mounts the file system which stands behind it.
    mounts: bool,
    /// Up to where the last letters in base64 are known to go on.
    letters_to: u64,
    /// The last bytes, and where they end.
    kept: Vec<u8>,
    position: u64,
}

impl Traces {
    /// True for an AppImage in which no file system of a kind that is opened was found.
    pub(super) fn lacks_file_system(&self) -> bool {
        self.mounts && self.carried.is_empty()
    }

    /// Takes the next bytes.
    pub(super) fn take(&mut self, part: &[u8]) {
        if part.is_empty() {
            return;
        }
        if self.is_text.is_none() {
            self.mounts = part.starts_with(b"\x7fELF") && part.get(8..11) == Some(b"AI\x02");
            self.is_text = Some(is_text(part));
            if is_wide(part) {
                self.carried.push(Carried::Wide);
            }
        }
        let kept = std::mem::take(&mut self.kept);
        let start = self.position;
        if !kept.is_empty() {
            let mut seam = kept.clone();
            seam.extend_from_slice(part.get(..SEAM).unwrap_or(part));
            self.search(&seam, start - kept.len() as u64, kept.len(), &[]);
        }
        self.search(part, start, 0, &kept);
        self.position += part.len() as u64;
        let mut last = kept;
        last.extend_from_slice(part.get(part.len().saturating_sub(KEPT)..).unwrap_or_default());
        self.kept = last.split_off(last.len().saturating_sub(KEPT));
    }

    /// Looks at bytes that start at an offset, behind others; with a seam, only for what reaches over it.
    fn search(&mut self, bytes: &[u8], offset: u64, seam: usize, others: &[u8]) {
        let over = |at: usize, length: usize| seam == 0 || at < seam && at + length > seam;
        for at in memmem::find_iter(bytes, ZIP_END_MAGIC).filter(|at| over(*at, ZIP_END)) {
            let record = bytes.get(at..at + ZIP_END);
            if let Some(end) = record.and_then(|it| zip_end(it, offset + at as u64)) {
                self.add_zip(end);
            }
        }
        if self.is_text != Some(true) {
            return self.search_data(bytes, offset, over);
        }
        // what stands in a text that is none to its end
        let has_nul = memchr::memchr(0, bytes).is_some();
        if has_nul {
            streams::each(bytes, |start, end, carried| {
                if over(start, end - start) {
                    self.add(carried(offset + start as u64 + 1));
                }
            });
            self.search_data(bytes, offset, over);
        }
        let around = numerals::AROUND;
        let (from, to) = match seam {
            0 => (0, bytes.len().saturating_sub(around)),
            seam => (seam.saturating_sub(around), seam),
        };
        runs::without_nul(bytes, |run| {
            let (start, length) = (run.start, run.len());
            let text = bytes.get(run).unwrap_or_default();
            let before = if start == 0 { others } else { &[] };
            let offset = offset + start as u64;
            let over = |at: usize, length: usize| over(start + at, length);
            let inside = |at: usize| at.saturating_sub(start).min(length);
            let within = inside(from)..inside(to);
            self.search_text(text, offset, over, before, has_nul);
            // the streams of other data are known already
            let mut add = |it: Carried| match it {
                Carried::Stream(_) | Carried::Closed(_) if has_nul => {}
                it => self.add(it),
            };
            numerals::each(text, within.clone(), offset, &mut add);
            dense::each(text, within, offset, &mut add);
        });
    }

    fn add(&mut self, carried: Carried) {
        if self.carried.len() < MOST_CARRIED {
            self.carried.push(carried);
        } else {
            self.more_carried = true;
        }
    }

    fn search_data(&mut self, bytes: &[u8], offset: u64, over: impl Fn(usize, usize) -> bool) {
        let Some(signs) = IN_DATA.as_ref() else { return };
        signs.each(bytes, |_, start, end| {
            let at = offset + start as u64;
            let sign = bytes.get(start..end).unwrap_or_default();
            // at the start an archive is what the file is
            if !over(start, end - start) || at == 0 {
                return;
            }
            self.add(match LETTERS.contains(&sign) {
                true => Carried::Written(at, Notation::Base64),
                false => Carried::Embedded(at),
            });
        });
    }

    fn search_text(
        &mut self,
        bytes: &[u8],
        offset: u64,
        over: impl Fn(usize, usize) -> bool,
        others: &[u8],
        has_nul: bool,
    ) {
        let Some(signs) = IN_TEXT.as_ref() else { return };
        signs.each(bytes, |sign, start, end| {
            let is_known = has_nul && sign < STREAMS.len();
            if is_known || !over(start, end - start) {
                return;
            }
            let at = offset + start as u64;
            let carried = if sign == STREAMS.len() + SIGNS.len() {
                let before = bytes.get(..start).unwrap_or_default();
                if start < ZEROS_WITHIN && !others.is_empty() {
                    self.zeros_at(&[others, before].concat(), at)
                } else {
                    self.zeros_at(before, at)
                }
            } else {
                in_text(sign, at, (bytes, start), others)
            };
            if let Some(carried) = carried {
                self.add(carried);
            }
        });
    }

    /// Where the letters start in which zeros are written that stand at an offset behind these bytes, if that is close in
    /// front of them.
    fn zeros_at(&mut self, before: &[u8], at: u64) -> Option<Carried> {
        let known = self.letters_to;
        self.letters_to = known.max(at + ZEROS.len() as u64);
        let since = usize::try_from(at.saturating_sub(known)).ok()?;
        let goes_on = before.len().checked_sub(since).and_then(|from| before.get(from..));
        let is_letter = |byte: &u8| is_of_letters(*byte);
        if known > 0 && goes_on.is_some_and(|between| between.iter().all(is_letter)) {
            return None;
        }
        let start = at.checked_sub(block(before)? as u64)?;
        Some(Carried::Written(start, Notation::Base64))
    }

    fn add_zip(&mut self, end: u64) {
        self.zips.push_back(end);
        if self.zips.len() > MOST_ZIPS {
            self.zips.pop_front();
            self.more_zips = true;
        }
    }
}

/// True for the letters of base64 and the ends of their lines.
fn is_of_letters(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_\r\n".contains(&byte)
}

/// How many of the last bytes belong to one block of letters: the line that is not at its end, and lines of one length in
/// front of it. Nothing if that is too many.
fn block(bytes: &[u8]) -> Option<usize> {
    let close = bytes.get(bytes.len().saturating_sub(ZEROS_WITHIN)..)?;
    let start = close.iter().rposition(|byte| !is_of_letters(*byte)).map(|it| it + 1);
    if start.is_none() && close.len() < bytes.len() {
        return None;
    }
    let letters = close.get(start.unwrap_or(0)..)?;
    let mut lines = letters.rsplit(|byte| *byte == b'\n');
    let last = lines.next()?;
    let mut length = last.len();
    let mut width = None;
    for line in lines {
        if line.len() < last.len().max(SHORTEST_LINE) || width.is_some_and(|it| it != line.len()) {
            break;
        }
        width = Some(line.len());
        length += line.len() + 1;
    }
    Some(length)
}

fn byte_before<'b>(bytes: &'b [u8], at: usize, others: &'b [u8]) -> Option<&'b u8> {
    at.checked_sub(1).map_or(others.last(), |before| bytes.get(before))
}

/// What a sign in a text stands for.
fn in_text(sign: usize, at: u64, (bytes, start): (&[u8], usize), others: &[u8]) -> Option<Carried> {
    let Some(number) = sign.checked_sub(STREAMS.len()) else {
        return Some(streams::kind(sign)(at + 1));
    };
    let notation = match SIGNS.get(number)?.notation {
        Notation::String(_) => {
            let before = byte_before(bytes, start, others).copied();
            Notation::String(before.filter(|byte| b"'\"".contains(byte)))
        }
        Notation::Hex => {
            let last = |bytes: &[u8]| bytes.iter().rev().take(RECORD).copied().collect::<Vec<_>>();
            let before = [last(bytes.get(..start)?), last(others)].concat();
            let before: Vec<u8> = before.into_iter().take(RECORD).rev().collect();
            match record_start(&before) {
                Some(length) => {
                    return Some(Carried::Written(at - length as u64, Notation::Records));
                }
                None => Notation::Hex,
            }
        }
        notation => notation,
    };
    Some(Carried::Written(at + SIGNS.get(number)?.before, notation))
}

/// Where the archive ends whose last record stands at an offset, if that can be one: it has members, on one disk, whose
/// directory fits in front of it. Programs that read such archives have the magic alone.
fn zip_end(record: &[u8], offset: u64) -> Option<u64> {
    let number = |at, length| little_endian(record, at, length);
    let (disk, first_disk) = (number(4, 2)?, number(6, 2)?);
    let (here, all) = (number(8, 2)?, number(10, 2)?);
    let (size, start, comment) = (number(12, 4)?, number(16, 4)?, number(20, 2)?);
    let is_large = all == 0xffff || size == 0xffff_ffff || start == 0xffff_ffff;
    let fits = size >= all * ZIP_RECORD && size.saturating_add(start) <= offset;
    let is_one = disk == 0 && first_disk == 0 && here == all && all > 0;
    (is_one && (fits || is_large)).then_some(offset + ZIP_END as u64 + comment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(bytes: &[u8], step: usize) -> Traces {
        let mut traces = Traces::default();
        bytes.chunks(step).for_each(|part| traces.take(part));
        traces
    }

    #[test]
    fn places_are_the_same_however_the_file_comes() {
        let mut zip = vec![b'x'; 60];
        zip.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\x02\0\0\0\0\0");
        let mut text = b"#!/bin/sh\nexit\n".repeat(40);
        let (stream, written) = (text.len() as u64, text.len() as u64 + 11);
        text.extend_from_slice(b"\x1f\x8b\x08......\nf0VMRgIBAQ");
        for step in (1..=40).chain([text.len()]) {
            assert_eq!(taken(&zip, step).zips, [82], "{step}");
            let carried =
                [Carried::Stream(stream), Carried::Written(written - 1, Notation::Base64)];
            assert_eq!(taken(&text, step).carried, carried, "{step}");
        }
    }

    #[test]
    fn places_between_zeros_are_the_same_however_the_file_comes() {
        let line = "echo one more line of a script that is long enough to hold a program, too\n";
        let text = line.repeat(3);
        let mut file = [b"!<arch>\n".as_slice(), &[0; 70], text.as_bytes(), b"f0VMRgIBAQ"].concat();
        let written = file.len() as u64 - 10;
        file.extend_from_slice(text.as_bytes());
        file.extend_from_slice(b"\0short\n\x78\x9c\0\0\n\x28\xb5\x2f\xfd\x04\0");
        let stream = written + 10 + text.len() as u64 + 7;
        file.extend_from_slice(&[b"\0f0VMQ".as_slice(), &[0; 200]].concat());
        for step in (1..=40).chain([file.len()]) {
            let mut carried = taken(&file, step).carried;
            carried.sort_by_key(|it| it.start());
            carried.dedup();
            let wanted = [
                Carried::Written(written, Notation::Base64),
                Carried::Stream(stream),
                Carried::Stream(stream + 5),
            ];
            assert_eq!(carried, wanted, "{step}");
        }
    }

    #[test]
    fn letters_are_found_by_their_zeros_from_the_start_of_their_block() {
        let zeros = "A".repeat(80);
        let line = "Li8".to_owned() + &"B".repeat(73);
        // more cannot be searched for with vector instructions
        assert!(STREAMS.len() + SIGNS.len() < 128, "{}", SIGNS.len());
        for (text, at) in [
            (format!("exit $res\ndone\nLi8{zeros}\n"), 15),
            (format!("x = \"Li8{zeros}\""), 5),
            (format!("done\n{line}\n{line}\n{zeros}"), 5),
            (format!("done\r\n{line}\r\n{zeros}"), 6),
        ] {
            for step in [text.len(), 32, 7] {
                let found = taken(text.as_bytes(), step).carried;
                assert_eq!(found, [Carried::Written(at, Notation::Base64)], "{step}: {text}");
            }
        }
        // a map of sources, and zeros in the middle of what starts as something else
        for text in ["\"mappings\":\"AAAA,AAAA;AAAAAAAA\"".to_owned(), line.repeat(20) + &zeros] {
            assert_eq!(taken(text.as_bytes(), text.len()).carried, [], "{text}");
        }
    }

    #[test]
    fn the_magic_alone_is_no_archive() {
        let mut program = vec![0; 100];
        program.extend_from_slice(b"PK\x05\x06 and whatever comes behind it");
        assert!(taken(&program, 100).zips.is_empty());
    }
}
