//! SquashFS 4.0: the file system of AppImages, snaps, live systems and some layers. Read where it stands, block by block, within
//! the same limits as any archive.
//!
//! Crates for it hold all inodes and names in memory, as many as an image says that there are; here it is a few blocks.
//! Source: the description of the format in the kernel's `fs/squashfs/squashfs_fs.h`.

mod blocks;
mod content;
mod inode;

use std::collections::HashSet;
use std::io;
use std::rc::Rc;

use rawzip::{RangeReader, ReaderAt};

use super::{Level, Opener, admit};
use crate::filesystem::entry::{Entry, EntryKind, Inspect, clean_path};
use crate::filesystem::limits::{Allowance, Metered};
use crate::filesystem::problem::Found;
use blocks::{Blocks, Cursor, damaged};
use content::Content;
use inode::{Inode, What};

/// Longest path inside, as Linux has it, in bytes.
const LONGEST_PATH: usize = 4096;
/// Directories that are not listed yet, with the bytes of their names.
const MOST_PENDING: usize = 16 << 20;
/// Directories of one file system.
const MOST_DIRECTORIES: usize = 1 << 20;

/// A directory that is not listed yet.
struct Pending {
    parent: Rc<str>,
    name: String,
    inode: u64,
}

impl<I: Inspect> Opener<'_, I> {
    pub(super) fn squash_fs(
        &self,
        archive: &Entry,
        bytes: &dyn ReaderAt,
        size: u64,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<()> {
        let Some(allowance) = level.allowance else { return Ok(()) };
        let blocks = Blocks::open(bytes, size, allowance)?;
        let walk = Walk { opener: self, archive, blocks: &blocks, level, allowance };
        walk.all(found)?;
        let mut rest = RangeReader::new(bytes, blocks.used.min(size)..size);
        self.behind(archive, &mut rest, level, found)
    }
}

/// A walk through all directories.
struct Walk<'w, I> {
    opener: &'w Opener<'w, I>,
    archive: &'w Entry,
    blocks: &'w Blocks<'w>,
    level: Level<'w>,
    allowance: &'w Allowance<'w>,
}

impl<I: Inspect> Walk<'_, I> {
    fn all(&self, found: &mut Found<I::Seen>) -> io::Result<()> {
        let root = Pending { parent: "".into(), name: String::new(), inode: self.blocks.root };
        let (mut pending, mut waiting) = (vec![root], 0);
        let mut met = HashSet::new();
        while let Some(directory) = pending.pop() {
            waiting -= directory.name.len();
            if !met.insert(directory.inode) || met.len() > MOST_DIRECTORIES {
                return Err(io::Error::other("its directories are not a tree that can be read"));
            }
            let before = pending.len();
            if !self.directory(&directory, &mut pending, found)? {
                return Ok(());
            }
            let added = pending.get(before..).unwrap_or_default().iter();
            waiting += added.map(|it| it.name.len()).sum::<usize>();
            if waiting + pending.len() * size_of::<Pending>() > MOST_PENDING {
                return Err(io::Error::other("it has more directories than minestop remembers"));
            }
        }
        Ok(())
    }

    /// One directory; false if nothing more is to be read.
    fn directory(
        &self,
        directory: &Pending,
        pending: &mut Vec<Pending>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<bool> {
        let inode = Inode::read(self.blocks, directory.inode)?;
        let What::Directory { block, offset, size } = inode.what else { return Err(damaged()) };
        let path: Rc<str> = match (&*directory.parent, directory.name.as_str()) {
            ("", name) => name.into(),
            (parent, name) => format!("{parent}/{name}").into(),
        };
        if path.len() > LONGEST_PATH {
            return Err(io::Error::other("a path in it is too long"));
        }
        let mut list = Cursor::new(self.blocks.directories(block)?, offset);
        // the entries for itself and its parent are counted and not there
        let mut left = u64::from(size).saturating_sub(3);
        while left > 0 {
            let head = list.read::<12>(self.blocks)?;
            let count = head.number(0, 4) + 1;
            let block = head.number(4, 4);
            left = left.checked_sub(12).filter(|_| count <= 256).ok_or_else(damaged)?;
            for _ in 0..count {
                let item = list.read::<8>(self.blocks)?;
                let length = item.number(6, 2) + 1;
                let name =
                    list.bytes(self.blocks, usize::try_from(length).unwrap_or(usize::MAX))?;
                left = left.checked_sub(8 + length).ok_or_else(damaged)?;
                let inode = block << 16 | item.number(0, 2);
                if !self.member(&path, &name, inode, pending, found)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// One entry of a directory; false if nothing more is to be read.
    fn member(
        &self,
        folder: &Rc<str>,
        name: &[u8],
        reference: u64,
        pending: &mut Vec<Pending>,
        found: &mut Found<I::Seen>,
    ) -> io::Result<bool> {
        let inode = Inode::read(self.blocks, reference)?;
        let (name, leaves) = clean_path(name);
        let whole = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let entry = self.entry(&whole, &inode);
        if !admit(&entry, leaves || name.contains('/'), self.level, found) {
            return Ok(false);
        }
        match &inode.what {
            What::File(file) => {
                let content = Content::new(self.blocks, file);
                let mut content = Metered::new(content, self.allowance);
                // what is wrong with it is reported, and the next one stands for itself
                let _ = self.opener.look(&entry, &mut content, self.level, found);
            }
            What::Directory { .. } => {
                self.opener.without_content(&entry, found);
                pending.push(Pending { parent: Rc::clone(folder), name, inode: reference });
            }
            _ => self.opener.without_content(&entry, found),
        }
        Ok(self.level.breach().is_none())
    }

    fn entry(&self, path: &str, inode: &Inode) -> Entry {
        let (kind, size, link) = match &inode.what {
            What::File(file) => (EntryKind::Regular, file.size, None),
            What::Directory { .. } => (EntryKind::Directory, 0, None),
            What::Link(to) => (EntryKind::Symlink, 0, Some(to.clone())),
            What::Device => (EntryKind::Device, 0, None),
            What::Other => (EntryKind::Other, 0, None),
        };
        Entry {
            kind,
            mode: inode.mode,
            owner: self.blocks.id(inode.owner),
            group: self.blocks.id(inode.group),
            link,
            ..Entry::regular(format!("{}!{path}", self.archive.path), size)
        }
    }
}
