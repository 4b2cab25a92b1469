//! The files of one script: what it finds, what it leaves, and where it stands among them.

use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;

use foldhash::HashSet;

use crate::shell::Scope;
use crate::shell::evaluate::pattern;
use crate::shell::file_map::{Content, FileMap, cleaned};
use crate::shell::programs::output::Data;
use crate::source::UNKNOWN;

/// Files that one pattern stands for: more are no pieces of a script.
pub(crate) const MAX_MATCHES: usize = 64;
/// Steps of comparing paths with one pattern.
const MAX_STEPS: usize = 1 << 20;

/// The files around a script; relative paths count from the directory that `cd` went to.
pub(crate) struct Files<'s> {
    scope: &'s dyn Scope,
    map: FileMap,
    /// What the script has gone to, or starts in; empty if that is not known.
    directory: String,
    /// Process substitutions so far.
    descriptors: usize,
    changes: usize,
    absent: Absent,
}

/// Words that name no program of the files; most commands of a script are called many times.
#[derive(Default)]
struct Absent {
    /// The state of the files that this is true for.
    at: u32,
    words: HashSet<Box<str>>,
}

/// The path under which what comes on a descriptor is kept.
pub(crate) fn descriptor_path(fd: impl Display) -> String {
    format!("/dev/fd/{fd}")
}

impl<'s> Files<'s> {
    pub(crate) fn new(scope: &'s dyn Scope, map: FileMap, directory: &str) -> Self {
        Self {
            scope,
            map,
            directory: directory.to_owned(),
            descriptors: 0,
            changes: 0,
            absent: Absent::default(),
        }
    }

    /// What the script leaves.
    pub(crate) fn into_map(self) -> FileMap {
        self.map
    }

    /// The content of a file.
    pub(crate) fn get(&self, path: &str) -> Option<Content> {
        if self.map.is_empty() {
            return None;
        }
        self.map.get(&self.key(path), |path| self.scope.given(path))
    }

    /// The path and content of a program: a file by its path, or one that lies where shells look for programs.
    pub(crate) fn program(&mut self, word: &str) -> Option<(String, Content)> {
        if self.map.is_empty() {
            return None;
        }
        // where nobody knows which directory or program this is, it may be any
        if word.contains(['/', UNKNOWN]) || self.directory.is_empty() {
            let path = self.key(word);
            if let Some(content) = self.map.get(&path, |path| self.scope.given(path)) {
                return Some((path, content));
            }
        }
        let now = self.map.now();
        if self.absent.at != now {
            self.absent = Absent { at: now, ..Absent::default() };
        } else if self.absent.words.contains(word) {
            return None;
        }
        let search = self.scope.get("PATH").map(|path| path.as_str());
        let found = self.map.program(word, search, |path| self.scope.given(path));
        if found.is_none() {
            self.absent.words.insert(word.into());
        }
        found
    }

    /// The path and content of a script that a shell is given: a file of the directory comes before a program.
    pub(crate) fn script(&mut self, word: &str) -> Option<(String, Content)> {
        match self.get(word) {
            Some(content) => Some((self.key(word), content)),
            None => self.program(word),
        }
    }

    /// The paths of known files that a pattern stands for, in order; who reads them takes [`MAX_MATCHES`].
    pub(crate) fn matching(&self, pattern: &str) -> Vec<String> {
        if self.map.is_empty() {
            return Vec::new();
        }
        let key = self.key(pattern);
        // the part that is a pattern is the same here and where the files come from
        let first = key.find(['*', '?', '[']).unwrap_or(key.len());
        let directory = key.get(..first).and_then(|head| head.rfind('/')).map_or(0, |at| at + 1);
        let depth = key.get(directory..).unwrap_or_default().split('/').count();
        let mut found: Vec<String> = Vec::new();
        let sources = RefCell::new(Vec::new());
        let asked = self.map.get(&key, |source| {
            sources.borrow_mut().push(source.to_owned());
            None
        });
        if asked.is_some() {
            found.push(key.clone());
        }
        for path in sources.into_inner().iter().flat_map(|source| self.scope.listed(source)) {
            let tail: Vec<&str> = path.rsplit('/').take(depth).collect();
            let tail: Vec<&str> = tail.into_iter().rev().collect();
            found.push(format!("{}{}", key.get(..directory).unwrap_or_default(), tail.join("/")));
        }
        let written = self.map.written_since(0).into_iter().map(|(path, _)| path.to_string());
        let mut steps = MAX_STEPS;
        found.extend(written.filter(|path| {
            path.matches('/').count() == key.matches('/').count()
                && pattern::matches(key.as_bytes(), path.as_bytes(), &mut steps)
        }));
        found.sort();
        found.dedup();
        found
    }

    /// The content of some file is known.
    pub(crate) fn has_any(&self) -> bool {
        !self.map.is_empty()
    }

    /// The file now has this content; `None`: nobody knows.
    pub(crate) fn set(&mut self, path: &str, content: Option<Data>) {
        self.map.put(&self.key(path), content.map(Rc::new));
    }

    /// Grows with each change, of the directory too.
    pub(crate) fn changes(&self) -> usize {
        self.changes + self.map.now() as usize
    }

    /// More content at the end of the file.
    pub(crate) fn append(&mut self, path: &str, content: Data) {
        let key = self.key(path);
        self.map.append(&key, content, |path| self.scope.given(path));
    }

    /// What lies at `to` is what lies at `from`; with everything below, if that is a directory.
    pub(crate) fn copy(&mut self, from: &str, to: &str) {
        let (from, to) = (self.key(from), self.key(to));
        match self.map.get(&from, |path| self.scope.given(path)) {
            Some(content) => self.map.put(&to, Some(content)),
            None => self.map.copy(&to, &from),
        }
    }

    /// A symbolic link: it counts also where nothing is known of its target.
    pub(crate) fn link(&mut self, from: &str, to: &str) {
        self.copy(from, to);
        self.map.set_link(&self.key(to), &self.key(from));
    }

    /// The name that a process substitution is seen under.
    pub(crate) fn descriptor(&mut self) -> String {
        self.descriptors += 1;
        descriptor_path(64 - self.descriptors.min(50))
    }

    pub(crate) fn directory(&self) -> &str {
        &self.directory
    }

    pub(crate) fn return_to(&mut self, directory: String) {
        self.directory = directory;
    }

    /// `cd path`
    pub(crate) fn change_directory(&mut self, path: &str) {
        self.changes += 1;
        self.directory =
            if path.starts_with('~') || path == "-" { String::new() } else { self.key(path) };
        if self.directory.len() > 4096 {
            self.directory.clear();
        }
    }

    /// The path without `.` and `..`, from the current directory.
    pub(crate) fn key(&self, path: &str) -> String {
        cleaned(&self.directory, path)
    }
}
