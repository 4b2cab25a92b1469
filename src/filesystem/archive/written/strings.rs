//! Literals of strings: what stands for itself, and escapes as C, Python, JavaScript, JSON and `printf` have them. Literals
//! that stand beside each other are one.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

pub(super) struct Strings<R> {
    text: Characters<R>,
    /// What ends the literal; either quote if it is not known.
    quote: Option<u8>,
    /// Bytes of a character that come next, the last one first.
    pending: Vec<u8>,
    /// It writes bytes that are no ASCII otherwise than as characters.
    has_bytes: bool,
}

impl<R: Read> Strings<R> {
    pub(super) fn new(text: Characters<R>, quote: Option<u8>) -> Self {
        Self { text, quote, pending: Vec::new(), has_bytes: false }
    }

    fn is_quote(&self, character: u8) -> bool {
        self.quote.map_or(b"'\"".contains(&character), |quote| quote == character)
    }

    /// What a backslash starts with this character.
    fn escape(&mut self, character: Option<u8>) -> io::Result<Option<u8>> {
        let number = match character {
            Some(b'x') => self.text.number(16, 2)?,
            Some(b'u') => return Ok(self.text.number(16, 4)?.and_then(|it| self.character(it))),
            Some(b'U') => return Ok(self.text.number(16, 8)?.and_then(|it| self.character(it))),
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
        self.has_bytes |= number.is_some_and(|number| number > 0x7f);
        Ok(number.and_then(|number| u8::try_from(number).ok()))
    }

    /// The first byte of a character. One that no byte stands for is what Go makes of it, its bytes in UTF-8; so are all that
    /// are no ASCII in a literal that writes bytes in another way.
    fn character(&mut self, number: u32) -> Option<u8> {
        if let Some(byte) = u8::try_from(number).ok().filter(|it| it.is_ascii() || !self.has_bytes)
        {
            return Some(byte);
        }
        let character = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
        let mut bytes = [0; 4];
        self.pending.extend(character.encode_utf8(&mut bytes).bytes().rev());
        self.pending.pop()
    }

    /// The line goes on behind a backslash at its end, whose next character this is.
    fn goes_on(&mut self, character: Option<u8>) -> io::Result<bool> {
        if character == Some(b'\r') {
            let next = self.text.next()?;
            if next != Some(b'\n') {
                self.text.give_back(next);
            }
        }
        Ok(matches!(character, Some(b'\n' | b'\r')))
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
        if let Some(byte) = self.pending.pop() {
            return Ok(Some(byte));
        }
        loop {
            match self.text.next()? {
                Some(b'\\') => {
                    let character = self.text.next()?;
                    if !self.goes_on(character)? {
                        return self.escape(character);
                    }
                }
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
