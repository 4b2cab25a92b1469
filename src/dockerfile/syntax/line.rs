//! Physical lines, the logical lines joined from them, and parts of those that know their place in the file.
//!
//! Works on bytes; knows nothing of instructions.

use std::borrow::Cow;
use std::ops::Range;

use smallvec::SmallVec;

use crate::dockerfile::expansion::go;
use crate::source::{FileId, Span, Text};

/// Beyond so many stretches of invalid bytes in one text, its rest is one opaque piece: memory stays bounded.
const MAX_INVALID_STRETCHES: usize = 1024;

/// One line as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PhysicalLine<'a> {
    /// Its bytes, with the line end.
    pub(crate) bytes: &'a [u8],
    /// Where it starts in the file.
    pub(crate) start: usize,
    /// From 1.
    pub(crate) number: u32,
}

impl PhysicalLine<'_> {
    /// The length without line feed and the carriage returns before it.
    pub(crate) fn len_without_end(&self) -> usize {
        let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        self.bytes.len() - self.bytes.iter().rev().take_while(is_end).count()
    }
}

/// Hands out the physical lines of a file in order.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    /// How many lines were handed out.
    pub(crate) count: u32,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, count: 0 }
    }

    /// Where the next line starts.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Bytes of the file.
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = PhysicalLine<'a>;

    fn next(&mut self) -> Option<PhysicalLine<'a>> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let start = self.at;
        self.at += len;
        self.count += 1;
        let bytes = rest.get(..len).unwrap_or_default();
        Some(PhysicalLine { bytes, start, number: self.count })
    }
}

/// From byte `at` of the logical line on, bytes were copied from `source` on in the file.
#[derive(Clone, Copy, Debug)]
struct Segment {
    at: usize,
    source: usize,
}

/// A logical line: physical lines joined, with the place of every byte.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    file: FileId,
    bytes: Cow<'a, [u8]>,
    segments: SmallVec<[Segment; 2]>,
    /// Where the line ends in the file, should it hold no byte.
    end: usize,
}

impl<'a> Line<'a> {
    /// A line that starts with `bytes`, found at `source` in the file.
    pub(crate) fn new(file: FileId, bytes: &'a [u8], source: usize) -> Self {
        let mut segments = SmallVec::new();
        segments.push(Segment { at: 0, source });
        Self { file, bytes: Cow::Borrowed(bytes), segments, end: source }
    }

    /// Appends the bytes of a further physical line.
    pub(crate) fn join(&mut self, bytes: &[u8], source: usize) {
        if !bytes.is_empty() {
            self.segments.push(Segment { at: self.bytes.len(), source });
            let joined = self.bytes.to_mut();
            if joined.capacity() < joined.len() + bytes.len() {
                // Instructions of several lines have many: let the first few not each cost a move.
                joined.reserve(bytes.len().max(512));
            }
            joined.extend_from_slice(bytes);
        }
    }

    /// The whole line.
    pub(crate) fn whole(&self) -> Part<'_> {
        Part { line: self, start: 0, end: self.bytes.len() }
    }

    /// Index of the segment that holds byte `at`.
    fn segment_of(&self, at: usize) -> usize {
        self.segments.partition_point(|segment| segment.at <= at).saturating_sub(1)
    }

    /// Place in the file of byte `at`.
    fn source_of(&self, at: usize) -> usize {
        let segment = self.segments.get(self.segment_of(at));
        segment.map_or(self.end, |segment| segment.source + (at - segment.at))
    }

    fn span(&self, range: Range<usize>) -> Span {
        let start = self.source_of(range.start);
        let end = match range.end.checked_sub(1) {
            Some(last) if range.end > range.start => self.source_of(last) + 1,
            _ => start,
        };
        Span::new(self.file, start, end)
    }

    /// The places in the file that the bytes of a range come from.
    fn sources(&self, range: Range<usize>) -> impl Iterator<Item = Span> {
        let mut at = range.start;
        let mut index = self.segment_of(at);
        std::iter::from_fn(move || {
            let segment = self.segments.get(index).filter(|_| at < range.end)?;
            index += 1;
            let next = self.segments.get(index).map_or(self.bytes.len(), |next| next.at);
            let end = next.min(range.end);
            let source = segment.source + (at - segment.at);
            let span = Span::new(self.file, source, source + (end - at));
            at = end;
            Some(span)
        })
    }

    fn push(&self, text: &mut Text, range: Range<usize>) {
        let mut at = range.start;
        for span in self.sources(range) {
            let bytes = self.bytes.get(at..at + span.len()).unwrap_or_default();
            push_bytes(text, bytes, self.file, span.range().start);
            at += span.len();
        }
    }
}

/// Appends file bytes found at `at`, invalid ones as U+FFFD each.
pub(crate) fn push_bytes(text: &mut Text, bytes: &[u8], file: FileId, at: usize) {
    if let Ok(valid) = std::str::from_utf8(bytes) {
        text.push_verbatim(valid, Span::new(file, at, at + bytes.len()));
        return;
    }
    let mut at = at;
    for (count, chunk) in bytes.utf8_chunks().enumerate() {
        if count == MAX_INVALID_STRETCHES {
            return push_rest_lossily(text, bytes, file, at);
        }
        let (valid, invalid) = (chunk.valid(), chunk.invalid().len());
        text.push_verbatim(valid, Span::new(file, at, at + valid.len()));
        at += valid.len();
        if invalid > 0 {
            text.push_made(&"\u{FFFD}".repeat(invalid), Span::new(file, at, at + invalid));
            at += invalid;
        }
    }
}

fn push_rest_lossily(text: &mut Text, bytes: &[u8], file: FileId, at: usize) {
    let mut rest = String::new();
    for chunk in bytes.utf8_chunks().skip(MAX_INVALID_STRETCHES) {
        rest.push_str(chunk.valid());
        rest.extend(std::iter::repeat_n('\u{FFFD}', chunk.invalid().len()));
    }
    let skipped = bytes.utf8_chunks().take(MAX_INVALID_STRETCHES);
    let skipped: usize = skipped.map(|chunk| chunk.valid().len() + chunk.invalid().len()).sum();
    text.push_made(&rest, Span::new(file, at, at + bytes.len() - skipped));
}

/// A range of a logical line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'l> {
    line: &'l Line<'l>,
    start: usize,
    end: usize,
}

impl<'l> Part<'l> {
    /// Its bytes.
    pub(crate) fn bytes(&self) -> &'l [u8] {
        self.line.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    /// True if it holds no byte.
    pub(crate) fn is_empty(&self) -> bool {
        self.end == self.start
    }

    /// A range of it, counted from its start and cut to its length.
    pub(crate) fn sub(&self, range: Range<usize>) -> Part<'l> {
        let start = (self.start + range.start).min(self.end);
        let end = (self.start + range.end).clamp(start, self.end);
        Part { start, end, ..*self }
    }

    /// From byte `at` to its end.
    pub(crate) fn from(&self, at: usize) -> Part<'l> {
        self.sub(at..self.len())
    }

    /// Without Unicode white space at both ends.
    pub(crate) fn trimmed(&self) -> Part<'l> {
        self.sub(go::trim_space(self.bytes()))
    }

    /// Its place in the file.
    pub(crate) fn span(&self) -> Span {
        self.line.span(self.start..self.end)
    }

    /// As text that knows the place of each byte.
    pub(crate) fn text(&self) -> Text {
        // Text in one go where it can be: most of what is read of a file becomes text here.
        if let Ok(value) = std::str::from_utf8(self.bytes())
            && !value.is_empty()
        {
            return match self.line.segments.as_slice() {
                [_] => Text::verbatim(value, self.span()),
                _ => Text::gathered(value, self.line.sources(self.start..self.end)),
            };
        }
        let mut text = Text::empty(self.span());
        self.push_to(&mut text);
        text
    }

    /// Appends it to `text`.
    pub(crate) fn push_to(&self, text: &mut Text) {
        self.line.push(text, self.start..self.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_lines_know_the_place_of_each_byte() {
        let file = b"RU\\\nN a\xffb";
        let mut line = Line::new(FileId(0), &file[..2], 0);
        line.join(&file[4..], 4);
        let text = line.whole().text();
        assert_eq!(text.as_str(), "RUN a\u{fffd}b");
        assert_eq!(text.span_of(1..3).range(), 1..5);
        assert_eq!(text.span_of(8..9).range(), 8..9);
        assert_eq!(line.whole().sub(5..6).span().range(), 7..8);
    }

    #[test]
    fn many_invalid_bytes_stay_few_pieces_and_keep_the_value() {
        let bytes = b"a\xff".repeat(5000);
        let line = Line::new(FileId(0), &bytes, 0);
        let text = line.whole().text();
        assert_eq!(text.as_str(), "a\u{fffd}".repeat(5000));
        assert_eq!(text.span().range(), 0..10_000);
        assert!(text.span_of(text.len() - 3..text.len()).len() > 1);
    }

    #[test]
    fn lines_end_in_line_feeds_only() {
        let mut lines = Lines::new(b"a\rb\r\r\n\x0bc", 0);
        let first = lines.next().unwrap();
        assert_eq!((first.bytes, first.len_without_end()), (&b"a\rb\r\r\n"[..], 3));
        assert_eq!(lines.next().unwrap().number, 2);
        assert!(lines.next().is_none());
    }
}
