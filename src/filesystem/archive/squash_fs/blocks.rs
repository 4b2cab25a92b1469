//! The blocks of a SquashFS: the superblock, the small blocks in which inodes, directories and tables are packed, and those of
//! contents. A few that were unpacked last are kept.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read as _};
use std::rc::Rc;

use rawzip::ReaderAt;

use crate::filesystem::compression;
use crate::filesystem::format::Format;
use crate::filesystem::limits::Allowance;
use crate::filesystem::little_endian;

const SUPERBLOCK: usize = 96;
/// Unpacked bytes of a block of inodes, directories or tables.
const SMALL: usize = 8192;
/// Least and greatest size of a block of contents.
const LARGE: std::ops::RangeInclusive<u64> = 4096..=1 << 20;
/// Blocks that are kept: inodes, directories and their parents are read in turn.
const KEPT: usize = 16;
/// Blocks of ends of files that are kept, of up to a MiB.
const KEPT_FRAGMENTS: usize = 4;
/// Says of a small block that it is not packed.
const PLAIN: u64 = 0x8000;
/// The same of a large one.
pub(super) const PLAIN_LARGE: u64 = 1 << 24;
/// Bytes of the place of a block in which ends of files stand.
const FRAGMENT: u64 = 16;

pub(super) fn damaged() -> io::Error {
    io::Error::other("it is damaged")
}

/// How blocks are packed.
#[derive(Clone, Copy)]
enum Packing {
    Stream(Format),
    /// A block of LZ4 without a frame.
    Lz4,
}

/// An unpacked small block, and where the next one starts.
#[derive(Clone)]
struct Small {
    at: u64,
    bytes: Rc<[u8]>,
    next: u64,
}

/// The file system as its superblock says it is.
pub(super) struct Blocks<'b> {
    bytes: &'b dyn ReaderAt,
    allowance: &'b Allowance<'b>,
    packing: Packing,
    /// Unpacked bytes of a block of contents.
    pub(super) block_size: u64,
    /// Bytes of the whole.
    pub(super) used: u64,
    /// The inode of the root directory.
    pub(super) root: u64,
    inodes: u64,
    directories: u64,
    fragments: u64,
    fragment_count: u64,
    ids: Vec<u32>,
    kept: RefCell<VecDeque<Small>>,
    kept_fragments: RefCell<VecDeque<(u64, Rc<[u8]>)>>,
}

impl<'b> Blocks<'b> {
    /// Reads the superblock and the owners.
    pub(super) fn open(
        bytes: &'b dyn ReaderAt,
        size: u64,
        allowance: &'b Allowance<'b>,
    ) -> io::Result<Self> {
        let mut head = [0; SUPERBLOCK];
        read_at(bytes, 0, &mut head)?;
        let number = |at, length| little_endian(&head, at, length).unwrap_or_default();
        if (number(28, 2), number(30, 2)) != (4, 0) {
            let what =
                format!("it is SquashFS {}.{}, which is not opened", number(28, 2), number(30, 2));
            return Err(io::Error::other(what));
        }
        let packing = match number(20, 2) {
            1 => Packing::Stream(Format::Zlib),
            2 => Packing::Stream(Format::Lzma),
            4 => Packing::Stream(Format::Xz),
            5 => Packing::Lz4,
            6 => Packing::Stream(Format::Zstd),
            3 => return Err(io::Error::other("it is compressed with LZO")),
            _ => return Err(damaged()),
        };
        let (block_size, used) = (number(12, 4), number(40, 8));
        if !LARGE.contains(&block_size) || !block_size.is_power_of_two() {
            return Err(damaged());
        }
        if used > size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut blocks = Self {
            bytes,
            allowance,
            packing,
            block_size,
            used,
            root: number(32, 8),
            inodes: number(64, 8),
            directories: number(72, 8),
            fragments: number(80, 8),
            fragment_count: number(16, 4),
            ids: Vec::new(),
            kept: RefCell::default(),
            kept_fragments: RefCell::default(),
        };
        blocks.ids = blocks.read_ids(number(48, 8), number(26, 2))?;
        Ok(blocks)
    }

    /// The owner or group that has a number in the table of them.
    pub(super) fn id(&self, index: u64) -> u64 {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        self.ids.get(index).copied().map_or(0, u64::from)
    }

    fn read_ids(&self, table: u64, count: u64) -> io::Result<Vec<u32>> {
        let mut ids = Vec::new();
        for index in 0..count {
            let raw = self.of_table(table, index, 4)?;
            ids.push(raw.try_into().map(u32::from_le_bytes).map_err(|_| damaged())?);
        }
        Ok(ids)
    }

    /// An element of a table: its blocks are found by a list of their places.
    fn of_table(&self, table: u64, index: u64, length: u64) -> io::Result<Vec<u8>> {
        let offset = index * length;
        let mut place = [0; 8];
        let list = table.checked_add(offset / SMALL as u64 * 8).ok_or_else(damaged)?;
        read_at(self.bytes, list, &mut place)?;
        let within = usize::try_from(offset % SMALL as u64).map_err(|_| damaged())?;
        let length = usize::try_from(length).map_err(|_| damaged())?;
        Cursor::new(u64::from_le_bytes(place), within).bytes(self, length)
    }

    /// Where a block of inodes starts.
    pub(super) fn inodes(&self, block: u64) -> io::Result<u64> {
        self.inodes.checked_add(block).ok_or_else(damaged)
    }

    /// Where a block of directories starts.
    pub(super) fn directories(&self, block: u64) -> io::Result<u64> {
        self.directories.checked_add(block).ok_or_else(damaged)
    }

    /// The block of ends of files with this number.
    pub(super) fn fragment(&self, index: u64) -> io::Result<Rc<[u8]>> {
        if index >= self.fragment_count {
            return Err(damaged());
        }
        let kept = |it: &&(u64, Rc<[u8]>)| it.0 == index;
        if let Some((_, bytes)) = self.kept_fragments.borrow().iter().find(kept) {
            return Ok(Rc::clone(bytes));
        }
        let place = self.of_table(self.fragments, index, FRAGMENT)?;
        let number = |at, length| little_endian(&place, at, length).ok_or_else(damaged);
        let bytes: Rc<[u8]> = self.large(number(0, 8)?, number(8, 4)?)?.into();
        self.allowance.count(bytes.len() as u64)?;
        let mut all = self.kept_fragments.borrow_mut();
        all.truncate(KEPT_FRAGMENTS - 1);
        all.push_front((index, Rc::clone(&bytes)));
        Ok(bytes)
    }

    /// A block of contents, whose size also says whether it is packed.
    pub(super) fn large(&self, at: u64, size: u64) -> io::Result<Vec<u8>> {
        let stored = size & (PLAIN_LARGE - 1);
        if stored > self.block_size {
            return Err(damaged());
        }
        let packed = self.stored(at, stored)?;
        if size & PLAIN_LARGE != 0 {
            return Ok(packed);
        }
        self.unpack(&packed, usize::try_from(self.block_size).map_err(|_| damaged())?)
    }

    fn small(&self, at: u64) -> io::Result<Small> {
        let mut kept = self.kept.borrow_mut();
        if let Some(place) = kept.iter().position(|it| it.at == at)
            && let Some(block) = kept.remove(place)
        {
            kept.push_front(block.clone());
            return Ok(block);
        }
        let mut head = [0; 2];
        read_at(self.bytes, at, &mut head)?;
        let head = u64::from(u16::from_le_bytes(head));
        let size = head & (PLAIN - 1);
        let start = at.checked_add(2).ok_or_else(damaged)?;
        let packed = self.stored(start, size)?;
        let bytes = if head & PLAIN == 0 { self.unpack(&packed, SMALL)? } else { packed };
        // an empty one would be gone through again and again
        if bytes.is_empty() || bytes.len() > SMALL {
            return Err(damaged());
        }
        self.allowance.count(bytes.len() as u64)?;
        let block = Small { at, bytes: bytes.into(), next: start + size };
        kept.truncate(KEPT - 1);
        kept.push_front(block.clone());
        Ok(block)
    }

    fn stored(&self, at: u64, size: u64) -> io::Result<Vec<u8>> {
        if at.checked_add(size).is_none_or(|end| end > self.used) {
            return Err(damaged());
        }
        let mut packed = vec![0; usize::try_from(size).map_err(|_| damaged())?];
        read_at(self.bytes, at, &mut packed)?;
        Ok(packed)
    }

    fn unpack(&self, packed: &[u8], most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self.packing {
            Packing::Stream(format) => {
                let unpacked = compression::unpack(format, packed);
                unpacked.take(most as u64 + 1).read_to_end(&mut bytes)?;
            }
            Packing::Lz4 => {
                bytes.resize(most, 0);
                let unpacked = lz4_flex::block::decompress_into(packed, &mut bytes);
                bytes.truncate(unpacked.map_err(io::Error::other)?);
            }
        }
        if bytes.len() > most { Err(damaged()) } else { Ok(bytes) }
    }
}

fn read_at(bytes: &dyn ReaderAt, at: u64, buffer: &mut [u8]) -> io::Result<()> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        let place = at.checked_add(done as u64).ok_or_else(damaged)?;
        match bytes.read_at(rest, place)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => done += count,
        }
    }
    Ok(())
}

/// Bytes of fixed length with numbers in them, the lowest byte first.
pub(super) struct Record<const N: usize>([u8; N]);

impl<const N: usize> Record<N> {
    pub(super) fn number(&self, at: usize, length: usize) -> u64 {
        little_endian(&self.0, at, length).unwrap_or_default()
    }
}

/// A place in small blocks, which goes on over their ends.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    block: u64,
    offset: usize,
}

impl Cursor {
    pub(super) fn new(block: u64, offset: usize) -> Self {
        Self { block, offset }
    }

    pub(super) fn read<const N: usize>(&mut self, blocks: &Blocks<'_>) -> io::Result<Record<N>> {
        let bytes = self.bytes(blocks, N)?;
        bytes.try_into().map(Record).map_err(|_| damaged())
    }

    pub(super) fn bytes(&mut self, blocks: &Blocks<'_>, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if length > 1 << 16 {
            return Err(damaged());
        }
        while bytes.len() < length {
            let block = blocks.small(self.block)?;
            let rest = block.bytes.get(self.offset..).ok_or_else(damaged)?;
            if rest.is_empty() {
                (self.block, self.offset) = (block.next, 0);
                continue;
            }
            let part = rest.get(..length - bytes.len()).unwrap_or(rest);
            bytes.extend_from_slice(part);
            self.offset += part.len();
        }
        Ok(bytes)
    }
}
