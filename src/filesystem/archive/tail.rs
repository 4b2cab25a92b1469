//! The rest of a stream from the first sign of an archive on, copied while the stream goes by: a large file of a layer comes
//! once, and few of them hold an archive.
//!
//! Says nothing of what stands there: whether it is an archive is told by reading it.

use std::io::{self, Read, Write as _};
use std::sync::{LazyLock, Mutex};

use rawzip::ReaderAt;

use super::aside::Aside;
use super::traces::anywhere;
use crate::byte_search::ByteSearch;
use crate::filesystem::temporary::Temporary;

/// In front of each member of a zip archive.
const MEMBER: &[u8] = b"PK\x03\x04";
/// The longest sign.
const LONGEST: usize = 10;

static SIGNS: LazyLock<Option<ByteSearch>> =
    LazyLock::new(|| ByteSearch::new(|| anywhere().chain([MEMBER])));

/// Where the first sign of an archive stands.
fn find(bytes: &[u8]) -> Option<usize> {
    SIGNS.as_ref()?.first(bytes)
}

/// A reader that copies what it gives, from the first sign on.
pub(super) struct Tail<R> {
    inner: R,
    /// Bytes in memory before the copy goes to a temporary file.
    in_memory: usize,
    /// Where the copy starts.
    start: u64,
    copy: Option<Temporary>,
    /// Bytes given.
    position: u64,
    /// The last bytes of the part before, fewer than the longest sign has.
    kept: Vec<u8>,
    /// The copy could not be written.
    error: Option<io::Error>,
}

impl<R: Read> Tail<R> {
    pub(super) fn new(inner: R, in_memory: usize) -> Self {
        let kept = Vec::with_capacity(2 * LONGEST);
        Self { inner, in_memory, start: 0, copy: None, position: 0, kept, error: None }
    }

    /// The copy at its place in the stream, and how long the stream was; nothing if there was no sign.
    ///
    /// # Errors
    /// The copy could not be written.
    pub(super) fn into_bytes(self) -> io::Result<Option<(Behind, u64)>> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let behind = |copy| Behind { copy: Aside(Mutex::new(copy)), start: self.start };
        Ok(self.copy.map(behind).map(|it| (it, self.position)))
    }

    fn take(&mut self, part: &[u8]) -> io::Result<()> {
        if let Some(copy) = &mut self.copy {
            return copy.write_all(part);
        }
        let before = self.kept.len();
        self.kept.extend_from_slice(part.get(..LONGEST).unwrap_or(part));
        let over = find(&self.kept).filter(|at| *at < before);
        let inside = || find(part);
        let copied = match over {
            Some(at) => Some((self.position - (before - at) as u64, at..before, 0)),
            None => inside().map(|at| (self.position + at as u64, 0..0, at)),
        };
        if let Some((start, kept, from)) = copied {
            let mut copy = Temporary::new(self.in_memory);
            copy.write_all(self.kept.get(kept).unwrap_or_default())?;
            copy.write_all(part.get(from..).unwrap_or_default())?;
            (self.start, self.copy) = (start, Some(copy));
            return Ok(());
        }
        self.kept.truncate(before);
        self.kept
            .extend_from_slice(part.get(part.len().saturating_sub(LONGEST)..).unwrap_or_default());
        self.kept.drain(..self.kept.len().saturating_sub(LONGEST - 1));
        Ok(())
    }
}

impl<R: Read> Read for Tail<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if self.error.is_none() {
            self.error = self.take(buffer.get(..count).unwrap_or_default()).err();
        }
        self.position += count as u64;
        Ok(count)
    }
}

/// The rest of a file at its place; in front of it there are only zeros.
pub(super) struct Behind {
    copy: Aside,
    start: u64,
}

impl ReaderAt for Behind {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let Some(missing) = self.start.checked_sub(offset).filter(|missing| *missing > 0) else {
            return self.copy.read_at(buffer, offset - self.start);
        };
        let count = usize::try_from(missing).unwrap_or(usize::MAX).min(buffer.len());
        buffer.iter_mut().take(count).for_each(|byte| *byte = 0);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_is_the_same_however_the_stream_comes() {
        let bytes = b"..PKP..PKPK\x03\x04member PK\x03\x04another end";
        for step in 1..=bytes.len() {
            let mut tail = Tail::new(bytes.as_slice(), 16);
            while tail.read(&mut vec![0; step]).is_ok_and(|count| count > 0) {}
            let (behind, size) = tail.into_bytes().ok().flatten().expect("there is a member");
            assert_eq!(size, bytes.len() as u64, "{step}");
            let mut read = Vec::new();
            rawzip::RangeReader::new(&behind, 0..size).read_to_end(&mut read).expect("it is read");
            assert_eq!(read.get(..9), Some([0; 9].as_slice()), "{step}");
            assert_eq!(read.get(9..), bytes.get(9..), "{step}");
        }
    }

    #[test]
    fn a_stream_without_members_is_not_copied() {
        let mut tail = Tail::new(b"PK\x05\x06 PK\x03".as_slice(), 16);
        assert!(tail.read_to_end(&mut Vec::new()).is_ok());
        assert!(tail.into_bytes().is_ok_and(|copied| copied.is_none()));
    }
}
