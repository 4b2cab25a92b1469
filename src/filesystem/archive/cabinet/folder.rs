//! The bytes of a folder of a cabinet: its blocks, unpacked one after the other.

use std::io::{self, Cursor, Read};

use flate2::{Decompress, FlushDecompress};
use lzxd::{Lzxd, WindowSize};
use rawzip::{RangeReader, ReaderAt};

use super::header::{Packed, damaged, part};

/// Unpacked bytes of a block.
const BLOCK: usize = 32 * 1024;
/// In front of each block of the first method.
const MARK: &[u8] = b"CK";
const DATA: usize = 8;

enum Method {
    Stored,
    /// Deflate, with the bytes before as dictionary.
    MsZip(Vec<u8>),
    Lzx(Box<Lzxd>),
}

impl Method {
    fn of(method: u64) -> io::Result<Self> {
        Ok(match method & 0xf {
            0 => Self::Stored,
            1 => Self::MsZip(Vec::new()),
            3 => Self::Lzx(Box::new(Lzxd::new(window(method >> 8 & 0x1f)?))),
            2 => return Err(io::Error::other("it is compressed with Quantum")),
            _ => return Err(damaged()),
        })
    }

    fn unpack(&mut self, packed: Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
        let broken = || io::Error::other("it is damaged");
        let bytes = match self {
            Self::Stored => packed,
            Self::MsZip(before) => {
                let packed = packed.strip_prefix(MARK).ok_or_else(broken)?;
                let mut bytes = inflate(before, packed, length).ok_or_else(broken)?;
                before.extend_from_slice(&bytes);
                before.drain(..before.len().saturating_sub(BLOCK));
                bytes.truncate(length);
                bytes
            }
            Self::Lzx(decoder) => {
                let bytes = decoder.decompress_next(&packed, length);
                bytes.map_err(io::Error::other)?.to_vec()
            }
        };
        if bytes.len() == length { Ok(bytes) } else { Err(broken()) }
    }
}

fn window(bits: u64) -> io::Result<WindowSize> {
    use WindowSize::{KB32, KB64, KB128, KB256, KB512, MB1, MB2};
    let sizes = [KB32, KB64, KB128, KB256, KB512, MB1, MB2];
    let index = usize::try_from(bits.saturating_sub(15)).unwrap_or(usize::MAX);
    // the format has no larger ones
    sizes.get(index).copied().ok_or_else(damaged)
}

/// Unpacks a block behind others: they are given to the decoder as a block that is stored.
fn inflate(before: &[u8], packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut decoder = Decompress::new(false);
    if !before.is_empty() {
        let [low, high] = u16::try_from(before.len()).ok()?.to_le_bytes();
        let stored = [&[0, low, high, !low, !high], before].concat();
        let mut room = Vec::with_capacity(before.len());
        decoder.decompress_vec(&stored, &mut room, FlushDecompress::Sync).ok()?;
    }
    let mut bytes = Vec::with_capacity(length);
    decoder.decompress_vec(packed, &mut bytes, FlushDecompress::Sync).ok()?;
    Some(bytes)
}

/// A reader of a folder.
pub(super) struct Folder<'f> {
    bytes: &'f dyn ReaderAt,
    size: u64,
    method: Method,
    reserve: u64,
    /// Where the next block starts.
    at: u64,
    /// Blocks that were not read yet.
    left: u64,
    block: Cursor<Vec<u8>>,
}

impl<'f> Folder<'f> {
    pub(super) fn new(
        bytes: &'f dyn ReaderAt,
        size: u64,
        packed: Packed,
        reserve: u64,
    ) -> io::Result<Self> {
        let (method, at, left) = (Method::of(packed.method)?, packed.start, packed.blocks);
        Ok(Self { bytes, size, method, reserve, at, left, block: Cursor::default() })
    }

    /// Reads the next block.
    fn next_block(&mut self) -> io::Result<()> {
        let head = part::<DATA>(self.bytes, self.at, self.size)?;
        let number = |at: usize| {
            let bytes = head.get(at..at + 2).and_then(|it| it.try_into().ok());
            u64::from(bytes.map_or(0, u16::from_le_bytes))
        };
        let length = usize::try_from(number(6)).map_err(|_| damaged())?;
        let start = self.at + DATA as u64 + self.reserve;
        let end = start + number(4);
        // a block without bytes of its own goes on in the next cabinet
        if length == 0 || length > BLOCK || end > self.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut packed = Vec::new();
        RangeReader::new(self.bytes, start..end).read_to_end(&mut packed)?;
        self.block = Cursor::new(self.method.unpack(packed, length)?);
        (self.at, self.left) = (end, self.left - 1);
        Ok(())
    }
}

impl Read for Folder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.block.read(buffer)?;
        if count > 0 || buffer.is_empty() || self.left == 0 {
            return Ok(count);
        }
        self.next_block()?;
        self.block.read(buffer)
    }
}
