//! Where a text has the start of a program or of a gzip stream as numbers that anything may part, and a few rarer spellings:
//! a second search of each text, whose hits say little before what stands around them is read.

use std::ops::Range;
use std::sync::LazyLock;

use super::carried::Carried;
use super::streams::ZLIB;
use super::written::{MOST_DIGITS, Notation, Numbering, prefix_in, sequence_at};
use crate::byte_search::ByteSearch;

/// Bytes around a hit that may have to be read.
pub(super) const AROUND: usize = 128;

/// The first bytes that must follow each other.
const STARTS: [&[u8]; 2] = [b"\x7fELF", b"\x1f\x8b\x08"];

/// One spelling that is looked for.
enum Spelling {
    /// A number of the start, in this base, and how many bytes each number has.
    Number { base: u8, unit: u8 },
    /// Letters in this notation; so many characters in front of the hit belong to it.
    Letters(Notation, u64),
    /// The same behind so many characters of the hit.
    Behind(Notation, u64),
    /// A packed stream behind the end of a line.
    Stream,
}

static SPELLINGS: LazyLock<Vec<(Vec<u8>, Spelling)>> = LazyLock::new(|| {
    let mut spellings: Vec<(Vec<u8>, Spelling)> = Vec::new();
    let mut number = |base, unit, texts: &[&str]| {
        for text in texts {
            spellings.push((text.as_bytes().to_vec(), Spelling::Number { base, unit }));
        }
    };
    number(10, 1, &["127", "139"]);
    number(8, 1, &["177", "213"]);
    number(2, 1, &["01111111"]);
    number(16, 1, &["x7f", "x7F", "X7F", "H7F", "{7f", "{7F", "x8b", "x8B", "X8B", "H8B"]);
    number(16, 1, &["'7f", "\"7f", "'7F", "\"7F", "07fh", "07Fh", "u007f", "u007F", "00007f"]);
    number(16, 1, &["7f-45", "7F-45", "7f,45", "7F,45", "7f;45", "7F;45", "7f.45", "7f_45"]);
    number(16, 1, &["7f\n45", "7F\n45", "8b\n08", "8B\n08"]);
    number(16, 1, &["8b-08", "8B-08", "8b,08", "8B,08"]);
    number(16, 2, &["457f", "457F"]);
    number(10, 2, &["17791"]);
    number(16, 4, &[" 464c457f"]);
    let mut letters = |text: &[u8], notation, before| {
        spellings.push((text.to_vec(), Spelling::Letters(notation, before)));
    };
    // one and two bytes in front of the program stand in the same letters
    for text in ["9FTEYC", "9FTEYB"] {
        letters(text.as_bytes(), Notation::Base64Behind(1), 2);
    }
    for text in ["/RUxGA", "_RUxGA"] {
        letters(text.as_bytes(), Notation::Base64Behind(2), 3);
    }
    for bytes in [&b"hsqs"[..], b"MSCF\0\0\0\0", b"LZIP\x01", b"Rar!\x1a\x07", b"#!/bin/"] {
        letters(&prefix_in(Notation::Base64, bytes), Notation::Base64, 0);
    }
    for text in ["=7F=45=4C", "=7f=45=4c", "=1F=8B=08"] {
        letters(text.as_bytes(), Notation::Quoted, 0);
    }
    for text in ["%1F%8B%08", "%1f%8b%08"] {
        letters(text.as_bytes(), Notation::Percent, 0);
    }
    // one whole group of uuencode in a line of any length
    letters(b"?T5,1", Notation::Uuencode, 1);
    for text in ["&#127;ELF", "&#x7f;ELF", "&#x7F;ELF"] {
        letters(text.as_bytes(), Notation::Entities, 0);
    }
    for text in ["'eN", "\"eN", "\neN", "\neJ"] {
        for next in ["o", "p", "q", "r", "w", "x", "y", "z"] {
            if text.ends_with('N') == (next < "s") {
                let text = [text, next].concat();
                let at = text.len() as u64 - 3;
                spellings.push((text.into_bytes(), Spelling::Behind(Notation::Base64, at)));
            }
        }
    }
    for text in ZLIB {
        spellings.push((text.to_vec(), Spelling::Stream));
    }
    spellings
});

static SEARCH: LazyLock<Option<ByteSearch>> =
    LazyLock::new(|| ByteSearch::new(|| SPELLINGS.iter().map(|(text, _)| text.as_slice())));

/// Calls `take` with everything that stands within a part of these bytes, which start at an offset of the file.
pub(super) fn each(bytes: &[u8], within: Range<usize>, offset: u64, mut take: impl FnMut(Carried)) {
    let Some(search) = SEARCH.as_ref() else { return };
    search.each(bytes, |number, start, end| {
        if !within.contains(&start) {
            return;
        }
        let carried = match SPELLINGS.get(number).map(|(_, spelling)| spelling) {
            Some(Spelling::Number { base, unit }) => {
                let found = numbers(bytes, (start, end), *base, *unit);
                found.map(|(at, it)| Carried::Written(offset + at as u64, Notation::Sequence(it)))
            }
            Some(Spelling::Letters(notation, before)) => (offset + start as u64)
                .checked_sub(*before)
                .map(|at| Carried::Written(at, *notation)),
            Some(Spelling::Behind(notation, at)) => {
                Some(Carried::Written(offset + start as u64 + at, *notation))
            }
            Some(Spelling::Stream) => Some(Carried::Stream(offset + start as u64 + 1)),
            None => None,
        };
        carried.into_iter().for_each(&mut take);
    });
}

/// Where a sequence starts that has this number in it, and how it is written.
fn numbers(
    bytes: &[u8],
    (start, end): (usize, usize),
    base: u8,
    unit: u8,
) -> Option<(usize, Numbering)> {
    let is_digit = |byte: &u8| char::from(*byte).is_digit(u32::from(base));
    // other characters may stand in front of the digits of the hit
    let mut first = start + bytes.get(start..end)?.iter().position(is_digit)?;
    // and the number may start before it
    if first == start {
        let before = bytes.get(..start)?.iter().rev().take_while(|byte| is_digit(byte));
        first -= before.take(MOST_DIGITS).count();
    }
    STARTS.iter().find_map(|wanted| sequence_at(bytes, first, base, unit, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Carried> {
        let mut found = Vec::new();
        each(text.as_bytes(), 0..text.len(), 0, |carried| found.push(carried));
        found
    }

    #[test]
    fn the_start_of_a_program_is_found_with_anything_between_its_numbers() {
        // more cannot be searched for with vector instructions
        assert!(SPELLINGS.len() < 128, "{}", SPELLINGS.len());
        for (text, start, between) in [
            ("<p>&#127;&#69;&#76;&#70;&#2;", 5, 3),
            ("&#x7F;&#x45;&#x4C;&#x46;&#x2;", 3, 4),
            ("x = chr(127).chr(69).chr(76).chr(70).chr(2)", 8, 6),
            ("{ (byte)0x7f, (byte)0x45, (byte)0x4c, (byte)0x46 }", 10, 10),
            ("\"7F-45-4C-46-02\"", 1, 1),
            ("0000000 177 105 114 106 002", 8, 1),
            ("0000000 457f 464c 0102", 8, 1),
            ("gzip: 31;139;8;0;", 6, 1),
            ("hex:1f,8b,08,00", 4, 1),
        ] {
            let numbering = match found(text).as_slice() {
                [Carried::Written(at, Notation::Sequence(it)), ..] => Some((*at, it.between)),
                _ => None,
            };
            assert_eq!(numbering, Some((start, between)), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn numbers_that_only_start_alike_are_none() {
        for text in ["127.0.0.1", "127, 69, 76, 71", "0x7f, 0x45, 0x4c", "177 105 114 107", "127"] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn letters_are_read_from_the_start_of_their_group() {
        let written = |at, notation| [Carried::Written(at, notation)];
        assert_eq!(found("x: eH9FTEYCAQ"), written(3, Notation::Base64Behind(1)));
        assert_eq!(found("x: eHl/RUxGAg"), written(3, Notation::Base64Behind(2)));
        assert_eq!(found("x = 'eNpz"), written(5, Notation::Base64));
        assert_eq!(found("exit\n\u{78}\u{1}"), [Carried::Stream(5)]);
    }
}
