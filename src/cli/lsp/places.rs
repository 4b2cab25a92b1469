//! Places of texts in the words of the protocol: lines from 0, columns in the units that the client counts, URIs of files.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use lsp_types::{Position, PositionEncodingKind, Range, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::source::{Sources, Span};

/// What a path in a URI has as it is (RFC 3986, `pchar` and `/`, but what editors encode all the same).
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What columns count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    Bytes,
    CodeUnits,
}

impl Columns {
    /// Bytes if the client offers them, or what every client knows: code units of UTF-16.
    pub(super) fn offered(by: Option<&[PositionEncodingKind]>) -> Self {
        match by.unwrap_or_default().contains(&PositionEncodingKind::UTF8) {
            true => Self::Bytes,
            false => Self::CodeUnits,
        }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Bytes => PositionEncodingKind::UTF8,
            Self::CodeUnits => PositionEncodingKind::UTF16,
        }
    }

    /// Both ends of a span.
    pub(super) fn range(self, sources: &Sources, span: Span) -> Range {
        Range {
            start: self.position(sources, span, span.start),
            end: self.position(sources, span, span.end.max(span.start)),
        }
    }

    /// Of a line or a part of one.
    pub(super) fn length(self, text: &str) -> u32 {
        let length = match self {
            Self::Bytes => text.len(),
            Self::CodeUnits => text.encode_utf16().count(),
        };
        length as u32
    }

    /// The byte of a line at which a column starts; that of the end behind the last one.
    pub(super) fn byte(self, line: &str, column: u32) -> usize {
        let mut seen = 0;
        let starts = |c: char| {
            let is_behind = seen >= column as usize;
            seen += match self {
                Self::Bytes => c.len_utf8(),
                Self::CodeUnits => c.len_utf16(),
            };
            is_behind
        };
        line.find(starts).unwrap_or(line.len())
    }

    fn position(self, sources: &Sources, span: Span, offset: u32) -> Position {
        let Some(source) = sources.get(span.file) else { return Position::default() };
        let offset = (offset as usize).min(source.bytes().len());
        let line = source.lines().line_of(offset as u32);
        let start = source.lines().range(line).map_or(0, |range| range.start);
        let before = source.bytes().get(start..offset).unwrap_or_default();
        let character = self.length(&String::from_utf8_lossy(before));
        Position { line: line as u32, character }
    }
}

/// The file that a URI names, if it names one of this machine.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let path = uri.as_str().strip_prefix("file://")?;
    // an authority can only be this machine
    let path = path.strip_prefix("localhost").unwrap_or(path);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    path.starts_with('/').then(|| PathBuf::from(&*path))
}

/// The URI of a file; a relative path is one of the current directory, which reports leave out.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    let path = std::path::absolute(path).ok()?;
    let path = path.to_str()?;
    Uri::from_str(&format!("file://{}", utf8_percent_encode(path, PATH))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_the_client() {
        let mut sources = Sources::default();
        let file = sources.add("x", "a\n\u{1f600}é x\n".as_bytes().to_vec());
        let span = Span::new(file, 9, 10);
        let columns = |columns: Columns| {
            let range = columns.range(&sources, span);
            (range.start.line, range.start.character, range.end.character)
        };
        assert_eq!(columns(Columns::Bytes), (1, 7, 8));
        assert_eq!(columns(Columns::CodeUnits), (1, 4, 5));
    }

    #[test]
    fn paths_and_uris_are_each_others() {
        for path in ["/srv/a b/Dockerfile", "/srv/ü#?%/x", "/"] {
            let uri = uri_of(Path::new(path)).expect("a path of a file");
            assert_eq!(path_of(&uri).as_deref(), Some(Path::new(path)), "{uri:?}");
        }
        for other in ["untitled:Untitled-1", "http://example.invalid/x", "file:x"] {
            assert_eq!(path_of(&Uri::from_str(other).expect("a URI")), None, "{other}");
        }
        let here = uri_of(Path::new("x")).and_then(|uri| path_of(&uri));
        assert_eq!(here, std::path::absolute("x").ok());
    }
}
