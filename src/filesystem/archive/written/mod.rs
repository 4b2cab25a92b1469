//! Bytes that are written in a text, as sources, scripts and mails carry programs: each notation has a decoder, which ends
//! where the text goes on with something else.
//!
//! Says nothing about what the bytes are.

mod characters;
mod letters;
mod numbers;
mod strings;
mod uuencoded;

use std::io::{self, Read};

use characters::{Characters, Decode};
use letters::{Alphabet, Letters};
use numbers::Numbers;
use strings::Strings;
use uuencoded::Uuencoded;

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// RFC 4648, with either alphabet.
    Base64,
    /// Two digits a byte.
    Hex,
    /// The literal of a string: characters that stand for themselves, and escapes.
    String,
    /// The elements of an array: decimal or hexadecimal numbers.
    Numbers,
    /// The lines of `uuencode` (POSIX).
    Uuencode,
}

impl Notation {
    /// As reports call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::String => "string",
            Self::Numbers => "numbers",
            Self::Uuencode => "uuencode",
        }
    }

    /// Characters that these bytes have at least.
    pub(super) fn shortest(self, bytes: u64) -> u64 {
        match self {
            Self::Base64 | Self::Uuencode => bytes.saturating_mul(4) / 3,
            Self::Hex | Self::Numbers => bytes.saturating_mul(2),
            Self::String => bytes,
        }
    }

    /// The bytes that a text starts with.
    pub(super) fn decode<'r>(self, text: impl Read + 'r) -> Box<dyn Read + 'r> {
        let text = Characters::new(text);
        match self {
            Self::Base64 => Decoded::boxed(Letters::new(text, Alphabet::Base64)),
            Self::Hex => Decoded::boxed(Letters::new(text, Alphabet::Hex)),
            Self::String => Decoded::boxed(Strings::new(text)),
            Self::Numbers => Decoded::boxed(Numbers::new(text)),
            Self::Uuencode => Decoded::boxed(Uuencoded::new(text)),
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
        use Notation::{Base64, Hex, Numbers, String, Uuencode};
        for (text, notation, wanted) in [
            ("f0VMRgIB\r\nAQ==rest", Base64, &b"\x7fELF\x02\x01\x01"[..]),
            ("f0VM\" \n \"RgIB\\nAQ); more", Base64, b"\x7fELF\x02\x01\x01"),
            ("-_-_", Base64, b"\xfb\xff\xbf"),
            ("7f 45\n4C46;00", Hex, b"\x7fELF"),
            ("\\x7f\\x45\\x4c\\x46' + x", Hex, b"\x7fELF"),
            ("\\x7fELF\\2\\n\\\\\\'\\0019' > x", String, b"\x7fELF\x02\n\\'\x019"),
            ("\\x7fEL\" +\n  b\"F\\u00ff\"; more", String, b"\x7fELF\xff"),
            ("\\177ELF\nmore", String, b"\x7fELF"),
            ("0x7f,0x45, 0x4C,\n0X46u8};", Numbers, b"\x7fELF"),
            ("127, 69,76,70,-1, 256, 1]", Numbers, b"\x7fELF\xff"),
            ("$?T5,1@(!\n#86)C\n`\nend\n", Uuencode, b"\x7fELFabc"),
        ] {
            let mut bytes = Vec::new();
            notation.decode(text.as_bytes()).read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, wanted, "{text}");
            assert!(notation.shortest(bytes.len() as u64) <= text.len() as u64, "{text}");
        }
    }
}
