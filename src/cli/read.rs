//! Reading whole files with a limit: no input can make minestop big.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Largest Dockerfile that is read. `BuildKit` hands a Dockerfile to a frontend in one gRPC message, whose default limit
/// is 16 MiB: a larger one cannot be built through a frontend, and no real one comes near.
pub(super) const MAX_DOCKERFILE_BYTES: usize = 16 * 1024 * 1024;

/// The first bytes of a file, all of them if `whole`.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) whole: bool,
}

/// Reads a file up to `limit` bytes. A pipe is read to its end.
pub(super) fn file(path: &Path, limit: usize) -> io::Result<Content> {
    let mut file = File::open(path)?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    stream(&mut file, limit, usize::try_from(size).unwrap_or(0))
}

/// Reads a stream up to `limit` bytes; `expected` is a guess of how many there are.
pub(super) fn stream(input: &mut dyn Read, limit: usize, expected: usize) -> io::Result<Content> {
    // One byte of room behind the end lets the last read see the end without growing.
    let mut bytes = Vec::with_capacity(expected.min(limit) + 1);
    input.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    let whole = bytes.len() <= limit;
    bytes.truncate(limit);
    Ok(Content { bytes, whole })
}
