//! Which bytes of an executable are mapped to be run, by the tables in its header. Those may be missing or lie: then nothing
//! is known, and all bytes count.

use crate::facts::FileKind;
use crate::filesystem::little_endian;

/// Parts that are looked at, the largest ones; a program has one that is run, rarely a few.
const MOST: usize = 16;

/// Start and end of each part that is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    /// By the tables. None if it is no program that runs by itself.
    Known(Vec<(u64, u64)>),
    /// There are no tables.
    Unknown,
}

/// The table is not where it was looked for, so that all bytes count together.
const ALL: (u64, u64) = (0, u64::MAX);

/// The parts of the executable that starts with these bytes; nothing of other files.
pub(super) fn of(kind: FileKind, head: &[u8]) -> Option<Parts> {
    let parts = match kind {
        FileKind::Elf => elf(head),
        FileKind::Pe => pe(head),
        FileKind::MachO => return mach_o(head).map(merged),
        _ => return None,
    };
    Some(parts.map_or(Parts::Unknown, merged))
}

/// The largest parts, each byte in one of them only.
fn merged(mut parts: Vec<(u64, u64)>) -> Parts {
    parts.sort_unstable();
    let mut merged: Vec<(u64, u64)> = Vec::new();
    for (start, end) in parts {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged.sort_by_key(|(start, end)| std::cmp::Reverse(end - start));
    merged.truncate(MOST);
    Parts::Known(merged)
}

/// Numbers of a header, in its byte order.
#[derive(Clone, Copy)]
struct Numbers<'b> {
    bytes: &'b [u8],
    is_big_endian: bool,
}

impl Numbers<'_> {
    fn at(self, at: usize, length: usize) -> Option<u64> {
        if !self.is_big_endian {
            return little_endian(self.bytes, at, length);
        }
        let bytes = self.bytes.get(at..at.checked_add(length)?)?;
        Some(bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }
}

/// The loaded segments that may be run. Without a table of sections, as packers and crypters leave it, all bytes count.
fn elf(head: &[u8]) -> Option<Vec<(u64, u64)>> {
    const OBJECT: u64 = 1;
    const DUMP: u64 = 4;
    const LOADED: u64 = 1;
    const RUN: u64 = 1;
    let numbers = Numbers { bytes: head, is_big_endian: head.get(5) == Some(&2) };
    let is_wide = head.get(4) == Some(&2);
    if matches!(numbers.at(16, 2)?, OBJECT | DUMP) {
        return Some(Vec::new());
    }
    let sections = numbers.at(if is_wide { 60 } else { 48 }, 2)?;
    let (table, length, count, least) = match is_wide {
        true => (numbers.at(32, 8)?, numbers.at(54, 2)?, numbers.at(56, 2)?, 56),
        false => (numbers.at(28, 4)?, numbers.at(42, 2)?, numbers.at(44, 2)?, 32),
    };
    if sections == 0 || count == 0 || length < least {
        return None;
    }
    let segment = |index: u64| {
        let at = usize::try_from(table.checked_add(index * length)?).ok()?;
        let (flags, offset, size) = match is_wide {
            true => (at.checked_add(4)?, at.checked_add(8)?, at.checked_add(32)?),
            false => (at.checked_add(24)?, at.checked_add(4)?, at.checked_add(16)?),
        };
        let width = if is_wide { 8 } else { 4 };
        let is_run = numbers.at(at, 4)? == LOADED && numbers.at(flags, 4)? & RUN != 0;
        let (start, size) = (numbers.at(offset, width)?, numbers.at(size, width)?);
        Some(is_run.then_some((start, start.saturating_add(size))))
    };
    // the tools that move a table behind what they add are no packers
    let segments: Option<Vec<_>> = (0..count).map(segment).collect();
    Some(segments.map_or(vec![ALL], |segments| segments.into_iter().flatten().collect()))
}

/// The sections that may be run.
fn pe(head: &[u8]) -> Option<Vec<(u64, u64)>> {
    const RUN: u64 = 0x2000_0000;
    const LENGTH: usize = 40;
    let header = usize::try_from(little_endian(head, 0x3c, 4)?).ok()?;
    let at = |offset: usize| header.checked_add(offset);
    let count = usize::try_from(little_endian(head, at(6)?, 2)?).ok()?;
    let optional = usize::try_from(little_endian(head, at(20)?, 2)?).ok()?;
    let table = at(24)?.checked_add(optional)?;
    let sections = head.get(table..table.checked_add(count * LENGTH)?)?;
    if sections.is_empty() {
        return None;
    }
    let section = |section: &[u8]| {
        let (size, offset) = (little_endian(section, 16, 4)?, little_endian(section, 20, 4)?);
        let is_run = little_endian(section, 36, 4)? & RUN != 0 && size > 0;
        is_run.then_some((offset, offset + size))
    };
    Some(sections.chunks_exact(LENGTH).filter_map(section).collect())
}

/// The segments that may be run, of one processor and the usual byte order.
fn mach_o(head: &[u8]) -> Option<Vec<(u64, u64)>> {
    const RUN: u64 = 4;
    const MOST_COMMANDS: u64 = 1024;
    let (segment, first, offset, width, protection) = match head.first_chunk::<4>()? {
        [0xcf, 0xfa, 0xed, 0xfe] => (0x19, 32, 40, 8, 60),
        [0xce, 0xfa, 0xed, 0xfe] => (1, 28, 32, 4, 44),
        _ => return None,
    };
    let mut parts = Vec::new();
    let mut at = first;
    for _ in 0..little_endian(head, 16, 4)?.min(MOST_COMMANDS) {
        let length = usize::try_from(little_endian(head, at + 4, 4)?).ok()?;
        if little_endian(head, at, 4)? == segment
            && little_endian(head, at + protection, 4)? & RUN != 0
        {
            let start = little_endian(head, at + offset, width)?;
            parts.push((
                start,
                start.saturating_add(little_endian(head, at + offset + width, width)?),
            ));
        }
        at = at.checked_add(length).filter(|next| *next > at && *next < head.len())?;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with one segment that is run, of 64 bits.
    fn program(is_big_endian: bool, kind: u8, segments: u8, sections: u8) -> Vec<u8> {
        let mut bytes = vec![0; 64 + 56];
        bytes[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
        let mut set = |at: usize, length: usize, value: u8| {
            bytes[if is_big_endian { at + length - 1 } else { at }] = value;
        };
        for (at, length, value) in [
            (16, 2, kind),
            (32, 8, 64),
            (54, 2, 56),
            (56, 2, segments),
            (60, 2, sections),
            (64, 4, 1),
            (68, 4, 5),
            (72, 8, 7),
            (96, 8, 100),
        ] {
            set(at, length, value);
        }
        bytes[5] = if is_big_endian { 2 } else { 1 };
        bytes
    }

    #[test]
    fn what_is_run_is_told_by_the_segments_and_all_of_it_without_them() {
        for is_big_endian in [false, true] {
            let of = |kind, segments, sections| {
                of(FileKind::Elf, &program(is_big_endian, kind, segments, sections))
            };
            assert_eq!(of(2, 1, 9), Some(Parts::Known(vec![(7, 107)])));
            assert_eq!(of(2, 1, 0), Some(Parts::Unknown), "no table of sections");
            assert_eq!(of(2, 0, 9), Some(Parts::Unknown), "no segments");
            assert_eq!(of(2, 2, 9), Some(Parts::Known(vec![ALL])), "one that is not there");
            assert_eq!(of(1, 0, 9), Some(Parts::Known(Vec::new())), "an object file");
        }
    }

    #[test]
    fn parts_that_overlap_count_once_and_the_largest_stay() {
        let mut parts = vec![(0, 10), (5, 20), (1000, 5000)];
        parts.extend((0..20).map(|number| (100 + 2 * number, 101 + 2 * number)));
        let Parts::Known(merged) = merged(parts) else { panic!("they are known") };
        assert_eq!(merged.get(..2), Some([(1000, 5000), (0, 20)].as_slice()));
        assert_eq!(merged.len(), MOST);
    }
}
