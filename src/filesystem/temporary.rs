//! Copies of what comes as a stream, in memory, and from a size on in a temporary file without a name. That no such file can be
//! made says nothing of what was to be copied: it is one error of the whole.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::filesystem::problem::describe;

/// A copy that is written first, and then read.
#[derive(Debug)]
pub(crate) struct Temporary(SpooledTempFile);

impl Temporary {
    /// One with so many bytes in memory.
    pub(crate) fn new(in_memory: usize) -> Self {
        Self(SpooledTempFile::new(in_memory))
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(failed)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(failed)
    }
}

impl Read for Temporary {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Seek for Temporary {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// A temporary file.
pub(crate) fn file() -> io::Result<File> {
    tempfile::tempfile().map_err(failed)
}

/// Copies to a temporary file.
pub(crate) fn copy(input: &mut dyn Read, file: &mut File) -> io::Result<u64> {
    io::copy(input, &mut Marked(file))
}

/// A file whose errors are those of temporary files.
struct Marked<'f>(&'f mut File);

impl Write for Marked<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(failed)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(failed)
    }
}

/// That a temporary file cannot be made or written.
#[derive(Debug)]
struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Failed {}

fn failed(error: io::Error) -> io::Error {
    let why = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => describe(&error),
        // the error itself names a file that nobody can look at
        kind => kind.to_string(),
    };
    let place = tempfile::env::temp_dir();
    let what = format!("no temporary file can be written in `{}`: {why}", place.display());
    io::Error::new(error.kind(), Failed(what))
}

/// What is wrong with temporary files, if an error says that.
pub(crate) fn failure(error: &io::Error) -> Option<String> {
    error.get_ref()?.downcast_ref::<Failed>().map(|failed| failed.0.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_and_not_which_file() {
        let full = failed(io::Error::from(io::ErrorKind::StorageFull));
        let what = failure(&full).expect("it is one of a temporary file");
        assert!(what.ends_with("`: no storage space"), "{what}");
        assert!(failure(&io::Error::from(io::ErrorKind::NotFound)).is_none());
    }
}
