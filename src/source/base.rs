//! The same path wherever one stands: paths as they were shown, relative to directories that do not move.
//!
//! Works on text; whoever knows the disk says what leads where.

use std::path::{Component, Path, PathBuf};

/// Directories that paths are told from: of a policy file, of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BaseDirectories {
    /// What relative paths start from, absolute.
    here: PathBuf,
    /// Absolute paths as they were named, and where they lead: links are followed once.
    links: Vec<(PathBuf, PathBuf)>,
    /// The first one that a path lies in counts.
    bases: Vec<PathBuf>,
}

impl BaseDirectories {
    /// Paths that start from `here` and are told from the first of `bases` that they lie in.
    pub(crate) fn new(here: PathBuf, bases: Vec<PathBuf>) -> Self {
        Self { here, links: Vec::new(), bases }
    }

    /// The same, where what lies in `named` lies in `target`.
    pub(crate) fn link(&mut self, named: &Path, target: PathBuf) {
        let named = cleaned(&self.here.join(named));
        if named != target && !self.links.iter().any(|(known, _)| *known == named) {
            self.links.push((named, target));
        }
    }

    /// The path from the first base that it lies in, with `/` between its parts; `None` if it lies in none.
    pub(crate) fn relative(&self, shown: &str) -> Option<String> {
        let path = self.absolute(shown);
        let inside = self.bases.iter().find_map(|base| path.strip_prefix(base).ok())?;
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        (!parts.is_empty()).then(|| parts.join("/"))
    }

    /// The path as everybody knows it: from its base, or as it is shown where it lies in none.
    pub(crate) fn told(&self, shown: &str) -> String {
        let shown_here = || shown.strip_prefix("./").unwrap_or(shown).to_owned();
        self.relative(shown).unwrap_or_else(shown_here)
    }

    /// Every name that a pattern may know the path by: from its base and from the root of the file system.
    pub(crate) fn names(&self, shown: &str) -> Vec<String> {
        let absolute = self.absolute(shown).to_string_lossy().into_owned();
        self.relative(shown).into_iter().chain([absolute]).collect()
    }

    /// The path from the root of the file system.
    fn absolute(&self, shown: &str) -> PathBuf {
        let path = cleaned(&self.here.join(shown));
        let led = |(named, target): &(PathBuf, PathBuf)| {
            Some(target.join(path.strip_prefix(named).ok()?))
        };
        // The longest name says most.
        let longest = self.links.iter().filter(|link| led(link).is_some());
        longest.max_by_key(|(named, _)| named.as_os_str().len()).and_then(led).unwrap_or(path)
    }
}

/// The path without `.` and `..`, as text.
pub(crate) fn cleaned(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_same_wherever_one_stands() {
        let bases = || vec![PathBuf::from("/repo")];
        let shown =
            [("/repo", "a/Dockerfile"), ("/repo/a", "Dockerfile"), ("/repo/a/b", "../Dockerfile")];
        for (here, shown) in
            shown.into_iter().chain([("/", "repo/a/Dockerfile"), ("/x", "/repo/./a/Dockerfile")])
        {
            let bases = BaseDirectories::new(PathBuf::from(here), bases());
            assert_eq!(bases.relative(shown).as_deref(), Some("a/Dockerfile"), "{here} {shown}");
        }
    }

    #[test]
    fn what_lies_in_no_base_has_no_relative_path() {
        let bases = BaseDirectories::new("/repo".into(), vec!["/repo".into()]);
        assert_eq!(bases.relative("../repository/Dockerfile"), None);
        assert_eq!(bases.relative("../../../etc/Dockerfile"), None);
        assert_eq!(bases.relative("."), None);
    }

    #[test]
    fn the_first_base_counts_and_links_are_followed() {
        let mut bases = BaseDirectories::new("/".into(), vec!["/repo/a".into(), "/repo".into()]);
        bases.link(Path::new("/link"), "/repo".into());
        bases.link(Path::new("/link/b"), "/repo/a/c".into());
        assert_eq!(bases.relative("/link/a/Dockerfile").as_deref(), Some("Dockerfile"));
        assert_eq!(bases.relative("link/x/Dockerfile").as_deref(), Some("x/Dockerfile"));
        assert_eq!(bases.relative("link/b/Dockerfile").as_deref(), Some("c/Dockerfile"));
    }
}
