//! Byte offsets → lines and columns for a whole report, in time that does not depend on how many findings
//! share one very long line.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::source::{FileId, Position, SourceFile, Sources, Span};

/// Lines up to this length are counted anew for each offset; longer ones keep a count every so many bytes.
const STEP: usize = 4096;

/// A span as people and machine formats name it: 1-based, columns in code points, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Region {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

/// Finds positions in the files of one report.
#[derive(Debug)]
pub(super) struct Places<'a> {
    sources: &'a Sources,
    /// Of each long line asked for: byte offset and code points before it, every [`STEP`] bytes.
    long: BTreeMap<(FileId, usize), Vec<(usize, u32)>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, long: BTreeMap::new() }
    }

    /// Both ends of a span; offsets beyond the file count as its end.
    pub(super) fn region(&mut self, span: Span) -> Region {
        let start = self.position(span.file, span.start);
        let end = self.position(span.file, span.end.max(span.start));
        Region {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    /// Line and column of one offset; 1:1 in a file that does not exist.
    pub(super) fn position(&mut self, file: FileId, offset: u32) -> Position {
        let Some(source) = self.sources.get(file) else {
            return Position { line: 1, column: 1 };
        };
        let bytes = source.bytes();
        let offset = (offset as usize).min(bytes.len());
        let line = source.lines().line_of(offset as u32);
        let Some(range) = source.lines().range(line) else {
            return Position { line: 1, column: 1 };
        };
        if range.len() <= STEP {
            return source.lines().position(bytes, offset as u32);
        }
        let marks =
            self.long.entry((file, line)).or_insert_with(|| count_marks(source, range.clone()));
        let after = marks.partition_point(|(at, _)| *at <= offset);
        let (at, before) = after
            .checked_sub(1)
            .and_then(|index| marks.get(index))
            .copied()
            .unwrap_or((range.start, 0));
        Position { line: line as u32 + 1, column: before + count(bytes, at..offset) + 1 }
    }
}

fn count_marks(source: &SourceFile, line: std::ops::Range<usize>) -> Vec<(usize, u32)> {
    let bytes = source.bytes();
    let (mut at, mut total) = (line.start, 0);
    let mut marks = vec![(at, total)];
    while at + STEP < line.end {
        let next = boundary(bytes, at + STEP);
        total += count(bytes, at..next);
        at = next;
        marks.push((at, total));
    }
    marks
}

/// The first offset from `at` at which no UTF-8 sequence is open: after three continuation bytes none can be.
fn boundary(bytes: &[u8], at: usize) -> usize {
    let open = bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(3)
        .take_while(|byte| (**byte & 0xc0) == 0x80)
        .count();
    at + open
}

/// Code points in a byte range; each invalid byte is one.
fn count(bytes: &[u8], range: std::ops::Range<usize>) -> u32 {
    let part = bytes.get(range).unwrap_or_default();
    if part.is_ascii() {
        return part.len() as u32;
    }
    part.utf8_chunks()
        .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
        .sum::<usize>() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_count_like_short_ones() {
        let mut bytes = b"FROM scratch\n".to_vec();
        for n in 0..9000_u32 {
            bytes.extend_from_slice("é日😀".as_bytes());
            if n % 7 == 0 {
                bytes.extend_from_slice(b"\xff\x80\x80\x80\x80");
            }
        }
        let mut sources = Sources::default();
        let file = sources.add("Dockerfile", bytes.clone());
        let mut places = Places::new(&sources);
        let source = sources.get(file).expect("just added");
        for offset in (0..bytes.len() as u32 + 9).step_by(977) {
            let whole = offset.min(bytes.len() as u32);
            let starts_char = bytes.get(whole as usize).is_none_or(|byte| byte & 0xc0 != 0x80);
            if starts_char {
                let expected = source.lines().position(&bytes, whole);
                assert_eq!(places.position(file, offset), expected, "at {offset}");
            }
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_no_panic() {
        let sources = Sources::default();
        let region = Places::new(&sources).region(Span::new(FileId(7), 3, 4));
        assert_eq!((region.line, region.column), (1, 1));
    }
}
