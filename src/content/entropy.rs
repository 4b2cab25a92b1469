//! Whether the bytes of an executable look compressed or encrypted: those that are mapped to be run, or all of them where no
//! table says which these are.

use super::run_parts::{self, Parts};
use crate::facts::FileKind;

/// Below this size code cannot hold a miner, in bytes.
const LEAST: u64 = 16 * 1024;

/// Bits a byte above which code is no plain code; that of one processor with its tables has 6 to 7. Plain code can have more
/// in all, as different parts of it have different bytes, but then most blocks have less: measured were 7.28 bits of a library
/// for ARM whose blocks have 7.1 at most, and 7.69 of a small program whose run segment holds tables, of whose blocks a quarter
/// had more. Of code that is combined with a key of eight bytes nearly all blocks have more (7.37 in the middle).
const LIMIT: f64 = 7.2;
/// Bits a byte that no block of a plain program was seen to have (7.76 at most); compressed ones have 7.95.
const LIMIT_OF_COMPRESSED: f64 = 7.8;

/// Where all bytes count, each block of so many counts for itself, so that others cannot make up for it.
const BLOCK: u64 = 4096;
/// Bits a byte of such a block; of bytes that are distributed evenly it has 7.95.
const LIMIT_OF_BLOCK: f64 = 7.6;

/// Zeros in a row of this length are padding, and say nothing of the rest.
const PADDING: usize = 64;

/// Counts of byte values.
#[derive(Debug)]
struct Counts {
    counts: Box<[u64; 256]>,
    total: u64,
}

impl Counts {
    fn new() -> Self {
        Self { counts: Box::new([0; 256]), total: 0 }
    }

    fn add(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(PADDING).filter(|part| part.iter().any(|byte| *byte != 0)) {
            for byte in part {
                if let Some(count) = self.counts.get_mut(usize::from(*byte)) {
                    *count += 1;
                }
            }
            self.total += part.len() as u64;
        }
    }

    fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts.iter()) {
            *count += more;
        }
        self.total += other.total;
    }

    #[allow(clippy::cast_precision_loss, reason = "a share of a count needs no more digits")]
    fn bits(&self) -> f64 {
        let total = self.total as f64;
        let shares = self.counts.iter().filter(|count| **count > 0);
        shares.map(|count| *count as f64 / total).map(|share| -share * share.log2()).sum()
    }
}

/// Counts of byte values in some parts of a file.
#[derive(Debug)]
pub(super) struct Histogram {
    parts: Parts,
    counts: Counts,
    /// Where all bytes count: the block that is not at its end, its bytes, and those of blocks that look compressed.
    block: Counts,
    filled: u64,
    compressed: u64,
    /// Where parts count: their blocks without padding, and how many of them have more bits than plain code.
    blocks: u64,
    rich: u64,
}

impl Histogram {
    /// A histogram of the executable that starts with these bytes.
    pub(super) fn of(kind: FileKind, head: &[u8]) -> Option<Self> {
        let parts = run_parts::of(kind, head)?;
        let (counts, block) = (Counts::new(), Counts::new());
        let is_empty = matches!(&parts, Parts::Known(parts) if parts.is_empty());
        (!is_empty).then_some(Self {
            parts,
            counts,
            block,
            filled: 0,
            compressed: 0,
            blocks: 0,
            rich: 0,
        })
    }

    /// Takes the next bytes of the file, which start at an offset.
    pub(super) fn add(&mut self, bytes: &[u8], at: u64) {
        let Parts::Known(parts) = &self.parts else {
            self.counts.add(bytes);
            return self.add_to_blocks(bytes);
        };
        for (start, end) in parts {
            let inside = |offset: u64| {
                usize::try_from(offset.saturating_sub(at)).unwrap_or(usize::MAX).min(bytes.len())
            };
            let part = bytes.get(inside(*start)..inside(*end)).unwrap_or_default();
            // padding makes no block longer, so that it cannot hide one
            for row in part.chunks(PADDING) {
                self.block.add(row);
                if self.block.total >= BLOCK {
                    let block = std::mem::replace(&mut self.block, Counts::new());
                    self.counts.merge(&block);
                    let bits = block.bits();
                    self.blocks += 1;
                    self.rich += u64::from(bits > LIMIT);
                    self.compressed += if bits > LIMIT_OF_COMPRESSED { BLOCK } else { 0 };
                }
            }
        }
    }

    fn add_to_blocks(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let free = usize::try_from(BLOCK - self.filled).unwrap_or(usize::MAX);
            let (part, rest) = bytes.split_at(free.min(bytes.len()));
            bytes = rest;
            self.block.add(part);
            self.filled += part.len() as u64;
            if self.filled == BLOCK {
                let block = std::mem::replace(&mut self.block, Counts::new());
                self.filled = 0;
                if block.total == BLOCK && block.bits() > LIMIT_OF_BLOCK {
                    self.compressed += BLOCK;
                }
            }
        }
    }

    /// True if there are enough bytes, and they are distributed as those of compressed data.
    pub(super) fn is_scrambled(&self) -> bool {
        let total = self.counts.total + self.block.total;
        match self.parts {
            Parts::Known(_) => {
                let is_rich = || total >= LEAST && self.counts.bits() > LIMIT;
                is_rich() && (self.compressed >= LEAST || self.rich * 2 >= self.blocks)
            }
            Parts::Unknown => {
                self.compressed >= LEAST || self.counts.total >= LEAST && self.counts.bits() > LIMIT
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(count: u32) -> impl Iterator<Item = u8> {
        (0..count).map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()[1])
    }

    /// A program without tables.
    fn is_scrambled(behind: &[u8]) -> bool {
        let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
        bytes.resize(64, 0);
        bytes.extend(behind);
        let mut histogram = Histogram::of(FileKind::Elf, &bytes).expect("it is a program");
        let mut at = 0;
        for part in bytes.chunks(1000) {
            histogram.add(part, at);
            at += part.len() as u64;
        }
        histogram.is_scrambled()
    }

    #[test]
    fn what_stands_beside_compressed_bytes_does_not_make_up_for_them() {
        let text = || b"a line of text\n".iter().copied().cycle();
        let zeros = || std::iter::repeat_n(0, 200_000);
        for (behind, wanted) in [
            (noise(40_000).collect::<Vec<_>>(), true),
            (noise(40_000).chain(zeros()).collect(), true),
            (noise(40_000).chain(text().take(400_000)).collect(), true),
            (text().take(400_000).chain(noise(10_000)).collect(), false),
            (noise(10_000).collect(), false),
            (text().take(400_000).collect(), false),
            (zeros().collect(), false),
        ] {
            assert_eq!(is_scrambled(&behind), wanted, "{} bytes", behind.len());
        }
    }
}
