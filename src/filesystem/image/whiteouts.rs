//! What a layer deletes of the layers below it, by whiteouts, and what it replaces.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::iter;
use std::sync::LazyLock;

use crate::filesystem::entry::{Entry, EntryKind};

const WHITEOUT: &str = ".wh.";
const OPAQUE: &str = ".wh..wh..opq";

/// What the name of an entry says of the layers below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whiteout<'n> {
    /// Nothing: it is a file.
    Nothing,
    /// Everything in its directory is deleted.
    Opaque,
    /// What has this name, beside it, is deleted.
    Deletes(&'n [u8]),
    /// It is of use only to who made the layer, and no file.
    Internal,
}

impl<'n> Whiteout<'n> {
    pub(crate) fn of(name: &'n [u8]) -> Self {
        if name == OPAQUE.as_bytes() {
            return Self::Opaque;
        }
        match name.strip_prefix(WHITEOUT.as_bytes()) {
            None => Self::Nothing,
            Some(name) if name.starts_with(WHITEOUT.as_bytes()) => Self::Internal,
            Some(name) => Self::Deletes(name),
        }
    }
}

/// Whiteouts of a layer that can be taken again: ordinary layers have a few hundred.
const MAX_NAMES: usize = 10_000;

/// Paths that a layer deletes. Eight bytes each: a layer may have millions.
#[derive(Debug, Default)]
pub(crate) struct Whiteouts {
    /// The whiteouts as the layer names them, the first ones: one more than [`MAX_NAMES`] says that there are too many.
    names: Vec<String>,
    paths: HashSet<u64>,
    /// Directories of which everything below goes.
    emptied: HashSet<u64>,
    /// Entries of the layer itself, a directory with `/` behind it; only for who asks what a container sees.
    placed: HashSet<u64>,
}

impl Whiteouts {
    /// Takes an entry of the layer; true if it is a whiteout, which is no file of its own.
    pub(crate) fn take(&mut self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        match Whiteout::of(name.as_bytes()) {
            Whiteout::Nothing => return false,
            Whiteout::Internal => return true,
            Whiteout::Opaque => {
                self.emptied.insert(hash(folder));
            }
            Whiteout::Deletes(_) => {
                let name = name.get(WHITEOUT.len()..).unwrap_or_default();
                let path =
                    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                self.paths.insert(hash(&path));
            }
        }
        if self.names.len() <= MAX_NAMES {
            self.names.push(path.to_owned());
        }
        true
    }

    /// What has to be taken again for the same deletions; `None` if that are too many to be kept.
    pub(crate) fn names(&self) -> Option<&[String]> {
        (self.names.len() <= MAX_NAMES).then_some(&self.names)
    }

    /// Notes an entry of the layer.
    pub(crate) fn place(&mut self, entry: &Entry) {
        self.placed.insert(match entry.kind {
            EntryKind::Directory => hash(&format!("{}/", entry.path)),
            _ => hash(&entry.path),
        });
    }

    /// True if a container does not see what a lower layer has at this path: it is deleted, or the layer has something
    /// else there, or no directory above it.
    pub(crate) fn hides(&self, path: &str) -> bool {
        self.deletes(path)
            || ends(path).any(|end| self.placed.contains(&end))
            || self.placed.contains(&hash(&format!("{path}/")))
    }

    /// True if the layer deletes this path of a lower layer; of what is inside of an archive, the archive counts.
    pub(crate) fn deletes(&self, path: &str) -> bool {
        if self.paths.is_empty() && self.emptied.is_empty() {
            return false;
        }
        let mut above = ends(path);
        self.emptied.contains(&hash(""))
            || above.any(|above| self.paths.contains(&above) || self.emptied.contains(&above))
    }
}

/// Hashes of the path and of everything above it; the archive of what is inside of one.
fn ends(path: &str) -> impl Iterator<Item = u64> {
    starts(path, &['/', '!']).map(|(_, hash)| hash)
}

/// Where a path may end, before each of these characters and at its end, with the hash of all before: each byte is hashed
/// once, as a path may be a million of directories long.
pub(crate) fn starts(path: &str, at: &'static [char]) -> impl Iterator<Item = (usize, u64)> {
    let ends = path.match_indices(at).map(|(end, _)| end).chain(iter::once(path.len()));
    let (mut hasher, mut done) = (KEY.build_hasher(), 0);
    ends.map(move |end| {
        hasher.write(path.as_bytes().get(done..end).unwrap_or_default());
        done = end;
        (end, hasher.finish())
    })
}

/// Of this run, so that nobody can make two paths that are taken for one.
static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);

pub(crate) fn hash(path: &str) -> u64 {
    let mut hasher = KEY.build_hasher();
    hasher.write(path.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_layer_has_hides_what_is_below() {
        let mut removed = Whiteouts::default();
        let entry = |path: &str, kind| Entry { kind, ..Entry::regular(path, 0) };
        removed.place(&entry("etc", EntryKind::Directory));
        removed.place(&entry("etc/agent", EntryKind::Directory));
        removed.place(&entry("etc/pin", EntryKind::Regular));
        removed.place(&entry("opt", EntryKind::Symlink));
        for (path, hidden) in [
            ("etc/pin", true),
            ("etc/agent", true),
            ("etc/agent/x", false),
            ("etc/other", false),
            ("opt/a/b", true),
        ] {
            assert_eq!(removed.hides(path), hidden, "{path}");
            assert!(!removed.deletes(path), "{path}");
        }
    }

    #[test]
    fn a_very_long_path_takes_no_longer_than_its_bytes() {
        let mut removed = Whiteouts::default();
        removed.place(&Entry::regular("a", 0));
        let path = format!("b{}", "/b".repeat(500_000));
        let start = std::time::Instant::now();
        assert!(!removed.hides(&path));
        assert!(removed.hides("a/b"));
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }

    #[test]
    fn whiteouts_delete_files_and_directories() {
        let mut removed = Whiteouts::default();
        assert!(!removed.take("usr/bin/x"));
        assert!(removed.take("usr/bin/.wh.miner") && removed.take("opt/.wh..wh..opq"));
        assert!(removed.take(".wh.top") && removed.take(".wh..wh.aufs"));
        for (path, gone) in [
            ("usr/bin/miner", true),
            ("usr/bin/miner/below", true),
            ("usr/bin/miner.tgz", false),
            ("opt/a/b", true),
            ("top", true),
            ("top!inner/x", true),
            ("usr/bin/x", false),
        ] {
            assert_eq!(removed.deletes(path), gone, "{path}");
        }
    }
}
