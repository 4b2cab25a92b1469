//! A file of pages of one size, each of which may be read once: chains that come back to a page would never end, and
//! chains that share pages would make a small file a large one.

use crate::filesystem::bytes::Bytes;

/// The pages of a database.
pub(crate) struct Pages<'b> {
    file: Bytes<'b>,
    size: usize,
    read: Vec<bool>,
}

impl<'b> Pages<'b> {
    /// `size` is that of a page, in bytes.
    pub(crate) fn new(file: Bytes<'b>, size: usize) -> Option<Self> {
        let count = file.0.len().checked_div(size)?;
        Some(Self { file, size, read: vec![false; count] })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.read.len()
    }

    /// The page of this number, from 0; `None` for the second time.
    pub(crate) fn take(&mut self, number: usize) -> Option<Bytes<'b>> {
        let read = self.read.get_mut(number).filter(|read| !**read)?;
        *read = true;
        self.look_at(number)
    }

    /// The page of this number, as often as one likes.
    pub(crate) fn look_at(&self, number: usize) -> Option<Bytes<'b>> {
        self.file.range(number.checked_mul(self.size)?, self.size).map(Bytes)
    }
}
