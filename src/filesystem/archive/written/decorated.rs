//! Lines that each have the same in front of what counts and behind it: comments, quoted mails, commands that add a piece to a
//! file, addresses of a dump. Numbers in front may count on.

use std::io::{self, BufRead, Read};

/// Longest line.
const LONGEST: usize = 64 * 1024;
/// Longest decoration in front.
const LONGEST_FRONT: usize = 200;

/// What stands in front of each line and behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoration {
    front: Vec<u8>,
    back: Vec<u8>,
}

impl Decoration {
    /// The decoration of lines of which the first has `front` in front of what counts; `text` is what follows. Nothing if the
    /// next line has not the same.
    pub(crate) fn of(front: &[u8], text: &[u8]) -> Option<Self> {
        let line = front.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let front = front.get(line..)?;
        if front.len() > LONGEST_FRONT || front.trim_ascii().is_empty() {
            return None;
        }
        let mut lines = text.split(|byte| *byte == b'\n');
        let (first, second) = (lines.next()?, lines.next()?);
        let second = behind(front, second)?;
        let (first, second) = (first.trim_ascii_end(), second.trim_ascii_end());
        let same = first.iter().rev().zip(second.iter().rev()).take_while(|(a, b)| a == b).count();
        let back = first.get(first.len() - same..)?;
        // letters and digits may belong to what counts
        let is_of_it = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=\\_-".contains(byte);
        let start = back.iter().position(|byte| !is_of_it(byte)).unwrap_or(back.len());
        Some(Self { front: front.to_vec(), back: back.get(start..)?.to_vec() })
    }

    /// True if an address or another number stands in front.
    pub(crate) fn is_counted(&self) -> bool {
        self.front.iter().any(u8::is_ascii_digit)
    }
}

/// The rest of a line that starts like another one; a number stands for any.
fn behind<'l>(front: &[u8], mut line: &'l [u8]) -> Option<&'l [u8]> {
    let mut front = front;
    while let Some((first, rest)) = front.split_first() {
        if first.is_ascii_digit() {
            let digits = |text: &[u8]| text.iter().take_while(|it| it.is_ascii_hexdigit()).count();
            let (here, there) = (digits(front), digits(line));
            if there == 0 {
                return None;
            }
            (front, line) = (front.get(here..)?, line.get(there..)?);
            continue;
        }
        line = line.strip_prefix(&[*first])?;
        front = rest;
    }
    Some(line)
}

/// The lines without their decoration, up to one that has none.
pub(crate) struct Undecorated<R> {
    input: R,
    decoration: Decoration,
    /// Lines stay lines.
    keeps_lines: bool,
    is_first: bool,
    line: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Undecorated<R> {
    /// `input` starts behind the front of the first line.
    pub(crate) fn new(input: R, decoration: Decoration, keeps_lines: bool) -> Self {
        Self { input, decoration, keeps_lines, is_first: true, line: Vec::new(), at: 0 }
    }

    /// Takes the next line; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        let mut line = Vec::new();
        (&mut self.input).take(LONGEST as u64).read_until(b'\n', &mut line)?;
        let text = line.trim_ascii_end();
        let text = match std::mem::take(&mut self.is_first) {
            true => Some(text),
            false => behind(&self.decoration.front, text),
        };
        let Some(text) = text.filter(|_| !line.is_empty()) else { return Ok(false) };
        let text = text.strip_suffix(self.decoration.back.as_slice()).unwrap_or(text);
        self.line = text.to_vec();
        if self.keeps_lines {
            self.line.push(b'\n');
        }
        self.at = 0;
        Ok(true)
    }
}

impl<R: BufRead> Read for Undecorated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.line.len() {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let count = self.line.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, start: usize) -> Option<String> {
        let (front, rest) = text.as_bytes().split_at(start);
        let decoration = Decoration::of(front, rest)?;
        let mut lines = String::new();
        Undecorated::new(rest, decoration, true).read_to_string(&mut lines).ok()?;
        Some(lines)
    }

    #[test]
    fn what_each_line_has_in_front_and_behind_is_left_out() {
        for (text, start, wanted) in [
            ("x\n# f0VM\n# AAAA\nend", 4, "f0VM\nAAAA\n"),
            ("echo 'f0VM' >> /a\necho 'AgAA' >> /a\n", 6, "f0VM\nAgAA\n"),
            ("v1=\"f0VM\"\nv22=\"AAAA\"\nv333=\"A\"\n", 4, "f0VM\nAAAA\nA\n"),
            ("0000 177 105\n0010 106 1  .\n", 5, "177 105\n106 1  .\n"),
        ] {
            assert_eq!(of(text, start).as_deref(), Some(wanted), "{text}");
        }
        for (text, start) in [("x = \"f0VM\nAAAA", 5), ("  f0VM\n  AAAA", 2), ("f0VM\nAAAA", 0)] {
            assert_eq!(of(text, start), None, "{text}");
        }
    }
}
