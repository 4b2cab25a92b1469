//! Literals of strings: what stands for itself, and escapes as C, Python, JavaScript, JSON and `printf` have them. Literals
//! that stand beside each other are one.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

pub(super) struct Strings<R> {
    text: Characters<R>,
    /// What ends the literal; either quote if it is not known.
    quote: Option<u8>,
}

impl<R: Read> Strings<R> {
    pub(super) fn new(text: Characters<R>, quote: Option<u8>) -> Self {
        Self { text, quote }
    }

    fn is_quote(&self, character: u8) -> bool {
        self.quote.map_or(b"'\"".contains(&character), |quote| quote == character)
    }

    /// What a backslash starts.
    fn escape(&mut self) -> io::Result<Option<u8>> {
        let character = self.text.next()?;
        let number = match character {
            Some(b'x') => self.text.number(16, 2)?,
            Some(b'u') => self.text.number(16, 4)?,
            Some(b'0'..=b'7') => {
                self.text.give_back(character);
                self.text.number(8, 3)?
            }
            Some(b'a') => Some(0x07),
            Some(b'b') => Some(0x08),
            Some(b'f') => Some(0x0c),
            Some(b'n') => Some(0x0a),
            Some(b'r') => Some(0x0d),
            Some(b't') => Some(0x09),
            Some(b'v') => Some(0x0b),
            other => other.map(u32::from),
        };
        Ok(number.and_then(|number| u8::try_from(number).ok()))
    }

    /// Goes into the next literal; false if none stands beside the one that ended.
    fn next_literal(&mut self) -> io::Result<bool> {
        loop {
            match self.text.next()? {
                Some(character) if self.is_quote(character) => return Ok(true),
                Some(b' ' | b'\t' | b'\r' | b'\n' | b'+' | b'.' | b',' | b'\\' | b'b') => {}
                _ => return Ok(false),
            }
        }
    }
}

impl<R: Read> Decode for Strings<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.text.next()? {
                Some(b'\\') => return self.escape(),
                Some(character) if self.is_quote(character) => {
                    if !self.next_literal()? {
                        return Ok(None);
                    }
                }
                None | Some(b'\n') => return Ok(None),
                Some(character) => return Ok(Some(character)),
            }
        }
    }
}
