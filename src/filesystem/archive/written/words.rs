//! Elements of an array of numbers of 32 or 64 bits, the lowest byte first, as processors that run miners keep them.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

/// Most digits of a number of 32 bits, with a base of 16 and of 10.
const DIGITS_OF_32: [usize; 2] = [8, 10];
/// Digits of the longest number of 64 bits.
const LONGEST: usize = 20;

pub(super) struct Words<R> {
    text: Characters<R>,
    /// Bytes of a number; known with the first one.
    width: Option<usize>,
    /// Bytes of the last number that were not given yet, the next one last.
    group: Vec<u8>,
}

impl<R: Read> Words<R> {
    pub(super) fn new(text: Characters<R>) -> Self {
        Self { text, width: None, group: Vec::new() }
    }

    /// The letters and digits of the next number.
    fn token(&mut self) -> io::Result<Vec<u8>> {
        let mut token = Vec::new();
        loop {
            match self.text.next()? {
                Some(b',' | b' ' | b'\t' | b'\r' | b'\n') if token.is_empty() => {}
                Some(character)
                    if character.is_ascii_alphanumeric() && token.len() < LONGEST + 5 =>
                {
                    token.push(character);
                }
                character => {
                    self.text.give_back(character);
                    return Ok(token);
                }
            }
        }
    }
}

/// A number, and how many bytes it has if it is the first one.
fn number(token: &[u8]) -> Option<(u64, usize)> {
    let token = std::str::from_utf8(token).ok()?;
    let hex = token.strip_prefix("0x").or_else(|| token.strip_prefix("0X"));
    let (digits, base) = (hex.unwrap_or(token), if hex.is_some() { 16 } else { 10 });
    let digits = digits.trim_end_matches(['u', 'U', 'l', 'L']);
    let of_32 = DIGITS_OF_32.get(usize::from(base == 10)).copied().unwrap_or_default();
    let value = u64::from_str_radix(digits, base).ok()?;
    Some((value, if digits.len() > of_32 { 8 } else { 4 }))
}

impl<R: Read> Decode for Words<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        if self.group.is_empty() {
            let token = self.token()?;
            let Some((value, bytes)) = number(&token) else { return Ok(None) };
            let width = *self.width.get_or_insert(bytes);
            self.group.extend(value.to_le_bytes().get(..width).unwrap_or_default().iter().rev());
        }
        Ok(self.group.pop())
    }
}
