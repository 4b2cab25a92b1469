//! Base64, base32, hexadecimal and binary digits, over several lines or in the strings of a program.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

/// What stands for how many bits.
#[derive(Clone, Copy)]
pub(super) enum Alphabet {
    Base64,
    Base32,
    Hex,
    Bits,
}

impl Alphabet {
    fn value(self, letter: u8) -> Option<u32> {
        let value = match (self, letter) {
            (Self::Hex, _) => return char::from(letter).to_digit(16),
            (Self::Bits, _) => return char::from(letter).to_digit(2),
            (Self::Base32, b'A'..=b'Z') => letter - b'A',
            (Self::Base32, b'a'..=b'z') => letter - b'a',
            (Self::Base32, b'2'..=b'7') => letter - b'2' + 26,
            (Self::Base64, b'A'..=b'Z') => letter - b'A',
            (Self::Base64, b'a'..=b'z') => letter - b'a' + 26,
            (Self::Base64, b'0'..=b'9') => letter - b'0' + 52,
            (Self::Base64, b'+' | b'-') => 62,
            (Self::Base64, b'/' | b'_') => 63,
            _ => return None,
        };
        Some(u32::from(value))
    }

    fn bits(self) -> u32 {
        match self {
            Self::Base64 => 6,
            Self::Base32 => 5,
            Self::Hex => 4,
            Self::Bits => 1,
        }
    }
}

/// The letters that bytes start with, as far as the bytes decide them.
pub(super) fn prefix(bytes: &[u8], bits: u32, letter: impl Fn(u8) -> u8) -> Vec<u8> {
    let (mut value, mut count, mut letters) = (0_u32, 0_u32, Vec::new());
    for byte in bytes {
        (value, count) = (value << 8 | u32::from(*byte), count + 8);
        while let Some(rest) = count.checked_sub(bits) {
            letters.push(letter((value >> rest).to_le_bytes()[0]));
            (value, count) = (value & ((1 << rest) - 1), rest);
        }
    }
    letters
}

pub(super) struct Letters<R> {
    text: Characters<R>,
    alphabet: Alphabet,
    /// Bits that were read and are no whole byte yet.
    bits: u32,
    count: u32,
    is_escaped: bool,
}

impl<R: Read> Letters<R> {
    pub(super) fn new(text: Characters<R>, alphabet: Alphabet) -> Self {
        Self { text, alphabet, bits: 0, count: 0, is_escaped: false }
    }
}

impl<R: Read> Decode for Letters<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        while let Some(letter) = self.text.next()? {
            // `\n` between the lines of a string, `\x` in front of two digits
            let between = match letter {
                b'n' | b'r' | b'x' if self.is_escaped => true,
                b'\n' | b'\r' | b'\t' | b' ' | b'"' | b'\'' | b'\\' | b',' => true,
                b':' => matches!(self.alphabet, Alphabet::Hex),
                _ => false,
            };
            self.is_escaped = letter == b'\\';
            if between {
                continue;
            }
            let Some(value) = self.alphabet.value(letter) else { break };
            self.bits = self.bits << self.alphabet.bits() | value;
            self.count += self.alphabet.bits();
            if let Some(rest) = self.count.checked_sub(8) {
                self.count = rest;
                let byte = self.bits >> rest;
                self.bits &= (1 << rest) - 1;
                return Ok(Some(byte.to_le_bytes()[0]));
            }
        }
        Ok(None)
    }
}
