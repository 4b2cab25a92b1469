//! Bytes that can be read at any place: a copy of what came as a stream, and a position in them.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Mutex;

use rawzip::ReaderAt;

use crate::filesystem::temporary::Temporary;

/// A copy of an archive, in memory or in a temporary file without a name.
pub(super) struct Aside(pub(super) Mutex<Temporary>);

impl ReaderAt for Aside {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut copy = self.0.lock().map_err(|_| io::Error::other("its copy is lost"))?;
        copy.seek(SeekFrom::Start(offset))?;
        copy.read(buffer)
    }
}

/// A position in bytes of a known size.
pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a dyn ReaderAt,
    pub(super) size: u64,
    pub(super) position: u64,
}

impl Read for Cursor<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.size.saturating_sub(self.position)).unwrap_or(usize::MAX);
        let most = left.min(buffer.len());
        let count =
            self.bytes.read_at(buffer.get_mut(..most).unwrap_or_default(), self.position)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Cursor<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.size.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
