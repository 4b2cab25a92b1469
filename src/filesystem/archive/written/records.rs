//! Records of memory, as programmers of chips read them: Intel HEX and S-records. Each line has a length, an address, bytes
//! in hexadecimal digits, and a checksum.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

pub(super) struct Records<R> {
    text: Characters<R>,
    /// Bytes of the record that were not given yet, the next one last.
    bytes: Vec<u8>,
}

/// What one line says.
enum Record {
    Bytes(Vec<u8>),
    /// It says nothing of the bytes.
    Other,
    Last,
}

/// How many characters at the end of these belong to the start of a record whose bytes follow.
pub(crate) fn start(before: &[u8]) -> Option<usize> {
    let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = before.get(line..)?;
    let digits = match line {
        [b':', digits @ ..] if digits.len() == 8 && digits.ends_with(b"00") => digits,
        [b'S' | b's', kind @ b'1'..=b'3', digits @ ..]
            if digits.len() == 4 + 2 * usize::from(kind - b'0') =>
        {
            digits
        }
        _ => return None,
    };
    digits.iter().all(u8::is_ascii_hexdigit).then_some(line.len())
}

/// True for the start of a line of either kind.
pub(crate) fn is_record(line: &[u8]) -> bool {
    let ([b':', digits @ ..] | [b'S', b'0'..=b'3', digits @ ..]) = line else {
        return false;
    };
    digits.get(..8).is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
}

impl<R: Read> Records<R> {
    pub(super) fn new(text: Characters<R>) -> Self {
        Self { text, bytes: Vec::new() }
    }

    /// The next line.
    fn record(&mut self) -> io::Result<Record> {
        let mut first = self.text.next()?;
        while matches!(first, Some(b'\r' | b'\n')) {
            first = self.text.next()?;
        }
        let kind = match first {
            Some(b':') => None,
            Some(b'S' | b's') => self.text.next()?,
            _ => return Ok(Record::Last),
        };
        let mut bytes = Vec::new();
        while let Some(high) = self.text.number(16, 2)? {
            bytes.extend(u8::try_from(high));
        }
        let length = usize::from(bytes.first().copied().unwrap_or(0));
        let part = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default().to_vec();
        Ok(match kind {
            None => match bytes.get(3) {
                Some(0) => Record::Bytes(part(4, 4 + length)),
                Some(2..) => Record::Other,
                _ => Record::Last,
            },
            Some(kind @ b'1'..=b'3') => Record::Bytes(part(2 + usize::from(kind - b'0'), length)),
            Some(b'7'..=b'9') => Record::Last,
            _ => Record::Other,
        })
    }
}

impl<R: Read> Decode for Records<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        while self.bytes.is_empty() {
            match self.record()? {
                Record::Bytes(bytes) => self.bytes.extend(bytes.iter().rev()),
                Record::Other => {}
                Record::Last => return Ok(None),
            }
        }
        Ok(self.bytes.pop())
    }
}
