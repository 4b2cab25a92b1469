//! Where the policy of a file stands: the nearest one from the file upwards, never above what is being worked on.
//!
//! A policy that is found belongs to the author of what is judged: a gate in CI names its own with `--policy`.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::{BaseDirectories, cleaned};

/// Names that are looked for, in this order in each directory.
const NAMES: [&str; 2] = ["minestop.toml", ".minestop.toml"];

/// True for what is called like a policy file.
#[cfg(feature = "lsp")]
pub(in crate::cli) fn is_policy(path: &Path) -> bool {
    path.file_name().is_some_and(|name| NAMES.iter().any(|known| name == *known))
}

/// Looks for directories, policies and repositories, each once.
#[derive(Debug)]
pub(in crate::cli) struct Search {
    /// The current directory, with links followed.
    here: PathBuf,
    /// Directories above which nothing counts, though they may be above the repository of a file.
    tops: Vec<PathBuf>,
    repositories: HashMap<PathBuf, Option<PathBuf>>,
    /// Directories as they were named, and where they lead.
    directories: HashMap<PathBuf, PathBuf>,
    links: Vec<(PathBuf, PathBuf)>,
}

impl Search {
    /// A search for a run over these paths.
    pub(in crate::cli) fn new(paths: &[PathBuf]) -> Self {
        let here = env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        let mut search = Self {
            here: here.clone(),
            tops: Vec::new(),
            repositories: HashMap::new(),
            directories: HashMap::new(),
            links: Vec::new(),
        };
        let named = paths.iter().filter_map(|path| {
            let target = fs::canonicalize(path).ok().filter(|path| path.is_dir())?;
            search.links.push((path.clone(), target.clone()));
            Some(target)
        });
        for directory in named.collect::<Vec<_>>().into_iter().chain([here]) {
            let top = search.repository_of(&directory).unwrap_or(directory);
            if !search.tops.contains(&top) {
                search.tops.push(top);
            }
        }
        search
    }

    /// The directory of a file, with links followed; that of a name that is no file as it is written.
    pub(in crate::cli) fn directory_of(&mut self, file: &Path) -> PathBuf {
        let parent = file.parent().unwrap_or(Path::new(""));
        if let Some(known) = self.directories.get(parent) {
            return known.clone();
        }
        let directory = self.here.join(parent);
        let target = match fs::canonicalize(&directory) {
            Ok(target) => {
                if cleaned(&directory) != target {
                    self.links.push((parent.to_owned(), target.clone()));
                }
                target
            }
            Err(_) => directory,
        };
        self.directories.insert(parent.to_owned(), target.clone());
        target
    }

    /// The nearest policy file from a directory upwards, as it is to be shown. It is looked for up to the root of the
    /// repository; outside of one up to the directory that was named or the current one, so that nobody's home or
    /// `/tmp` decides.
    pub(in crate::cli) fn policy_for(&mut self, directory: &Path) -> Option<PathBuf> {
        let own = self.repository_of(directory);
        let above = self.tops.iter().filter(|top| directory.starts_with(top));
        let top = above.chain(&own).min_by_key(|top| top.as_os_str().len()).cloned();
        let top = top.unwrap_or_else(|| directory.to_owned());
        let searched = directory.ancestors().take_while(|directory| directory.starts_with(&top));
        let mut files = searched.flat_map(|directory| NAMES.map(|name| directory.join(name)));
        let found = files.find(|file| file.is_file())?;
        Some(self.shown(&found))
    }

    /// The root of the repository that a directory is in.
    pub(in crate::cli) fn repository_of(&mut self, directory: &Path) -> Option<PathBuf> {
        if let Some(known) = self.repositories.get(directory) {
            return known.clone();
        }
        let root = directory.ancestors().find(|directory| directory.join(".git").exists());
        let root = root.map(Path::to_owned);
        self.repositories.insert(directory.to_owned(), root.clone());
        root
    }

    /// What paths are told from: `first`, then the repositories, then the current directory.
    pub(in crate::cli) fn bases(&self, first: Option<PathBuf>) -> BaseDirectories {
        self.bases_with(first.into_iter().collect(), Vec::new())
    }

    fn bases_with(&self, first: Vec<PathBuf>, behind: Vec<PathBuf>) -> BaseDirectories {
        let mut roots: Vec<PathBuf> = self.repositories.values().flatten().cloned().collect();
        roots.sort_by_key(|root| std::cmp::Reverse(root.as_os_str().len()));
        roots.dedup();
        let bases =
            first.into_iter().chain(roots).chain(behind).chain([self.here.clone()]).collect();
        let mut bases = BaseDirectories::new(self.here.clone(), bases);
        for (named, target) in &self.links {
            bases.link(named, target.clone());
        }
        bases
    }

    /// What paths are told from in a report: the repositories, then the directories of the policies, so that what lies in
    /// no repository has the same path wherever one stands, then the current directory.
    pub(in crate::cli) fn report_bases(
        &self,
        homes: impl IntoIterator<Item = PathBuf>,
    ) -> BaseDirectories {
        let mut homes: Vec<PathBuf> = homes.into_iter().collect();
        homes.sort_by_key(|home| std::cmp::Reverse(home.as_os_str().len()));
        self.bases_with(Vec::new(), homes)
    }

    /// Paths told from the current directory.
    pub(in crate::cli) fn bases_here(&self) -> BaseDirectories {
        BaseDirectories::new(self.here.clone(), vec![self.here.clone()])
    }

    /// Where a new policy file belongs: the root of the repository, outside of one the current directory.
    pub(in crate::cli) fn root(&self) -> PathBuf {
        let roots = self.repositories.get(&self.here).cloned().flatten();
        roots.unwrap_or_else(|| self.here.clone())
    }

    /// The directory of a policy file.
    pub(in crate::cli) fn home_of(policy: &Path) -> Option<PathBuf> {
        Some(fs::canonicalize(policy).ok()?.parent()?.to_owned())
    }

    /// True if a file lies in one of the repositories that are judged.
    pub(in crate::cli) fn is_judged_with(&self, policy: &Path) -> bool {
        let Ok(policy) = fs::canonicalize(policy) else { return false };
        self.repositories.values().flatten().any(|root| policy.starts_with(root))
    }

    /// A path from the current directory, where that is not far; else the whole path.
    pub(in crate::cli) fn shown(&self, path: &Path) -> PathBuf {
        if let Ok(below) = path.strip_prefix(&self.here) {
            return below.to_owned();
        }
        let parent = path.parent().unwrap_or(path);
        match (self.here.strip_prefix(parent), path.file_name()) {
            (Ok(down), Some(name)) => down.iter().map(|_| "..").collect::<PathBuf>().join(name),
            _ => path.to_owned(),
        }
    }
}
