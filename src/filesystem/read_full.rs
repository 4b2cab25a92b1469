//! Reading until a buffer is full: in large parts files are searched faster.

use std::io::{self, Read};

/// Fills a buffer as far as there is something to read; tells how far, and the error that ended it, if one did.
pub(crate) fn read_full(
    input: &mut (impl Read + ?Sized),
    buffer: &mut [u8],
) -> (usize, io::Result<()>) {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(buffer.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Err(error)),
        }
    }
    (filled, Ok(()))
}
