//! cpio archives in the formats that RPM packages and initial file systems have, and RPM packages, which hold one.
//!
//! Source: `cpio(5)`, "New ASCII Format"; the lead and headers of a package as rpm.org describes them.

use std::io::{self, Read};

use super::{Level, Opener, admit};
use crate::filesystem::entry::{Entry, EntryKind, Inspect, clean_path};
use crate::filesystem::format::{CPIO_HEADER as HEADER, is_cpio};
use crate::filesystem::problem::Found;

const LAST: &[u8] = b"TRAILER!!!";
/// Longest name of a member, in bytes.
const LONGEST: u64 = 1 << 16;

const RPM_LEAD: u64 = 96;
const RPM_HEADER: [u8; 3] = [0x8e, 0xad, 0xe8];

impl<I: Inspect> Opener<'_, I> {
    pub(super) fn cpio(
        &self,
        archive: &Entry,
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        loop {
            let mut header = [0; HEADER];
            content.read_exact(&mut header)?;
            if !is_cpio(&header) {
                return Err(io::Error::other("a header in it is damaged"));
            }
            let number = |field: usize| number(&header, field);
            let mut name = Vec::new();
            let length = number(11);
            if length > LONGEST {
                return Err(io::Error::other("a name in it is too long"));
            }
            content.take(length).read_to_end(&mut name)?;
            padding(content, HEADER as u64 + length)?;
            let name = name.strip_suffix(b"\0").unwrap_or(&name);
            let size = number(6);
            if name == LAST {
                return self.behind(archive, content, level, found);
            }
            let (path, leaves) = clean_path(name);
            let mode = u32::try_from(number(1)).unwrap_or_default();
            let entry = Entry {
                kind: kind(mode),
                mode: mode & 0o7777,
                owner: number(2),
                group: number(3),
                ..Entry::regular(format!("{}!{path}", archive.path), size)
            };
            if !admit(&entry, leaves, level, found) {
                return Ok(());
            }
            let mut part = content.take(size);
            if self.look(&entry, &mut part, level, found).is_err() {
                return Ok(());
            }
            io::copy(&mut part, &mut io::sink())?;
            if part.limit() > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            padding(content, size)?;
        }
    }

    /// The archive in an RPM package, behind its lead and two headers.
    pub(super) fn rpm(
        &self,
        archive: &Entry,
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        skip(content, RPM_LEAD)?;
        let signature = rpm_header(content)?;
        skip(content, signature.next_multiple_of(8) - signature)?;
        rpm_header(content)?;
        let path = format!("{}!payload", archive.path);
        // its size is known only when it was read
        let member = Entry { path, size: 0, ..archive.clone() };
        if admit(&member, false, level, found) {
            // a failure inside is reported
            let _ = self.look(&member, content, level, found);
        }
        Ok(())
    }
}

fn number(header: &[u8; HEADER], field: usize) -> u64 {
    let digits = header.get(6 + field * 8..14 + field * 8).unwrap_or_default();
    let text = std::str::from_utf8(digits).unwrap_or_default();
    u64::from_str_radix(text, 16).unwrap_or_default()
}

fn kind(mode: u32) -> EntryKind {
    match mode & 0o170_000 {
        0o040_000 => EntryKind::Directory,
        0o120_000 => EntryKind::Symlink,
        0o020_000 | 0o060_000 => EntryKind::Device,
        0o010_000 | 0o140_000 => EntryKind::Other,
        _ => EntryKind::Regular,
    }
}

/// Names and contents end at multiples of four.
fn padding(content: &mut dyn Read, length: u64) -> io::Result<()> {
    skip(content, length.next_multiple_of(4) - length)
}

fn skip(content: &mut dyn Read, count: u64) -> io::Result<()> {
    let skipped = io::copy(&mut content.take(count), &mut io::sink())?;
    if skipped < count { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// Skips a header and gives its length.
fn rpm_header(content: &mut dyn Read) -> io::Result<u64> {
    let mut start = [0; 16];
    content.read_exact(&mut start)?;
    if !start.starts_with(&RPM_HEADER) {
        return Err(io::Error::other("a header in it is damaged"));
    }
    let number = |at: usize| {
        let bytes = start.get(at..at + 4).unwrap_or_default();
        bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
    };
    let length = number(8) * 16 + number(12);
    skip(content, length)?;
    Ok(16 + length)
}
