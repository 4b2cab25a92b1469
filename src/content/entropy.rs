//! Whether the bytes of an executable look compressed or encrypted: all of them where it has no table of sections, as
//! packers and crypters leave it, otherwise those that are mapped to be run.

use crate::facts::FileKind;

/// Below this size code cannot hold a miner, in bytes.
const LEAST: u64 = 16 * 1024;

/// Bits a byte above which code is no plain code; machine code has about 6.
const LIMIT: f64 = 7.2;

/// Segments or sections that are looked at; a program has one that is run, rarely a few.
const MOST_RANGES: usize = 16;

/// Counts of byte values in some parts of a file.
#[derive(Debug)]
pub(super) struct Histogram {
    /// Start and end of each part.
    ranges: Vec<(u64, u64)>,
    counts: Box<[u64; 256]>,
    total: u64,
}

impl Histogram {
    /// A histogram of the executable that starts with these bytes.
    pub(super) fn of(kind: FileKind, head: &[u8]) -> Option<Self> {
        let ranges = match kind {
            FileKind::Elf => elf(head)?,
            FileKind::Pe => pe(head)?,
            _ => return None,
        };
        let counts = Box::new([0; 256]);
        (!ranges.is_empty()).then_some(Self { ranges, counts, total: 0 })
    }

    /// Takes the next bytes of the file, which start at an offset.
    pub(super) fn add(&mut self, bytes: &[u8], at: u64) {
        for (start, end) in &self.ranges {
            let inside = |offset: u64| {
                usize::try_from(offset.saturating_sub(at)).unwrap_or(usize::MAX).min(bytes.len())
            };
            let part = bytes.get(inside(*start)..inside(*end)).unwrap_or_default();
            for byte in part {
                if let Some(count) = self.counts.get_mut(usize::from(*byte)) {
                    *count += 1;
                }
            }
            self.total += part.len() as u64;
        }
    }

    /// True if there are enough bytes, and they are distributed as those of compressed data.
    #[allow(clippy::cast_precision_loss, reason = "a share of a count needs no more digits")]
    pub(super) fn is_scrambled(&self) -> bool {
        let total = self.total as f64;
        let bits: f64 = self
            .counts
            .iter()
            .filter(|count| **count > 0)
            .map(|count| *count as f64 / total)
            .map(|share| -share * share.log2())
            .sum();
        self.total >= LEAST && bits > LIMIT
    }
}

/// A number of `length` bytes, the lowest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

/// The loaded segments that may be run, by the program headers; everything without a table of sections. Of another byte
/// order only that is known.
fn elf(head: &[u8]) -> Option<Vec<(u64, u64)>> {
    const LOADED: u64 = 1;
    const RUN: u64 = 1;
    let wide = head.get(4) == Some(&2);
    let sections = if wide { head.get(60..62)? } else { head.get(48..50)? };
    if sections == [0, 0] {
        return Some(vec![(0, u64::MAX)]);
    }
    if head.get(5) != Some(&1) {
        return None;
    }
    let (table, length, count) = match wide {
        true => (number(head, 32, 8)?, number(head, 54, 2)?, number(head, 56, 2)?),
        false => (number(head, 28, 4)?, number(head, 42, 2)?, number(head, 44, 2)?),
    };
    let segment = |index: u64| {
        let at = usize::try_from(table.checked_add(index.checked_mul(length)?)?).ok()?;
        let (flags, offset, size) = match wide {
            true => (number(head, at + 4, 4)?, number(head, at + 8, 8)?, number(head, at + 32, 8)?),
            false => {
                (number(head, at + 24, 4)?, number(head, at + 4, 4)?, number(head, at + 16, 4)?)
            }
        };
        let is_run = number(head, at, 4)? == LOADED && flags & RUN != 0;
        is_run.then_some((offset, offset.saturating_add(size)))
    };
    Some((0..count).filter_map(segment).take(MOST_RANGES).collect())
}

/// The sections that may be run.
fn pe(head: &[u8]) -> Option<Vec<(u64, u64)>> {
    const RUN: u64 = 0x2000_0000;
    const LENGTH: usize = 40;
    let header = usize::try_from(number(head, 0x3c, 4)?).ok()?;
    let at = |offset: usize| header.checked_add(offset);
    let count = number(head, at(6)?, 2)?;
    let optional = usize::try_from(number(head, at(20)?, 2)?).ok()?;
    let table = at(24)?.checked_add(optional)?;
    let section = |index: u64| {
        let at = table.checked_add(usize::try_from(index).ok()?.checked_mul(LENGTH)?)?;
        let (size, offset) = (number(head, at + 16, 4)?, number(head, at + 20, 4)?);
        let is_run = number(head, at + 36, 4)? & RUN != 0 && size > 0;
        is_run.then_some((offset, offset + size))
    };
    Some((0..count).filter_map(section).take(MOST_RANGES).collect())
}
