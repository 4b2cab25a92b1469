//! Files whose content is known because the script wrote them.

use std::collections::HashMap;

use crate::shell::programs::output::Data;
use crate::shell::programs::output::MAX_OUTPUT;

/// Known files by path; relative paths count from the directory that `cd` went to.
#[derive(Debug, Default)]
pub(crate) struct Files {
    known: HashMap<String, Data>,
    /// What the script has gone to, if it has and that is known.
    directory: String,
    /// Process substitutions so far.
    descriptors: usize,
    bytes: usize,
    changes: usize,
}

/// All known files together.
const MAX_TOTAL: usize = 8 << 20;

impl Files {
    /// The content of a file.
    pub(crate) fn get(&self, path: &str) -> Option<&Data> {
        if self.known.is_empty() {
            return None;
        }
        self.known.get(&self.key(path))
    }

    /// The content of some file is known.
    pub(crate) fn has_any(&self) -> bool {
        !self.known.is_empty()
    }

    /// The file now has this content; `None`: nobody knows.
    pub(crate) fn set(&mut self, path: &str, content: Option<Data>) {
        if content.is_none() && self.known.is_empty() {
            return;
        }
        self.changes += 1;
        let key = self.key(path);
        let old = self.known.remove(&key);
        self.bytes -= old.map_or(0, |data| data.len()).min(self.bytes);
        if let Some(content) = content
            && self.bytes + content.len() <= MAX_TOTAL
        {
            self.bytes += content.len();
            self.known.insert(key, content);
        }
    }

    /// Grows with each change, of the directory too.
    pub(crate) fn changes(&self) -> usize {
        self.changes
    }

    /// More content at the end of the file.
    pub(crate) fn append(&mut self, path: &str, content: Data) {
        let key = self.key(path);
        if self.bytes + content.len() > MAX_TOTAL {
            return;
        }
        self.changes += 1;
        match self.known.get_mut(&key) {
            Some(old) if old.len() + content.len() <= MAX_OUTPUT => {
                self.bytes += content.len();
                old.append(&content);
            }
            Some(_) => {}
            // What stood in the file before is not known; what is added runs all the same.
            None => self.set(path, Some(content)),
        }
    }

    /// The name that a process substitution is seen under.
    pub(crate) fn descriptor(&mut self) -> String {
        self.descriptors += 1;
        format!("/dev/fd/{}", 64 - self.descriptors.min(50))
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
    fn key(&self, path: &str) -> String {
        let mut key = String::new();
        if !path.starts_with('/') {
            key.push_str(&self.directory);
        }
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    let parent = key.rfind('/').unwrap_or(0);
                    key.truncate(parent);
                }
                _ => {
                    if path.starts_with('/') || !key.is_empty() {
                        key.push('/');
                    }
                    key.push_str(part);
                }
            }
        }
        key
    }
}
