//! What the header of a cabinet says: its folders and members.

use std::io::{self, Read as _};
use std::ops::Range;

use rawzip::{RangeReader, ReaderAt};

use crate::filesystem::little_endian;

const HEADER: usize = 36;
const FOLDER: usize = 8;
const MEMBER: usize = 16;
/// Longest name, in bytes.
const LONGEST: u64 = 256;

/// Flags of the header.
const HAS_PREVIOUS: u64 = 1;
const HAS_NEXT: u64 = 2;
const HAS_RESERVE: u64 = 4;
/// Numbers of folders that say where else a member stands.
const FROM_PREVIOUS: [u64; 2] = [0xfffd, 0xffff];
const TO_NEXT: u64 = 0xfffe;
/// Says of a member that it may be run when it is unpacked.
const MAY_RUN: u64 = 0x40;

/// What a folder is by its header.
#[derive(Clone, Copy)]
pub(super) struct Packed {
    pub(super) start: u64,
    pub(super) blocks: u64,
    pub(super) method: u64,
}

/// A member by its header.
pub(super) struct Member {
    folder: u64,
    pub(super) offset: u64,
    pub(super) size: u64,
    pub(super) may_run: bool,
    /// Where its name stands.
    pub(super) name: u64,
}

/// What the header of a cabinet says.
pub(super) struct Cabinet {
    folders: Vec<Packed>,
    pub(super) members: Vec<Member>,
    /// Bytes in front of each block that belong to nobody.
    pub(super) reserve: u64,
    pub(super) end: u64,
}

pub(super) fn damaged() -> io::Error {
    io::Error::other("a header in it is damaged")
}

impl Cabinet {
    pub(super) fn read(bytes: &dyn ReaderAt, size: u64) -> io::Result<Self> {
        let head = part::<HEADER>(bytes, 0, size)?;
        let number = |at, length| little_endian(&head, at, length).unwrap_or_default();
        if number(8, 4) > size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let flags = number(30, 2);
        let (mut at, mut reserves) = (HEADER as u64, [0; 2]);
        if flags & HAS_RESERVE != 0 {
            let sizes = part::<4>(bytes, at, size)?;
            reserves = [sizes[2].into(), sizes[3].into()];
            at += 4 + u64::from(u16::from_le_bytes([sizes[0], sizes[1]]));
        }
        let names = 2 * u64::from(flags & HAS_PREVIOUS != 0) + 2 * u64::from(flags & HAS_NEXT != 0);
        for _ in 0..names {
            at += text(bytes, at, size)?.len() as u64 + 1;
        }
        let mut folders = Vec::new();
        for _ in 0..number(26, 2) {
            let folder = part::<FOLDER>(bytes, at, size)?;
            let number = |at, length| little_endian(&folder, at, length).unwrap_or_default();
            let (start, blocks, method) = (number(0, 4), number(4, 2), number(6, 2));
            folders.push(Packed { start, blocks, method });
            at += FOLDER as u64 + reserves[0];
        }
        let mut at = number(16, 4);
        let mut members = Vec::new();
        for _ in 0..number(28, 2) {
            let member = part::<MEMBER>(bytes, at, size)?;
            let number = |at, length| little_endian(&member, at, length).unwrap_or_default();
            let name = at + MEMBER as u64;
            members.push(Member {
                folder: number(8, 2),
                offset: number(4, 4),
                size: number(0, 4),
                may_run: number(14, 2) & MAY_RUN != 0,
                name,
            });
            at = name + text(bytes, name, size)?.len() as u64 + 1;
        }
        Ok(Self { folders, members, reserve: reserves[1], end: number(8, 4) })
    }

    /// The number of the folder that a member is in, and what it is; `None` if it is in another cabinet.
    pub(super) fn folder_of(&self, member: &Member) -> Option<(u64, Packed)> {
        let index = match member.folder {
            index if FROM_PREVIOUS.contains(&index) => return None,
            TO_NEXT => (self.folders.len() as u64).checked_sub(1)?,
            index => index,
        };
        let folder = self.folders.get(usize::try_from(index).ok()?)?;
        Some((index, *folder))
    }
}

pub(super) fn part<const N: usize>(
    bytes: &dyn ReaderAt,
    at: u64,
    size: u64,
) -> io::Result<[u8; N]> {
    let mut part = [0; N];
    let mut found = RangeReader::new(bytes, within(at, N as u64, size));
    found.read_exact(&mut part).map_err(|_| damaged())?;
    Ok(part)
}

/// So many bytes from a place on, as far as they are there.
fn within(at: u64, length: u64, size: u64) -> Range<u64> {
    at.min(size)..at.saturating_add(length).min(size)
}

/// A text that ends with a zero, without it.
pub(super) fn text(bytes: &dyn ReaderAt, at: u64, size: u64) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    RangeReader::new(bytes, within(at, LONGEST + 1, size)).read_to_end(&mut text)?;
    let end = memchr::memchr(0, &text).ok_or_else(damaged)?;
    text.truncate(end);
    Ok(text)
}
