//! Walks a directory or root file system. No link is followed, only regular files are opened, and the file systems of
//! the kernel are left out.

use std::collections::{HashMap, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::filesystem::archive::Opener;
use crate::filesystem::entry::{Entry, EntryKind, Inspect};
use crate::filesystem::limits::{Budget, Limits, TOO_MANY_ENTRIES};
use crate::filesystem::problem::{Found, Problem, ProblemKind};
use crate::filesystem::size::TarSize;

/// Entries that are handed to the threads at once.
const BATCH: usize = 8192;

/// A file up to this size, in bytes, is read under each of its names: a text may be a script under one of them alone. No
/// longer text is read, and a program is the same whatever it is called.
const READ_AGAIN: u64 = 1 << 20;

/// Something on this machine: where it is, and the path by which reports name it. What of a name is not UTF-8 is replaced
/// in the path alone, so that it can still be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) place: PathBuf,
    /// As in [`Entry::path`]; empty for the root of a walk.
    pub(crate) path: String,
}

impl Located {
    /// The root of a walk.
    pub(crate) fn root(place: &Path) -> Self {
        Self { place: place.to_owned(), path: String::new() }
    }

    /// What has this name in the directory.
    pub(crate) fn below(&self, name: &OsStr) -> Self {
        let shown = name.to_string_lossy();
        let path = match self.path.as_str() {
            "" => shown.into_owned(),
            folder => format!("{folder}/{shown}"),
        };
        Self { place: self.place.join(name), path }
    }

    /// What is there; no link is followed.
    pub(crate) fn entry(&self) -> io::Result<Entry> {
        Ok(entry_of(self, &fs::symlink_metadata(&self.place)?))
    }

    /// The names in this directory, sorted, no more than `most` of them.
    pub(crate) fn names(&self, most: u64) -> io::Result<Vec<OsString>> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let entries = fs::read_dir(&self.place)?.take(most);
        let mut names =
            entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }
}

/// Inspects everything below `root`, files several at once. What was seen comes in the order of the walk: the files of
/// a directory by name, then its directories. `leaves_out` says of a place that it was looked at already.
///
/// # Errors
/// `root` is no directory that can be read.
pub(crate) fn walk<I: Inspect>(
    root: &Path,
    inspect: &I,
    budget: &Budget,
    leaves_out: &dyn Fn(&Path) -> bool,
) -> io::Result<Found<I::Seen>> {
    let mut walk = Walk::start(Located::root(root), budget, &|_| true)?;
    let opener = Opener::new(inspect, budget);
    let mut found = Found::default();
    loop {
        let mut batch = walk.batch(&mut found);
        if batch.is_empty() {
            return Ok(found);
        }
        batch.retain(|node| !leaves_out(&node.place));
        let parts: Vec<_> = batch.into_par_iter().map(|node| node.inspect(&opener)).collect();
        for part in parts {
            found.append(part);
        }
    }
}

/// Bytes of a tar archive of everything below `root`, by what the file system says: no file is opened. `None` if
/// something cannot be listed, or there is more than the limits allow.
#[must_use]
pub(crate) fn size(root: &Path, limits: &Limits) -> Option<u64> {
    let budget = Budget::new(limits.clone());
    let mut walk = Walk::start(Located::root(root), &budget, &|_| true).ok()?;
    let mut found = Found::<()>::default();
    let mut size = TarSize::default();
    loop {
        let batch = walk.batch(&mut found);
        if batch.is_empty() {
            return found.problems.is_empty().then(|| size.total());
        }
        for node in batch {
            size.add(if node.entry.kind == EntryKind::Regular { node.entry.size } else { 0 });
        }
    }
}

/// An entry of the walk, and where it is on this machine.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) entry: Entry,
    pub(crate) place: PathBuf,
}

impl Node {
    fn inspect<I: Inspect>(mut self, opener: &Opener<'_, I>) -> Found<I::Seen> {
        let mut found = Found::default();
        let path = &self.entry.path;
        let is_again =
            || self.entry.size <= READ_AGAIN || opener.wants().second_names.contains(path);
        if self.entry.kind == EntryKind::Hardlink && is_again() {
            (self.entry.kind, self.entry.link) = (EntryKind::Regular, None);
        }
        if self.entry.kind != EntryKind::Regular {
            opener.without_content(&self.entry, &mut found);
            return found;
        }
        match open(&self.place) {
            Ok(file) => opener.file(&self.entry, file, &mut found),
            Err(error) => found.problem(unreadable(&self.entry.path, &error)),
        }
        opener.budget().count_read(self.entry.size);
        found
    }
}

struct Directory {
    located: Located,
    device: u64,
}

/// A walk through a directory, batch by batch.
pub(crate) struct Walk<'w> {
    budget: &'w Budget,
    /// Whether the walk goes into the directory with this path.
    enters: &'w dyn Fn(&str) -> bool,
    /// Directories that were not read yet, the next one last.
    directories: Vec<Directory>,
    /// Where those of the current directory start; they are still in the order of their names.
    first: usize,
    /// What is left of the directory that is read.
    names: VecDeque<OsString>,
    current: Directory,
    /// The first path of each file with several names.
    links: HashMap<(u64, u64), String>,
    full: bool,
}

impl<'w> Walk<'w> {
    /// A walk through everything below `root`.
    ///
    /// # Errors
    /// It is no directory that can be read.
    pub(crate) fn start(
        root: Located,
        budget: &'w Budget,
        enters: &'w dyn Fn(&str) -> bool,
    ) -> io::Result<Self> {
        let device = system::device(&fs::metadata(&root.place)?);
        let mut walk = Self {
            budget,
            enters,
            directories: Vec::new(),
            first: 0,
            names: VecDeque::new(),
            current: Directory { located: root, device },
            links: HashMap::new(),
            full: false,
        };
        walk.names = walk.list()?;
        Ok(walk)
    }

    fn list(&self) -> io::Result<VecDeque<OsString>> {
        let most = self.budget.limits.entries.saturating_add(1);
        Ok(self.current.located.names(most)?.into())
    }

    /// The next entries; none at the end. What cannot be looked at is a problem.
    pub(crate) fn batch<S>(&mut self, found: &mut Found<S>) -> Vec<Node> {
        let mut batch = Vec::new();
        while batch.len() < BATCH && !self.full {
            if let Some(name) = self.names.pop_front() {
                match self.node(&name) {
                    Ok(node) => batch.push(node),
                    Err(problem) => found.problem(problem),
                }
            } else if !self.descend(found) {
                break;
            }
        }
        batch
    }

    /// Goes on with the next directory; false if there is none.
    fn descend<S>(&mut self, found: &mut Found<S>) -> bool {
        self.directories.get_mut(self.first..).unwrap_or_default().reverse();
        let Some(next) = self.directories.pop() else {
            return false;
        };
        self.first = self.directories.len();
        self.current = next;
        match self.list() {
            Ok(names) => self.names = names,
            Err(error) => found.problem(unreadable(&self.current.located.path, &error)),
        }
        true
    }

    fn node(&mut self, name: &OsStr) -> Result<Node, Problem> {
        if !self.budget.count_entry() {
            self.full = true;
            return Err(Problem::new("", ProblemKind::Limit, TOO_MANY_ENTRIES));
        }
        let located = self.current.located.below(name);
        let metadata = fs::symlink_metadata(&located.place)
            .map_err(|error| unreadable(&located.path, &error))?;
        let mut entry = entry_of(&located, &metadata);
        if entry.kind == EntryKind::Directory {
            self.note_directory(&located, system::device(&metadata));
        }
        if let Some(file) = system::with_several_names(&metadata) {
            match self.links.get(&file) {
                Some(first) => {
                    entry.kind = EntryKind::Hardlink;
                    entry.link = Some(first.clone());
                }
                None => {
                    self.links.insert(file, entry.path.clone());
                }
            }
        }
        Ok(Node { entry, place: located.place })
    }

    fn note_directory(&mut self, located: &Located, device: u64) {
        let is_elsewhere = device != self.current.device;
        let is_of_the_kernel = is_elsewhere && system::is_of_the_kernel(&located.place);
        if !is_of_the_kernel && (self.enters)(&located.path) {
            self.directories.push(Directory { located: located.clone(), device });
        }
    }
}

fn entry_of(located: &Located, metadata: &Metadata) -> Entry {
    let kind = metadata.file_type();
    let kind = if kind.is_file() {
        EntryKind::Regular
    } else if kind.is_dir() {
        EntryKind::Directory
    } else if kind.is_symlink() {
        EntryKind::Symlink
    } else {
        system::special(kind)
    };
    let (mode, owner, group) = system::attributes(metadata);
    let size = if kind == EntryKind::Regular { metadata.len() } else { 0 };
    let read_link = || fs::read_link(&located.place).ok();
    let link = (kind == EntryKind::Symlink).then(read_link).flatten();
    let link = link.map(|to| to.to_string_lossy().into_owned());
    Entry {
        path: located.path.clone(),
        kind,
        mode,
        owner,
        group,
        size,
        link,
        has_holes: false,
        is_opened: false,
    }
}

/// Opens a regular file and nothing else, also if it was replaced since it was listed.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    system::careful(&mut options);
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other("it was replaced while it was read"))
    }
}

fn unreadable(path: &str, error: &io::Error) -> Problem {
    Problem::reading(path, error)
}

#[cfg(unix)]
mod system {
    //! What only Unix systems know of a file.

    use std::fs::{FileType, Metadata, OpenOptions};
    use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
    use std::path::Path;

    use rustix::fs::OFlags;

    use crate::filesystem::EntryKind;

    pub(crate) fn device(metadata: &Metadata) -> u64 {
        metadata.dev()
    }

    pub(crate) fn attributes(metadata: &Metadata) -> (u32, u64, u64) {
        (metadata.mode() & 0o7777, u64::from(metadata.uid()), u64::from(metadata.gid()))
    }

    pub(crate) fn with_several_names(metadata: &Metadata) -> Option<(u64, u64)> {
        (metadata.is_file() && metadata.nlink() > 1).then(|| (metadata.dev(), metadata.ino()))
    }

    pub(crate) fn special(kind: FileType) -> EntryKind {
        let is_device = kind.is_block_device() || kind.is_char_device();
        if is_device { EntryKind::Device } else { EntryKind::Other }
    }

    /// No link is followed, and a pipe does not make the walk wait.
    pub(crate) fn careful(options: &mut OpenOptions) {
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }

    /// Numbers of `linux/magic.h` for what has no files of its own: proc, sysfs, cgroup and their like.
    #[cfg(target_os = "linux")]
    pub(crate) fn is_of_the_kernel(directory: &Path) -> bool {
        const KINDS: [i64; 19] = [
            0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x27e0eb, 0x63677270, 0x73636673,
            0xcafe4a11, 0x1cd1, 0x6165676c, 0xde5e81e4, 0x62656570, 0x42494e4d, 0x19800202,
            0x958458f6, 0x6e736673, 0xf97cff8c, 0x65735543, 0x67596969,
        ];
        rustix::fs::statfs(directory).is_ok_and(|found| KINDS.contains(&found.f_type))
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn is_of_the_kernel(_: &Path) -> bool {
        false
    }
}

#[cfg(not(unix))]
mod system {
    //! What other systems say instead.

    use std::fs::{FileType, Metadata, OpenOptions};
    use std::path::Path;

    use crate::filesystem::EntryKind;

    pub(crate) fn device(_: &Metadata) -> u64 {
        0
    }

    pub(crate) fn attributes(_: &Metadata) -> (u32, u64, u64) {
        (0o644, 0, 0)
    }

    pub(crate) fn with_several_names(_: &Metadata) -> Option<(u64, u64)> {
        None
    }

    pub(crate) fn special(_: FileType) -> EntryKind {
        EntryKind::Other
    }

    pub(crate) fn careful(_: &mut OpenOptions) {}

    pub(crate) fn is_of_the_kernel(_: &Path) -> bool {
        false
    }
}
