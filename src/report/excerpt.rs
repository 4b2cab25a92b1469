//! The few lines that one finding shows, cut to a readable width and made safe to print.
//!
//! codespan prints whole lines and walks every line of a span; a hostile file has lines of megabytes and spans
//! of a hundred thousand lines. So it is given this excerpt instead of the file: cost and output depend on
//! the labels only.

use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files, Location};

use super::locate::Places;
use super::sanitise;
use crate::source::{FileId, Position, SourceFile, Sources, Span};

/// Longer lines are cut around their labels.
const LONG_LINE: usize = 400;
/// Bytes shown on either side of a label in a cut line.
const MARGIN: usize = 60;
/// Bytes shown of either end of a long label in a cut line, and of a cut line without label.
const REACH: usize = 120;
/// Lines shown after the first line of a label that covers several; codespan's `start_context_lines`.
pub(super) const LINES_AFTER_START: usize = 3;
/// Lines shown before its last line; codespan's `end_context_lines`.
pub(super) const LINES_BEFORE_END: usize = 1;

/// The shown lines of all files that one finding's labels point into.
#[derive(Debug)]
pub(super) struct Excerpt {
    pages: Vec<Page>,
}

#[derive(Debug)]
struct Page {
    file: FileId,
    name: String,
    text: String,
    rows: Vec<Row>,
    /// True positions of label starts, by offset in `text`.
    starts: BTreeMap<usize, Position>,
}

/// A shown line.
#[derive(Debug)]
struct Row {
    /// 0-based line of the file.
    line: usize,
    /// Index given to codespan: neighbours differ by one, lines with a gap between them by three.
    index: usize,
    /// Bytes in the page's text, line end included.
    text: Range<usize>,
    /// What of the file is shown, and where in the page's text.
    pieces: Vec<(Range<usize>, usize)>,
}

impl Excerpt {
    /// Cuts out what `spans` need. Spans of files that do not exist are left out.
    pub(super) fn new(sources: &Sources, places: &mut Places<'_>, spans: &[Span]) -> Self {
        let mut pages: Vec<Page> = Vec::new();
        for span in spans {
            if pages.iter().any(|page| page.file == span.file) {
                continue;
            }
            let Some(source) = sources.get(span.file) else {
                continue;
            };
            let here: Vec<Range<usize>> = spans
                .iter()
                .filter(|other| other.file == span.file)
                .map(|other| visible(source, *other))
                .collect();
            let mut page = Page::cut(span.file, source, &here);
            for range in here {
                let at = page.offset(range.start);
                let position = places.position(span.file, range.start as u32);
                page.starts.insert(at, position);
            }
            pages.push(page);
        }
        Self { pages }
    }

    /// Where a span stands in the page of its file.
    pub(super) fn range(&self, sources: &Sources, span: Span) -> Option<Range<usize>> {
        let page = self.page(span.file).ok()?;
        let shown = visible(sources.get(span.file)?, span);
        let start = page.offset(shown.start);
        Some(start..page.offset(shown.end).max(start))
    }

    fn page(&self, file: FileId) -> Result<&Page, Error> {
        self.pages.iter().find(|page| page.file == file).ok_or(Error::FileMissing)
    }
}

/// The span cut to the file and without the line end that it may close with.
fn visible(source: &SourceFile, span: Span) -> Range<usize> {
    let bytes = source.bytes();
    let start = (span.start as usize).min(bytes.len());
    let mut end = (span.end as usize).min(bytes.len()).max(start);
    while end > start && bytes.get(end - 1).is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        end -= 1;
    }
    start..end
}

impl Page {
    fn cut(file: FileId, source: &SourceFile, spans: &[Range<usize>]) -> Self {
        let mut page = Self {
            file,
            name: sanitise::text(source.name()).into_owned(),
            text: String::new(),
            rows: Vec::new(),
            starts: BTreeMap::new(),
        };
        for (line, marks) in lines_to_show(source, spans) {
            page.push_row(source, line, &marks);
        }
        page
    }

    fn push_row(&mut self, source: &SourceFile, line: usize, marks: &[Range<usize>]) {
        let Some(whole) = source.lines().range(line) else {
            return;
        };
        let content = visible(source, Span::new(self.file, whole.start, whole.end));
        let index = match self.rows.last() {
            None => line,
            Some(before) if before.line + 1 == line => before.index + 1,
            Some(before) => before.index + 3,
        };
        let start = self.text.len();
        let mut pieces = Vec::new();
        for part in parts_to_show(source.bytes(), &content, marks) {
            if part.start > content.start {
                self.text.push('…');
            }
            pieces.push((part.clone(), self.text.len()));
            let bytes = source.bytes().get(part).unwrap_or_default();
            self.text.push_str(&sanitise::line(bytes));
        }
        if pieces.last().is_some_and(|(part, _)| part.end < content.end) {
            self.text.push('…');
        }
        self.text.push('\n');
        self.rows.push(Row { line, index, text: start..self.text.len(), pieces });
    }

    /// Offset in the file → offset in the page; an offset that is not shown goes to the nearest shown before it.
    fn offset(&self, at: usize) -> usize {
        let row = self
            .rows
            .iter()
            .rev()
            .find(|row| row.pieces.first().is_some_and(|(part, _)| part.start <= at));
        let Some((part, text)) =
            row.and_then(|row| row.pieces.iter().rev().find(|(part, _)| part.start <= at))
        else {
            return 0;
        };
        text + at.min(part.end) - part.start
    }
}

/// The lines to show and the marked bytes in each.
fn lines_to_show(
    source: &SourceFile,
    spans: &[Range<usize>],
) -> BTreeMap<usize, Vec<Range<usize>>> {
    let index = source.lines();
    let mut lines: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    for span in spans {
        let first = index.line_of(span.start as u32);
        let last = index.line_of(span.end as u32);
        if first == last {
            lines.entry(first).or_default().push(span.clone());
            continue;
        }
        lines.entry(first).or_default().push(span.start..span.start);
        lines.entry(last).or_default().push(span.end..span.end);
        for line in (first + 1..last).take(LINES_AFTER_START) {
            lines.entry(line).or_default();
        }
        for line in last.saturating_sub(LINES_BEFORE_END).max(first)..last {
            lines.entry(line).or_default();
        }
    }
    let shown: Vec<usize> = lines.keys().copied().collect();
    for (before, after) in shown.iter().zip(shown.iter().skip(1)) {
        if before + 2 == *after {
            lines.entry(before + 1).or_default();
        }
    }
    lines
}

/// The parts of a line that are shown: all of it, or what lies around the marks.
fn parts_to_show(
    bytes: &[u8],
    content: &Range<usize>,
    marks: &[Range<usize>],
) -> Vec<Range<usize>> {
    if content.len() <= LONG_LINE {
        return vec![content.clone()];
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        let start = mark.start.saturating_sub(MARGIN);
        if mark.len() <= 2 * REACH {
            parts.push(start..mark.end + MARGIN);
        } else {
            parts.push(start..mark.start + REACH);
            parts.push(mark.end - REACH..mark.end + MARGIN);
        }
    }
    if parts.is_empty() {
        parts.push(content.start..content.start + REACH);
    }
    parts.sort_by_key(|part| part.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for part in parts {
        let start = char_start(bytes, part.start.clamp(content.start, content.end));
        let end = char_start(bytes, part.end.clamp(content.start, content.end));
        match merged.last_mut() {
            Some(before) if start <= before.end + "…".len() => before.end = before.end.max(end),
            _ => merged.push(start..end),
        }
    }
    merged
}

/// The offset, or the first byte of the character that it cuts.
fn char_start(bytes: &[u8], at: usize) -> usize {
    (at.saturating_sub(3)..=at)
        .rev()
        .find(|&i| bytes.get(i).is_none_or(|byte| byte & 0xc0 != 0x80))
        .unwrap_or(at)
}

impl<'a> Files<'a> for Excerpt {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.page(id)?.name)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.page(id)?.text)
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        let rows = &self.page(id)?.rows;
        let after = rows.partition_point(|row| row.text.start <= byte_index);
        let row = after.checked_sub(1).and_then(|at| rows.get(at));
        Ok(row.map_or(0, |row| row.index))
    }

    fn line_number(&'a self, id: FileId, line_index: usize) -> Result<usize, Error> {
        Ok(self.row(id, line_index)?.map_or(1, |row| row.line + 1))
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        Ok(self.row(id, line_index)?.map_or(0..0, |row| row.text.clone()))
    }

    fn location(&'a self, id: FileId, byte_index: usize) -> Result<Location, Error> {
        let start = self.page(id)?.starts.get(&byte_index);
        Ok(Location {
            line_number: start.map_or(1, |position| position.line as usize),
            column_number: start.map_or(1, |position| position.column as usize),
        })
    }
}

impl Excerpt {
    /// The row with codespan's index; none for the lines that stand for a gap.
    fn row(&self, id: FileId, index: usize) -> Result<Option<&Row>, Error> {
        let rows = &self.page(id)?.rows;
        Ok(rows.binary_search_by_key(&index, |row| row.index).ok().and_then(|at| rows.get(at)))
    }
}
