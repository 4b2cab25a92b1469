//! Files and places in them: every span that minestop reports is a byte range of one of these files.
//!
//! This module reads nothing from disk and knows nothing about Dockerfiles.

mod base;
mod line_index;
mod text;
mod utf16;

use std::sync::{Arc, OnceLock};

use ecow::EcoString;

pub(crate) use base::{BaseDirectories, cleaned};
pub(crate) use line_index::{LineIndex, Position};
pub(crate) use text::{NextMark, Text, UNKNOWN};
pub(crate) use text::{copied, one_byte_each};
pub(crate) use utf16::utf16_units;

/// Number of a file in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct FileId(pub(crate) u32);

/// A byte range `start..end` of one file's original bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Span {
    /// The file.
    pub(crate) file: FileId,
    /// First byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
}

impl Span {
    /// The range `start..end` of `file`; offsets beyond 4 GiB saturate.
    pub(crate) fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// Length in bytes.
    pub(crate) fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True for a span that covers no byte.
    pub(crate) fn is_empty(self) -> bool {
        self.end == self.start
    }

    /// The smallest span that covers both; `self` when they lie in different files.
    #[must_use]
    pub(crate) fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same range where the file `from` is `to`.
    pub(crate) fn moved(self, from: FileId, to: FileId) -> Span {
        if self.file == from { Span { file: to, ..self } } else { self }
    }

    /// As a range of `usize`, for slicing the file's bytes.
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One file: its name as shown to people, its bytes, and where its lines start.
#[derive(Debug)]
pub(crate) struct SourceFile {
    name: String,
    bytes: Bytes,
    lines: OnceLock<LineIndex>,
}

/// The bytes of a file: its own, or a text that what was read of it shares.
#[derive(Debug)]
enum Bytes {
    Own(Vec<u8>),
    Shared(EcoString),
}

impl SourceFile {
    /// The name as given (a path, `<stdin>`, `Dockerfile`).
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The bytes as read.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Own(bytes) => bytes,
            Bytes::Shared(text) => text.as_bytes(),
        }
    }

    /// Where lines start.
    pub(crate) fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(self.bytes()))
    }
}

/// All files that one judgement looks at. Clones share the files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    files: Vec<Arc<SourceFile>>,
}

impl Sources {
    /// Adds a file and gives its number.
    pub(crate) fn add(&mut self, name: impl Into<String>, bytes: Vec<u8>) -> FileId {
        self.push(name.into(), Bytes::Own(bytes))
    }

    /// Adds a text, which is kept once for the file and for what is read of it.
    pub(crate) fn add_text(&mut self, name: impl Into<String>, text: EcoString) -> Text {
        let length = text.len();
        let id = self.push(name.into(), Bytes::Shared(text.clone()));
        Text::verbatim(text, Span::new(id, 0, length))
    }

    /// Adds a file and gives its text, with a control character for each byte that is not UTF-8.
    pub(crate) fn add_readable(&mut self, name: impl Into<String>, bytes: Vec<u8>) -> Text {
        match String::from_utf8(bytes) {
            Ok(text) => self.add_text(name, text.into()),
            Err(error) => {
                let text = Text::of_bytes(error.as_bytes(), Span::default());
                let length = text.len();
                let id = self.add(name, error.into_bytes());
                Text::verbatim(text.as_str(), Span::new(id, 0, length))
            }
        }
    }

    fn push(&mut self, name: String, bytes: Bytes) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        // Where lines start is asked only of a file that something is found in.
        let lines = OnceLock::new();
        self.files.push(Arc::new(SourceFile { name, bytes, lines }));
        id
    }

    /// The file with this number.
    pub(crate) fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize).map(Arc::as_ref)
    }

    /// The file's bytes; empty for a number that was never given out.
    pub(crate) fn bytes(&self, id: FileId) -> &[u8] {
        self.get(id).map_or(&[], SourceFile::bytes)
    }

    /// The bytes that a span covers.
    pub(crate) fn slice(&self, span: Span) -> &[u8] {
        self.bytes(span.file).get(span.range()).unwrap_or_default()
    }

    /// Every file with its number, in the order they were added.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, file)| (FileId(i as u32), file.as_ref()))
    }
}
