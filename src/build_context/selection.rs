//! Which files of the context an instruction takes.
//!
//! Walks directories as a scan does and follows no symbolic link: one inside a directory is copied as a link, and what it
//! points to is judged where it lies.

use foldhash::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regex::Regex;

use crate::build_context::dockerignore::IgnoreFile;
use crate::build_context::wildcard::{WILDCARDS, is_wild, regex_of};
use crate::dockerfile::Keyword;
use crate::facts::{ContextEntry, ContextUse, File, Place, REST};
use crate::filesystem::entry::{Entry, EntryKind, clean_path};
use crate::filesystem::limits::{Budget, Limits};
use crate::filesystem::problem::{Found, Problem, ProblemKind, describe};
use crate::filesystem::tree::{Located, Walk};
use crate::source::{Span, Text, UNKNOWN};

/// Files of one context that are read at most.
const MOST_FILES: usize = 1_000_000;

/// Directories that images have, without `.d` or `bin` at the end.
const DIRECTORIES: [&str; 10] =
    ["app", "crontabs", "etc", "home", "opt", "root", "srv", "system", "tmp", "user"];

/// Files that one pattern brings into a stage by name: what is behind is found by other ways.
const MOST_ENTRIES: usize = 10_000;

/// A file that is taken, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct TakenFile {
    /// With the first instruction that takes it, as far as it is known before it is read.
    pub(crate) file: File,
    pub(crate) place: PathBuf,
}

/// What an instruction has taken, each file with its name in the image.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) files: Vec<(Arc<TakenFile>, Option<String>)>,
    pub(super) problems: Vec<File>,
}

/// Collects files, each once.
#[derive(Debug)]
pub(crate) struct Taken<'c> {
    root: &'c Path,
    ignore: &'c IgnoreFile,
    /// As they are written, for a path is hashed byte by byte: all of them start at the root and go down from there.
    seen: HashSet<OsString>,
    pub(crate) files: Vec<TakenFile>,
    /// What could not be walked, as files that were not judged, each once.
    pub(crate) problems: Vec<File>,
    reported: HashSet<String>,
}

impl<'c> Taken<'c> {
    pub(crate) fn new(root: &'c Path, ignore: &'c IgnoreFile) -> Self {
        Self {
            root,
            ignore,
            seen: HashSet::default(),
            files: Vec::new(),
            problems: Vec::new(),
            reported: HashSet::default(),
        }
    }

    /// What an instruction takes if it is `walked`, which another build has taken by one with the same source and target;
    /// only the files that are `wanted`.
    pub(super) fn as_before(
        (root, ignore): (&'c Path, &'c IgnoreFile),
        walked: &Walked,
        used: &ContextUse,
        wanted: &dyn Fn(&File) -> bool,
    ) -> Self {
        let (place, span) = (used.place, used.source.span());
        let here = |file: &File| File { place, span, ..file.clone() };
        let again = |(taken, renamed): &(Arc<TakenFile>, Option<String>)| TakenFile {
            file: File { renamed: renamed.clone(), ..here(&taken.file) },
            place: taken.place.clone(),
        };
        let files = walked.files.iter().filter(|(taken, _)| wanted(&taken.file));
        let files = files.map(again).collect();
        let problems = walked.problems.iter().map(here).collect();
        Self { files, problems, ..Self::new(root, ignore) }
    }

    /// Adds what one instruction takes. A source that is not there takes nothing: the build fails on it.
    pub(crate) fn add(&mut self, used: &ContextUse) {
        self.add_in_parts(used, &mut |_| {});
    }

    /// The same for more files than fit into memory: whenever some have come, `part` may take them out.
    pub(crate) fn add_in_parts(
        &mut self,
        used: &ContextUse,
        part: &mut dyn FnMut(&mut Vec<TakenFile>),
    ) {
        // what is not known may be anything
        let (pattern, _) = clean_path(used.source.replace(UNKNOWN, "*").as_bytes());
        for start in self.expand(&pattern, used) {
            if self.leads_out(&start) {
                let what = "its path leads out of the build context";
                self.report(Problem::new(start.path, ProblemKind::Escape, what), used);
                continue;
            }
            match start.entry() {
                Ok(entry) if entry.kind == EntryKind::Directory => self.walk(start, used, part),
                Ok(entry) => {
                    // a pattern may stand for several files, which only a directory has room for
                    let is_one = start.path == pattern;
                    let target = target_of_file(&used.target, &start.path, is_one);
                    self.take(entry, start.place, used, target);
                    part(&mut self.files);
                }
                Err(error) => self.report_error(&start.path, &error, used),
            }
        }
    }

    /// Adds what another build has taken by such an instruction.
    pub(super) fn add_again(
        &mut self,
        used: &ContextUse,
        files: impl Iterator<Item = (Located, Option<String>)>,
    ) {
        for (located, renamed) in files {
            if let Ok(entry) = located.entry() {
                self.take_file(entry, located.place, used, renamed);
            }
        }
    }

    /// Adds what was collected elsewhere.
    pub(crate) fn absorb(&mut self, other: Self) {
        let room = MOST_FILES.saturating_sub(self.files.len());
        let new =
            other.files.into_iter().filter(|taken| self.seen.insert(taken.place.clone().into()));
        self.files.extend(new.take(room));
        let problems = other.problems.into_iter();
        self.problems.extend(problems.filter(|it| self.reported.insert(it.path.clone())));
    }

    /// What a source stands for; what leads out of the context is nothing.
    pub(crate) fn entries(&mut self, source: &str) -> Vec<ContextEntry> {
        let (pattern, _) = clean_path(source.as_bytes());
        let place = Place::in_build(Keyword::Copy, Span::default());
        let source = Text::made(pattern.as_str(), place.span);
        let used = ContextUse { place, source, target: String::new() };
        let found = self.expand(&pattern, &used).into_iter().take(MOST_ENTRIES);
        let inside: Vec<Located> = found.filter(|it| !self.leads_out(it)).collect();
        let kind = |it: Located| {
            let entry = it.entry().ok()?;
            let is_directory = entry.kind == EntryKind::Directory;
            let is_file = matches!(entry.kind, EntryKind::Regular | EntryKind::Hardlink)
                || entry.kind == EntryKind::Symlink;
            (is_directory || is_file).then_some(ContextEntry { path: it.path, is_directory })
        };
        inside.into_iter().filter_map(kind).collect()
    }

    /// A directory on the way is a link to a place outside.
    fn leads_out(&self, start: &Located) -> bool {
        let Some(directory) = start.place.parent().filter(|_| start.path.contains('/')) else {
            return false;
        };
        fs::canonicalize(directory)
            .is_ok_and(|it| fs::canonicalize(self.root).is_ok_and(|root| !it.starts_with(root)))
    }

    /// What a pattern stands for.
    fn expand(&mut self, pattern: &str, used: &ContextUse) -> Vec<Located> {
        let mut found = vec![Located::root(self.root)];
        for part in pattern.split('/').filter(|part| !part.is_empty()) {
            if !is_wild(part) {
                found = found.into_iter().map(|it| it.below(OsStr::new(part))).collect();
                continue;
            }
            // Compiling a pattern is expensive, and few have a name that even begins like it.
            let head = part.split(WILDCARDS).next().unwrap_or_default();
            let below: Vec<(String, Located)> =
                found.iter().flat_map(|it| self.names_in(it, head, used)).collect();
            if below.is_empty() {
                return Vec::new();
            }
            let Ok(regex) = Regex::new(&format!("^{}$", regex_of(part, false))) else {
                return Vec::new();
            };
            let fitting = below.into_iter().filter(|(name, _)| regex.is_match(name));
            found = fitting.map(|(_, located)| located).take(MOST_FILES).collect();
        }
        found
    }

    /// What in a directory has a name that starts with `head`, sorted; what is no directory has nothing in it.
    fn names_in(
        &mut self,
        directory: &Located,
        head: &str,
        used: &ContextUse,
    ) -> Vec<(String, Located)> {
        let names = match directory.names(MOST_FILES as u64) {
            Ok(names) => names,
            Err(error) => {
                self.report_error(&directory.path, &error, used);
                return Vec::new();
            }
        };
        let shown = names.iter().map(|name| (name.to_string_lossy().into_owned(), name));
        let fitting = shown.filter(|(shown, _)| shown.starts_with(head));
        fitting.map(|(shown, name)| (shown, directory.below(name))).collect()
    }

    fn walk(
        &mut self,
        start: Located,
        used: &ContextUse,
        part: &mut dyn FnMut(&mut Vec<TakenFile>),
    ) {
        let ignore = self.ignore;
        let enters = |path: &str| path.is_empty() || ignore.takes_back() || !ignore.hides(path);
        if !enters(&start.path) {
            return;
        }
        let budget = Budget::new(Limits::default());
        let path = start.path.clone();
        let target = |below: &str| {
            let below = below.strip_prefix(path.as_str())?.trim_start_matches('/');
            let target = used.target.trim_end_matches('/');
            (!used.target.is_empty()).then(|| format!("{target}/{below}"))
        };
        let mut walk = match Walk::start(start, &budget, &enters) {
            Ok(walk) => walk,
            Err(error) => return self.report_error(&path, &error, used),
        };
        loop {
            let mut found = Found::<()>::default();
            let batch = walk.batch(&mut found);
            for problem in found.problems {
                self.report(problem, used);
            }
            if batch.is_empty() {
                return;
            }
            for node in batch {
                if self.seen.len() >= MOST_FILES {
                    let limit = format!("more than {MOST_FILES} files of the context are taken");
                    return self.report(Problem::new("", ProblemKind::Limit, limit), used);
                }
                let target = target(&node.entry.path);
                self.take(node.entry, node.place, used, target);
            }
            part(&mut self.files);
        }
    }

    /// Takes a file, also under its second name; of a link, the file of the context that it points to.
    fn take(&mut self, entry: Entry, place: PathBuf, used: &ContextUse, renamed: Option<String>) {
        if self.ignore.hides(&entry.path) || self.seen.contains(place.as_os_str()) {
            return;
        }
        let located = Located { place, path: entry.path.clone() };
        match entry.kind {
            EntryKind::Regular => self.take_file(entry, located.place, used, renamed),
            EntryKind::Hardlink => match located.entry() {
                Ok(entry) => self.take_file(entry, located.place, used, renamed),
                Err(error) => self.report_error(&located.path, &error, used),
            },
            EntryKind::Symlink => {
                if let Some((entry, place)) = self.target(&located) {
                    self.take_file(entry, place, used, renamed);
                }
                self.seen.insert(located.place.into());
            }
            EntryKind::Directory | EntryKind::Device | EntryKind::Other => {}
        }
    }

    fn take_file(
        &mut self,
        entry: Entry,
        place: PathBuf,
        used: &ContextUse,
        renamed: Option<String>,
    ) {
        if !self.ignore.hides(&entry.path) && self.seen.insert(place.clone().into()) {
            let Entry { path, mode, size, .. } = entry;
            let named = File::named(used.place, used.source.span(), path);
            // whoever has it here, a builder is sent it as root's
            let file = File { renamed, mode, owner: 0, group: 0, size, ..named };
            self.files.push(TakenFile { file, place });
        }
    }

    /// The file of the context that a link points to, if it stays inside.
    fn target(&self, link: &Located) -> Option<(Entry, PathBuf)> {
        let root = fs::canonicalize(self.root).ok()?;
        let target = fs::canonicalize(&link.place).ok()?;
        let mut located = Located::root(self.root);
        for name in target.strip_prefix(&root).ok()? {
            located = located.below(name);
        }
        let entry = located.entry().ok()?;
        (entry.kind == EntryKind::Regular).then_some((entry, located.place))
    }

    /// What is not there takes nothing; what cannot be looked at is not judged.
    fn report_error(&mut self, path: &str, error: &io::Error, used: &ContextUse) {
        let is_nothing =
            matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        if !is_nothing {
            self.report(Problem::new(path, ProblemKind::Unreadable, describe(error)), used);
        }
    }

    fn report(&mut self, mut problem: Problem, used: &ContextUse) {
        if problem.path.is_empty() {
            problem.path.push_str(REST);
        }
        if self.reported.insert(problem.path.clone()) {
            self.problems.push(problem.into_fact(used.place, used.source.span()));
        }
    }
}

/// Where one file goes. A target without a slash at its end is a directory if one is there already: few files have
/// names like these.
fn target_of_file(target: &str, path: &str, is_one: bool) -> Option<String> {
    if target.is_empty() {
        return None;
    }
    let directory = target.trim_end_matches('/');
    let last = directory.rsplit('/').next().unwrap_or_default();
    let is_directory = target.ends_with('/')
        || !is_one
        || DIRECTORIES.contains(&last)
        || [".d", "bin", "cron.daily", "cron.hourly", "cron.weekly", "cron.monthly"]
            .iter()
            .any(|ending| last.ends_with(ending));
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(if is_directory { format!("{directory}/{name}") } else { target.to_owned() })
}
