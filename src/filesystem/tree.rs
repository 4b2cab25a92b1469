//! Walks a directory or root file system. No link is followed, only regular files are opened, and the file systems of
//! the kernel are left out.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::filesystem::archive::{Opener, describe};
use crate::filesystem::entry::{Entry, EntryKind, Inspect};
use crate::filesystem::limits::{Budget, Limits, TOO_MANY_ENTRIES};
use crate::filesystem::problem::{Found, Problem, ProblemKind};
use crate::filesystem::size::TarSize;

/// Entries that are handed to the threads at once.
const BATCH: usize = 8192;

/// Inspects everything below `root`, files several at once. What was seen comes in the order of the walk: the files of
/// a directory by name, then its directories.
///
/// # Errors
/// `root` is no directory that can be read.
pub fn walk<I: Inspect>(root: &Path, inspect: &I, budget: &Budget) -> io::Result<Found<I::Seen>> {
    let mut walk = Walk::start(root, budget)?;
    let opener = Opener::new(inspect, budget);
    let mut found = Found::default();
    loop {
        let batch = walk.batch(&mut found);
        if batch.is_empty() {
            return Ok(found);
        }
        let parts: Vec<_> = batch.into_par_iter().map(|node| node.inspect(&opener)).collect();
        for part in parts {
            found.append(part);
        }
    }
}

/// Bytes of a tar archive of everything below `root`, by what the file system says: no file is opened. `None` if
/// something cannot be listed, or there is more than the limits allow.
#[must_use]
pub fn size(root: &Path, limits: &Limits) -> Option<u64> {
    let budget = Budget::new(limits.clone());
    let mut walk = Walk::start(root, &budget).ok()?;
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
struct Node {
    entry: Entry,
    place: PathBuf,
}

impl Node {
    fn inspect<I: Inspect>(mut self, opener: &Opener<'_, I>) -> Found<I::Seen> {
        let mut found = Found::default();
        if self.entry.kind == EntryKind::Hardlink && opener.reads_again(&self.entry.path) {
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
    place: PathBuf,
    path: String,
    device: u64,
}

struct Walk<'b> {
    budget: &'b Budget,
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

impl<'b> Walk<'b> {
    fn start(root: &Path, budget: &'b Budget) -> io::Result<Self> {
        let metadata = fs::metadata(root)?;
        let device = system::device(&metadata);
        let current = Directory { place: root.to_owned(), path: String::new(), device };
        let mut walk = Self {
            budget,
            directories: Vec::new(),
            first: 0,
            names: VecDeque::new(),
            current,
            links: HashMap::new(),
            full: false,
        };
        walk.names = walk.list()?;
        Ok(walk)
    }

    /// The names in the current directory, sorted.
    fn list(&self) -> io::Result<VecDeque<OsString>> {
        let most = usize::try_from(self.budget.limits.entries).unwrap_or(usize::MAX);
        let entries = fs::read_dir(&self.current.place)?.take(most.saturating_add(1));
        let mut names =
            entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names.into())
    }

    /// The next entries; none at the end.
    fn batch<S>(&mut self, found: &mut Found<S>) -> Vec<Node> {
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
            Err(error) => found.problem(unreadable(&self.current.path, &error)),
        }
        true
    }

    fn node(&mut self, name: &OsString) -> Result<Node, Problem> {
        let shown = name.to_string_lossy();
        let path = match self.current.path.as_str() {
            "" => shown.into_owned(),
            folder => format!("{folder}/{shown}"),
        };
        if !self.budget.count_entry() {
            self.full = true;
            return Err(Problem::new("", ProblemKind::Limit, TOO_MANY_ENTRIES));
        }
        let place = self.current.place.join(name);
        let metadata = fs::symlink_metadata(&place).map_err(|error| unreadable(&path, &error))?;
        let mut entry = entry(path, &metadata);
        if entry.kind == EntryKind::Directory {
            let device = system::device(&metadata);
            if device == self.current.device || !system::is_of_the_kernel(&place) {
                let (place, path) = (place.clone(), entry.path.clone());
                self.directories.push(Directory { place, path, device });
            }
        }
        if entry.kind == EntryKind::Symlink {
            entry.link = fs::read_link(&place).ok().map(|to| to.to_string_lossy().into_owned());
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
        Ok(Node { entry, place })
    }
}

fn entry(path: String, metadata: &Metadata) -> Entry {
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
    Entry { path, kind, mode, owner, group, size, link: None, has_holes: false }
}

/// Permission bits with setuid, setgid and sticky (0o7777), numeric owner and group.
pub(crate) fn attributes(metadata: &Metadata) -> (u32, u64, u64) {
    system::attributes(metadata)
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
    Problem::new(path, ProblemKind::Unreadable, describe(error))
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
