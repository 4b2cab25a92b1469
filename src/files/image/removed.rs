//! What a layer deletes of the layers below it: whiteouts.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

const WHITEOUT: &str = ".wh.";
const OPAQUE: &str = ".wh..wh..opq";

/// Paths that a layer deletes. Eight bytes each: a layer may have millions.
#[derive(Debug, Default)]
pub struct Removed {
    paths: HashSet<u64>,
    /// Directories of which everything below goes.
    emptied: HashSet<u64>,
}

impl Removed {
    /// Takes an entry of the layer; true if it is a whiteout, which is no file of its own.
    pub(super) fn take(&mut self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name == OPAQUE {
            self.emptied.insert(hash(folder));
            return true;
        }
        let Some(name) = name.strip_prefix(WHITEOUT) else {
            return false;
        };
        if !name.starts_with(WHITEOUT) {
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            self.paths.insert(hash(&path));
        }
        true
    }

    /// True if the layer deletes this path of a lower layer; of what is inside of an archive, the archive counts.
    pub fn deletes(&self, path: &str) -> bool {
        if self.paths.is_empty() && self.emptied.is_empty() {
            return false;
        }
        let ends = path.match_indices(['/', '!']).map(|(at, _)| at).chain([path.len()]);
        let mut above = ends.filter_map(|end| path.get(..end)).map(hash);
        self.emptied.contains(&hash(""))
            || above.any(|above| self.paths.contains(&above) || self.emptied.contains(&above))
    }
}

fn hash(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whiteouts_delete_files_and_directories() {
        let mut removed = Removed::default();
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
