//! The one pass over the bytes of a file, with every marker of the intelligence at once.
//!
//! Memory is one buffer a file, however large the file is.

use std::borrow::Cow;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::byte_search::ByteSearch;
use crate::content::entropy::Histogram;
use crate::content::line_search::LineSearch;
use crate::content::lines::{Lines, MAX_LINE};
use crate::content::{bytecode, config, kind};
use crate::facts::{FileKind, FileMarker, Opacity};
use crate::filesystem::read_full;
use crate::intel::{Intel, Marker, MarkerGroup, to_hex};
use crate::source::utf16_units;

/// Longest text that is kept, to be read as a script or a configuration, in bytes. It is the size of the buffer, too.
pub(crate) const MAX_TEXT: usize = 1 << 20;

/// Room for a file whose size is known only when it was read.
const UNKNOWN_SIZE: usize = 16 << 10;

/// A packer's sign counts near the start of an executable only: programs that handle packed files name it elsewhere.
const PACKER_WITHIN: u64 = 1024;

/// How executables begin: found behind the start of a file, they are hidden in it.
/// Each sign has bytes that nothing else has; where the magic has not enough of them, it stands in the header.
const PROGRAM_STARTS: [&[u8]; 10] = [
    b"\x7fELF\x01\x01\x01",
    b"\x7fELF\x02\x01\x01",
    b"\x7fELF\x01\x02\x01",
    b"\x7fELF\x02\x02\x01",
    b"This program cannot be run in DOS mode",
    // PE files for x86 and for ARM, whatever their stub says
    b"PE\0\0\x4c\x01",
    b"PE\0\0\x64\x86",
    b"PE\0\0\x64\xaa",
    // the first section of Mach-O and the segment that it is in, in either byte order and of either width
    b"__text\0\0\0\0\0\0\0\0\0\0__TEXT\0\0\0\0\0\0\0\0\0\0",
    b"\0asm\x01\0\0\0",
];

/// So many different constants of an algorithm are no accident: each has eight bytes or more.
const CONSTANTS: usize = 4;

const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1";

/// What a file's bytes say.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// What it is.
    pub(crate) kind: FileKind,
    /// Bytes read.
    pub(crate) size: u64,
    /// What the intelligence knows, each marker once.
    pub(crate) markers: Vec<FileMarker>,
    /// SHA-256 of archives, which all known ones are of, or of everything.
    pub(crate) digest: Option<String>,
    /// The expressions of the content search that a line matches.
    pub(crate) searched: Vec<String>,
    /// What was not judged.
    pub(crate) opacity: Vec<Opacity>,
    /// The whole of a text not longer than [`MAX_TEXT`], or of data that holds one as [`bytecode`] reads it.
    pub(crate) text: Option<Vec<u8>>,
}

/// Finds markers in files; shared by all threads.
#[derive(Debug)]
pub(crate) struct Detector<'i> {
    intel: &'i Intel,
    markers: Vec<Marker<'i>>,
    /// The markers, then [`PROGRAM_STARTS`]; `None` if they are too many for one automaton.
    searcher: Option<ByteSearch>,
    longest: usize,
    /// Digests are wanted of every file.
    digests: bool,
    /// What every line is searched for.
    search: Option<&'i dyn LineSearch>,
}

/// What one pass has gathered so far.
struct Pass<'d> {
    detector: &'d Detector<'d>,
    /// Offset of the first hit of each pattern.
    hits: Vec<Option<u64>>,
    hash: Option<Sha256>,
    histogram: Option<Histogram>,
    /// A byte of it is in no text.
    has_nul: bool,
    /// The name of its format, if it is an archive that nobody opens.
    unopened: Option<&'static str>,
    is_opened: bool,
    lines: Option<Lines<'d>>,
}

impl<'i> Detector<'i> {
    /// Compiles the markers of the intelligence.
    pub(crate) fn new(intel: &'i Intel) -> Self {
        let markers: Vec<Marker<'i>> = intel.file_markers().collect();
        let patterns =
            || markers.iter().map(|marker| marker.bytes.as_slice()).chain(PROGRAM_STARTS);
        let longest = patterns().map(<[u8]>::len).max().unwrap_or(1);
        let searcher = ByteSearch::new(patterns);
        Self { intel, markers, searcher, longest, digests: false, search: None }
    }

    /// Whether every file gets its digest, and not only archives: hashing costs more than all markers.
    #[must_use]
    pub(crate) fn with_digests(self, digests: bool) -> Self {
        Self { digests, ..self }
    }

    /// What every line of every file is searched for, if anything is.
    #[must_use]
    pub(crate) fn searching(self, search: Option<&'i dyn LineSearch>) -> Self {
        Self { search, ..self }
    }

    /// Reads a file to its end; `size` is a guess of its length.
    ///
    /// # Errors
    /// What reading the file fails with.
    #[cfg(test)]
    pub(crate) fn inspect(&self, content: &mut dyn Read, size: u64) -> io::Result<Content> {
        self.inspect_file(content, size, false)
    }

    /// The same without the keys that a document only shows in its examples.
    pub(super) fn without_examples(&self, path: &str, mut content: Content) -> Content {
        let text = content.text.as_deref().unwrap_or_default();
        if let Cow::Owned(read) = config::without_examples(path, text) {
            content.markers.retain(|marker| marker.group != MarkerGroup::Key);
            content.markers.extend(config::keys(&read, self.intel));
        }
        content
    }

    /// The same of a file that may be an archive which is opened: its members are judged, and not what stands in all of
    /// them together.
    pub(crate) fn inspect_file(
        &self,
        content: &mut dyn Read,
        size: u64,
        is_opened: bool,
    ) -> io::Result<Content> {
        let guess =
            if size == 0 { UNKNOWN_SIZE } else { usize::try_from(size).unwrap_or(MAX_TEXT) };
        // One byte of room behind the end lets the last read see the end without growing.
        let mut buffer = vec![0; guess.min(MAX_TEXT) + 1];
        let (count, outcome) = read_full(content, &mut buffer);
        outcome?;
        let is_full = count == buffer.len();
        buffer.truncate(count);
        if is_full {
            content.take((MAX_TEXT + 1 - count) as u64).read_to_end(&mut buffer)?;
        }
        let kind = kind::of(&buffer);
        let mut pass = Pass::new(self, kind, &buffer, size, is_opened);
        pass.take(&buffer, 0, 0);
        if buffer.len() <= MAX_TEXT {
            let size = buffer.len() as u64;
            return Ok(pass.finish(kind, size, Some(buffer)));
        }
        let mut read = buffer.len() as u64;
        loop {
            let kept = self.longest.min(buffer.len());
            let from = buffer.len() - kept;
            buffer.copy_within(from.., 0);
            buffer.truncate(kept);
            let more = content.take((MAX_TEXT - kept) as u64).read_to_end(&mut buffer)?;
            if more == 0 {
                return Ok(pass.finish(kind, read, None));
            }
            pass.take(&buffer, kept, read);
            read += more as u64;
        }
    }
}

impl<'d> Pass<'d> {
    fn new(
        detector: &'d Detector<'_>,
        kind: FileKind,
        head: &[u8],
        size: u64,
        is_opened: bool,
    ) -> Self {
        let is_release = kind == FileKind::Archive && !kind::is_library(head);
        let hashed = detector.digests || is_release;
        Self {
            detector,
            hits: vec![None; detector.markers.len() + PROGRAM_STARTS.len()],
            hash: hashed.then(Sha256::new),
            histogram: Histogram::of(kind, head),
            has_nul: false,
            unopened: kind::unopened(head).or_else(|| kind::encrypted(head)).filter(|_| !is_opened),
            is_opened,
            lines: detector.search.map(|search| Lines::new(search.start(size))),
        }
    }

    /// Takes the next part of the file: `known` bytes of it were there before, the rest starts at offset `at`.
    fn take(&mut self, part: &[u8], known: usize, at: u64) {
        let fresh = part.get(known..).unwrap_or_default();
        if let Some(hash) = &mut self.hash {
            hash.update(fresh);
        }
        if let Some(histogram) = &mut self.histogram {
            histogram.add(fresh, at);
        }
        self.has_nul = self.has_nul || memchr::memchr(0, fresh).is_some();
        if let Some(lines) = &mut self.lines {
            lines.take(fresh);
        }
        let start = at - known as u64;
        let Some(searcher) = &self.detector.searcher else {
            return;
        };
        searcher.each(part, |pattern, at, _| {
            if let Some(hit) = self.hits.get_mut(pattern) {
                hit.get_or_insert(start + at as u64);
            }
        });
    }

    fn finish(self, kind: FileKind, size: u64, whole: Option<Vec<u8>>) -> Content {
        let holds_program = self.holds_program(kind);
        let Self { detector, hits, hash, histogram, lines, unopened, .. } = self;
        let (of_markers, of_programs) = hits.split_at(detector.markers.len());
        // behind other bytes a program starts where its start stands
        let start =
            if holds_program { of_programs.iter().flatten().min().copied() } else { Some(0) };
        let text = whole.filter(|bytes| match kind {
            FileKind::Text | FileKind::Script => true,
            FileKind::Data => bytecode::holds_text(bytes),
            _ => false,
        });
        let text = text.map(in_utf8);
        let kind = if holds_program { FileKind::DataWithProgram } else { kind };
        let mut markers = Vec::new();
        let mut opacity = Vec::new();
        for (marker, offset) in detector.markers.iter().zip(of_markers) {
            let Some(offset) = *offset else { continue };
            if marker.group != MarkerGroup::Packer {
                markers.push(found(marker, offset));
            } else if kind.is_program()
                && start.is_some_and(|it| (it..it.saturating_add(PACKER_WITHIN)).contains(&offset))
            {
                opacity.push(Opacity::Packed);
            }
        }
        if histogram.is_some_and(|histogram| histogram.is_scrambled()) && opacity.is_empty() {
            opacity.push(Opacity::Encrypted);
        }
        if detector.searcher.is_none() {
            opacity.push(Opacity::Limit("there are too many markers to look for".to_owned()));
        }
        if let Some(format) = unopened {
            opacity.push(Opacity::Unopened(format.to_owned()));
        }
        if let Some(text) = &text {
            if text.starts_with(POINTER) {
                opacity.push(Opacity::Pointer);
            }
            if markers.iter().any(|marker| marker.group == MarkerGroup::Key) {
                // the keys with their places say more than that there is one
                markers.retain(|marker| marker.group != MarkerGroup::Key);
                markers.extend(config::keys(text, detector.intel));
            }
        }
        let digest = hash.map(|hash| to_hex(&hash.finalize()));
        let mut searched = Vec::new();
        if let Some(lines) = lines {
            let is_cut;
            (searched, is_cut) = lines.finish();
            // Data without lines is no text that Anchore's expressions are written for.
            if is_cut && matches!(kind, FileKind::Text | FileKind::Script) {
                opacity.push(Opacity::Limit(format!(
                    "a line is longer than {MAX_LINE} bytes, and its rest was not searched"
                )));
            }
        }
        Content { kind, size, markers, digest, searched, opacity, text }
    }
}

impl Pass<'_> {
    /// True if a program stands in a file that is none by its first bytes: its start is there, or the constants of an
    /// algorithm, which only machine code has. A text is none with a byte in it that no text has.
    fn holds_program(&self, kind: FileKind) -> bool {
        let may = match kind {
            FileKind::Data => true,
            FileKind::Text | FileKind::Script => self.has_nul,
            FileKind::Archive => !self.is_opened,
            _ => false,
        };
        let (of_markers, of_programs) = self.hits.split_at(self.detector.markers.len());
        let starts = || of_programs.iter().flatten().any(|offset| *offset > 0);
        let known = self.detector.markers.iter().zip(of_markers);
        let constants =
            known.filter(|(marker, hit)| marker.group == MarkerGroup::Constant && hit.is_some());
        let is_text = matches!(kind, FileKind::Text | FileKind::Script);
        may && starts() || (may || is_text) && constants.count() >= CONSTANTS
    }
}

/// A text of UTF-16 as others are written; anything else stays as it is.
fn in_utf8(bytes: Vec<u8>) -> Vec<u8> {
    let units = utf16_units(&bytes);
    let text = units.map(|units| char::decode_utf16(units).flatten().collect::<String>());
    text.map_or(bytes, String::into_bytes)
}

fn found(marker: &Marker<'_>, offset: u64) -> FileMarker {
    FileMarker {
        group: marker.group,
        strength: marker.known.strength(),
        value: marker.known.written().into_owned(),
        citation: marker.known.citation(),
        offset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_searchers_find_the_same() {
        let markers: Vec<Marker<'_>> = Intel::builtin().file_markers().collect();
        let patterns =
            || markers.iter().map(|marker| marker.bytes.as_slice()).chain(PROGRAM_STARTS);
        let automaton = ByteSearch::automaton(patterns());
        let hits = |searcher: &Option<ByteSearch>, bytes: &[u8]| {
            let mut hits = Vec::new();
            if let Some(searcher) = searcher {
                searcher.each(bytes, |pattern, at, _| hits.push((pattern, at)));
            }
            hits
        };
        let chosen = ByteSearch::new(patterns);
        // whole ones, cut ones, and each right behind the start of the one before
        let mut text = patterns().collect::<Vec<_>>().concat();
        for pattern in patterns() {
            let half = pattern.get(..pattern.len() / 2 + 1).unwrap_or_default();
            text.extend_from_slice(half);
            text.extend_from_slice(pattern);
            text.push(b' ');
        }
        assert!(hits(&chosen, &text).len() > 2 * markers.len() - 10);
        for end in (0..text.len()).step_by(97).chain([1, 3, text.len()]) {
            let part = text.get(..end).unwrap_or_default();
            assert_eq!(hits(&chosen, part), hits(&automaton, part), "{end}");
        }
    }
}
