//! Base 85: five letters for four bytes, in the three alphabets that tools write.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

/// RFC 1924, as Python's `b85encode` and Git write it.
pub(super) const RFC_1924: &[u8; 85] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
/// ZeroMQ's RFC 32.
pub(super) const Z85: &[u8; 85] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
/// Ascii85, as PostScript and PDF have it.
pub(super) const ASCII: &[u8; 85] =
    b"!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstu";

/// The letters of four bytes.
pub(super) fn group(bytes: [u8; 4], alphabet: &[u8; 85]) -> Vec<u8> {
    let mut value = u32::from_be_bytes(bytes);
    let mut letters = Vec::with_capacity(5);
    for _ in 0..5 {
        let digit = usize::try_from(value % 85).unwrap_or(0);
        letters.extend(alphabet.get(digit));
        value /= 85;
    }
    letters.reverse();
    letters
}

pub(super) struct Base85<R> {
    text: Characters<R>,
    /// The digit of each letter.
    digits: [Option<u8>; 256],
    /// A letter that stands for four zeros.
    zeros: Option<u8>,
    /// Bytes of the last group that were not given yet, the next one last.
    group: Vec<u8>,
}

impl<R: Read> Base85<R> {
    pub(super) fn new(text: Characters<R>, alphabet: &[u8; 85]) -> Self {
        let mut digits = [None; 256];
        for (digit, letter) in (0..).zip(alphabet) {
            if let Some(place) = digits.get_mut(usize::from(*letter)) {
                *place = Some(digit);
            }
        }
        let zeros = (alphabet == ASCII).then_some(b'z');
        Self { text, digits, zeros, group: Vec::new() }
    }

    /// The digits of the next group, at most five.
    fn digits(&mut self) -> io::Result<Vec<u8>> {
        let mut digits = Vec::with_capacity(5);
        while digits.len() < 5 {
            match self.text.next()? {
                Some(b'\n' | b'\r') => {}
                letter if letter.is_some() && letter == self.zeros && digits.is_empty() => {
                    return Ok(vec![0; 5]);
                }
                letter => {
                    let digit = letter.and_then(|it| *self.digits.get(usize::from(it))?);
                    let Some(digit) = digit else {
                        self.text.give_back(letter);
                        break;
                    };
                    digits.push(digit);
                }
            }
        }
        Ok(digits)
    }
}

impl<R: Read> Decode for Base85<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        if self.group.is_empty() {
            let digits = self.digits()?;
            // of the last group, what is missing counts as the highest digit
            let Some(bytes) = digits.len().checked_sub(1) else { return Ok(None) };
            let all = digits.into_iter().chain(std::iter::repeat(84)).take(5);
            let value = all.fold(0_u64, |value, digit| value * 85 + u64::from(digit));
            let Ok(value) = u32::try_from(value) else { return Ok(None) };
            self.group.extend(value.to_be_bytes().get(..bytes).unwrap_or_default().iter().rev());
        }
        Ok(self.group.pop())
    }
}
