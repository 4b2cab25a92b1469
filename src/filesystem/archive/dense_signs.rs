//! How programs and archives of every kind start in every notation: what [`super::dense`] searches for.

use std::sync::LazyLock;

use super::signs::{self, BZIP2};
use super::written::{Notation, Numbering, prefix_in};

/// Longest sign, in bytes, and the shortest one: shorter ones would be found in many texts.
const LONGEST: usize = 24;
const SHORTEST: usize = 5;

/// First bytes of programs and archives.
const STARTS: [&[u8]; 26] = [
    b"\x7fELF",
    b"\x1f\x8b\x08",
    b"MZ\x90\0",
    b"MZP\0",
    b"\0asm\x01",
    b"\xcf\xfa\xed\xfe",
    b"\xfd7zXZ\0",
    b"PK\x03\x04",
    b"7z\xbc\xaf\x27\x1c",
    b"\x28\xb5\x2f\xfd",
    b"\x5d\0\0\x80",
    b"\x04\x22\x4d\x18",
    b"LZIP\x01",
    b"hsqs",
    b"MSCF\0\0\0\0",
    b"!<arch>\ndebian",
    b"070701",
    b"Rar!\x1a\x07",
    b"\xed\xab\xee\xdb",
    b"#!/bin/",
    b"#!/usr/bin/",
    b"BZh91AY&SY",
    b"BZh11AY&SY",
    // written once before
    b"f0VMR",
    b"H4sIA",
    b"7f454c46",
];
/// Streams of zlib with the usual windows and levels: two bytes, so that their place must tell them, too.
const ZLIB: [&[u8]; 4] = [b"\x78\x9c", b"\x78\xda", b"\x78\x01", b"\x78\x5e"];

/// Where a sign has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Anywhere.
    Anywhere,
    /// Where a number starts.
    Number,
    /// Where a string, an element or a line starts.
    Word,
    /// Where many letters start.
    Letters,
    /// Where many characters start that are no blanks, in a string or a line.
    Graphic,
    /// In the line before.
    NextLine,
    /// Behind the end of a line, the first of its kind.
    FirstRecord,
    /// In front of it, in the same line.
    Address,
}

/// One way to write the start of a program or an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) text: Vec<u8>,
    pub(super) notation: Notation,
    /// Bytes of it that stand in front of what is written.
    pub(super) before: usize,
    pub(super) place: Place,
}

/// All but those that are searched for in whole texts.
pub(super) static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(|| {
    let mut signs: Vec<Sign> = Vec::new();
    for start in STARTS.into_iter().chain(BZIP2) {
        letters(start, &mut signs);
        digits(start, false, &mut signs);
        base85(start, &mut signs);
    }
    for start in ZLIB {
        let first = prefix_in(Notation::Base64, start);
        // the third letter has bits of the third byte
        let last = start.get(1).map_or(0, |byte| byte & 15) << 2;
        for letter in last..last + 4 {
            let third = prefix_in(Notation::Base64, &[letter << 2]);
            let text = [first.as_slice(), third.as_slice()].concat();
            signs.push(sign(&text, Notation::Base64, 0, Place::Letters));
        }
        digits(start, true, &mut signs);
        for notation in [Notation::Ascii85, Notation::Base85] {
            for third in 0..=u8::MAX {
                let group = [start, &[third, 0]].concat();
                let text = prefix_in(notation, &group);
                signs.push(sign(text.get(..3).unwrap_or_default(), notation, 0, Place::Graphic));
            }
        }
    }
    headers(&mut signs);
    signs.sort_by(|one, other| one.text.cmp(&other.text));
    signs.dedup_by(|one, other| one.text == other.text);
    signs.retain(|sign| !signs::SIGNS.iter().any(|it| it.text == sign.text));
    signs
});

fn sign(text: &[u8], notation: Notation, before: usize, place: Place) -> Sign {
    Sign { text: text.get(..LONGEST).unwrap_or(text).to_vec(), notation, before, place }
}

fn letters(start: &[u8], signs: &mut Vec<Sign>) {
    let place = Place::Anywhere;
    let once = prefix_in(Notation::Base64, start);
    let base32 = prefix_in(Notation::Base32, start);
    let small = base32.to_ascii_lowercase();
    for (text, notation) in [
        (prefix_in(Notation::Base64, &once), Notation::Base64),
        (once, Notation::Base64),
        (base32, Notation::Base32),
        (small, Notation::Base32),
        (prefix_in(Notation::Bits, start), Notation::Bits),
    ] {
        if text.len() >= SHORTEST {
            signs.push(sign(&text, notation, 0, place));
        }
    }
}

/// As digits, numbers and escapes; of few bytes only what tells where they start.
fn digits(start: &[u8], is_short: bool, signs: &mut Vec<Sign>) {
    let whole = start;
    let start = start.get(..4).unwrap_or(start);
    let each = |of: &dyn Fn(&u8) -> String| start.iter().map(of).collect::<Vec<_>>();
    let mut add = |text: &str, notation, before, place| {
        signs.push(sign(text.as_bytes(), notation, before, place));
    };
    for is_capital in [false, true] {
        let digits = each(&|byte| match is_capital {
            true => format!("{byte:02X}"),
            false => format!("{byte:02x}"),
        });
        let separated = |between: &str| digits.join(between);
        let behind = |sign: &str| format!("{sign}{}", separated(sign));
        let mixed = |sign: &str| {
            let each = whole.iter().map(|byte| match byte {
                b if b.is_ascii_graphic() && !b"\\'=%".contains(b) => char::from(*b).to_string(),
                _ if is_capital => format!("{sign}{byte:02X}"),
                _ => format!("{sign}{byte:02x}"),
            });
            each.collect::<String>()
        };
        let is_letter = start.first().is_some_and(u8::is_ascii_graphic);
        let numbers: Vec<String> = digits.iter().map(|it| format!("0x{it}")).collect();
        if !is_short {
            add(&separated(""), Notation::Hex, 0, Place::Anywhere);
            for sign in ["%", "=", "\\x"] {
                let notation = match sign {
                    "%" => Notation::Percent,
                    "=" => Notation::Quoted,
                    _ => Notation::String(None),
                };
                // without the sign it is found in any text
                let text = mixed(sign);
                if text.contains(sign) {
                    let place = if is_letter { Place::Word } else { Place::Anywhere };
                    add(&text, notation, 0, place);
                }
            }
            add(&behind("="), Notation::Quoted, 0, Place::Anywhere);
            add(&format!("hex:{}", separated(",")), Notation::Hex, 4, Place::Anywhere);
        } else {
            add(&separated(""), Notation::Hex, 0, Place::Letters);
            add(&mixed("\\x"), Notation::String(None), 0, Place::Word);
        }
        add(&separated(":"), Notation::Hex, 0, Place::Number);
        add(&separated(" "), Notation::Dump, 0, Place::Number);
        add(&behind("%"), Notation::Percent, 0, Place::Anywhere);
        add(&behind("\\x"), Notation::Hex, 0, Place::Anywhere);
        add(&behind("\\u00"), Notation::String(None), 0, Place::Anywhere);
        for between in [",", ", "] {
            add(&format!("{},", numbers.join(between)), Notation::Numbers, 0, Place::Number);
        }
        let entities = each(&|byte| match is_capital {
            true => format!("&#x{byte:02X};"),
            false => format!("&#x{byte:02x};"),
        });
        add(&entities.concat(), Notation::Entities, 0, Place::Anywhere);
    }
    if !is_short {
        words(start, &mut add);
    }
    add(
        &each(&|byte| format!("\\{byte:03o}")).concat(),
        Notation::String(None),
        0,
        Place::Anywhere,
    );
    add(&each(&|byte| format!("&#{byte};")).concat(), Notation::Entities, 0, Place::Anywhere);
    let plain = each(&u8::to_string);
    let signed = each(&|byte| byte.cast_signed().to_string());
    for between in [",", ", ", " "] {
        for numbers in [&plain, &signed] {
            let text = format!("{}{between}", numbers.join(between));
            add(&text, Notation::Numbers, 0, Place::Number);
        }
    }
}

/// As `od` and `hexdump` print numbers of two bytes.
fn words(start: &[u8], add: &mut impl FnMut(&str, Notation, usize, Place)) {
    let words: Vec<u16> = start
        .chunks_exact(2)
        .map(|it| it.iter().rev().fold(0, |sum, it| sum << 8 | u16::from(*it)))
        .collect();
    for between in [1, 2, 4] {
        for (base, words) in [
            (8, words.iter().map(|it| format!("{it:06o}")).collect::<Vec<_>>()),
            (16, words.iter().map(|it| format!("{it:04x}")).collect::<Vec<_>>()),
        ] {
            let numbering = Numbering { base, unit: 2, between, is_in_columns: false };
            if words.len() > 1 {
                let text = words.join(&" ".repeat(between.into()));
                add(&text, Notation::Sequence(numbering), 0, Place::Number);
            }
        }
    }
}

fn base85(start: &[u8], signs: &mut Vec<Sign>) {
    if start.len() >= 4 {
        for notation in [Notation::Ascii85, Notation::Base85, Notation::Z85] {
            signs.push(sign(&prefix_in(notation, start), notation, 0, Place::Word));
        }
    }
}

/// What stands in front of any bytes in the notations that have such a thing.
fn headers(signs: &mut Vec<Sign>) {
    signs.push(sign(b"GIT binary patch\nliteral ", Notation::GitPatch, 0, Place::NextLine));
    signs.push(sign(b"'\\x7f','E','L','F'", Notation::String(Some(b'\'')), 1, Place::Anywhere));
    signs.push(sign(b"1179403647 ", Notation::Words, 0, Place::Number));
    for text in ["\n:02", "\n:10", "\n:20", "\nS0", "\nS1", "\nS2", "\nS3"] {
        signs.push(sign(text.as_bytes(), Notation::Records, 0, Place::FirstRecord));
    }
    for text in ["00000000: ", "00000000  ", "0000000 "] {
        signs.push(sign(text.as_bytes(), Notation::Dump, 0, Place::Address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_long_enough_and_different() {
        for sign in SIGNS.iter() {
            let is_placed = sign.place != Place::Anywhere;
            assert!(sign.text.len() >= SHORTEST - 1 || is_placed, "{sign:?}");
        }
        assert!(SIGNS.windows(2).all(|pair| pair[0].text < pair[1].text));
    }
}
