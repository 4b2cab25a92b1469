//! The lines of a binary patch of Git: a letter for the number of bytes, then base 85 (RFC 1924) of them.

use std::io::{self, Read};

use super::base85::{Base85, RFC_1924};
use super::characters::{Characters, Decode};

/// Longest line, in characters.
const LONGEST: usize = 80;

pub(super) struct GitPatch<R> {
    text: Characters<R>,
    /// Bytes of the line that were not given yet, the next one last.
    bytes: Vec<u8>,
}

impl<R: Read> GitPatch<R> {
    pub(super) fn new(text: Characters<R>) -> Self {
        Self { text, bytes: Vec::new() }
    }

    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        while let Some(character) = self.text.next()? {
            if character == b'\n' || line.len() == LONGEST {
                break;
            }
            line.push(character);
        }
        Ok(line)
    }
}

impl<R: Read> Decode for GitPatch<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        if self.bytes.is_empty() {
            let line = self.line()?;
            let Some((length, letters)) = line.split_first() else { return Ok(None) };
            let length = match length {
                b'A'..=b'Z' => length - b'A' + 1,
                b'a'..=b'z' => length - b'a' + 27,
                _ => return Ok(None),
            };
            let mut decoder = Base85::new(Characters::new(letters), RFC_1924);
            for _ in 0..length {
                self.bytes.extend(decoder.next_byte()?);
            }
            self.bytes.reverse();
        }
        Ok(self.bytes.pop())
    }
}
