//! A text character by character, and what every decoder is.

use std::io::{self, BufReader, Read};

/// Bytes of the text that are read ahead: few, so that it is known where it ended.
pub(crate) const BUFFER: usize = 64;

/// Gives the bytes one by one, and nothing once the text goes on with something else.
pub(super) trait Decode {
    fn next_byte(&mut self) -> io::Result<Option<u8>>;
}

/// The characters of a text, of which the last one can be given back.
pub(super) struct Characters<R> {
    input: BufReader<R>,
    given_back: Option<u8>,
}

impl<R: Read> Characters<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input: BufReader::with_capacity(BUFFER, input), given_back: None }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<u8>> {
        if let Some(character) = self.given_back.take() {
            return Ok(Some(character));
        }
        let mut character = [0];
        Ok((self.input.read(&mut character)? == 1).then_some(character[0]))
    }

    pub(super) fn give_back(&mut self, character: Option<u8>) {
        self.given_back = character;
    }

    /// Up to `most` digits in a base, as a number; nothing if there is none.
    pub(super) fn number(&mut self, base: u32, most: usize) -> io::Result<Option<u32>> {
        let mut number = None;
        for _ in 0..most {
            let character = self.next()?;
            let digit = character.and_then(|it| char::from(it).to_digit(base));
            let Some(digit) = digit else {
                self.give_back(character);
                break;
            };
            number = Some(number.unwrap_or(0) * base + digit);
        }
        Ok(number)
    }
}
