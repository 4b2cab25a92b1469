//! One entry of a directory, a layer or an archive, and who looks at it.

use std::collections::BTreeSet;
use std::io::Read;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// A file with content.
    Regular,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// Another name of a file that was met before.
    Hardlink,
    /// A device.
    Device,
    /// A pipe, a socket, or a kind that is not known.
    Other,
}

/// One entry. Only a regular one has content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// `/` between parts, none in front, no `.` and no `..`; `archive!inner/path` inside an archive. What is not UTF-8
    /// is replaced.
    pub(crate) path: String,
    /// What it is.
    pub(crate) kind: EntryKind,
    /// Permission bits with setuid, setgid and sticky (0o7777).
    pub(crate) mode: u32,
    /// Numeric owner.
    pub(crate) owner: u64,
    /// Numeric group.
    pub(crate) group: u64,
    /// Bytes of content.
    pub(crate) size: u64,
    /// Where a link points, as written.
    pub(crate) link: Option<String>,
    /// Of its content the holes are left out: it is not what a container has.
    pub(crate) has_holes: bool,
    /// It is an archive whose members are all shown, too.
    pub(crate) is_opened: bool,
}

impl Entry {
    /// A regular file of which only name and size are known.
    pub(crate) fn regular(path: impl Into<String>, size: u64) -> Self {
        Self {
            path: path.into(),
            kind: EntryKind::Regular,
            mode: 0o644,
            owner: 0,
            group: 0,
            size,
            link: None,
            has_holes: false,
            is_opened: false,
        }
    }

    /// Where a symbolic link leads, from the root; `None` if it is none.
    pub(crate) fn target(&self) -> Option<String> {
        let link = self.link.as_ref().filter(|_| self.kind == EntryKind::Symlink)?;
        Some(target_of(&self.path, link))
    }
}

/// Where a symbolic link at this path leads, from the root; `..`, which is nowhere, if it goes up behind a name: that may be a
/// link itself.
pub(crate) fn target_of(path: &str, link: &str) -> String {
    let named = link.split('/').skip_while(|part| matches!(*part, "" | "." | ".."));
    if named.into_iter().any(|part| part == "..") {
        return "..".to_owned();
    }
    let from = if link.starts_with('/') { "" } else { path.rsplit_once('/').map_or("", |it| it.0) };
    clean_path(format!("{from}/{link}").as_bytes()).0
}

/// Takes entries. Called from several threads at once, in the order of the entries within each layer.
pub(crate) trait Inspect: Sync {
    /// What is worth keeping of an entry.
    type Seen: Send;

    /// Looks at one entry. `content` need not be read to its end; an error of it is reported by the caller.
    fn inspect(&self, entry: &Entry, content: &mut dyn Read) -> Option<Self::Seen>;

    /// What is wanted beside what each entry shows.
    fn wants(&self) -> &Wants {
        &NOTHING
    }
}

/// What is wanted of a file system beside what each entry shows: said once, before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wants {
    /// Which files of lower layers a container sees: for each entry of a layer eight bytes are kept.
    pub(crate) visibility: bool,
    /// How large the file system is: for each entry of a layer about 200 bytes are kept.
    pub(crate) size: bool,
    /// The texts that say what is installed, and the links that take one elsewhere.
    pub(crate) inventory: bool,
    /// Paths without `/` in front whose content counts also if they are a second name of a file, which is otherwise read
    /// once.
    pub(crate) second_names: BTreeSet<String>,
}

/// Wants nothing.
static NOTHING: Wants =
    Wants { visibility: false, size: false, inventory: false, second_names: BTreeSet::new() };

/// A path as entries have it, and whether it tried to leave the root.
pub(crate) fn clean_path(raw: &[u8]) -> (String, bool) {
    let text = String::from_utf8_lossy(raw);
    let mut parts: Vec<&str> = Vec::new();
    let mut leaves = false;
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => leaves |= parts.pop().is_none(),
            part => parts.push(part),
        }
    }
    (parts.join("/"), leaves)
}

#[cfg(test)]
mod tests {
    use crate::filesystem::entry::{clean_path, target_of};

    #[test]
    fn links_lead_from_their_directory_or_from_the_root() {
        assert_eq!(target_of("var/lib/rpm", "../../usr/lib/sysimage/rpm"), "usr/lib/sysimage/rpm");
        assert_eq!(target_of("var/lib/rpm", "/opt/./rpm"), "opt/rpm");
        assert_eq!(target_of("lib", "usr/lib"), "usr/lib");
        assert_eq!(target_of("lib", "../../usr/lib"), "usr/lib");
    }

    #[test]
    fn paths_stay_inside() {
        let clean = |raw: &str| clean_path(raw.as_bytes());
        assert_eq!(clean("./usr//bin/./x"), ("usr/bin/x".to_owned(), false));
        assert_eq!(clean("/a/../b"), ("b".to_owned(), false));
        assert_eq!(clean("../../etc/passwd"), ("etc/passwd".to_owned(), true));
        assert_eq!(clean("/a/./b/../c/"), ("a/c".to_owned(), false));
        assert_eq!(clean("../../etc"), ("etc".to_owned(), true));
        assert_eq!(clean("."), (String::new(), false));
        assert_eq!(clean_path(b"a/\xff"), ("a/\u{fffd}".to_owned(), false));
    }
}
