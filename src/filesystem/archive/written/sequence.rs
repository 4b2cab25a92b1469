//! Numbers with the same few characters between each two of them, whatever these are: entities of HTML, calls that make a
//! character, elements with a cast, columns of a dump, addresses.

use std::io::{self, Read};

use super::characters::{Characters, Decode};

/// Most characters between two numbers.
const LONGEST_BETWEEN: usize = 16;
/// Most digits of a number.
pub(crate) const MOST_DIGITS: usize = 8;

/// How the numbers of a sequence are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numbering {
    /// Of the digits.
    pub(crate) base: u8,
    /// Bytes of a number, the lowest first.
    pub(crate) unit: u8,
    /// Characters between two numbers, blanks included.
    pub(crate) between: u8,
    /// A line may go on with something else behind its numbers.
    pub(crate) is_in_columns: bool,
}

/// Where a sequence of these bytes starts that has its first or second number here, and how it is written.
pub(crate) fn sequence_at(
    text: &[u8],
    at: usize,
    base: u8,
    unit: u8,
    wanted: &[u8],
) -> Option<(usize, Numbering)> {
    let (value, end) = number_at(text, at, base)?;
    let mut values = wanted
        .chunks_exact(unit.into())
        .map(|bytes| bytes.iter().rev().fold(0_u32, |value, byte| value << 8 | u32::from(*byte)));
    let index = values.position(|it| it == value)?;
    let next = values.next();
    let between = (1..=LONGEST_BETWEEN).find(|between| {
        let found = number_at(text, end + between, base);
        found.is_some_and(|(value, _)| next.is_none_or(|next| next == value))
    })?;
    let mut start = at;
    if index > 0 {
        let before = text.get(..at.checked_sub(between)?)?;
        let is_digit = |byte: &&u8| char::from(**byte).is_digit(u32::from(base));
        let digits = before.iter().rev().take_while(is_digit).take(MOST_DIGITS).count();
        start = before.len() - digits;
    }
    let between = u8::try_from(between).ok()?;
    let numbering = Numbering { base, unit, between, is_in_columns: false };
    let mut sequence = Sequence::new(Characters::new(text.get(start..)?), numbering);
    let is_it = |byte: &u8| sequence.next_byte().is_ok_and(|it| it == Some(*byte));
    wanted
        .iter()
        .take(wanted.len() / usize::from(unit) * usize::from(unit))
        .all(is_it)
        .then_some((start, numbering))
}

/// A number and where it ends.
fn number_at(text: &[u8], at: usize, base: u8) -> Option<(u32, usize)> {
    let digit = |byte: &u8| char::from(*byte).to_digit(u32::from(base));
    let digits: Vec<u32> = text.get(at..)?.iter().map_while(digit).take(MOST_DIGITS + 1).collect();
    if digits.is_empty() || digits.len() > MOST_DIGITS {
        return None;
    }
    Some((value_of(&digits, base.into())?, at + digits.len()))
}

/// The number of these digits, if it is none of more than 32 bits.
fn value_of(digits: &[u32], base: u32) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, digit| value.checked_mul(base)?.checked_add(*digit))
}

pub(super) struct Sequence<R> {
    text: Characters<R>,
    numbering: Numbering,
    /// What stands between two numbers, without blanks; known with the second number.
    between: Option<Vec<u8>>,
    /// Digits of the first number, if there are more than the others need.
    digits: usize,
    is_first: bool,
    /// Bytes of a number that were not given yet, the next one last.
    bytes: Vec<u8>,
}

impl<R: Read> Sequence<R> {
    pub(super) fn new(text: Characters<R>, numbering: Numbering) -> Self {
        let (between, bytes) = (None, Vec::new());
        Self { text, numbering, between, digits: MOST_DIGITS, is_first: true, bytes }
    }

    /// The next number; nothing if none follows.
    fn number(&mut self) -> io::Result<Option<u32>> {
        let base = u32::from(self.numbering.base);
        let mut digits = Vec::new();
        while digits.len() < self.digits {
            let character = self.text.next()?;
            let digit = character.and_then(|it| char::from(it).to_digit(base));
            let Some(digit) = digit else {
                self.text.give_back(character);
                break;
            };
            digits.push(digit);
        }
        if std::mem::take(&mut self.is_first) && base != 10 {
            self.digits = digits.len();
        }
        Ok(value_of(&digits, base).filter(|_| !digits.is_empty()))
    }

    /// Goes to the next number; false if something else follows.
    fn skip(&mut self) -> io::Result<bool> {
        let Some(between) = self.between.clone() else {
            let mut between = Vec::new();
            for _ in 0..self.numbering.between {
                between.extend(self.text.next()?.filter(|it| !it.is_ascii_whitespace()));
            }
            self.between = Some(between);
            return Ok(true);
        };
        loop {
            let mut is_new_line = false;
            let mut wanted = between.iter();
            let mut next = wanted.next();
            while let Some(character) = next {
                is_new_line |= self.blanks()?;
                let found = self.text.next()?;
                if found == Some(*character) {
                    next = wanted.next();
                    continue;
                }
                self.text.give_back(found);
                // at the end of a line what parts numbers may be missing
                if is_new_line {
                    next = wanted.next();
                    continue;
                }
                return self.rest_of_line();
            }
            is_new_line |= self.blanks()?;
            let follows = self.text.next()?;
            self.text.give_back(follows);
            let base = u32::from(self.numbering.base);
            if follows.is_some_and(|it| char::from(it).is_digit(base) || it == b'-') {
                return Ok(true);
            }
            if is_new_line || !self.rest_of_line()? {
                return Ok(false);
            }
        }
    }

    /// Goes to the next line; false if there is none, or what follows is no column.
    fn rest_of_line(&mut self) -> io::Result<bool> {
        if !self.numbering.is_in_columns {
            return Ok(false);
        }
        while let Some(character) = self.text.next()? {
            if character == b'\n' {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Skips blanks; true if a line ended.
    fn blanks(&mut self) -> io::Result<bool> {
        let mut ends = false;
        loop {
            match self.text.next()? {
                Some(b'\n') => ends = true,
                Some(b' ' | b'\t' | b'\r') => {}
                other => {
                    self.text.give_back(other);
                    return Ok(ends);
                }
            }
        }
    }
}

impl<R: Read> Decode for Sequence<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        if self.bytes.is_empty() {
            if !self.is_first && !self.skip()? {
                return Ok(None);
            }
            let sign = self.text.next()?;
            let is_negative = self.numbering.base == 10 && sign == Some(b'-');
            if !is_negative {
                self.text.give_back(sign);
            }
            let Some(value) = self.number()? else { return Ok(None) };
            let value = if is_negative { value.wrapping_neg() } else { value };
            let unit = usize::from(self.numbering.unit);
            let all = value.to_le_bytes();
            let (bytes, rest) = all.split_at(unit.min(all.len()));
            let fill = if is_negative { 0xff } else { 0 };
            if rest.iter().any(|byte| *byte != fill) {
                return Ok(None);
            }
            self.bytes.extend(bytes.iter().rev());
        }
        Ok(self.bytes.pop())
    }
}
