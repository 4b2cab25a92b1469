//! How programs and archives start in each notation that a text may write them in, made of their first bytes: a start is
//! known in every notation.
//!
//! Says where to look. Whether there is anything is told by reading on.

use std::sync::LazyLock;

use super::written::{Notation, prefix_in};

/// Longest sign, in bytes.
const LONGEST: usize = 24;
/// Shortest one: shorter ones would be found in many texts.
const SHORTEST: usize = 4;

/// First bytes of programs and archives that texts carry as base64, digits and strings: PE, WebAssembly, xz, zip, 7z, zstd,
/// bzip2, lzma. With many more signs the search takes twice as long, so that rarer notations are left to the two below.
const STARTS: [&[u8]; 8] = [
    b"MZ\x90\0",
    b"\0asm\x01",
    b"\xfd7zXZ\0",
    b"PK\x03\x04",
    b"7z\xbc\xaf",
    b"\x28\xb5\x2f\xfd",
    b"BZh",
    b"\x5d\0\0",
];
/// Other PE files, in base64 only.
const OTHER_PE: [&[u8]; 2] = [b"MZP\0", b"MZ\0\0\0"];
const ELF: &[u8; 4] = b"\x7fELF";
const GZIP: &[u8; 3] = b"\x1f\x8b\x08";
/// Without and with the name of a file.
const GZIP_OF_FOUR: [&[u8; 4]; 2] = [b"\x1f\x8b\x08\0", b"\x1f\x8b\x08\x08"];

/// An array of wider numbers: the first 32 or 64 bits of an ELF file, with and without leading zeros.
const WORDS: [&str; 5] =
    ["0x464c457f", "0x464C457F", "0x00010102464c457f", "0x10102464c457f", "1179403647,"];

/// zlib, as scripts in Python carry it, behind a quote: two bytes of a header are told by nothing else.
const ZLIB: [&[u8]; 8] =
    [b"'eJw", b"'eJx", b"'eJy", b"'eJz", b"\"eJw", b"\"eJx", b"\"eJy", b"\"eJz"];

/// The whole start of bzip2, with each size of blocks.
pub(super) const BZIP2: [&[u8]; 9] = [
    b"BZh11AY&SY",
    b"BZh21AY&SY",
    b"BZh31AY&SY",
    b"BZh41AY&SY",
    b"BZh51AY&SY",
    b"BZh61AY&SY",
    b"BZh71AY&SY",
    b"BZh81AY&SY",
    b"BZh91AY&SY",
];

/// One way to write the start of a program or an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) text: Vec<u8>,
    pub(super) notation: Notation,
    /// Bytes of it that stand in front of what is written.
    pub(super) before: u64,
}

/// All of them.
pub(super) static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(|| {
    let mut signs = Vec::new();
    let mut add = |notation, text: &[u8]| {
        let text = text.get(..LONGEST).unwrap_or(text).to_vec();
        if text.len() >= SHORTEST && !signs.iter().any(|sign: &Sign| sign.text == text) {
            signs.push(Sign { text, notation, before: 0 });
        }
    };
    for start in [ELF.as_slice(), GZIP] {
        in_letters(start, &mut add);
        in_digits(start, &mut add);
        in_numbers(start, &mut add);
    }
    for start in [ELF.as_slice(), GZIP].into_iter().chain(STARTS) {
        add(Notation::Base64, &prefix_in(Notation::Base64, start));
        add(Notation::Hex, both_cases(start)[0].concat().as_bytes());
        in_strings(start, &mut add);
    }
    for start in OTHER_PE {
        add(Notation::Base64, &prefix_in(Notation::Base64, start));
    }
    for start in [ELF].into_iter().chain(GZIP_OF_FOUR) {
        for notation in [Notation::Ascii85, Notation::Base85, Notation::Z85] {
            add(notation, &prefix_in(notation, start));
        }
    }
    in_escapes(ELF, &mut add);
    // nothing of it has to be escaped; the size of blocks that every tool chooses
    add(Notation::String(None), b"BZh91AY&SY");
    for text in WORDS {
        add(Notation::Words, text.as_bytes());
    }
    for text in ZLIB {
        signs.push(Sign { text: text.to_vec(), notation: Notation::Base64, before: 1 });
    }
    signs
});

fn in_letters(start: &[u8], add: &mut impl FnMut(Notation, &[u8])) {
    let base64 = prefix_in(Notation::Base64, start);
    add(Notation::Base64, &prefix_in(Notation::Base64, &base64));
    add(Notation::Base32, &prefix_in(Notation::Base32, start));
    add(Notation::Bits, &prefix_in(Notation::Bits, start));
    // a whole line of 45 bytes
    add(Notation::Uuencode, &[b"M", prefix_in(Notation::Uuencode, start).as_slice()].concat());
}

fn in_digits(start: &[u8], add: &mut impl FnMut(Notation, &[u8])) {
    for digits in both_cases(start) {
        add(Notation::Hex, digits.concat().as_bytes());
        add(Notation::Hex, digits.join(":").as_bytes());
        add(Notation::Dump, digits.join(" ").as_bytes());
        let groups: Vec<String> = digits.chunks(2).map(<[String]>::concat).collect();
        add(Notation::Dump, groups.join(" ").as_bytes());
    }
}

/// As programs write and print strings.
fn in_strings(start: &[u8], add: &mut impl FnMut(Notation, &[u8])) {
    for digits in both_cases(start) {
        let each = || start.iter().zip(&digits);
        let letters = |is_itself: fn(&u8) -> bool| {
            let each = each().map(|(byte, digits)| match byte {
                byte if is_itself(byte) => char::from(*byte).to_string(),
                _ => format!("\\x{digits}"),
            });
            each.collect::<String>()
        };
        add(Notation::String(None), letters(u8::is_ascii_alphanumeric).as_bytes());
        // as Python prints bytes
        let printed = letters(|it| it.is_ascii_graphic() && !b"\\'\"".contains(it));
        add(Notation::String(None), printed.as_bytes());
    }
}

fn in_escapes(start: &[u8], add: &mut impl FnMut(Notation, &[u8])) {
    for digits in both_cases(start) {
        let all = |sign: &str| format!("{sign}{}", digits.join(sign));
        // the first byte alone, in front of letters
        let one = |sign: &str| {
            let rest = start.get(1..).unwrap_or_default();
            format!("{sign}{}{}", digits.concat().get(..2).unwrap_or_default(), rest.escape_ascii())
        };
        add(Notation::Hex, all("\\x").as_bytes());
        add(Notation::String(None), all("\\u00").as_bytes());
        add(Notation::String(None), one("\\u00").as_bytes());
        add(Notation::Percent, all("%").as_bytes());
        add(Notation::Percent, one("%").as_bytes());
        add(Notation::Quoted, one("=").as_bytes());
    }
}

fn in_numbers(start: &[u8], add: &mut impl FnMut(Notation, &[u8])) {
    let octal = |byte: &u8| format!("\\{byte:03o}");
    let mixed = start.iter().map(|byte| match byte {
        byte if byte.is_ascii_alphabetic() => char::from(*byte).to_string(),
        _ => octal(byte),
    });
    add(Notation::String(None), start.iter().map(octal).collect::<String>().as_bytes());
    add(Notation::String(None), mixed.collect::<String>().as_bytes());
    for digits in both_cases(start) {
        let numbers: Vec<String> = digits.iter().map(|it| format!("0x{it}")).collect();
        add(Notation::Numbers, numbers.join(",").as_bytes());
        add(Notation::Numbers, numbers.join(", ").as_bytes());
    }
    let plain: Vec<String> = start.iter().map(u8::to_string).collect();
    let signed: Vec<String> = start.iter().map(|byte| byte.cast_signed().to_string()).collect();
    for (numbers, separator) in [(&plain, ","), (&plain, ", "), (&plain, " "), (&signed, ", ")] {
        // the last number must not go on
        add(Notation::Numbers, format!("{}{separator}", numbers.join(separator)).as_bytes());
    }
}

/// Two digits for each byte, in small and in capital letters.
fn both_cases(bytes: &[u8]) -> [Vec<String>; 2] {
    let small = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [small, bytes.iter().map(|byte| format!("{byte:02X}")).collect()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_known_in_every_notation() {
        use Notation::{
            Ascii85, Base32, Base64, Base85, Bits, Dump, Hex, Numbers, Percent, Quoted, String,
            Uuencode, Words, Z85,
        };
        for (text, notation) in [
            ("f0VMR", Base64),
            ("ZjBWTV", Base64),
            ("TVqQA", Base64),
            ("H4sI", Base64),
            ("Qlpo", Base64),
            ("P5CUYR", Base32),
            ("Imm%#", Ascii85),
            ("e??42", Base85),
            ("E))42", Z85),
            ("7f454c46", Hex),
            ("7f:45:4c:46", Hex),
            ("7f 45 4c 46", Dump),
            ("7f45 4c46", Dump),
            ("\\x7FELF", String(None)),
            ("\\x7f\\x45\\x4c\\x46", Hex),
            ("\\177ELF", String(None)),
            ("\\u007f\\u0045\\u004c\\u0046", String(None)),
            ("(\\xb5/\\xfd", String(None)),
            ("%7FELF", Percent),
            ("=7FELF", Quoted),
            ("31, -117, 8, ", Numbers),
            ("M?T5,1", Uuencode),
            ("0x464c457f", Words),
            ("011111110100010101001100", Bits),
        ] {
            let found = SIGNS.iter().find(|sign| sign.text == text.as_bytes());
            assert_eq!(found.map(|sign| sign.notation), Some(notation), "{text}");
        }
    }
}
