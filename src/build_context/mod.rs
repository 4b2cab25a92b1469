//! The build context: which files COPY, ADD and bind mounts take from it, and what these files say.
//!
//! Follows no link out of the context and reads nothing of it that the build does not take.

mod again;
mod content;
mod dockerignore;
mod reader;
mod scripts;
mod selection;
mod shared;
mod wildcard;

use foldhash::{HashMap, HashSet};
use std::cell::RefCell;
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use ecow::EcoString;

use crate::content::{Detector, MAX_TEXT};
use crate::facts::file_text::Readers;
use crate::facts::{
    self, ContextEntry, ContextFiles, ContextUse, Facts, FileKind, NamesRun, Opacity, file_text,
};
use crate::shell::Content;
use crate::source::{FileId, Sources};
use again::TakenBefore;
use content::Contents;
use dockerignore::IgnoreFile;
use selection::{Taken, TakenFile};
use shared::SharedFiles;

pub(crate) use crate::facts::Counts;
pub(crate) use crate::facts::file_text::{Glance, is_read};
pub(crate) use reader::{Reader, TextRead};
pub(crate) use shared::SharedRoots;

/// The regular expression for a pattern of COPY, for whole paths.
pub(crate) fn path_regex(pattern: &str) -> String {
    format!("^{}$", wildcard::regex_of(pattern, false))
}

/// A directory that a build would be given as its context.
pub(crate) struct BuildContext<'d> {
    root: PathBuf,
    ignore: IgnoreFile,
    /// Made when the first file is read: most Dockerfiles of a tree take none.
    detector: &'d dyn Fn() -> &'d Detector<'d>,
    contents: Contents,
    /// Files that are merely taken are not looked at.
    only_named: bool,
    /// What other builds from the same files have taken.
    looked_at: Rc<RefCell<Uses>>,
    /// What builds of other files from this directory have read.
    files: Option<Arc<SharedFiles>>,
}

/// What builds take, by source and target. The walk through a directory is made once, too.
type Uses = HashMap<(String, String), Rc<TakenBefore>>;

/// What several builds take, by the context and the ignore file that they have in common: it is
/// looked at once for all of them.
#[derive(Debug, Default)]
pub(crate) struct LookedAt(RefCell<HashMap<SameFiles, Rc<RefCell<Uses>>>>);

/// The root of a context, and the place of its ignore file.
type SameFiles = (PathBuf, Option<PathBuf>);

impl fmt::Debug for BuildContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuildContext").field("root", &self.root).finish_non_exhaustive()
    }
}

impl<'d> BuildContext<'d> {
    /// The context `root` of the Dockerfile at `dockerfile`; an ignore file beside that, called like it, comes first.
    pub(crate) fn open(
        root: &Path,
        dockerfile: &Path,
        detector: &'d dyn Fn() -> &'d Detector<'d>,
    ) -> Self {
        let here = root.as_os_str().is_empty();
        let root = if here { PathBuf::from(".") } else { root.to_owned() };
        let ignore = IgnoreFile::of(&root, dockerfile);
        let (contents, looked_at) = (Contents::default(), Rc::default());
        Self { ignore, root, detector, contents, only_named: false, looked_at, files: None }
    }

    /// The same, where what other builds of the run have read of the directory is not read again.
    pub(crate) fn knowing(self, shared: Option<&SharedRoots>) -> Self {
        Self { files: shared.map(|shared| shared.at(&self.root)), ..self }
    }

    /// A directory that containers are given by mounts: no ignore file hides anything of it, and only the files count
    /// that commands name.
    pub(crate) fn mounted(root: &Path, detector: &'d dyn Fn() -> &'d Detector<'d>) -> Self {
        let context = Self::open(root, Path::new(""), detector).only_named(true);
        Self { ignore: IgnoreFile::default(), ..context }
    }

    /// The same, for one of several builds: what another one has taken is looked at again only where commands name it.
    pub(crate) fn shared(self, looked_at: &LookedAt) -> Self {
        let files = (self.root.clone(), self.ignore.place().map(Path::to_owned));
        let looked_at = looked_at.0.borrow_mut().entry(files).or_default().clone();
        Self { looked_at, ..self }
    }

    /// The same, of which only the files count that commands name.
    pub(crate) fn only_named(self, only_named: bool) -> Self {
        Self { only_named, ..self }
    }
}

impl ContextFiles for BuildContext<'_> {
    fn entries(&mut self, source: &str) -> Vec<ContextEntry> {
        Taken::new(&self.root, &self.ignore).entries(source)
    }

    fn content(&mut self, path: &str, sources: &mut Sources) -> Option<Content> {
        self.contents.get(&self.root, &self.ignore, path, sources)
    }

    fn observe(&mut self, facts: &mut Facts, sources: &mut Sources, counts: &Counts<'_>) {
        if self.only_named || facts.context.is_empty() {
            return;
        }
        let run = NamesRun::of(&facts.commands).with_environment(facts);
        let taken = self.taken(facts, &run);
        if taken.files.is_empty() && taken.problems.is_empty() {
            return;
        }
        let known = facts.files.len();
        let mut from = facts.commands.len();
        for file in self.files(taken, &run, counts, facts, sources) {
            facts.files.push(file);
        }
        let mut done = None;
        for _ in 0..MAX_NESTED {
            let new = facts.commands.get(from..).unwrap_or_default();
            let run = NamesRun::of_installers(new);
            from = facts.commands.len();
            let names: HashSet<&str> = run.given_to_tools().collect();
            if names.is_empty() {
                return;
            }
            let done = done.get_or_insert_with(|| read_of_context(known, facts));
            let is_named = |file: &facts::File| {
                names.contains(file.name()) && !done.contains(file.path.as_str())
            };
            let named = self.taken_again(&is_named, facts);
            done.extend(named.iter().map(|taken| taken.file.path.clone()));
            self.nested(named, &run, known, facts, sources);
        }
    }
}

/// The paths of the files of the context that were read; from number `known` on `facts` has them.
fn read_of_context(known: usize, facts: &Facts) -> HashSet<String> {
    let files = facts.files.iter().skip(known).filter(|file| file.source.is_some());
    files.map(|file| file.path.clone()).collect()
}

impl BuildContext<'_> {
    /// What the build takes that is to be looked at.
    fn taken(&self, facts: &Facts, run: &NamesRun) -> Taken<'_> {
        let (mut taken, mut again) =
            (Taken::new(&self.root, &self.ignore), Taken::new(&self.root, &self.ignore));
        let tools: HashSet<&str> = run.given_to_tools().collect();
        for used in &facts.context {
            let key = (used.source.to_string(), used.target.clone());
            let known = self.looked_at.borrow().get(&key).cloned();
            match known {
                Some(before) => again.add_again(used, before.named(run, &tools)),
                None => {
                    let alone = self.taken_by(used, &|_| true);
                    let before = Rc::new(TakenBefore::of(&alone.files));
                    self.looked_at.borrow_mut().insert(key, before);
                    taken.absorb(alone);
                }
            }
        }
        taken.files.extend(again.files);
        taken
    }

    /// What one instruction takes; only the files that are `wanted`.
    fn taken_by(&self, used: &ContextUse, wanted: &dyn Fn(&facts::File) -> bool) -> Taken<'_> {
        if let Some(files) = &self.files {
            return files.taken(&self.root, &self.ignore, used, wanted);
        }
        let mut taken = Taken::new(&self.root, &self.ignore);
        taken.add(used);
        taken.files.retain(|taken| wanted(&taken.file));
        taken
    }

    /// What counts of the files taken, with what their texts say in `facts`.
    fn files(
        &self,
        taken: Taken<'_>,
        run: &NamesRun,
        counts: &Counts<'_>,
        facts: &mut Facts,
        sources: &mut Sources,
    ) -> Vec<facts::File> {
        let wants = |file: &facts::File, glance: Glance<'_>| is_read(file, glance, run);
        let (root, detector) = (self.root.as_path(), (self.detector)());
        // what a program is given as its settings is to be read; no script, which says so itself
        let is_unread = |file: &facts::File| {
            let target = file.renamed.as_deref().unwrap_or_default();
            let renamed = target.rsplit('/').next().unwrap_or_default();
            file.kind == FileKind::Text
                && file.size > MAX_TEXT as u64
                && (run.is_given(file.name())
                    || run.is_given(renamed)
                    || file_text::is_run_manifest(file, run))
                && !facts::is_script_name(&file.path)
        };
        let counts = |file: &facts::File| counts(file) || is_unread(file);
        let shared = self.files.as_deref();
        let reader = Reader { root, detector, counts: &counts, wants: &wants, shared };
        let mut files = Vec::new();
        for TextRead { mut file, text, .. } in reader.all(taken) {
            if text.is_none() && is_unread(&file) {
                let is_built = file_text::is_run_manifest(&file, run);
                let what = if is_built { "build files" } else { "settings" };
                let limit = format!("{what} longer than 1 MiB are not read");
                file.opacity.push(Opacity::Limit(limit));
            }
            let source = self.contents.source(&file.path);
            if let Some(id) = source.filter(|id| facts.has_read(*id, 0)) {
                file.source = Some(id);
            } else if let Some(text) = text {
                let shown = self.root.join(&file.path);
                let shown = shown.strip_prefix("./").unwrap_or(&shown).to_string_lossy();
                let path = file.path.as_str();
                let named = (&*shown, text);
                let read =
                    |readers| file_text::read_text(named, readers, &file, run, facts, sources);
                file.source = match &self.files {
                    Some(files) => read(Readers {
                        script: &|content, language, scope| {
                            files.script(path, content, language, scope)
                        },
                        program: &|content, dialect, run| {
                            files.program(path, content, dialect, run)
                        },
                    }),
                    None => read(Readers::PLAIN),
                };
            }
            files.push(file);
        }
        files
    }

    /// The files that the build takes and that are wanted.
    fn taken_again(&self, wanted: &dyn Fn(&facts::File) -> bool, facts: &Facts) -> Vec<TakenFile> {
        let mut taken = Taken::new(&self.root, &self.ignore);
        for used in &facts.context {
            taken.absorb(self.taken_by(used, wanted));
        }
        taken.files
    }

    /// Files that others name for the same tool: `-r base.in` in a list of requirements.
    fn nested(
        &self,
        named: Vec<TakenFile>,
        run: &NamesRun,
        known: usize,
        facts: &mut Facts,
        sources: &mut Sources,
    ) {
        let paths: HashSet<String> = named.iter().map(|taken| taken.file.path.clone()).collect();
        let unread = facts.files.iter().enumerate().skip(known);
        let unread = unread.filter(|(_, it)| it.source.is_none() && paths.contains(&it.path));
        let places: HashMap<String, usize> =
            unread.map(|(place, file)| (file.path.clone(), place)).collect();
        let mut taken = Taken::new(&self.root, &self.ignore);
        taken.files = named;
        for file in self.files(taken, run, &|_| false, facts, sources) {
            let place = places.get(&file.path);
            match place.and_then(|place| facts.files.get_mut(*place)) {
                Some(there) => there.source = file.source,
                None => facts.files.push(file),
            }
        }
    }
}

/// Lists of requirements name each other a few levels deep at most.
const MAX_NESTED: usize = 4;

/// Adds what a text shows that somebody else has read; it becomes a source named `shown`.
pub(crate) fn add_text(
    shown: &str,
    text: impl Into<EcoString>,
    file: &facts::File,
    run: &NamesRun,
    facts: &mut Facts,
    sources: &mut Sources,
) -> Option<FileId> {
    file_text::read_text((shown, text.into()), Readers::PLAIN, file, run, facts, sources)
}
