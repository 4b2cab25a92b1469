//! What `xxd`, `hexdump -C` and `od -t x1` print: lines with an address, bytes in hexadecimal digits, and sometimes the
//! characters behind them. Without addresses, digits with blanks between them.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

/// Bytes of a line, where no second address tells them.
const WIDTH: usize = 16;
/// Widest line that these programs print.
const WIDEST: usize = 256;
/// Longest line that is read.
const LONGEST: usize = 4096;
/// An address has at least so many digits; the groups of bytes that are known have two or four.
const ADDRESS: usize = 7;

pub(super) struct Dump<R> {
    text: Characters<R>,
    /// The next line, without its address.
    line: Option<Vec<u8>>,
    /// Bytes of a line; nothing without addresses.
    width: Option<usize>,
    is_first: bool,
    /// Bytes of the line before that were not given yet, the next one last.
    bytes: Vec<u8>,
}

impl<R: Read> Dump<R> {
    /// A text that starts behind the first address.
    pub(super) fn new(text: Characters<R>) -> Self {
        Self { text, line: None, width: None, is_first: true, bytes: Vec::new() }
    }

    fn read_line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        while let Some(character) = self.text.next()? {
            // a longer one goes on behind a blank
            let is_full = line.len() >= LONGEST && character == b' ' || line.len() >= 2 * LONGEST;
            if character == b'\n' || is_full {
                break;
            }
            line.push(character);
        }
        Ok(line)
    }

    /// The next line, and the address in front of it.
    fn next_line(&mut self) -> io::Result<(Vec<u8>, Option<usize>)> {
        let mut line = self.read_line()?;
        // a line like the one before: no bytes of an archive or of code are left out here
        while line.starts_with(b"*") {
            line = self.read_line()?;
        }
        let digits = line.iter().take_while(|it| it.is_ascii_hexdigit()).count();
        if digits < ADDRESS {
            return Ok((line, None));
        }
        let rest = line.split_off(digits);
        let address = std::str::from_utf8(&line).ok();
        let address = address.and_then(|it| usize::from_str_radix(it, 16).ok());
        Ok((rest.strip_prefix(b":").unwrap_or(&rest).to_vec(), address))
    }

    fn fill(&mut self) -> io::Result<()> {
        let line = match self.line.take() {
            Some(line) => line,
            None => self.read_line()?,
        };
        let (next, address) = self.next_line()?;
        if std::mem::take(&mut self.is_first) {
            // the second address is where the first line ended
            self.width = address.map(|it| if (1..=WIDEST).contains(&it) { it } else { WIDTH });
        }
        self.line = Some(next);
        self.bytes = bytes_of(&line, self.width.unwrap_or(LONGEST));
        self.bytes.reverse();
        Ok(())
    }
}

/// At most `most` bytes, up to what is none. In a line that is not full, blanks fill the place of those that are missing.
fn bytes_of(line: &[u8], most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let filled = line.trim_ascii_start();
    let line =
        memchr::memmem::find(filled, b"   ").and_then(|end| filled.get(..end)).unwrap_or(line);
    for group in line.split(u8::is_ascii_whitespace).filter(|group| !group.is_empty()) {
        let pairs = group.chunks(2).map(|pair| {
            let digits = std::str::from_utf8(pair).ok().filter(|digits| digits.len() == 2)?;
            u8::from_str_radix(digits, 16).ok()
        });
        let Some(pairs) = pairs.collect::<Option<Vec<u8>>>() else { break };
        bytes.extend(pairs);
        if bytes.len() >= most {
            break;
        }
    }
    bytes.truncate(most);
    bytes
}

impl<R: Read> Decode for Dump<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        if self.bytes.is_empty() {
            self.fill()?;
        }
        Ok(self.bytes.pop())
    }
}
