//! Finds names inside a word as whole words: `/opt/xmrig-6.2/xmrigDaemon` names xmrig twice, `foxmrigger` never.
//!
//! A name starts and ends where a run of letters and digits does, where lower case turns into upper case, and
//! between letters and digits; `-` and `_` inside it do not count. Knows nothing of what the names mean.

use std::ops::Range;

use super::kind::Kind;
use super::known::Known;
use super::table::{self, Hash, first_three};
use super::tables::Intel;

/// The names of one table in a word, from left to right, each the longest at its place, without overlap.
pub(super) struct Scan<'a, 'w> {
    intel: &'a Intel,
    kind: Kind,
    word: &'w str,
    at: usize,
    longest: usize,
}

impl Intel {
    /// Products, look-alikes, patched-out donations and host tuning that a word names: one pass for all of them.
    #[cfg(test)]
    pub(crate) fn names_in(&self, word: &str) -> impl Iterator<Item = (Range<usize>, Known<'_>)> {
        self.scan(Kind::Product, word)
    }

    /// The names of this kind and of those in the same table.
    pub(super) fn scan<'a, 'w>(&'a self, kind: Kind, word: &'w str) -> Scan<'a, 'w> {
        let longest = self.tables().map(|table| table.longest_name).max();
        Scan { intel: self, kind, word, at: 0, longest: longest.unwrap_or(0) }
    }
}

impl<'a> Iterator for Scan<'a, '_> {
    type Item = (Range<usize>, Known<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.word.as_bytes();
        while let Some(start) = next_start(bytes, self.at) {
            self.at = start + 1;
            let mut found = self.named_at(bytes, start);
            if found.is_none() && is_library(bytes, start) {
                found = self.named_at(bytes, start + 3);
            }
            if let Some((range, known)) = found {
                self.at = range.end;
                return Some((range, known));
            }
        }
        None
    }
}

impl<'a> Scan<'a, '_> {
    /// Most words are looked at here and nowhere else, at each of their starts: three bytes say that no name
    /// begins with them.
    #[inline]
    fn named_at(&self, bytes: &[u8], start: usize) -> Option<(Range<usize>, Known<'a>)> {
        let &[first, second, third] = bytes.get(start..start + 3)?.first_chunk()?;
        let plain = [first, second, third].map(letter);
        let first = if plain.iter().all(|byte| *byte != 0) {
            plain
        } else if in_name(second) && in_name(third) {
            first_three(folded(bytes.get(start..)?))
        } else {
            return None;
        };
        if !self.intel.may_start(self.kind.table(), first) {
            return None;
        }
        let (end, known) = self.longest_at(start)?;
        Some((start..end, known))
    }

    fn longest_at(&self, start: usize) -> Option<(usize, Known<'a>)> {
        let bytes = self.word.as_bytes();
        let mut hash = Hash::new(self.kind.table());
        let mut best = None;
        let mut length = 0;
        for (at, byte) in bytes.iter().copied().enumerate().skip(start) {
            match byte {
                b'-' | b'_' => {}
                b'.' => {
                    hash = hash.with(byte);
                    length += 1;
                }
                _ if byte.is_ascii_alphanumeric() => {
                    hash = hash.with(byte.to_ascii_lowercase());
                    length += 1;
                    if ends(bytes, at + 1) {
                        best = self.named(hash, start..at + 1).or(best);
                    }
                }
                _ => break,
            }
            if length >= self.longest || at - start > 2 * self.longest {
                break;
            }
        }
        best
    }

    fn named(&self, hash: Hash, range: Range<usize>) -> Option<(usize, Known<'a>)> {
        let end = range.end;
        let spelling = self.word.get(range)?;
        self.intel.tables().find_map(|table| {
            let spelled = table::folded(spelling, self.kind.fold());
            let entry = table.find_hashed(self.kind, hash, spelled)?;
            Some((end, Known { table, entry }))
        })
    }
}

/// The next place from `at` on where a name may start.
fn next_start(bytes: &[u8], at: usize) -> Option<usize> {
    let mut before = at
        .checked_sub(1)
        .and_then(|before| bytes.get(before))
        .map_or(Class::Other, |byte| class(*byte));
    for (offset, byte) in bytes.get(at..)?.iter().enumerate() {
        let here = class(*byte);
        if here != before {
            // A capital letter belongs to the word that it begins.
            let within = (before, here) == (Class::Upper, Class::Lower);
            if here != Class::Other && !within {
                return Some(at + offset);
            }
        } else if here == Class::Upper
            && bytes.get(at + offset + 1).is_some_and(u8::is_ascii_lowercase)
        {
            return Some(at + offset);
        }
        before = here;
    }
    None
}

/// Whether the word at `start` begins with `lib`, as `libxmrig-cuda.so` does.
fn is_library(bytes: &[u8], start: usize) -> bool {
    if !matches!(bytes.get(start), Some(b'l' | b'L')) {
        return false;
    }
    let inside = start
        .checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_some_and(u8::is_ascii_alphanumeric);
    !inside
        && bytes.get(start..start + 3).is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"lib"))
        && bytes.get(start + 3).is_some_and(u8::is_ascii_alphanumeric)
}

fn in_name(byte: u8) -> bool {
    class(byte) != Class::Other || matches!(byte, b'-' | b'_' | b'.')
}

fn folded(bytes: &[u8]) -> impl Iterator<Item = u8> {
    bytes.iter().filter(|byte| !matches!(byte, b'-' | b'_')).map(u8::to_ascii_lowercase)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Lower,
    Upper,
    Digit,
}

#[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
const CLASSES: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
};

/// The lower-case letter or digit; 0 for what is none.
#[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
const LETTERS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

fn letter(byte: u8) -> u8 {
    LETTERS.get(usize::from(byte)).copied().unwrap_or_default()
}

fn class(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Other)
}

/// Whether a name may end before `at`.
pub(super) fn ends(bytes: &[u8], at: usize) -> bool {
    !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) || turns(bytes, at)
}

/// Whether letters turn into digits or lower case into upper case at `at`, inside a run.
fn turns(bytes: &[u8], at: usize) -> bool {
    let Some(&[before, here]) = at.checked_sub(1).and_then(|from| bytes.get(from..=at)) else {
        return false;
    };
    let next_is_lower = || bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
    before.is_ascii_digit() != here.is_ascii_digit()
        || before.is_ascii_lowercase() && here.is_ascii_uppercase()
        || before.is_ascii_uppercase() && here.is_ascii_uppercase() && next_is_lower()
}
