//! The members of an archive, each handed to the same inspection as any other file.

use std::io::{self, Read};

use rawzip::{RangeReader, ReaderAt};

use super::watched::Watched;
use super::{Level, Opener, admit};
use crate::filesystem::compression;
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::format::{self, Format};
use crate::filesystem::limits::Metered;
use crate::filesystem::problem::Found;
use crate::filesystem::tar::{Behind, TarReader};

/// What bytes behind the end of an archive are called.
pub(crate) const BEHIND: &str = "behind the end";

impl<I: Inspect> Opener<'_, I> {
    /// What is inside of an archive.
    pub(super) fn members(
        &self,
        entry: &Entry,
        archive: &dyn ReaderAt,
        size: u64,
        format: Format,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        let Some(allowance) = level.allowance else { return Ok(()) };
        let packed = RangeReader::new(archive, 0..size);
        match format {
            Format::Zip => {
                let mut traces = Watched::new(packed, size);
                io::copy(&mut traces, &mut io::sink())?;
                let mut places = self.zips(entry, archive, &traces.traces, level, found);
                if !places.has_any() {
                    // the reader of the format says what is wrong
                    self.zip(entry, archive, size, level, found, &mut places)?;
                }
                return self.zip_gaps(entry, archive, size, places, level, found);
            }
            Format::SevenZip => return self.seven_zip(entry, archive, size, level, found),
            Format::SquashFs => return self.squash_fs(entry, archive, size, level, found),
            Format::Cabinet => return self.cabinet(entry, archive, size, level, found),
            _ => {}
        }
        let mut content = Metered::new(compression::unpack(format, packed), allowance);
        match format {
            Format::Tar => self.tar(entry, &mut content, level, found),
            Format::Deb => self.deb(entry, &mut content, level, found),
            Format::Cpio => self.cpio(entry, &mut content, level, found),
            Format::Rpm => self.rpm(entry, &mut content, level, found),
            _ => self.unpacked(entry, &mut content, level, found),
        }
    }

    /// What is inside a compressed stream: a tar archive, or one file.
    fn unpacked(
        &self,
        entry: &Entry,
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        let head = format::head(content)?;
        let is_tar = Format::of(&head) == Some(Format::Tar);
        let mut whole = head.chain(content);
        if is_tar {
            return self.tar(entry, &mut whole, level, found);
        }
        let name = entry.path.rsplit(['/', '!']).next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let path = format!("{}!{stem}", entry.path);
        // its size is known only when it was read
        let member = Entry { path, size: 0, ..entry.clone() };
        let _ = self.look(&member, &mut whole, level, found);
        Ok(())
    }

    fn tar(
        &self,
        archive: &Entry,
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        let mut tar = TarReader::new(content);
        loop {
            while let Some(member) = tar.next_entry()? {
                let mut entry = member.entry;
                entry.path = format!("{}!{}", archive.path, entry.path);
                if !admit(&entry, member.leaves, level, found) {
                    return Ok(());
                }
                // an index of an archive has its headers, and nothing of the content stands in the text
                if level.is_written && tar.lacks_content()? {
                    let empty = Entry { size: 0, ..entry };
                    return self.look(&empty, &mut io::empty(), level, found).or(Ok(()));
                }
                if self.look(&entry, &mut tar, level, found).is_err() {
                    return Ok(());
                }
            }
            match tar.behind()? {
                Behind::Nothing => return Ok(()),
                Behind::Archive => {}
                Behind::Bytes => return self.behind(archive, &mut tar, level, found),
            }
        }
    }

    /// What stands behind the end of an archive, if it is more than zeros.
    pub(super) fn behind(
        &self,
        archive: &Entry,
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        let mut block = [0; format::HEAD];
        loop {
            let count = content.read(&mut block)?;
            let read = block.get(..count).unwrap_or_default();
            if count == 0 {
                return Ok(());
            }
            if let Some(first) = read.iter().position(|byte| *byte != 0) {
                let mut rest = read.get(first..).unwrap_or_default().chain(content);
                self.part(archive, (BEHIND, 0), &mut rest, level, found);
                return Ok(());
            }
        }
    }
}
