//! Where in a file others stand, as far as that can be told by a few bytes: ends of zip archives, which may stand behind
//! anything, and what a text carries: packed streams behind it, and programs in some notation.
//!
//! Says where to look. Whether there is anything is told by opening it.

use std::collections::VecDeque;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use super::written::Notation;

/// The record at the end of a zip archive, without its comment.
pub(super) const ZIP_END: usize = 22;
const ZIP_END_MAGIC: &[u8] = b"PK\x05\x06";
/// The directory of a zip archive has at least this much for each member.
const ZIP_RECORD: u64 = 46;

/// Bytes of the part before that are kept: enough for every sign, with the byte in front of it.
const KEPT: usize = 32;
/// Bytes that tell a text: something else may stand close behind them.
const HEAD: usize = 64;
/// Ends of zip archives that are remembered, the last ones.
const MOST_ZIPS: usize = 4096;
/// Streams and encoded programs of one text that are looked at.
const MOST_CARRIED: usize = 64;

/// How packed streams start, where they stand behind a text: on a line of their own.
const STREAMS: [&[u8]; 5] =
    [b"\n\x1f\x8b\x08", b"\n\xfd7zXZ\0", b"\n\x28\xb5\x2f\xfd", b"\nBZh", b"\n7z\xbc\xaf\x27\x1c"];

/// How programs and archives start in each notation: ELF, PE, WebAssembly, gzip, xz, zip, 7z.
const WRITTEN: [(&[u8], Notation); 27] = [
    (b"f0VMRg", Notation::Base64),
    (b"TVqQ", Notation::Base64),
    (b"TVpQ", Notation::Base64),
    (b"TVoAAA", Notation::Base64),
    (b"AGFzbQE", Notation::Base64),
    (b"H4sIA", Notation::Base64),
    (b"/Td6WFo", Notation::Base64),
    (b"UEsDB", Notation::Base64),
    (b"N3q8ryc", Notation::Base64),
    (b"7f454c46", Notation::Hex),
    (b"7F454C46", Notation::Hex),
    (b"\\x7f\\x45\\x4c\\x46", Notation::Hex),
    (b"\\x7F\\x45\\x4C\\x46", Notation::Hex),
    (b"4d5a9000", Notation::Hex),
    (b"1f8b0800", Notation::Hex),
    (b"\\x7fELF", Notation::String),
    (b"\\x7FELF", Notation::String),
    (b"\\u007fELF", Notation::String),
    (b"\\177ELF", Notation::String),
    (b"\\177\\105\\114\\106", Notation::String),
    (b"0x7f,0x45,", Notation::Numbers),
    (b"0x7f, 0x45,", Notation::Numbers),
    (b"0x7F,0x45,", Notation::Numbers),
    (b"0x7F, 0x45,", Notation::Numbers),
    (b"127,69,76,70,", Notation::Numbers),
    (b"127, 69, 76, 70,", Notation::Numbers),
    (b"M?T5,1@", Notation::Uuencode),
];

static CARRIED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let signs = STREAMS.into_iter().chain(WRITTEN.iter().map(|(sign, _)| *sign));
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(signs).ok()
});

/// Something that a text carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// A packed stream from here to the end.
    Stream(u64),
    /// Bytes in a notation.
    Written(u64, Notation),
}

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
    /// The last bytes, and where they end.
    kept: Vec<u8>,
    position: u64,
}

impl Traces {
    /// Takes the next bytes.
    pub(super) fn take(&mut self, part: &[u8]) {
        if part.is_empty() {
            return;
        }
        self.is_text.get_or_insert_with(|| is_text(part));
        let kept = std::mem::take(&mut self.kept);
        let start = self.position;
        if !kept.is_empty() {
            let mut seam = kept.clone();
            seam.extend_from_slice(part.get(..KEPT).unwrap_or(part));
            self.search(&seam, start - kept.len() as u64, kept.len());
        }
        self.search(part, start, 0);
        self.position += part.len() as u64;
        let mut last = kept;
        last.extend_from_slice(part.get(part.len().saturating_sub(KEPT)..).unwrap_or_default());
        self.kept = last.split_off(last.len().saturating_sub(KEPT));
    }

    /// Looks at bytes that start at an offset; with a seam, only for what reaches over it.
    fn search(&mut self, bytes: &[u8], offset: u64, seam: usize) {
        let over = |at: usize, length: usize| seam == 0 || at < seam && at + length > seam;
        for at in memmem::find_iter(bytes, ZIP_END_MAGIC).filter(|at| over(*at, ZIP_END)) {
            let record = bytes.get(at..at + ZIP_END);
            if let Some(end) = record.and_then(|it| zip_end(it, offset + at as u64)) {
                self.add_zip(end);
            }
        }
        let (Some(true), Some(carried)) = (self.is_text, CARRIED.as_ref()) else { return };
        for found in carried.find_iter(bytes).filter(|it| over(it.start(), it.len())) {
            let (sign, at) = (found.pattern().as_usize(), offset + found.start() as u64);
            let carried = match sign.checked_sub(STREAMS.len()) {
                None => Carried::Stream(at + 1),
                Some(number) => match WRITTEN.get(number) {
                    Some((_, alphabet)) => Carried::Written(at, *alphabet),
                    None => continue,
                },
            };
            if self.carried.len() < MOST_CARRIED {
                self.carried.push(carried);
            } else {
                self.more_carried = true;
            }
        }
    }

    fn add_zip(&mut self, end: u64) {
        self.zips.push_back(end);
        if self.zips.len() > MOST_ZIPS {
            self.zips.pop_front();
            self.more_zips = true;
        }
    }
}

/// True for the start of a text: no character in it controls anything but lines, tabs and terminals.
pub(super) fn is_text(head: &[u8]) -> bool {
    let head = head.get(..HEAD).unwrap_or(head);
    let line = head.iter().position(|byte| *byte == b'\n').map_or(head.len(), |at| at + 1);
    let is_of_text = |byte: &u8| *byte >= b' ' && *byte != 0x7f || b"\t\n\r\x0c\x1b".contains(byte);
    head.get(..line).is_some_and(|line| !line.is_empty() && line.iter().all(is_of_text))
}

/// Where the archive ends whose last record stands at an offset, if that can be one: it has members, on one disk, whose
/// directory fits in front of it. Programs that read such archives have the magic alone.
fn zip_end(record: &[u8], offset: u64) -> Option<u64> {
    let number = |at: usize, length: usize| {
        let bytes = record.get(at..at + length)?;
        Some(bytes.iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte)))
    };
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
    fn the_magic_alone_is_no_archive() {
        let mut program = vec![0; 100];
        program.extend_from_slice(b"PK\x05\x06 and whatever comes behind it");
        assert!(taken(&program, 100).zips.is_empty());
    }
}
