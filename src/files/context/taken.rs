//! Which files of the context an instruction takes.
//!
//! Walks directories without recursion and follows no symbolic link: one inside a directory is copied as a link, and
//! what it points to is judged where it lies.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::path::Path;

use regex::Regex;

use super::ignore_file::IgnoreFile;
use super::wildcard::{WILDCARDS, clean, is_wild, regex_of};
use crate::facts::{ContextUse, File, FileKind, Opacity, Place};
use crate::source::Span;

/// Files of one context that are read at most.
const MOST_FILES: usize = 1_000_000;

/// A file that the build takes, with the first instruction that does.
#[derive(Clone, Debug)]
pub(super) struct TakenFile {
    /// Below the context, `/` between the parts.
    pub(super) path: String,
    renamed: Option<String>,
    place: Place,
    span: Span,
    mode: u32,
    owner: u64,
    group: u64,
    size: u64,
}

impl TakenFile {
    /// The fact of it, before it is read.
    pub(super) fn fact(&self) -> File {
        File {
            place: self.place,
            span: self.span,
            path: self.path.clone(),
            renamed: self.renamed.clone(),
            source: None,
            kind: FileKind::Data,
            mode: self.mode,
            owner: self.owner,
            group: self.group,
            size: self.size,
            digest: None,
            markers: Vec::new(),
            opacity: Vec::new(),
        }
    }
}

/// Collects files, each once.
#[derive(Debug)]
pub(super) struct Taken<'c> {
    root: &'c Path,
    ignore: &'c IgnoreFile,
    seen: HashSet<String>,
    pub(super) files: Vec<TakenFile>,
    /// What could not be walked, as files that were not judged.
    pub(super) problems: Vec<File>,
}

impl<'c> Taken<'c> {
    pub(super) fn new(root: &'c Path, ignore: &'c IgnoreFile) -> Self {
        Self { root, ignore, seen: HashSet::new(), files: Vec::new(), problems: Vec::new() }
    }

    /// Adds what one instruction takes. A source that is not there takes nothing: the build fails on it.
    pub(super) fn add(&mut self, used: &ContextUse) {
        let pattern = clean(&super::pattern_of(used));
        for path in self.expand(&pattern) {
            self.walk(path, used);
        }
    }

    /// The paths that a pattern stands for.
    fn expand(&self, pattern: &str) -> Vec<String> {
        let mut paths = vec![String::new()];
        for part in pattern.split('/').filter(|part| !part.is_empty()) {
            paths = if is_wild(part) {
                // Compiling a pattern is dear, and few have a name that even begins like it.
                let head = part.split(WILDCARDS).next().unwrap_or_default();
                let below = paths.iter().flat_map(|path| self.names_in(path).into_iter());
                let below: Vec<(String, String)> =
                    below.filter(|(name, _)| name.starts_with(head)).collect();
                if below.is_empty() {
                    return Vec::new();
                }
                let Ok(regex) = Regex::new(&format!("^{}$", regex_of(part, false))) else {
                    return Vec::new();
                };
                let below = below.into_iter();
                below.filter(|(name, _)| regex.is_match(name)).map(|(_, path)| path).collect()
            } else {
                paths.into_iter().map(|path| joined(&path, part)).collect()
            };
            paths.truncate(MOST_FILES);
        }
        paths
    }

    /// Names in a directory, sorted, with their paths; none if it cannot be read.
    fn names_in(&self, directory: &str) -> Vec<(String, String)> {
        let Ok(entries) = fs::read_dir(self.root.join(directory)) else {
            return Vec::new();
        };
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> = entries.filter_map(Result::ok).map(name).collect();
        names.sort_unstable();
        names
            .into_iter()
            .map(|name| (joined(directory, &name), name))
            .map(|(p, n)| (n, p))
            .collect()
    }

    fn walk(&mut self, start: String, used: &ContextUse) {
        let mut open = vec![start];
        while let Some(path) = open.pop() {
            if self.files.len() >= MOST_FILES {
                self.stop_at_limit(&path, used);
                return;
            }
            let Ok(metadata) = fs::symlink_metadata(self.root.join(&path)) else {
                continue;
            };
            let hidden = !path.is_empty() && self.ignore.hides(&path);
            if hidden && !self.ignore.takes_back() {
                continue;
            }
            if metadata.is_dir() {
                let below = self.names_in(&path).into_iter().rev().map(|(_, path)| path);
                open.extend(below);
            } else if metadata.is_file() && !hidden && self.seen.insert(path.clone()) {
                self.files.push(file(path, &metadata, used));
            } else if metadata.is_symlink() && !hidden {
                open.extend(self.target(&path));
            }
        }
    }

    /// The file of the context that a link points to, if it stays inside and was not taken yet.
    fn target(&mut self, link: &str) -> Option<String> {
        if !self.seen.insert(link.to_owned()) {
            return None;
        }
        let root = fs::canonicalize(self.root).ok()?;
        let target = fs::canonicalize(self.root.join(link)).ok()?;
        let inside = target.strip_prefix(&root).ok()?;
        target.is_file().then(|| inside.to_string_lossy().into_owned())
    }

    fn stop_at_limit(&mut self, path: &str, used: &ContextUse) {
        let limit = format!("more than {MOST_FILES} files of the context are taken");
        let mut fact = TakenFile {
            path: path.to_owned(),
            renamed: None,
            place: used.place,
            span: used.source.span(),
            mode: 0,
            owner: 0,
            group: 0,
            size: 0,
        }
        .fact();
        fact.opacity.push(Opacity::Limit(limit));
        self.problems.push(fact);
    }
}

fn joined(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

fn file(path: String, metadata: &Metadata, used: &ContextUse) -> TakenFile {
    TakenFile {
        renamed: renamed(&path, used),
        path,
        place: used.place,
        span: used.source.span(),
        mode: mode(metadata),
        owner: owner(metadata).0,
        group: owner(metadata).1,
        size: metadata.len(),
    }
}

/// The name that a single file gets: the target's, unless that is a directory.
fn renamed(path: &str, used: &ContextUse) -> Option<String> {
    let is_the_source = clean(&used.source) == path;
    let name = used.target.rsplit('/').next().unwrap_or_default();
    (is_the_source && !name.is_empty() && name != ".").then(|| name.to_owned())
}

#[cfg(unix)]
fn owner(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.uid().into(), metadata.gid().into())
}

#[cfg(not(unix))]
fn owner(_metadata: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o7777
}

#[cfg(not(unix))]
fn mode(_metadata: &Metadata) -> u32 {
    // as BuildKit's client on Windows sends it
    0o755
}
