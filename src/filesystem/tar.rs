//! Tar streams, entry by entry, in bounded memory: long names, extended headers and sparse maps have limits.

use std::io::{self, Read};

use tar_core::parse::{Limits, ParseEvent, ParsedEntry, Parser};
use tar_core::{EntryType, Header};

use crate::filesystem::entry::{Entry, EntryKind, clean_path};
use crate::filesystem::tar_ambiguity;

const BLOCK: usize = 512;
const FILL: usize = 64 * 1024;
/// Names and extended headers of one entry.
const MAX_METADATA: u32 = 1 << 20;

/// True if `head` is the header of a tar entry: its checksum is right.
pub(crate) fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.first_chunk::<BLOCK>() else {
        return false;
    };
    Header::from_bytes(block).verify_checksum().is_ok()
}

/// A tar stream.
pub(crate) struct TarReader<R> {
    input: R,
    parser: Parser,
    buffer: Vec<u8>,
    /// The part of `buffer` that is not used yet.
    start: usize,
    end: usize,
    /// Bytes of the current entry's content that were not read yet, and the padding behind them.
    content: u64,
    padding: u64,
    position: u64,
    /// The content ends where the input does.
    is_open_ended: bool,
}

/// What stands behind the end of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    /// Nothing, or zeros.
    Nothing,
    /// Another archive.
    Archive,
    /// Something else.
    Bytes,
}

impl<R> std::fmt::Debug for TarReader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TarReader").field("position", &self.position).finish_non_exhaustive()
    }
}

/// An entry of a tar stream.
#[derive(Debug)]
pub(crate) struct TarEntry {
    /// The entry.
    pub(crate) entry: Entry,
    /// Its name leads out of the archive.
    pub(crate) leaves: bool,
    /// Its path and where it links to, as written.
    pub(crate) raw_path: Vec<u8>,
    /// Empty if it is no link.
    pub(crate) raw_link: Vec<u8>,
    /// Where its content starts in the stream.
    pub(crate) offset: u64,
}

impl<R: Read> TarReader<R> {
    /// Reads `input` from its first header on.
    pub(crate) fn new(input: R) -> Self {
        let limits = Limits { max_metadata_size: MAX_METADATA, ..Limits::default() };
        Self {
            input,
            parser: Parser::new(limits),
            buffer: vec![0; FILL],
            start: 0,
            end: 0,
            content: 0,
            padding: 0,
            position: 0,
            is_open_ended: false,
        }
    }

    /// The next entry; what was not read of the one before is skipped. `None` at the end of the archive.
    pub(crate) fn next_entry(&mut self) -> io::Result<Option<TarEntry>> {
        self.skip(self.content)?;
        self.content = 0;
        self.skip(self.padding)?;
        self.padding = 0;
        loop {
            let unused = self.buffer.get(self.start..self.end).unwrap_or_default();
            let (consumed, parsed) = match self.parser.parse(unused).map_err(io::Error::other)? {
                // a number of a sparse map that does not end
                ParseEvent::NeedData { min_bytes } if min_bytes <= unused.len() => {
                    return Err(io::Error::other("a header in it is damaged"));
                }
                ParseEvent::NeedData { min_bytes } => {
                    if !self.fill(min_bytes)? {
                        return Ok(None);
                    }
                    continue;
                }
                ParseEvent::GlobalExtensions { consumed, .. } => {
                    let records = unused.get(BLOCK..consumed).unwrap_or_default();
                    if !is_text(records) {
                        return Err(io::Error::other("a header in it holds more than records"));
                    }
                    (consumed, None)
                }
                ParseEvent::End { .. } => return Ok(None),
                ParseEvent::Entry { consumed, entry } => {
                    agreed(&entry, unused, consumed, false)?;
                    (consumed, Some(convert(&entry, entry.size)))
                }
                // Only what the archive holds is content: holes are left out.
                ParseEvent::SparseEntry { consumed, entry, real_size, .. } => {
                    agreed(&entry, unused, consumed, true)?;
                    let (mut member, stored) = convert(&entry, real_size);
                    member.entry.has_holes = true;
                    (consumed, Some((member, stored)))
                }
            };
            self.start += consumed;
            self.position += consumed as u64;
            if let Some((mut entry, size)) = parsed {
                self.content = size;
                self.padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
                entry.offset = self.position;
                return Ok(Some(entry));
            }
        }
    }

    /// Reads until `wanted` bytes are at hand; false if the archive ends cleanly before.
    fn fill(&mut self, wanted: usize) -> io::Result<bool> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted.next_multiple_of(FILL), 0);
        }
        while self.end < wanted {
            let free = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.input.read(free) {
                Ok(0) if self.rest_is_zero() => return Ok(false),
                Ok(0) => return Err(cut()),
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Many writers leave out the end of the archive, or half of it.
    fn rest_is_zero(&self) -> bool {
        self.buffer.get(self.start..self.end).unwrap_or_default().iter().all(|byte| *byte == 0)
    }

    /// True if the archive ends where the content of this entry should start.
    pub(crate) fn lacks_content(&mut self) -> io::Result<bool> {
        if self.content == 0 || self.start < self.end {
            return Ok(false);
        }
        (self.start, self.end) = (0, self.input.read(&mut self.buffer)?);
        Ok(self.end == 0)
    }

    fn skip(&mut self, mut count: u64) -> io::Result<()> {
        let at_hand = count.min((self.end - self.start) as u64);
        self.start += at_hand as usize;
        self.position += at_hand;
        count -= at_hand;
        let skipped = io::copy(&mut (&mut self.input).take(count), &mut io::sink())?;
        self.position += skipped;
        if skipped < count { Err(cut()) } else { Ok(()) }
    }

    /// What stands behind the end of the archive. After an archive there the next entry is its first; other bytes are
    /// then the content, up to the end of the input.
    pub(crate) fn behind(&mut self) -> io::Result<Behind> {
        loop {
            let unused = self.buffer.get(self.start..self.end).unwrap_or_default();
            if let Some(at) = unused.iter().position(|byte| *byte != 0) {
                // headers start at whole blocks
                let skipped = at.saturating_sub((self.position as usize + at) % BLOCK);
                self.start += skipped;
                self.position += skipped as u64;
                break;
            }
            self.position += unused.len() as u64;
            (self.start, self.end) = (0, self.input.read(&mut self.buffer)?);
            if self.end == 0 {
                return Ok(Behind::Nothing);
            }
        }
        // what is shorter than a header is no archive
        let _ = self.fill(BLOCK);
        let unused = self.buffer.get(self.start..self.end).unwrap_or_default();
        if is_tar(unused) {
            let limits = Limits { max_metadata_size: MAX_METADATA, ..Limits::default() };
            self.parser = Parser::new(limits);
            return Ok(Behind::Archive);
        }
        (self.content, self.padding, self.is_open_ended) = (u64::MAX, 0, true);
        Ok(Behind::Bytes)
    }
}

/// The content of the current entry.
impl<R: Read> Read for TarReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.content).unwrap_or(usize::MAX).min(out.len());
        let out = out.get_mut(..wanted).unwrap_or_default();
        if out.is_empty() {
            return Ok(0);
        }
        let mut at_hand = self.buffer.get(self.start..self.end).unwrap_or_default();
        let count = if at_hand.is_empty() {
            self.input.read(out)?
        } else {
            let count = at_hand.read(out)?;
            self.start += count;
            count
        };
        if count == 0 {
            return if self.is_open_ended { Ok(0) } else { Err(cut()) };
        }
        self.content -= count as u64;
        self.position += count as u64;
        Ok(count)
    }
}

/// Refuses an entry that is not the same for everybody.
fn agreed(
    entry: &ParsedEntry<'_>,
    unused: &[u8],
    consumed: usize,
    is_sparse: bool,
) -> io::Result<()> {
    let taken = unused.get(..consumed).unwrap_or_default();
    let doubt = tar_ambiguity::doubt(entry, taken, is_sparse);
    doubt.map_or(Ok(()), |what| Err(io::Error::other(format!("it cannot be relied on: {what}"))))
}

/// True for records of pax, which are texts, up to the zeros that fill their last block.
fn is_text(records: &[u8]) -> bool {
    let length = records.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    records.iter().take(length).all(|byte| *byte != 0)
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the archive is cut off")
}

/// The entry with the bytes that it has in the archive.
fn convert(parsed: &ParsedEntry<'_>, size: u64) -> (TarEntry, u64) {
    let kind = match parsed.entry_type {
        EntryType::Regular | EntryType::Continuous | EntryType::GnuSparse => EntryKind::Regular,
        EntryType::Directory => EntryKind::Directory,
        EntryType::Symlink => EntryKind::Symlink,
        EntryType::Link => EntryKind::Hardlink,
        EntryType::Char | EntryType::Block => EntryKind::Device,
        // GNU tar makes a file of what it does not know
        EntryType::Other(_) if parsed.size > 0 => EntryKind::Regular,
        _ => EntryKind::Other,
    };
    // Before POSIX a directory was a file whose name ends in a slash; with content, engines make a file of it.
    let is_old_directory =
        kind == EntryKind::Regular && parsed.path.ends_with(b"/") && parsed.size == 0;
    let (path, leaves) = clean_path(&parsed.path);
    let entry = Entry {
        path,
        kind: if is_old_directory { EntryKind::Directory } else { kind },
        mode: parsed.mode & 0o7777,
        owner: parsed.uid,
        group: parsed.gid,
        size,
        link: parsed.link_target_lossy().map(|link| link.into_owned()),
        has_holes: false,
        is_opened: false,
    };
    // Links and directories may carry a size that means nothing; only what POSIX gives content has some.
    let stored = match parsed.entry_type {
        EntryType::Link
        | EntryType::Symlink
        | EntryType::Char
        | EntryType::Block
        | EntryType::Directory
        | EntryType::Fifo => 0,
        _ => parsed.size,
    };
    let raw_link = parsed.link_target.as_deref().unwrap_or_default().to_vec();
    let raw_path = parsed.path.to_vec();
    (TarEntry { entry, leaves, raw_path, raw_link, offset: 0 }, stored)
}
