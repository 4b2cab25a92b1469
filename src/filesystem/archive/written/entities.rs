//! Text of HTML and XML: characters that stand for themselves, and entities, by number or by one of the names that all tools
//! write.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

/// Longest name.
const LONGEST: usize = 8;

pub(super) struct Entities<R> {
    text: Characters<R>,
}

impl<R: Read> Entities<R> {
    pub(super) fn new(text: Characters<R>) -> Self {
        Self { text }
    }

    /// What stands behind `&`.
    fn entity(&mut self) -> io::Result<Option<u8>> {
        let mut name = Vec::new();
        loop {
            match self.text.next()? {
                Some(b';') => break,
                Some(character) if name.len() < LONGEST => name.push(character),
                _ => return Ok(None),
            }
        }
        let name = std::str::from_utf8(&name).unwrap_or_default();
        let by_number = |digits: &str, base| u8::from_str_radix(digits, base).ok();
        Ok(match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(digits) => by_number(digits, 16),
                None => by_number(number, 10),
            },
            None => match name {
                "amp" => Some(b'&'),
                "lt" => Some(b'<'),
                "gt" => Some(b'>'),
                "quot" => Some(b'"'),
                "apos" => Some(b'\''),
                _ => None,
            },
        })
    }
}

impl<R: Read> Decode for Entities<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        match self.text.next()? {
            Some(b'&') => self.entity(),
            character => Ok(character.filter(|it| *it != b'<')),
        }
    }
}
