//! 7z archives, by the crate `sevenz-rust2`: within a limit of memory, and never with a password.

use std::io;

use rawzip::{RangeReader, ReaderAt};
use sevenz_rust2::{ArchiveEntry, ArchiveReader, EntryDecision, Error, Password};

use super::aside::Cursor;
use super::{Level, Opener, admit};
use crate::filesystem::entry::{Entry, EntryKind, Inspect, clean_path};
use crate::filesystem::limits::{MAX_WINDOW, Metered};
use crate::filesystem::little_endian;
use crate::filesystem::problem::Found;

/// What the bits of Unix are shifted by in the attributes, if the bit below says that they are there.
const UNIX: u32 = 16;
const HAS_UNIX: u32 = 0x8000;
/// Bytes in front of the packed streams.
const HEAD: usize = 32;

impl<I: Inspect> Opener<'_, I> {
    pub(super) fn seven_zip(
        &self,
        archive: &Entry,
        bytes: &dyn ReaderAt,
        size: u64,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        // beside its dictionary a decoder needs some room
        let most = usize::try_from((MAX_WINDOW + MAX_WINDOW / 8) / 1024).unwrap_or(usize::MAX);
        let source = Cursor { bytes, size, position: 0 };
        let mut reader = ArchiveReader::new_with_memory_limit(source, Password::empty(), most)
            .map_err(|error| described(&error))?;
        reader.set_thread_count(1);
        let outcome = reader.for_each_entries_with_decision(|member, content| {
            let (entry, leaves) = entry_of(archive, member);
            if !admit(&entry, leaves, level, found) {
                return Ok(EntryDecision::Stop);
            }
            let Some(allowance) = level.allowance else { return Ok(EntryDecision::Stop) };
            let outcome = self.look(&entry, &mut Metered::new(content, allowance), level, found);
            // what cannot be read is reported with the member
            Ok(if outcome.is_err() { EntryDecision::SkipBlock } else { EntryDecision::Continue })
        });
        match level.breach() {
            Some(_) => return Ok(()),
            None => outcome.map_err(|error| described(&error))?,
        }
        let mut rest = RangeReader::new(bytes, end(bytes).min(size)..size);
        self.behind(archive, &mut rest, level, found)
    }
}

/// Where an archive that could be read ends: behind its directory, which its first bytes place.
fn end(bytes: &dyn ReaderAt) -> u64 {
    let mut head = [0; HEAD];
    let read = bytes.read_at(&mut head, 0).unwrap_or_default();
    let number =
        |at| little_endian(head.get(..read).unwrap_or_default(), at, 8).unwrap_or(u64::MAX);
    (HEAD as u64).saturating_add(number(12)).saturating_add(number(20))
}

fn entry_of(archive: &Entry, member: &ArchiveEntry) -> (Entry, bool) {
    let (path, leaves) = clean_path(member.name().as_bytes());
    let attributes = member.windows_attributes();
    let mode = if attributes & HAS_UNIX == 0 { 0o644 } else { attributes >> UNIX & 0o7777 };
    let kind = if member.is_directory() { EntryKind::Directory } else { EntryKind::Regular };
    let path = format!("{}!{path}", archive.path);
    let (owner, group) = (archive.owner, archive.group);
    (Entry { kind, mode, owner, group, ..Entry::regular(path, member.size()) }, leaves)
}

fn described(error: &Error) -> io::Error {
    io::Error::other(match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => "it is encrypted".to_owned(),
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => {
            "it is encrypted".to_owned()
        }
        Error::ChecksumVerificationFailed => "it is damaged".to_owned(),
        error => error.to_string(),
    })
}
