//! Text of HTML and XML: characters that stand for themselves, and entities.

use std::io::{self, Read};

use super::characters::{Characters, Decode};
use crate::facts::settings::entity;

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
        let character = std::str::from_utf8(&name).ok().and_then(entity);
        Ok(character.and_then(|character| u8::try_from(character).ok()))
    }
}

impl<R: Read> Decode for Entities<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.text.next()? {
                Some(b'&') => return self.entity(),
                // what ends a line of the page is no part of it
                Some(b'\r' | b'\n') => {}
                character => return Ok(character.filter(|it| *it != b'<')),
            }
        }
    }
}
