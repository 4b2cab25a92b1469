//! The bytes of a file on their way to who looks at them: bounded, with the first error kept, and with the places noted at
//! which others stand in the file.

use std::io::{self, Read};

use super::traces::Traces;
use crate::filesystem::read_full;

/// A reader that remembers its error and gives no more than a limit.
pub(super) struct Watched<R> {
    pub(super) inner: R,
    pub(super) left: u64,
    pub(super) is_longer: bool,
    pub(super) error: Option<io::Error>,
    is_at_end: bool,
    pub(super) traces: Traces,
}

impl<R> Watched<R> {
    pub(super) fn new(inner: R, limit: u64) -> Self {
        let traces = Traces::default();
        Self { inner, left: limit, is_longer: false, error: None, is_at_end: false, traces }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.error.is_some() {
            return Err(io::Error::other("it could not be read before"));
        }
        if self.left == 0 {
            self.is_longer |= self.inner.read(&mut [0]).is_ok_and(|count| count > 0);
            return Ok(0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let buffer = buffer.get_mut(..most).unwrap_or_default();
        if self.is_at_end {
            return Ok(0);
        }
        // each part is searched for itself
        let (count, outcome) = read_full(&mut self.inner, buffer);
        self.is_at_end = outcome.is_ok() && count < buffer.len();
        self.error = outcome.err();
        self.left -= count as u64;
        self.traces.take(buffer.get(..count).unwrap_or_default());
        match &self.error {
            Some(error) if count == 0 => Err(io::Error::new(error.kind(), error.to_string())),
            _ => Ok(count),
        }
    }
}
