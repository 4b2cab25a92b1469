//! Bytes that are written in a text, as sources, scripts and mails carry programs: each notation has a decoder, which ends
//! where the text goes on with something else.
//!
//! Says nothing about what the bytes are.

mod base85;
mod characters;
mod decorated;
mod dump;
mod entities;
mod escaped;
mod git_patch;
mod letters;
mod numbers;
mod pieces;
mod records;
mod sequence;
mod strings;
mod uuencoded;
mod words;

use std::cell::Cell;
use std::io::{self, Read};

use base85::Base85;
use characters::{Characters, Decode};

pub(super) use characters::BUFFER;
pub(super) use decorated::{Decoration, Undecorated};
use dump::Dump;
use entities::Entities;
use escaped::Escaped;
use git_patch::GitPatch;
use letters::{Alphabet, Letters};
use numbers::Numbers;
use pieces::Pieces;
use records::Records;
pub(super) use records::{is_record, start as record_start};
use sequence::Sequence;
pub(super) use sequence::{MOST_DIGITS, Numbering, sequence_at};
use strings::Strings;
use uuencoded::Uuencoded;
use words::Words;

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// RFC 4648, with either alphabet.
    Base64,
    /// RFC 4648.
    Base32,
    /// PostScript, PDF.
    Ascii85,
    /// RFC 1924.
    Base85,
    /// ZeroMQ's RFC 32.
    Z85,
    /// Two digits a byte.
    Hex,
    /// Eight digits a byte.
    Bits,
    /// Lines of `xxd`, `hexdump -C` and `od`.
    Dump,
    /// RFC 3986.
    Percent,
    /// RFC 2045.
    Quoted,
    /// The literal of a string: characters that stand for themselves, and escapes. It ends at this quote, or else at either.
    String(Option<u8>),
    /// The elements of an array: decimal or hexadecimal numbers.
    Numbers,
    /// The same with numbers of 32 or 64 bits.
    Words,
    /// The lines of `uuencode` (POSIX).
    Uuencode,
    /// Base64 of which the first bytes, so many, do not count.
    Base64Behind(u8),
    /// HTML and XML.
    Entities,
    /// Intel HEX and S-records.
    Records,
    /// The lines of a binary patch of Git.
    GitPatch,
    /// Numbers with the same between each two of them.
    Sequence(Numbering),
}

impl Notation {
    /// As reports call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Base64 | Self::Base64Behind(_) => "base64",
            Self::Base32 => "base32",
            Self::Ascii85 => "ascii85",
            Self::Base85 | Self::Z85 => "base85",
            Self::Hex => "hex",
            Self::Bits => "bits",
            Self::Dump => "dump",
            Self::Percent => "percent",
            Self::Quoted => "quoted-printable",
            Self::String(_) => "string",
            Self::Numbers | Self::Words | Self::Sequence(_) => "numbers",
            Self::Entities => "entities",
            Self::Records => "records",
            Self::Uuencode => "uuencode",
            Self::GitPatch => "patch",
        }
    }

    /// Characters that these bytes have at least.
    pub(super) fn shortest(self, bytes: u64) -> u64 {
        match self {
            Self::Base64 | Self::Base64Behind(_) | Self::Uuencode => bytes.saturating_mul(4) / 3,
            Self::Base32 => bytes.saturating_mul(8) / 5,
            Self::Base85 | Self::Z85 | Self::GitPatch => bytes.saturating_mul(5) / 4,
            Self::Hex | Self::Numbers | Self::Dump | Self::Records => bytes.saturating_mul(2),
            Self::Bits => bytes.saturating_mul(8),
            // one letter for four zeros
            Self::Ascii85 | Self::Words => bytes / 4,
            Self::String(_) | Self::Percent | Self::Quoted | Self::Entities => bytes,
            Self::Sequence(_) => bytes,
        }
    }

    /// The bytes that a text starts with.
    pub(super) fn decode<'r>(self, text: impl Read + 'r) -> Box<dyn Read + 'r> {
        let text = Characters::new(text);
        match self {
            Self::Base64 => Decoded::boxed(Letters::new(text, Alphabet::Base64)),
            Self::Base32 => Decoded::boxed(Letters::new(text, Alphabet::Base32)),
            Self::Ascii85 => Decoded::boxed(Base85::new(text, base85::ASCII)),
            Self::Base85 => Decoded::boxed(Base85::new(text, base85::RFC_1924)),
            Self::Z85 => Decoded::boxed(Base85::new(text, base85::Z85)),
            Self::Hex => Decoded::boxed(Letters::new(text, Alphabet::Hex)),
            Self::Bits => Decoded::boxed(Letters::new(text, Alphabet::Bits)),
            Self::Dump => Decoded::boxed(Dump::new(text)),
            Self::Percent => Decoded::boxed(Escaped::new(text, b'%')),
            Self::Quoted => Decoded::boxed(Escaped::new(text, b'=')),
            Self::String(quote) => Decoded::boxed(Strings::new(text, quote)),
            Self::Numbers => Decoded::boxed(Numbers::new(text)),
            Self::Words => Decoded::boxed(Words::new(text)),
            Self::Uuencode => Decoded::boxed(Uuencoded::new(text)),
            Self::Base64Behind(count) => {
                Decoded::boxed(Behind { inner: Letters::new(text, Alphabet::Base64), count })
            }
            Self::Entities => Decoded::boxed(Entities::new(text)),
            Self::Records => Decoded::boxed(Records::new(text)),
            Self::GitPatch => Decoded::boxed(GitPatch::new(text)),
            Self::Sequence(numbering) => Decoded::boxed(Sequence::new(text, numbering)),
        }
    }

    /// The same of letters in pieces; counts what it takes of the text.
    pub(super) fn decode_pieces<'r>(
        alphabet: Alphabet,
        text: impl Read + 'r,
        taken: &'r Cell<u64>,
    ) -> Box<dyn Read + 'r> {
        let pieces = Characters::new(Pieces::new(text, alphabet, taken));
        Decoded::boxed(Letters::in_pieces(pieces, alphabet))
    }

    /// The letters of a notation that has nothing else.
    pub(super) fn alphabet(self) -> Option<Alphabet> {
        match self {
            Self::Base64 => Some(Alphabet::Base64),
            Self::Base32 => Some(Alphabet::Base32),
            Self::Hex => Some(Alphabet::Hex),
            Self::Bits => Some(Alphabet::Bits),
            _ => None,
        }
    }

    /// Whether lines of it may have something in front and behind, and whether they must then stay lines.
    pub(super) fn decoration(self) -> Option<bool> {
        match self {
            // these have addresses of their own
            Self::Dump | Self::Records | Self::GitPatch => None,
            Self::String(_) => Some(false),
            _ => Some(true),
        }
    }
}

/// The letters that bytes start with in a notation that has letters, as far as the bytes decide them.
pub(super) fn prefix_in(notation: Notation, bytes: &[u8]) -> Vec<u8> {
    const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let of = |letters: &[u8], value: u8| letters.get(usize::from(value)).copied().unwrap_or(b'?');
    let four = || bytes.first_chunk::<4>().copied().unwrap_or_default();
    match notation {
        Notation::Base64 => letters::prefix(bytes, 6, |value| of(BASE64, value)),
        Notation::Base32 => letters::prefix(bytes, 5, |value| of(BASE32, value)),
        Notation::Bits => letters::prefix(bytes, 1, |value| of(b"01", value)),
        Notation::Uuencode => {
            letters::prefix(bytes, 6, |value| if value == 0 { b'`' } else { value + b' ' })
        }
        Notation::Ascii85 => base85::group(four(), base85::ASCII),
        Notation::Base85 => base85::group(four(), base85::RFC_1924),
        Notation::Z85 => base85::group(four(), base85::Z85),
        _ => Vec::new(),
    }
}

/// What comes behind the first bytes of a decoder.
struct Behind<D> {
    inner: D,
    count: u8,
}

impl<D: Decode> Decode for Behind<D> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        for _ in 0..std::mem::take(&mut self.count) {
            self.inner.next_byte()?;
        }
        self.inner.next_byte()
    }
}

/// A text without the zeros between its characters.
pub(super) struct Narrow<R>(pub(super) R);

impl<R: Read> Read for Narrow<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.0.read(buffer)?;
            let mut kept = 0;
            for at in 0..count {
                let byte = buffer.get(at).copied().unwrap_or(0);
                // the mark of the order is no character
                if byte != 0 && !(kept == 0 && at < 2 && matches!(byte, 0xff | 0xfe)) {
                    if let Some(place) = buffer.get_mut(kept) {
                        *place = byte;
                    }
                    kept += 1;
                }
            }
            if kept > 0 || count == 0 {
                return Ok(kept);
            }
        }
    }
}

/// The bytes of a decoder.
struct Decoded<D> {
    decoder: D,
    is_at_end: bool,
}

impl<D: Decode> Decoded<D> {
    fn boxed<'r>(decoder: D) -> Box<dyn Read + 'r>
    where
        D: 'r,
    {
        Box::new(Self { decoder, is_at_end: false })
    }
}

impl<D: Decode> Read for Decoded<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        for place in buffer {
            if self.is_at_end {
                break;
            }
            let Some(byte) = self.decoder.next_byte()? else {
                self.is_at_end = true;
                break;
            };
            *place = byte;
            count += 1;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_end_where_their_notation_does() {
        use Notation::{
            Ascii85, Base32, Base64, Base64Behind, Base85, Bits, Dump, Entities, GitPatch, Hex,
            Numbers, Percent, Quoted, Records, Sequence, String, Uuencode, Words, Z85,
        };
        let numbers = |base, unit, between, is_in_columns| {
            Sequence(Numbering { base, unit, between, is_in_columns })
        };
        for (text, notation, wanted) in [
            ("f0VMRgIB\r\nAQ==rest", Base64, &b"\x7fELF\x02\x01\x01"[..]),
            ("f0VM\" \n \"RgIB\\nAQ); more", Base64, b"\x7fELF\x02\x01\x01"),
            ("-_-_", Base64, b"\xfb\xff\xbf"),
            ("7f 45\n4C46;00", Hex, b"\x7fELF"),
            ("\\x7f\\x45\\x4c\\x46' + x", Hex, b"\x7fELF"),
            ("\\x7fELF\\2\\n\\\\\\'\\0019' > x", String(None), b"\x7fELF\x02\n\\'\x019"),
            ("\\x7fEL\" +\n  b\"F\\u00ff\"; more", String(None), b"\x7fELF\xff"),
            ("\\177ELF\nmore", String(None), b"\x7fELF"),
            ("\\x8b\\u00a0\\u00e9' > x", String(None), b"\x8b\xc2\xa0\xc3\xa9"),
            ("\\x7f\"ELF' b'\"\\x01'; more", String(Some(b'\'')), b"\x7f\"ELF\"\x01"),
            ("0x7f,0x45, 0x4C,\n0X46u8};", Numbers, b"\x7fELF"),
            ("127, 69,76,70,-1, 256, 1]", Numbers, b"\x7fELF\xff"),
            ("$?T5,1@(!\n#86)C\n`\nend\n", Uuencode, b"\x7fELFabc"),
            ("p5cuyrqc\nAEAQ====", Base32, b"\x7fELF\x02\x01\x01"),
            ("P5CUYRQC\nAEAQ====", Base32, b"\x7fELF\x02\x01\x01"),
            ("Imm%#!!*\n-'z!!*~>", Ascii85, b"\x7fELF\0\x01\x02\x03\0\0\0\0\0\x01"),
            ("e??42009C6 more", Base85, b"\x7fELF\0\x01\x02\x03"),
            ("He??42009C6\nAe??42\n\nmore", GitPatch, b"\x7fELF\0\x01\x02\x03\x7f"),
            ("E))42009c6\n", Z85, b"\x7fELF\0\x01\x02\x03"),
            ("7f:45:4C:46\nx", Hex, b"\x7fELF"),
            ("01111111 01000101.", Bits, b"\x7fE"),
            ("7f45 4c46 02  .ELF.\n00000005: 0101 ff    ab\n", Dump, b"\x7fELF\x02\x01\x01\xff"),
            ("7f 45  4c 46 |.ELF|\n*\n00000010  02", Dump, b"\x7fELF\x02"),
            ("7f 45 4c\n46 02\nend", Dump, b"\x7fELF\x02"),
            ("%7fEL%46%00\" more", Percent, b"\x7fELF\0"),
            ("=7FEL=\r\nF=\n=00\nx==", Quoted, b"\x7fELF\0\nx"),
            ("0x464c457f,\n0x10102u };", Words, b"\x7fELF\x02\x01\x01\0"),
            ("0x10102464C457FULL, 0x1}", Words, b"\x7fELF\x02\x01\x01\0\x01\0\0\0\0\0\0\0"),
            ("1179403647,65794]", Words, b"\x7fELF\x02\x01\x01\0"),
            ("eH9FTEYC; more", Base64Behind(1), b"\x7fELF\x02"),
            ("&#127;EL&#x46;&lt;&#0;</a>", Entities, b"\x7fELF<\0"),
            (":040000007F454C46AA\r\n:01000400027F\n:00000001FF\nx", Records, b"\x7fELF\x02"),
            ("S00600004844521B\nS10700007F454C46AA\nS9030000FC\n", Records, b"\x7fELF"),
            ("127;&#69;&#76;&#70;</p>", numbers(10, 1, 3, false), b"\x7fELF"),
            ("7f-45-4c\n-46-2 end", numbers(16, 1, 1, false), b"\x7fELF\x02"),
            ("127, (byte)69,\n (byte)-1, (byte)300", numbers(10, 1, 8, false), b"\x7fE\xff"),
            ("127.69.76.70\n2.1.1.0\nend", numbers(10, 1, 1, false), b"\x7fELF\x02\x01\x01\0"),
            ("177 105\n114  106\n", numbers(8, 1, 1, false), b"\x7fELF"),
            ("457f 464c  .ELF\n0102\n", numbers(16, 2, 1, true), b"\x7fELF\x02\x01"),
        ] {
            let mut bytes = Vec::new();
            notation.decode(text.as_bytes()).read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, wanted, "{text}");
            assert!(notation.shortest(bytes.len() as u64) <= text.len() as u64, "{text}");
        }
    }
}
