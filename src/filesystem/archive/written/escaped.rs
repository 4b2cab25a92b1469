//! Texts in which a sign and two digits stand for a byte: addresses and quoted-printable mails.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

pub(super) struct Escaped<R> {
    text: Characters<R>,
    sign: u8,
}

impl<R: Read> Escaped<R> {
    pub(super) fn new(text: Characters<R>, sign: u8) -> Self {
        Self { text, sign }
    }

    /// An address ends at a blank or a quote; a mail does not.
    fn ends(&self, character: u8) -> bool {
        self.sign == b'%' && (character.is_ascii_whitespace() || b"\"'<>".contains(&character))
    }
}

impl<R: Read> Decode for Escaped<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            let Some(character) = self.text.next()?.filter(|it| !self.ends(*it)) else {
                return Ok(None);
            };
            if character != self.sign {
                return Ok(Some(character));
            }
            match self.text.number(16, 2)? {
                Some(number) => return Ok(u8::try_from(number).ok()),
                // the end of a line that goes on
                None => match self.text.next()? {
                    Some(b'\r' | b'\n') => {
                        let next = self.text.next()?;
                        if next != Some(b'\n') {
                            self.text.give_back(next);
                        }
                    }
                    _ => return Ok(None),
                },
            }
        }
    }
}
