//! Whether the bytes of an executable look compressed or encrypted.
//!
//! Asked only for executables without a section table, as packers and crypters leave them: ordinary programs
//! keep theirs, stripped or not.

/// Below this size an executable cannot hold a miner, in bytes.
const LEAST: u64 = 16 * 1024;

/// Bits a byte above which code is no plain code; machine code has about 6.
const LIMIT: f64 = 7.2;

/// Counts of byte values.
#[derive(Debug)]
pub(crate) struct Histogram {
    counts: Box<[u64; 256]>,
    total: u64,
}

impl Histogram {
    /// A histogram, if the ELF file that starts with these bytes has no section table.
    pub(crate) fn for_elf(head: &[u8]) -> Option<Self> {
        let wide = head.starts_with(b"\x7fELF\x02");
        let count = if wide { head.get(60..62)? } else { head.get(48..50)? };
        (count == [0, 0]).then(|| Self { counts: Box::new([0; 256]), total: 0 })
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if let Some(count) = self.counts.get_mut(usize::from(*byte)) {
                *count += 1;
            }
        }
        self.total += bytes.len() as u64;
    }

    /// True if there are enough bytes, and they are distributed as those of compressed data.
    #[allow(clippy::cast_precision_loss, reason = "a share of a count needs no more digits")]
    pub(crate) fn is_scrambled(&self) -> bool {
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
