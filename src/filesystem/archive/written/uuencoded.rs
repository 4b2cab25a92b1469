//! The lines of `uuencode`: a character for the number of bytes, then four characters for three bytes each.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

pub(super) struct Uuencoded<R> {
    text: Characters<R>,
    /// Bytes of this line that were not given yet.
    left: u32,
    /// Bytes of the last four characters that were not given yet, the next one last.
    group: Vec<u8>,
}

impl<R: Read> Uuencoded<R> {
    pub(super) fn new(text: Characters<R>) -> Self {
        Self { text, left: 0, group: Vec::new() }
    }

    /// Six bits; a space and a backquote are both zero.
    fn value(&mut self) -> io::Result<Option<u32>> {
        let character = self.text.next()?;
        let is_one = character.is_some_and(|it| (b' '..=b'`').contains(&it));
        if !is_one {
            self.text.give_back(character);
        }
        Ok(character.filter(|_| is_one).map(|it| u32::from(it - b' ') & 0x3f))
    }

    /// The number of bytes in the next line.
    fn line(&mut self) -> io::Result<u32> {
        let mut end = self.text.next()?;
        while matches!(end, Some(b'\r' | b'\n')) {
            end = self.text.next()?;
        }
        self.text.give_back(end);
        Ok(self.value()?.unwrap_or(0))
    }
}

impl<R: Read> Decode for Uuencoded<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        if self.left == 0 {
            self.group.clear();
            self.left = self.line()?;
        }
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        if self.group.is_empty() {
            let mut bits = 0;
            for _ in 0..4 {
                let Some(value) = self.value()? else { return Ok(None) };
                bits = bits << 6 | value;
            }
            let [first, second, third, _] = bits.to_le_bytes();
            self.group.extend([first, second, third]);
        }
        self.left = left;
        Ok(self.group.pop())
    }
}
