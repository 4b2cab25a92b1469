//! Debian packages: an `ar` archive that starts with `debian-binary`, then tar archives, compressed or not. Other `ar`
//! archives are libraries of object files and are not opened.

use std::io::{self, Read};

use crate::filesystem::archive::{Level, Opener, admit};
use crate::filesystem::entry::{Entry, Inspect, clean_path};
use crate::filesystem::format::AR_MAGIC as MAGIC;
use crate::filesystem::problem::Found;

const HEADER: usize = 60;
const HEADER_END: &[u8] = b"`\n";

impl<I: Inspect> Opener<'_, I> {
    pub(super) fn deb(
        &self,
        archive: &Entry,
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        content.read_exact(&mut [0; MAGIC.len()])?;
        while let Some(header) = header(content)? {
            let (entry, leaves) = member(archive, &header)?;
            if !admit(&entry, leaves, level, found) {
                return Ok(());
            }
            let size = entry.size;
            let mut part = content.take(size);
            if self.look(&entry, &mut part, level, found).is_err() {
                return Ok(());
            }
            io::copy(&mut part, &mut io::sink())?;
            if part.limit() > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            // members start at even places
            content.take(size % 2).read_to_end(&mut Vec::new())?;
        }
        Ok(())
    }
}

/// The next header; `None` at the end of the archive.
fn header(content: &mut dyn Read) -> io::Result<Option<[u8; HEADER]>> {
    let mut start = Vec::with_capacity(HEADER);
    content.take(HEADER as u64).read_to_end(&mut start)?;
    if start.is_empty() {
        return Ok(None);
    }
    let whole = <[u8; HEADER]>::try_from(start);
    whole.map(Some).map_err(|_| io::ErrorKind::UnexpectedEof.into())
}

/// Name, owner, group, mode and size stand in columns, in letters.
fn member(archive: &Entry, header: &[u8; HEADER]) -> io::Result<(Entry, bool)> {
    let column = |from: usize, to: usize| header.get(from..to).unwrap_or_default().trim_ascii();
    let number = |from, to, base| {
        let text = std::str::from_utf8(column(from, to)).unwrap_or_default();
        u64::from_str_radix(text, base)
    };
    let wrong = || io::Error::other("a header in it is damaged");
    if !header.ends_with(HEADER_END) {
        return Err(wrong());
    }
    let name = column(0, 16);
    let (name, leaves) = clean_path(name.strip_suffix(b"/").unwrap_or(name));
    let size = number(48, 58, 10).map_err(|_| wrong())?;
    let mode = number(40, 48, 8).unwrap_or_default();
    let entry = Entry {
        mode: u32::try_from(mode & 0o7777).unwrap_or_default(),
        owner: number(28, 34, 10).unwrap_or_default(),
        group: number(34, 40, 10).unwrap_or_default(),
        ..Entry::regular(format!("{}!{name}", archive.path), size)
    };
    Ok((entry, leaves))
}
