//! Base64, base32, hexadecimal and binary digits, over several lines or in the strings of a program.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::characters::{Characters, Decode};

/// What stands for how many bits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Alphabet {
    Base64,
    Base32,
    Hex,
    Bits,
}

impl Alphabet {
    /// The bits that a letter stands for.
    pub(super) fn value(self, letter: u8) -> Option<u32> {
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

    pub(super) fn bits(self) -> u32 {
        match self {
            Self::Base64 => 6,
            Self::Base32 => 5,
            Self::Hex => 4,
            Self::Bits => 1,
        }
    }

    /// Letters, with their padding, that stand for whole bytes.
    pub(super) fn group(self) -> usize {
        match self {
            Self::Base64 => 4,
            Self::Base32 | Self::Bits => 8,
            Self::Hex => 2,
        }
    }

    /// True for what may stand between letters, and counts nothing; of some that is told by a backslash in front of it.
    pub(super) fn skips(self, character: u8, is_escaped: bool) -> bool {
        match character {
            // `\n` between the lines of a string, `\x` in front of two digits
            b'n' | b'r' | b'x' => is_escaped,
            b'\n' | b'\r' | b'\t' | b' ' | b'"' | b'\'' | b'\\' | b',' => true,
            b':' => matches!(self, Self::Hex),
            _ => false,
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
    /// Padding may stand inside, behind pieces that were encoded each by itself.
    has_pieces: bool,
    /// What was read behind padding, and counts.
    ahead: VecDeque<u8>,
}

/// Letters of a piece behind another one that was padded, without padding of its own: fewer may be a word.
const SHORTEST_PIECE: usize = 16;
/// Letters of it that are looked at.
const LOOKED_AT: usize = 32;

impl<R: Read> Letters<R> {
    /// Letters up to their padding.
    pub(super) fn new(text: Characters<R>, alphabet: Alphabet) -> Self {
        let (is_escaped, has_pieces, ahead) = (false, false, VecDeque::new());
        Self { text, alphabet, bits: 0, count: 0, is_escaped, has_pieces, ahead }
    }

    /// Letters of which padding ends only a piece, if another one follows.
    pub(super) fn in_pieces(text: Characters<R>, alphabet: Alphabet) -> Self {
        let has_pieces = matches!(alphabet, Alphabet::Base64 | Alphabet::Base32);
        Self { has_pieces, ..Self::new(text, alphabet) }
    }

    fn next(&mut self) -> io::Result<Option<u8>> {
        match self.ahead.pop_front() {
            Some(character) => Ok(Some(character)),
            None => self.text.next(),
        }
    }

    /// Goes behind padding to the next piece, each of which was encoded by itself; false if none follows.
    fn next_piece(&mut self) -> io::Result<bool> {
        (self.bits, self.count) = (0, 0);
        let mut character = self.next()?;
        while let Some(it) = character.filter(|it| *it == b'=' || self.skips(*it)) {
            self.is_escaped = it == b'\\';
            character = self.next()?;
        }
        // letters that were read ahead before belong to this piece, too
        let mut letters = Vec::new();
        while let Some(it) = character {
            letters.push(it);
            if self.alphabet.value(it).is_none() || letters.len() == LOOKED_AT {
                break;
            }
            character = self.next()?;
        }
        let mut rest = 0;
        while letters.last() == Some(&b'=') && rest < self.alphabet.group() {
            let Some(it) = self.next()? else { break };
            letters.push(it);
            rest += 1;
        }
        let is_piece = is_piece(&letters, self.alphabet);
        for letter in letters.into_iter().rev() {
            self.ahead.push_front(letter);
        }
        Ok(is_piece)
    }

    fn skips(&self, character: u8) -> bool {
        self.alphabet.skips(character, self.is_escaped)
    }
}

/// True for letters that were encoded by themselves.
fn is_piece(text: &[u8], alphabet: Alphabet) -> bool {
    let letters = text.iter().take_while(|it| alphabet.value(**it).is_some()).count();
    let padding = text.iter().skip(letters).take_while(|it| **it == b'=').count();
    if letters < LOOKED_AT && !(letters + padding).is_multiple_of(alphabet.group()) {
        return false;
    }
    let has = |is_it: fn(&u8) -> bool| text.iter().take(letters).any(is_it);
    let is_word =
        !has(u8::is_ascii_uppercase) && !has(u8::is_ascii_digit) || text.starts_with(b"--");
    letters > 0 && (padding > 0 || letters >= SHORTEST_PIECE && !is_word)
}

impl<R: Read> Decode for Letters<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        while let Some(letter) = self.next()? {
            let between = self.skips(letter);
            self.is_escaped = letter == b'\\';
            if between {
                continue;
            }
            if letter == b'=' && self.has_pieces && self.next_piece()? {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_ends_a_piece_if_another_one_follows() {
        for (text, wanted) in [
            ("f0VM\nRg==\nAgE=\n\"AQ==\", \"text/json\"", &b"\x7fELF\x02\x01\x01"[..]),
            ("f0U=\nTEYCQUJDREVGR0hJSktM; x", b"\x7fELF\x02ABCDEFGHIJKL"),
            ("f0U=\n--boundaryOfParts1--", b"\x7fE"),
            ("f0U=\ndone\n", b"\x7fE"),
            ("f0U=', 'application/json'", b"\x7fE"),
        ] {
            let text = Characters::new(text.as_bytes());
            let mut letters = Letters::in_pieces(text, Alphabet::Base64);
            let mut bytes = Vec::new();
            while let Some(byte) = letters.next_byte().unwrap() {
                bytes.push(byte);
            }
            assert_eq!(bytes, wanted);
        }
    }
}
