//! The files beside a file that starts containers, as the directory has them.

use std::path::{Component, Path, PathBuf};

use super::read::{self, MAX_DOCKERFILE_BYTES};
use crate::build_context::{BuildContext, LookedAt, SharedRoots};
use crate::content::Detector;
use crate::facts::{ContextFiles, NoContext};
use crate::orchestration::Surroundings;

/// The directory at the root of a repository in which GitHub looks for workflows.
const GITHUB: &str = ".github";

/// The directory that a file lies in; none of what comes from standard input.
pub(crate) struct Beside<'d> {
    directory: Option<PathBuf>,
    /// None where the texts alone are read: builds and containers are given no files.
    detector: Option<&'d dyn Fn() -> &'d Detector<'d>>,
    only_named: bool,
    looked_at: LookedAt,
    shared: Option<&'d SharedRoots>,
}

impl<'d> Beside<'d> {
    /// What lies beside the file at `path`. Of contexts only the files count that commands name if `only_named`.
    pub(crate) fn new(
        path: Option<&Path>,
        detector: &'d dyn Fn() -> &'d Detector<'d>,
        only_named: bool,
    ) -> Self {
        let directory = path.map(|path| path.parent().unwrap_or(Path::new("")).to_owned());
        let looked_at = LookedAt::default();
        Self { directory, detector: Some(detector), only_named, looked_at, shared: None }
    }

    /// The same, where what other builds have read of their contexts is not read again.
    pub(crate) fn knowing(self, shared: Option<&'d SharedRoots>) -> Self {
        Self { shared, ..self }
    }

    /// The same, where builds and containers are given no files if `has_context` is false: the texts alone are judged.
    pub(crate) fn with_context(self, has_context: bool) -> Self {
        Self { detector: self.detector.filter(|_| has_context), ..self }
    }

    /// The texts beside the file at `path`.
    pub(crate) fn texts(path: &Path) -> Self {
        let directory = Some(path.parent().unwrap_or(Path::new("")).to_owned());
        let looked_at = LookedAt::default();
        Self { directory, detector: None, only_named: false, looked_at, shared: None }
    }

    /// Where what is called so lies.
    fn at(&self, path: &str) -> Option<PathBuf> {
        Some(cleaned(&self.directory.as_ref()?.join(path)))
    }
}

impl Surroundings for Beside<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let path = self.at(path).filter(|path| path.is_file())?;
        let content = read::file(&path, MAX_DOCKERFILE_BYTES).ok()?;
        content.whole.then_some(content.bytes)
    }

    fn is_there(&self, path: &str) -> bool {
        self.at(path).is_some_and(|path| path.symlink_metadata().is_ok())
    }

    fn shown(&self, path: &str) -> String {
        self.at(path).map(|path| path.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn context<'c>(&'c self, directory: &str, dockerfile: &str) -> Box<dyn ContextFiles + 'c> {
        let (Some(root), Some(detector)) = (self.at(directory), self.detector) else {
            return Box::new(NoContext);
        };
        let dockerfile = self.at(dockerfile).unwrap_or_default();
        let context = BuildContext::open(&root, &dockerfile, detector);
        let context = context.shared(&self.looked_at).knowing(self.shared);
        Box::new(context.only_named(self.only_named))
    }

    fn below_root(&self) -> String {
        let Some(directory) = &self.directory else { return String::new() };
        let Ok(directory) = std::path::absolute(directory).map(|it| cleaned(&it)) else {
            return String::new();
        };
        let parts: Vec<_> = directory.components().collect();
        // what GitHub reads lies in a directory at the root, also where Git's own is gone
        let of_github = parts.iter().rposition(|part| part.as_os_str() == GITHUB);
        let of_git = || directory.ancestors().find(|path| path.join(".git").exists());
        let of_git = || of_git().map_or(parts.len(), |root| root.components().count());
        let below = parts.get(of_github.unwrap_or_else(of_git)..).unwrap_or_default();
        let below: Vec<_> = below.iter().map(|part| part.as_os_str().to_string_lossy()).collect();
        below.join("/")
    }

    fn checkout<'c>(&'c self) -> Box<dyn ContextFiles + 'c> {
        let depth = Path::new(&self.below_root()).components().count();
        let up = vec![".."; depth].join("/");
        match (self.at(&up), self.detector) {
            (Some(root), Some(detector)) => Box::new(BuildContext::mounted(&root, detector)),
            _ => Box::new(NoContext),
        }
    }

    fn mounts<'c>(&'c self) -> Box<dyn ContextFiles + 'c> {
        match (&self.directory, self.detector) {
            (Some(root), Some(detector)) => Box::new(BuildContext::mounted(root, detector)),
            _ => Box::new(NoContext),
        }
    }
}

/// The path without `.`, and without `..` where something stands in front of it.
fn cleaned(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
