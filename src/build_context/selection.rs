//! Which files of the context an instruction takes.
//!
//! Walks directories without recursion and follows no symbolic link: one inside a directory is copied as a link, and
//! what it points to is judged where it lies.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::path::Path;

use regex::Regex;

use crate::build_context::dockerignore::IgnoreFile;
use crate::build_context::wildcard::{WILDCARDS, is_wild, regex_of};
use crate::facts::{ContextUse, File, REST};
use crate::filesystem::entry::clean_path;
use crate::filesystem::problem::{Problem, ProblemKind};
use crate::filesystem::tree;
use crate::source::UNKNOWN;

/// Files of one context that are read at most.
const MOST_FILES: usize = 1_000_000;

/// Collects files, each once.
#[derive(Debug)]
pub(crate) struct Taken<'c> {
    root: &'c Path,
    ignore: &'c IgnoreFile,
    seen: HashSet<String>,
    /// Each with the first instruction that takes it, as far as it is known before it is read.
    pub(crate) files: Vec<File>,
    /// What could not be walked, as files that were not judged.
    pub(crate) problems: Vec<File>,
}

impl<'c> Taken<'c> {
    pub(crate) fn new(root: &'c Path, ignore: &'c IgnoreFile) -> Self {
        Self { root, ignore, seen: HashSet::new(), files: Vec::new(), problems: Vec::new() }
    }

    /// Adds what one instruction takes. A source that is not there takes nothing: the build fails on it.
    pub(crate) fn add(&mut self, used: &ContextUse) {
        // what is not known may be anything
        let (pattern, _) = clean_path(used.source.replace(UNKNOWN, "*").as_bytes());
        for path in self.expand(&pattern) {
            if self.leads_out(&path) {
                let what = "its path leads out of the build context";
                let problem = Problem::new(path, ProblemKind::Escape, what);
                self.problems.push(problem.into_fact(used.place, used.source.span()));
                continue;
            }
            // one file may get another name, a directory keeps those of its files
            let renamed = (path == pattern).then(|| name_in(&used.target)).flatten();
            self.walk(path, used, renamed);
        }
    }

    /// A directory on the way is a link to a place outside.
    fn leads_out(&self, path: &str) -> bool {
        let Some((directory, _)) = path.rsplit_once('/') else {
            return false;
        };
        let directory = fs::canonicalize(self.root.join(directory));
        directory
            .is_ok_and(|it| fs::canonicalize(self.root).is_ok_and(|root| !it.starts_with(root)))
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

    fn walk(&mut self, start: String, used: &ContextUse, renamed: Option<String>) {
        let mut open = vec![start.clone()];
        while let Some(path) = open.pop() {
            if self.files.len() >= MOST_FILES {
                self.stop_at_limit(used);
                return;
            }
            let Ok(metadata) = fs::symlink_metadata(self.root.join(&path)) else {
                self.note_odd_name(path, used);
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
                let renamed = renamed.clone().filter(|_| path == start);
                self.files.push(file(path, &metadata, used, renamed));
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

    /// What is not there takes nothing, unless only its name here is another one than on the disk.
    fn note_odd_name(&mut self, path: String, used: &ContextUse) {
        if path.contains(char::REPLACEMENT_CHARACTER) {
            let problem = Problem::new(path, ProblemKind::Unreadable, "its name is not UTF-8");
            self.problems.push(problem.into_fact(used.place, used.source.span()));
        }
    }

    fn stop_at_limit(&mut self, used: &ContextUse) {
        let limit = format!("more than {MOST_FILES} files of the context are taken");
        let problem = Problem::new(REST, ProblemKind::Limit, limit);
        self.problems.push(problem.into_fact(used.place, used.source.span()));
    }
}

fn joined(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

fn file(path: String, metadata: &Metadata, used: &ContextUse, renamed: Option<String>) -> File {
    let (mode, owner, group) = tree::attributes(metadata);
    let named = File::named(used.place, used.source.span(), path);
    File { renamed, mode, owner, group, size: metadata.len(), ..named }
}

/// The name of a file that a target gives; none if that is a directory.
fn name_in(target: &str) -> Option<String> {
    let name = target.rsplit('/').next().unwrap_or_default();
    (!name.is_empty() && name != ".").then(|| name.to_owned())
}
