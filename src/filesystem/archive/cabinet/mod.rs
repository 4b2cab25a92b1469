//! Cabinets, as Windows and its installers have them.
//!
//! The crate for them trusts the counts in a header and unpacks a folder again for each of its files; here a folder is
//! unpacked once. Source: Microsoft's [MS-CAB].

mod folder;
mod header;

use std::io::{self, Read as _};

use rawzip::{RangeReader, ReaderAt};

use super::{Level, Opener, admit};
use crate::filesystem::entry::{Entry, Inspect, clean_path};
use crate::filesystem::limits::Metered;
use crate::filesystem::problem::{Found, Problem, ProblemKind};
use folder::Folder;
use header::{Cabinet, Member, text};

impl<I: Inspect> Opener<'_, I> {
    pub(super) fn cabinet(
        &self,
        archive: &Entry,
        bytes: &dyn ReaderAt,
        size: u64,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        let Some(allowance) = level.allowance else { return Ok(()) };
        let cabinet = Cabinet::read(bytes, size)?;
        let mut open: Option<(u64, Metered<'_, Folder<'_>>, u64)> = None;
        for member in &cabinet.members {
            let (entry, leaves) = entry_of(archive, member, bytes, size)?;
            if !admit(&entry, leaves, level, found) {
                return Ok(());
            }
            let Some((folder, packed)) = cabinet.folder_of(member) else {
                let what = "it starts in another cabinet";
                found.problem(Problem::new(&entry.path, ProblemKind::Unreadable, what));
                continue;
            };
            // members of one folder stand in its bytes in their order
            let is_behind = |it: &(u64, _, u64)| it.0 == folder && it.2 <= member.offset;
            let (_, content, position) = match open.take().filter(is_behind) {
                Some(at) => open.insert(at),
                None => {
                    let content = Folder::new(bytes, size, packed, cabinet.reserve)?;
                    open.insert((folder, Metered::new(content, allowance), 0))
                }
            };
            let outcome = skip(content, member.offset - *position);
            let mut part = content.take(member.size);
            let outcome = outcome.map(|()| self.look(&entry, &mut part, level, found));
            *position = member.offset + (member.size - part.limit());
            let is_cut = part.limit() > 0;
            if level.breach().is_some() {
                return Ok(());
            }
            match outcome {
                Err(error) => found.problem(Problem::reading(&entry.path, &error)),
                Ok(Ok(())) if is_cut => {
                    let error = io::ErrorKind::UnexpectedEof.into();
                    found.problem(Problem::reading(&entry.path, &error));
                }
                // a failure inside is reported
                Ok(_) => {}
            }
        }
        let mut rest = RangeReader::new(bytes, cabinet.end..size);
        self.behind(archive, &mut rest, level, found)
    }
}

fn skip(content: &mut Metered<'_, Folder<'_>>, count: u64) -> io::Result<()> {
    let skipped = io::copy(&mut content.take(count), &mut io::sink())?;
    if skipped < count { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

fn entry_of(
    archive: &Entry,
    member: &Member,
    bytes: &dyn ReaderAt,
    size: u64,
) -> io::Result<(Entry, bool)> {
    let name = text(bytes, member.name, size)?;
    // Windows parts names by the other stroke
    let name: Vec<u8> = name.iter().map(|it| if *it == b'\\' { b'/' } else { *it }).collect();
    let (name, leaves) = clean_path(&name);
    let mode = if member.may_run { 0o755 } else { 0o644 };
    let (owner, group) = (archive.owner, archive.group);
    let path = format!("{}!{name}", archive.path);
    Ok((Entry { mode, owner, group, ..Entry::regular(path, member.size) }, leaves))
}
