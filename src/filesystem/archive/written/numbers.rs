//! Elements of an array of bytes, as C, Go, Rust, Java and JavaScript write them.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

pub(super) struct Numbers<R> {
    text: Characters<R>,
}

impl<R: Read> Numbers<R> {
    pub(super) fn new(text: Characters<R>) -> Self {
        Self { text }
    }

    /// `u8` and `U` behind a number.
    fn suffix(&mut self) -> io::Result<()> {
        let character = self.text.next()?;
        if matches!(character, Some(b'u' | b'U')) {
            self.text.number(10, 2)?;
        } else {
            self.text.give_back(character);
        }
        Ok(())
    }
}

impl<R: Read> Decode for Numbers<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        let mut first = self.text.next()?;
        while matches!(first, Some(b',' | b' ' | b'\t' | b'\r' | b'\n')) {
            first = self.text.next()?;
        }
        // signed bytes, as Java has them
        let is_negative = first == Some(b'-');
        if !is_negative {
            self.text.give_back(first);
        }
        let Some(leading) = self.text.number(10, 3)? else { return Ok(None) };
        let character = self.text.next()?;
        let number = match character {
            Some(b'x' | b'X') if leading == 0 => self.text.number(16, 2)?,
            _ => {
                self.text.give_back(character);
                Some(leading)
            }
        };
        self.suffix()?;
        let byte = number.and_then(|number| u8::try_from(number).ok());
        Ok(byte.map(|byte| if is_negative { byte.wrapping_neg() } else { byte }))
    }
}
