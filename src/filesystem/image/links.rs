//! Entries of a layer whose path leads through a link of the same layer: engines follow it when they unpack the layer, so
//! that the file is somewhere else in a container.

use std::collections::HashMap;

use crate::filesystem::entry::{Entry, EntryKind};
use crate::filesystem::image::whiteouts::{hash, starts};

/// Links that one path is followed through, and the longest path that comes of it, as for Linux.
const MOST: usize = 40;
const LONGEST: usize = 4096;
/// Bytes of the targets of one layer that are kept.
const KEPT: usize = 64 << 20;

/// The links of a layer so far.
#[derive(Debug, Default)]
pub(crate) struct Links {
    targets: HashMap<u64, String>,
    kept: usize,
}

/// An entry is somewhere that is not known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lost;

impl Links {
    /// Notes an entry, which replaces what was at its path; false if there is no room left.
    pub(crate) fn place(&mut self, entry: &Entry) -> bool {
        let Some(target) = entry.target() else {
            let is_needed = entry.kind != EntryKind::Symlink && !self.targets.is_empty();
            if let Some(old) = is_needed.then(|| self.targets.remove(&hash(&entry.path))).flatten()
            {
                self.kept -= old.len();
            }
            return true;
        };
        self.kept += target.len();
        if let Some(old) = self.targets.insert(hash(&entry.path), target) {
            self.kept -= old.len();
        }
        self.kept <= KEPT
    }

    /// Where an entry with this path is, if that leads through links.
    pub(crate) fn followed(&self, path: &str) -> Result<Option<String>, Lost> {
        let Some(mut followed) = self.step(path) else { return Ok(None) };
        for _ in 0..MOST {
            if followed.len() > LONGEST || followed.starts_with("..") {
                return Err(Lost);
            }
            match self.step(&followed) {
                Some(next) => followed = next,
                None => return Ok(Some(followed)),
            }
        }
        Err(Lost)
    }

    /// The path behind the first link on it.
    fn step(&self, path: &str) -> Option<String> {
        if self.targets.is_empty() {
            return None;
        }
        starts(path, &['/']).find_map(|(end, hash)| {
            let rest = path.get(end..).filter(|rest| !rest.is_empty())?;
            let target = self.targets.get(&hash)?;
            Some(format!("{target}{rest}").trim_start_matches('/').to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(path: &str, to: &str) -> Entry {
        Entry { kind: EntryKind::Symlink, link: Some(to.to_owned()), ..Entry::regular(path, 0) }
    }

    #[test]
    fn a_path_leads_through_the_links_that_are_there() {
        let mut links = Links::default();
        for (path, to) in [
            ("foo", "/var/lib"),
            ("a/b", "../foo"),
            ("round", "round/x"),
            ("unclear", "opt/../var"),
            ("root", "/"),
            ("gone", "/var"),
        ] {
            assert!(links.place(&link(path, to)));
        }
        assert!(links.place(&Entry::regular("gone", 0)));
        for (path, wanted) in [
            ("foo/dpkg/status", Ok(Some("var/lib/dpkg/status"))),
            ("a/b/dpkg", Ok(Some("var/lib/dpkg"))),
            ("root/etc/passwd", Ok(Some("etc/passwd"))),
            ("foo", Ok(None)),
            ("food/x", Ok(None)),
            ("gone/x", Ok(None)),
            ("round/x", Err(Lost)),
            ("unclear/x", Err(Lost)),
        ] {
            assert_eq!(links.followed(path), wanted.map(|it| it.map(str::to_owned)), "{path}");
        }
    }
}
