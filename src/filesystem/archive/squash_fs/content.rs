//! The content of one file of a SquashFS, block by block.

use std::io::{self, Read};

use super::blocks::{Blocks, Cursor, PLAIN_LARGE, damaged};
use super::inode::{File, NO_FRAGMENT};

pub(super) struct Content<'c> {
    blocks: &'c Blocks<'c>,
    file: &'c File,
    sizes: Cursor,
    /// Where the next block stands.
    at: u64,
    /// What of the file is in no block yet that was read.
    left: u64,
    /// The block that is read.
    block: Vec<u8>,
    position: usize,
}

impl<'c> Content<'c> {
    pub(super) fn new(blocks: &'c Blocks<'c>, file: &'c File) -> Self {
        let (at, left) = (file.start, file.size);
        Self { blocks, file, sizes: file.sizes, at, left, block: Vec::new(), position: 0 }
    }

    /// Reads the next block; it must be as long as the file says.
    fn next_block(&mut self) -> io::Result<()> {
        let wanted = self.left.min(self.blocks.block_size);
        let length = usize::try_from(wanted).map_err(|_| damaged())?;
        self.position = 0;
        if wanted < self.blocks.block_size && self.file.fragment != NO_FRAGMENT {
            let fragment = self.blocks.fragment(self.file.fragment)?;
            let from = usize::try_from(self.file.offset).map_err(|_| damaged())?;
            let end = fragment.get(from..).and_then(|rest| rest.get(..length));
            self.block = end.ok_or_else(damaged)?.to_vec();
        } else {
            let size = self.sizes.read::<4>(self.blocks)?.number(0, 4);
            if size == 0 {
                // a hole
                self.block = vec![0; length];
            } else {
                self.block = self.blocks.large(self.at, size)?;
            }
            self.at = self.at.checked_add(size & (PLAIN_LARGE - 1)).ok_or_else(damaged)?;
        }
        if self.block.len() != length {
            return Err(damaged());
        }
        self.left -= wanted;
        Ok(())
    }
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position == self.block.len() {
            if self.left == 0 || buffer.is_empty() {
                return Ok(0);
            }
            self.next_block()?;
        }
        let rest = self.block.get(self.position..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        let (to, from) = (buffer.get_mut(..count), rest.get(..count));
        if let (Some(to), Some(from)) = (to, from) {
            to.copy_from_slice(from);
        }
        self.position += count;
        Ok(count)
    }
}
