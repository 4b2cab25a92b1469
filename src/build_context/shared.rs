//! What several builds of one run are given from the same directory: walked through and read once for all of them.
//!
//! Files are taken not to change while a run goes on. What does not fit into the room is walked through or read again.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ecow::EcoString;
use foldhash::HashMap;

use super::dockerignore::IgnoreFile;
use super::scripts::KnownScript;
use super::selection::{Taken, TakenFile, Walked};
use crate::facts::file_text::Signs;
use crate::facts::{ContextUse, File, FileKind, FileMarker, Opacity};
use crate::shell::{self, Dialect, Language, RunBy, Scope, Script};
use crate::source::{FileId, Text};

/// What is kept of all directories together, in bytes: the files of a large source tree, without their texts.
const ROOM: usize = 32 << 20;
/// Below this, directories that nobody has asked for lately are forgotten for a new one.
const LOW: usize = ROOM / 8;
/// Directories that are known at once.
const MOST_ROOTS: usize = 256;
/// About what a file takes beside its path, what another instruction that takes it does beside its name there, and what
/// it showed.
const OF_A_FILE: usize = 450;
const OF_A_USE: usize = 48;
const OF_WHAT_IS_KNOWN: usize = 330;
/// About what a command takes.
const OF_A_COMMAND: usize = 600;

/// The directories that builds of one run are given.
#[derive(Debug)]
pub(crate) struct SharedRoots {
    /// The one asked for last stands last.
    roots: Mutex<Vec<Arc<SharedFiles>>>,
    left: Arc<AtomicUsize>,
}

/// The files of one directory, as far as builds have asked for them.
#[derive(Debug)]
pub(crate) struct SharedFiles {
    root: PathBuf,
    walks: Mutex<HashMap<Use, Arc<Walked>>>,
    /// By their places as they are written.
    files: Mutex<HashMap<OsString, OneFile>>,
    programs: Mutex<HashMap<ProgramOf, Arc<Program>>>,
    scripts: Mutex<HashMap<(EcoString, Language), Arc<KnownScript>>>,
    /// Builds that read files now.
    readers: AtomicUsize,
    /// What is left for all directories.
    left: Arc<AtomicUsize>,
    taken: AtomicUsize,
}

/// A build that reads files.
#[derive(Debug)]
pub(super) struct Reading<'f> {
    files: &'f SharedFiles,
    others: usize,
}

/// The path of a file, its language, and whether somebody starts it.
type ProgramOf = (EcoString, &'static str, RunBy);

/// The ignore file that counts, the source and the target of an instruction.
type Use = (Option<PathBuf>, EcoString, String);

/// A file that is taken, and what it showed.
#[derive(Debug)]
struct OneFile {
    taken: Arc<TakenFile>,
    known: Option<Arc<KnownFile>>,
}

/// What a file showed when it was read.
#[derive(Debug)]
pub(super) struct KnownFile {
    /// Bytes that it has where it lies.
    pub(super) length: u64,
    /// It has a text, which may be wanted.
    pub(super) has_text: bool,
    pub(super) signs: Signs,
    kind: FileKind,
    size: u64,
    digest: Option<String>,
    markers: Vec<FileMarker>,
    opacity: Vec<Opacity>,
    searched: Vec<String>,
}

impl KnownFile {
    /// What the file of this length showed; `signs` are those of its text, if it has one.
    pub(super) fn of(length: u64, file: &File, signs: Option<Signs>) -> Self {
        let File { kind, size, digest, markers, opacity, searched, .. } = file.clone();
        let (has_text, signs) = (signs.is_some(), signs.unwrap_or_default());
        Self { length, has_text, signs, kind, size, digest, markers, opacity, searched }
    }

    /// The same file where another instruction takes it.
    pub(super) fn taken_by(&self, taken: &File) -> File {
        File {
            kind: self.kind,
            size: self.size,
            digest: self.digest.clone(),
            markers: self.markers.clone(),
            opacity: self.opacity.clone(),
            searched: self.searched.clone(),
            ..taken.clone()
        }
    }
}

/// What a program text shows.
#[derive(Debug)]
struct Program {
    length: usize,
    /// The number that the file had among the sources of the build that read it.
    file: FileId,
    script: Script,
}

impl Default for SharedRoots {
    fn default() -> Self {
        Self { roots: Mutex::default(), left: Arc::new(AtomicUsize::new(ROOM)) }
    }
}

impl SharedRoots {
    /// What is known of this directory.
    pub(super) fn at(&self, root: &Path) -> Arc<SharedFiles> {
        let root = below_here(root);
        let mut roots = locked(&self.roots);
        // as they are written: paths are compared part by part
        let known = roots.iter().rposition(|it| it.root.as_os_str() == root.as_os_str());
        let files = match known {
            Some(at) => roots.remove(at),
            None => {
                let is_low = || self.left.load(Ordering::Relaxed) < LOW;
                while roots.len() >= MOST_ROOTS || !roots.is_empty() && is_low() {
                    roots.remove(0);
                }
                Arc::new(SharedFiles::new(root, Arc::clone(&self.left)))
            }
        };
        roots.push(Arc::clone(&files));
        files
    }
}

impl Drop for SharedFiles {
    fn drop(&mut self) {
        self.left.fetch_add(*self.taken.get_mut(), Ordering::Relaxed);
    }
}

impl Reading<'_> {
    /// Another build has started at the beginning.
    pub(super) fn starts_at_the_end(&self) -> bool {
        self.others % 2 == 1
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.files.readers.fetch_sub(1, Ordering::Relaxed);
    }
}

impl SharedFiles {
    fn new(root: PathBuf, left: Arc<AtomicUsize>) -> Self {
        let (walks, files) = (Mutex::default(), Mutex::default());
        let (programs, scripts) = (Mutex::default(), Mutex::default());
        let (readers, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { root, walks, files, programs, scripts, readers, left, taken }
    }

    /// A build reads files from here on.
    pub(super) fn begin(&self) -> Reading<'_> {
        Reading { files: self, others: self.readers.fetch_add(1, Ordering::Relaxed) }
    }

    /// What an instruction takes that an earlier build has had as well; only the files that are `wanted`.
    pub(super) fn taken<'c>(
        &self,
        root: &'c Path,
        ignore: &'c IgnoreFile,
        used: &ContextUse,
        wanted: &dyn Fn(&File) -> bool,
    ) -> Taken<'c> {
        let of =
            (ignore.place().map(Path::to_owned), used.source.as_str().into(), used.target.clone());
        let known = locked(&self.walks).get(&of).cloned();
        if let Some(known) = known {
            return Taken::as_before((root, ignore), &known, used, wanted);
        }
        let mut taken = Taken::new(root, ignore);
        taken.add(used);
        if let Some(files) = self.intern(&taken.files) {
            let walked = Walked { files, problems: taken.problems.clone() };
            locked(&self.walks).insert(of, Arc::new(walked));
        }
        taken.files.retain(|taken| wanted(&taken.file));
        taken
    }

    /// Files as several instructions take them, each with what this one calls it; `None` if there is no room.
    fn intern(&self, taken: &[TakenFile]) -> Option<Vec<(Arc<TakenFile>, Option<String>)>> {
        let mut files = locked(&self.files);
        let intern = |it: &TakenFile| {
            let renamed = it.file.renamed.clone();
            let name = renamed.as_ref().map_or(0, String::len);
            if let Some(known) = files.get(it.place.as_os_str()) {
                return self.takes(OF_A_USE + name).then(|| (Arc::clone(&known.taken), renamed));
            }
            if !self.takes(OF_A_FILE + OF_A_USE + name + 4 * it.file.path.len()) {
                return None;
            }
            let file = File { renamed: None, ..it.file.clone() };
            let taken = Arc::new(TakenFile { file, place: it.place.clone() });
            let one = OneFile { taken: Arc::clone(&taken), known: None };
            files.insert(it.place.clone().into(), one);
            Some((taken, renamed))
        };
        taken.iter().map(intern).collect()
    }

    /// What is known of a file that is taken.
    pub(super) fn known(&self, taken: &TakenFile) -> Option<Arc<KnownFile>> {
        let files = locked(&self.files);
        let OneFile { taken: before, known } = files.get(taken.place.as_os_str())?;
        let is_same = before.file.path == taken.file.path;
        known.clone().filter(|known| is_same && known.length == taken.file.size)
    }

    /// Remembers a file for the builds that come.
    pub(super) fn keep(&self, taken: &TakenFile, known: KnownFile) {
        if let Some(file) = locked(&self.files).get_mut(taken.place.as_os_str())
            && self.takes(OF_WHAT_IS_KNOWN)
        {
            file.known = Some(Arc::new(known));
        }
    }

    /// As [`shell::read_program`], for a file of this path; read once for all builds.
    pub(super) fn program(
        &self,
        path: &str,
        content: &Text,
        dialect: &'static Dialect,
        run: RunBy,
    ) -> Script {
        let read = || shell::read_program(content, dialect, run);
        if is_of_several(path) {
            return read();
        }
        let of = (EcoString::from(path), dialect.name(), run);
        let here = content.span().file;
        let known = locked(&self.programs).get(&of).cloned();
        if let Some(known) = known.filter(|known| known.length == content.len()) {
            return known.script.moved(known.file, here);
        }
        let script = read();
        if self.takes(path.len() + OF_A_USE + (1 + script.commands.len()) * OF_A_COMMAND) {
            let known = Program { length: content.len(), file: here, script: script.clone() };
            locked(&self.programs).insert(of, Arc::new(known));
        }
        script
    }

    /// As [`shell::read_file`], for a file of this path; read once for all builds whose images set none of the variables in it.
    pub(super) fn script(
        &self,
        path: &str,
        content: &Text,
        language: Language,
        scope: &dyn Scope,
    ) -> Script {
        if is_of_several(path) || !scope.left().is_enough() {
            return shell::read_file(content, language, scope);
        }
        let of = (EcoString::from(path), language);
        let known = locked(&self.scripts).get(&of).cloned();
        if let Some(script) = known.as_ref().and_then(|known| known.shown(content, scope)) {
            return script;
        }
        let (script, read) = KnownScript::read(content, language, scope);
        if known.is_none()
            && let Some(read) = read
            && self.takes(path.len() + OF_A_USE + read.size(OF_A_COMMAND))
        {
            locked(&self.scripts).insert(of, Arc::new(read));
        }
        script
    }

    /// True if there is room for something of this size, which it then has.
    fn takes(&self, size: usize) -> bool {
        let less = |left: usize| left.checked_sub(size);
        let fits = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
        self.taken.fetch_add(if fits { size } else { 0 }, Ordering::Relaxed);
        fits
    }
}

/// Members of archives may be called alike, and so may files whose names are no text.
fn is_of_several(path: &str) -> bool {
    path.contains(['!', char::REPLACEMENT_CHARACTER])
}

/// A directory is the same with and without `./` in front.
fn below_here(root: &Path) -> PathBuf {
    let root = root.strip_prefix(".").unwrap_or(root);
    if root.as_os_str().is_empty() { PathBuf::from(".") } else { root.to_owned() }
}

/// What a thread that panicked left is whole: each entry is put in at once.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::Keyword;
    use crate::facts::Place;
    use crate::source::Span;

    /// For two files and a bit.
    const ENOUGH: usize = 2 * (OF_A_FILE + OF_A_USE + OF_WHAT_IS_KNOWN + 4) + OF_A_FILE;

    fn taken(path: &str) -> TakenFile {
        let place = Place::in_build(Keyword::Copy, Span::default());
        TakenFile { file: File::named(place, place.span, path), place: path.into() }
    }

    fn keep(files: &SharedFiles, path: &str) {
        let taken = taken(path);
        if files.intern(std::slice::from_ref(&taken)).is_some() {
            files.keep(&taken, KnownFile::of(taken.file.size, &taken.file, None));
        }
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let roots = SharedRoots::default();
        let files = roots.at(Path::new("a"));
        roots.left.store(ENOUGH, Ordering::Relaxed);
        for path in ["1", "2", "3", "4"] {
            keep(&files, path);
        }
        let known = ["1", "2", "3", "4"].map(|path| files.known(&taken(path)).is_some());
        assert_eq!(known, [true, true, false, false]);
        // where little is left, what nobody has asked for lately makes room
        drop(files);
        roots.at(Path::new("b"));
        assert_eq!(roots.left.load(Ordering::Relaxed), ENOUGH);
        assert!(roots.at(Path::new("a")).known(&taken("1")).is_none());
    }

    #[test]
    fn a_file_that_has_changed_is_read_again() {
        let roots = SharedRoots::default();
        keep(&roots.at(Path::new(".")), "x");
        let mut changed = taken("x");
        let here = roots.at(Path::new(""));
        assert!(here.known(&changed).is_some());
        changed.file.size = 1;
        assert!(here.known(&changed).is_none());
    }
}
