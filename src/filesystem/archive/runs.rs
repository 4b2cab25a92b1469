//! The parts of bytes that may be a text, as far as that can be told at once: no text has a NUL.

use std::ops::Range;

use super::packed::SHORTEST;

/// Calls `take` with each run of bytes without a NUL in which a program can be written, and with those at both ends, however
/// short they are here: bytes may stand beside them. A text is one run.
pub(super) fn without_nul(bytes: &[u8], mut take: impl FnMut(Range<usize>)) {
    let nul = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        memchr::memchr(0, rest).map_or(bytes.len(), |at| from + at)
    };
    let first = nul(0);
    take(0..first);
    let mut start = first + 1;
    // a run that is too short ends in what is looked at, from its last byte on
    while let Some(next) = bytes.get(start..start + SHORTEST) {
        if let Some(last) = memchr::memrchr(0, next) {
            start += last + 1;
            continue;
        }
        let end = nul(start + SHORTEST);
        take(start..end);
        start = end + 1;
    }
    if let Some(last) = bytes.get(start..).filter(|last| !last.is_empty()) {
        let from = memchr::memrchr(0, last).map_or(0, |at| at + 1);
        take(start + from..bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, byte by byte.
    fn runs(bytes: &[u8]) -> Vec<Range<usize>> {
        let mut start = 0;
        let mut all = Vec::new();
        for run in bytes.split(|byte| *byte == 0) {
            let range = start..start + run.len();
            start = range.end + 1;
            let is_at_end = range.start == 0 || range.end == bytes.len();
            if !run.is_empty() && (is_at_end || run.len() >= SHORTEST) {
                all.push(range);
            }
        }
        all
    }

    #[test]
    fn runs_are_those_that_are_long_enough_and_those_at_the_ends() {
        for (seed, length) in (1..=40_u32).flat_map(|seed| [(seed, 0), (seed, 95), (seed, 3000)]) {
            let mut state = seed;
            let mut next = |most: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) % most
            };
            let mut bytes = Vec::new();
            while bytes.len() < length {
                bytes.resize(bytes.len() + next(200) as usize, b'x');
                bytes.resize(bytes.len() + next(3) as usize, 0);
            }
            let mut found = Vec::new();
            without_nul(&bytes, |run| found.push(run));
            found.retain(|run| !run.is_empty());
            assert_eq!(found, runs(&bytes), "{seed}");
        }
        without_nul(b"one run", |run| assert_eq!(run, 0..7));
    }
}
