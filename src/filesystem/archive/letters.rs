//! Bytes that are written in letters, as texts carry them: base64 and hexadecimal digits, over several lines or in the
//! strings of a program.

use std::io::{self, BufReader, Read};

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    Base64,
    Hex,
}

impl Alphabet {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
        }
    }

    fn value(self, letter: u8) -> Option<u32> {
        let value = match (self, letter) {
            (Self::Hex, _) => return char::from(letter).to_digit(16),
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
            Self::Hex => 4,
        }
    }
}

/// Gives the bytes of a text up to the first character that belongs neither to them nor between them.
pub(super) struct Letters<R> {
    input: BufReader<R>,
    alphabet: Alphabet,
    /// Bits that were read and are no whole byte yet.
    bits: u32,
    count: u32,
    is_escaped: bool,
    is_at_end: bool,
}

impl<R: Read> Letters<R> {
    pub(super) fn new(input: R, alphabet: Alphabet) -> Self {
        let input = BufReader::with_capacity(64 * 1024, input);
        Self { input, alphabet, bits: 0, count: 0, is_escaped: false, is_at_end: false }
    }

    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        let mut letter = [0];
        while !self.is_at_end && self.input.read(&mut letter)? == 1 {
            // `\n` between the lines of a string, `\x` in front of two digits
            let between = match letter[0] {
                b'n' | b'r' | b'x' if self.is_escaped => true,
                b'\n' | b'\r' | b'\t' | b' ' | b'"' | b'\'' | b'\\' | b',' => true,
                _ => false,
            };
            self.is_escaped = letter[0] == b'\\';
            if between {
                continue;
            }
            let Some(value) = self.alphabet.value(letter[0]) else { break };
            self.bits = self.bits << self.alphabet.bits() | value;
            self.count += self.alphabet.bits();
            if let Some(rest) = self.count.checked_sub(8) {
                self.count = rest;
                let byte = self.bits >> rest;
                self.bits &= (1 << rest) - 1;
                return Ok(Some(byte.to_le_bytes()[0]));
            }
        }
        self.is_at_end = true;
        Ok(None)
    }
}

impl<R: Read> Read for Letters<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        for place in buffer {
            let Some(byte) = self.next_byte()? else { break };
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
    fn bytes_end_where_their_letters_do() {
        for (text, alphabet, wanted) in [
            ("f0VMRgIB\r\nAQ==rest", Alphabet::Base64, &b"\x7fELF\x02\x01\x01"[..]),
            ("f0VM\" \n \"RgIB\\nAQ); more", Alphabet::Base64, b"\x7fELF\x02\x01\x01"),
            ("-_-_", Alphabet::Base64, b"\xfb\xff\xbf"),
            ("7f 45\n4C46;00", Alphabet::Hex, b"\x7fELF"),
            ("\\x7f\\x45\\x4c\\x46' + x", Alphabet::Hex, b"\x7fELF"),
        ] {
            let mut bytes = Vec::new();
            Letters::new(text.as_bytes(), alphabet).read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, wanted, "{text}");
        }
    }
}
