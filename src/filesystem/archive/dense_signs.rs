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
        let base32 = prefix_in(Notation::Base32, start);
        for text in [base32.to_ascii_lowercase(), base32] {
            signs.push(sign(&text, Notation::Base32, 0, Place::Letters));
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

/// Base64 in the letters that addresses and names of files may have.
fn in_addresses(letters: &[u8]) -> Vec<u8> {
    let letter = |letter: &u8| match letter {
        b'+' => b'-',
        b'/' => b'_',
        letter => *letter,
    };
    letters.iter().map(letter).collect()
}

fn letters(start: &[u8], signs: &mut Vec<Sign>) {
    let place = Place::Anywhere;
    let once = prefix_in(Notation::Base64, start);
    let base32 = prefix_in(Notation::Base32, start);
    let small = base32.to_ascii_lowercase();
    for (text, notation) in [
        (in_addresses(&once), Notation::Base64),
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

/// Adds a sign.
type Add<'s> = dyn FnMut(&str, Notation, usize, Place) + 's;

/// As digits, numbers and escapes; of few bytes only what tells where they start.
fn digits(start: &[u8], is_short: bool, signs: &mut Vec<Sign>) {
    let mut add = |text: &str, notation, before, place| {
        signs.push(sign(text.as_bytes(), notation, before, place));
    };
    let first = start.get(..4).unwrap_or(start);
    for is_capital in [false, true] {
        let digits = |byte: &u8| match is_capital {
            true => format!("{byte:02X}"),
            false => format!("{byte:02x}"),
        };
        if is_short {
            add(&all(start, "", digits), Notation::Hex, 0, Place::Letters);
            add(&mixed(start, "\\x", digits), Notation::String(None), 0, Place::Word);
        } else {
            escapes(start, digits, &mut add);
            add(&all(first, "", digits), Notation::Hex, 0, Place::Anywhere);
            add(&format!("hex:{}", all(first, ",", digits)), Notation::Hex, 4, Place::Anywhere);
        }
        hexadecimal(first, digits, &mut add);
    }
    if !is_short {
        words(first, &mut add);
    }
    decimal(first, &mut add);
}

/// All bytes with something between them.
fn all(bytes: &[u8], between: &str, of: impl Fn(&u8) -> String) -> String {
    bytes.iter().map(of).collect::<Vec<_>>().join(between)
}

/// Characters that stand for themselves, and the others as a sign and digits.
fn mixed(bytes: &[u8], sign: &str, digits: impl Fn(&u8) -> String) -> String {
    let of = |byte: &u8| match byte {
        b if b.is_ascii_graphic() && !b"\\'=%".contains(b) => char::from(*b).to_string(),
        _ => format!("{sign}{}", digits(byte)),
    };
    all(bytes, "", of)
}

fn escapes(start: &[u8], digits: impl Fn(&u8) -> String, add: &mut Add<'_>) {
    for (sign, notation) in
        [("%", Notation::Percent), ("=", Notation::Quoted), ("\\x", Notation::String(None))]
    {
        // without the sign it is found in any text
        let text = mixed(start, sign, &digits);
        let starts = text.starts_with(sign);
        if text.contains(sign) {
            add(&text, notation, 0, if starts { Place::Anywhere } else { Place::Word });
        }
    }
    let first = start.get(..4).unwrap_or(start);
    add(&all(first, "", |byte| format!("={}", digits(byte))), Notation::Quoted, 0, Place::Anywhere);
}

fn hexadecimal(start: &[u8], digits: impl Fn(&u8) -> String, add: &mut Add<'_>) {
    add(&all(start, ":", &digits), Notation::Hex, 0, Place::Number);
    let pairs: Vec<String> = start.chunks(2).map(|pair| all(pair, "", &digits)).collect();
    if pairs.len() > 1 {
        // as addresses of IPv6 with all their digits
        add(&format!("{}:", pairs.join(":")), Notation::Hex, 0, Place::Number);
    }
    add(&all(start, " ", &digits), Notation::Dump, 0, Place::Number);
    for (sign, end, notation) in [
        ("%", "", Notation::Percent),
        ("\\x", "", Notation::Hex),
        ("\\u00", "", Notation::String(None)),
        ("&#x", ";", Notation::Entities),
    ] {
        let text = all(start, "", |byte| format!("{sign}{}{end}", digits(byte)));
        add(&text, notation, 0, Place::Anywhere);
    }
    for between in [",", ", "] {
        let numbers = all(start, between, |byte| format!("0x{}", digits(byte)));
        add(&format!("{numbers},"), Notation::Numbers, 0, Place::Number);
    }
}

fn decimal(start: &[u8], add: &mut Add<'_>) {
    let octal = all(start, "", |byte| format!("\\{byte:03o}"));
    add(&octal, Notation::String(None), 0, Place::Anywhere);
    let entities = all(start, "", |byte| format!("&#{byte};"));
    add(&entities, Notation::Entities, 0, Place::Anywhere);
    for between in [",", ", ", " "] {
        let plain = all(start, between, u8::to_string);
        let signed = all(start, between, |byte| byte.cast_signed().to_string());
        for numbers in [plain, signed] {
            add(&format!("{numbers}{between}"), Notation::Numbers, 0, Place::Number);
        }
    }
}

/// As `od` and `hexdump` print numbers of two bytes.
fn words(start: &[u8], add: &mut Add<'_>) {
    let words = start
        .chunks_exact(2)
        .map(|it| it.iter().rev().fold(0_u16, |sum, byte| sum << 8 | u16::from(*byte)));
    let octal: Vec<String> = words.clone().map(|it| format!("{it:06o}")).collect();
    let hex: Vec<String> = words.map(|it| format!("{it:04x}")).collect();
    for between in [1, 2, 4] {
        for (base, words) in [(8, &octal), (16, &hex)] {
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
        assert!(SIGNS.is_sorted_by(|one, other| one.text < other.text));
    }
}
