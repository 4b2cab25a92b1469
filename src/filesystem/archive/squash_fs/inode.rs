//! Inodes of a SquashFS: what an entry is, and where its content stands.

use std::io;

use super::blocks::{Blocks, Cursor, Record, damaged};

/// Longest target of a link, in bytes.
const LONGEST_LINK: u64 = 4096;
/// Says that no end of the file stands in a block of such.
pub(super) const NO_FRAGMENT: u64 = 0xffff_ffff;

/// One inode.
pub(super) struct Inode {
    pub(super) mode: u32,
    /// Numbers in the table of owners.
    pub(super) owner: u64,
    pub(super) group: u64,
    pub(super) what: What,
}

/// What an inode is.
pub(super) enum What {
    Directory {
        /// Where its list starts: the block, and the place in it when it is unpacked.
        block: u64,
        offset: usize,
        size: u32,
    },
    File(File),
    /// Where it points, as written.
    Link(String),
    Device,
    Other,
}

/// Where the content of a file stands.
pub(super) struct File {
    pub(super) size: u64,
    /// Of its first block.
    pub(super) start: u64,
    /// The block with its end.
    pub(super) fragment: u64,
    /// Where in there.
    pub(super) offset: u64,
    /// The sizes of its blocks as they are stored.
    pub(super) sizes: Cursor,
}

impl Inode {
    /// Reads an inode: where its block starts, and its place in it in the last 16 bits.
    pub(super) fn read(blocks: &Blocks<'_>, reference: u64) -> io::Result<Self> {
        let offset = usize::try_from(reference & 0xffff).map_err(|_| damaged())?;
        let mut at = Cursor::new(blocks.inodes(reference >> 16)?, offset);
        let head = at.read::<16>(blocks)?;
        let what = match head.number(0, 2) {
            1 => {
                let rest = at.read::<16>(blocks)?;
                directory(&rest, (0, 4), (8, 2), (10, 2))?
            }
            8 => {
                let rest = at.read::<24>(blocks)?;
                directory(&rest, (8, 4), (4, 4), (18, 2))?
            }
            2 => {
                let rest = at.read::<16>(blocks)?;
                file(&rest, (0, 4), (12, 4), 4, at)
            }
            9 => {
                let rest = at.read::<40>(blocks)?;
                file(&rest, (0, 8), (8, 8), 28, at)
            }
            3 | 10 => {
                let length = at.read::<8>(blocks)?.number(4, 4);
                let length = usize::try_from(length.min(LONGEST_LINK)).map_err(|_| damaged())?;
                What::Link(String::from_utf8_lossy(&at.bytes(blocks, length)?).into_owned())
            }
            4 | 5 | 11 | 12 => What::Device,
            6 | 7 | 13 | 14 => What::Other,
            _ => return Err(damaged()),
        };
        let mode = u32::try_from(head.number(2, 2) & 0o7777).unwrap_or_default();
        Ok(Self { mode, owner: head.number(4, 2), group: head.number(6, 2), what })
    }
}

type Field = (usize, usize);

fn directory<const N: usize>(
    record: &Record<N>,
    block: Field,
    size: Field,
    offset: Field,
) -> io::Result<What> {
    let number = |field: Field| record.number(field.0, field.1);
    Ok(What::Directory {
        block: number(block),
        offset: usize::try_from(number(offset)).map_err(|_| damaged())?,
        size: u32::try_from(number(size)).map_err(|_| damaged())?,
    })
}

fn file<const N: usize>(
    record: &Record<N>,
    start: Field,
    size: Field,
    fragment: usize,
    sizes: Cursor,
) -> What {
    let number = |field: Field| record.number(field.0, field.1);
    What::File(File {
        size: number(size),
        start: number(start),
        fragment: number((fragment, 4)),
        offset: number((fragment + 4, 4)),
        sizes,
    })
}
