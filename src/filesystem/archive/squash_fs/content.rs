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
    block: io::Cursor<Vec<u8>>,
}

impl<'c> Content<'c> {
    pub(super) fn new(blocks: &'c Blocks<'c>, file: &'c File) -> Self {
        let (at, left) = (file.start, file.size);
        Self { blocks, file, sizes: file.sizes, at, left, block: io::Cursor::default() }
    }

    /// Reads the next block; it must be as long as the file says.
    fn next_block(&mut self) -> io::Result<()> {
        let wanted = self.left.min(self.blocks.block_size);
        let length = usize::try_from(wanted).map_err(|_| damaged())?;
        let block = if wanted < self.blocks.block_size && self.file.fragment != NO_FRAGMENT {
            let fragment = self.blocks.fragment(self.file.fragment)?;
            let from = usize::try_from(self.file.offset).map_err(|_| damaged())?;
            let end = fragment.get(from..).and_then(|rest| rest.get(..length));
            end.ok_or_else(damaged)?.to_vec()
        } else {
            let size = self.sizes.read::<4>(self.blocks)?.number(0, 4);
            let start = self.at;
            self.at = start.checked_add(size & (PLAIN_LARGE - 1)).ok_or_else(damaged)?;
            // a size of nothing is a hole
            if size == 0 { vec![0; length] } else { self.blocks.large(start, size)? }
        };
        if block.len() != length {
            return Err(damaged());
        }
        self.block = io::Cursor::new(block);
        self.left -= wanted;
        Ok(())
    }
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.block.read(buffer)?;
        if count > 0 || buffer.is_empty() || self.left == 0 {
            return Ok(count);
        }
        self.next_block()?;
        self.block.read(buffer)
    }
}
