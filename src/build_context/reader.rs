//! Reads the files that were taken, several at once, and keeps what counts of them.
//!
//! Which files are taken is decided elsewhere; here nothing is left out but what nobody asks for.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use ecow::EcoString;
use rayon::prelude::*;

use super::dockerignore::IgnoreFile;
use super::selection::{Taken, TakenFile};
use super::shared::{KnownFile, Reading, SharedFiles};
use crate::content::file_facts::{self, Regular};
use crate::content::{Detector, MAX_TEXT, bytecode};
use crate::dockerfile::Keyword;
use crate::facts::file_text::{Glance, Signs};
use crate::facts::{self, ContextUse, Counts, FileKind, Opacity, Place};
use crate::filesystem::archive::Opener;
use crate::filesystem::entry::{Entry, EntryKind, Inspect};
use crate::filesystem::limits::{Budget, Limits};
use crate::filesystem::problem::{Found, Problem, ProblemKind, describe};
use crate::filesystem::tree;
use crate::source::{Span, Text, copied, one_byte_each};

/// A file with the text of it that is wanted.
#[derive(Debug)]
pub(crate) struct TextRead {
    pub(crate) file: facts::File,
    pub(crate) text: Option<EcoString>,
}

impl TextRead {
    fn without_text(file: facts::File) -> Self {
        Self { file, text: None }
    }
}

/// Texts of the files that are read at the same time, in bytes.
const AT_ONCE: u64 = 8 << 20;

/// How many of the files may be read at the same time; one at least.
fn fitting(files: &[TakenFile]) -> usize {
    let mut left = AT_ONCE;
    let fits = |taken: &&TakenFile| {
        let rest = left.checked_sub(taken.file.size.min(MAX_TEXT as u64));
        left = rest.unwrap_or_default();
        rest.is_some()
    };
    files.iter().take_while(fits).count().max(1)
}

/// Reads files of a directory.
pub(crate) struct Reader<'r> {
    pub(crate) root: &'r Path,
    pub(crate) detector: &'r Detector<'r>,
    /// Which files without a wanted text count.
    pub(crate) counts: &'r Counts<'r>,
    /// Whether the text of this file is wanted; `None` if it has to be there to say it.
    pub(crate) wants: &'r (dyn Fn(&facts::File, Glance<'_>) -> Option<bool> + Sync),
    /// What other builds have read of the directory.
    pub(crate) shared: Option<&'r SharedFiles>,
}

impl Reader<'_> {
    /// Tells what counts of the files that the pattern stands for, which go to `target`; for somebody who knows the place.
    /// Of many large files, few are in memory at once.
    pub(crate) fn read(&self, pattern: &str, target: &str, tell: &mut dyn FnMut(TextRead)) {
        let nothing = IgnoreFile::default();
        let mut taken = Taken::new(self.root, &nothing);
        let span = Span::default();
        let place = Place::in_build(Keyword::Copy, span);
        let source = Text::made(pattern, span);
        let budget = Budget::new(Limits::default());
        let used = ContextUse { place, source, target: target.to_owned() };
        taken.add_in_parts(&used, &mut |files| {
            let mut files = std::mem::take(files);
            while !files.is_empty() {
                let rest = files.split_off(fitting(&files));
                self.each(&files, &budget).for_each(&mut *tell);
                files = rest;
            }
        });
        taken.problems.into_iter().map(TextRead::without_text).for_each(tell);
    }

    /// What counts of the files taken, in their order, members of archives behind them.
    pub(super) fn all(&self, taken: Taken<'_>) -> Vec<TextRead> {
        let Taken { files, problems, .. } = taken;
        let budget = Budget::new(Limits::default());
        let problems = problems.into_iter().map(TextRead::without_text);
        self.each(&files, &budget).chain(problems).collect()
    }

    /// The same of some of the files; for many with several threads, whose start costs more than a few files. Of two
    /// builds that read the same files at the same time one starts at the end, so that they meet.
    fn each(&self, files: &[TakenFile], budget: &Budget) -> impl Iterator<Item = TextRead> + use<> {
        let one = |taken: &TakenFile| self.one(taken, budget);
        let reading = self.shared.map(SharedFiles::begin);
        let read: Vec<Vec<TextRead>> = if files.len() < 32 {
            files.iter().map(one).collect()
        } else if reading.as_ref().is_some_and(Reading::starts_at_the_end) {
            let mut read: Vec<_> = files.par_iter().rev().map(one).collect();
            read.reverse();
            read
        } else {
            files.par_iter().map(one).collect()
        };
        read.into_iter().flatten()
    }

    fn one(&self, taken: &TakenFile, budget: &Budget) -> Vec<TextRead> {
        let TakenFile { file: fact, place } = taken;
        let known = self.shared.and_then(|shared| shared.known(taken));
        if let Some(Ok(read)) = known.map(|known| self.again(&known, taken)) {
            return read.into_iter().collect();
        }
        let entry = Entry {
            mode: fact.mode,
            owner: fact.owner,
            group: fact.group,
            ..Entry::regular(&fact.path, fact.size)
        };
        let look = Look { reader: self, outer: fact, looks: AtomicUsize::new(0) };
        let mut found = Found::default();
        match tree::open(place) {
            Ok(file) => Opener::new(&look, budget).file(&entry, file, &mut found),
            Err(error) => {
                let kind = ProblemKind::Unreadable;
                found.problem(Problem::new(&fact.path, kind, describe(&error)));
            }
        }
        let is_alone = look.looks.into_inner() == 1 && found.problems.is_empty();
        let keeps = self.shared.filter(|_| is_alone);
        let seen = found.seen.into_iter().filter_map(|Seen { read, counts, known }| {
            if let (Some(shared), Some(known)) = (keeps, known) {
                shared.keep(taken, known);
            }
            counts.then_some(read)
        });
        let mut all: Vec<TextRead> = seen.collect();
        all.extend(
            found
                .problems
                .into_iter()
                .map(|problem| TextRead::without_text(problem.into_fact(fact.place, fact.span))),
        );
        all
    }

    /// A file that another build has read, if it counts. Its text is read once more if it is wanted.
    fn again(&self, known: &KnownFile, taken: &TakenFile) -> Result<Option<TextRead>, Lost> {
        let file = known.taken_by(&taken.file);
        let is_unwanted =
            || (self.wants)(&file, Glance::known(&known.signs)).is_some_and(|wants| !wants);
        let text = if known.has_text && !is_unwanted() {
            let text = text_at(&taken.place, file.kind).ok_or(Lost)?;
            let wants = (self.wants)(&file, Glance::of(&text, &known.signs));
            Some(text).filter(|_| wants == Some(true))
        } else {
            None
        };
        let counts = text.is_some() || (self.counts)(&file);
        Ok(counts.then_some(TextRead { file, text }))
    }
}

/// A text that was there cannot be read any more.
#[derive(Clone, Copy, Debug)]
struct Lost;

/// The text of a file that has one, as [`file_facts::read`] has found.
fn text_at(place: &Path, kind: FileKind) -> Option<EcoString> {
    let mut bytes = Vec::new();
    tree::open(place).ok()?.take(MAX_TEXT as u64).read_to_end(&mut bytes).ok()?;
    readable(&bytes, kind).map(|text| copied(&text))
}

/// What of the bytes of a text is read.
fn readable(bytes: &[u8], kind: FileKind) -> Option<Cow<'_, str>> {
    match kind {
        FileKind::Text | FileKind::Script => Some(one_byte_each(bytes)),
        _ => bytecode::text(bytes).map(Cow::Owned),
    }
}

/// Looks at one file that is taken, and at the members of it.
struct Look<'l> {
    reader: &'l Reader<'l>,
    outer: &'l facts::File,
    /// Files so far: a member is one, too.
    looks: AtomicUsize,
}

/// A file that counts, or is to be known to other builds.
struct Seen {
    read: TextRead,
    counts: bool,
    known: Option<KnownFile>,
}

impl Inspect for Look<'_> {
    type Seen = Seen;

    fn inspect(&self, entry: &Entry, content: &mut dyn Read) -> Option<Seen> {
        self.looks.fetch_add(1, Ordering::Relaxed);
        if entry.kind != EntryKind::Regular {
            return None;
        }
        let is_outer = entry.path == self.outer.path;
        let renamed = self.outer.renamed.clone().filter(|_| is_outer);
        let named = facts::File { path: entry.path.clone(), renamed, ..self.outer.clone() };
        let Regular { mut file, text, .. } =
            file_facts::read(self.reader.detector, entry, content, named, false)?;
        let is_text = matches!(file.kind, FileKind::Text | FileKind::Script);
        if text.is_none() && is_text && facts::is_script_name(&file.path) {
            let limit = "a script longer than 1 MiB is not read".to_owned();
            file.opacity.push(Opacity::Limit(limit));
        }
        let text = text.as_deref().and_then(|bytes| readable(bytes, file.kind));
        let signs = Signs::default();
        let wants = |text: &str| (self.reader.wants)(&file, Glance::of(text, &signs));
        // most texts are not wanted: they are not copied
        let wanted = text.as_deref().filter(|text| wants(text) == Some(true)).map(copied);
        let counts = wanted.is_some() || (self.reader.counts)(&file);
        let known = self.reader.shared.filter(|_| is_outer);
        let known =
            known.map(|_| KnownFile::of(self.outer.size, &file, text.is_some().then_some(signs)));
        let read = TextRead { file, text: wanted };
        (counts || known.is_some()).then_some(Seen { read, counts, known })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::File;
    use crate::intel::Intel;

    fn taken(size: u64) -> TakenFile {
        let place = Place::in_build(Keyword::Copy, Span::default());
        let file = File { size, ..File::named(place, place.span, "a") };
        TakenFile { file, place: "a".into() }
    }

    #[test]
    fn as_many_files_are_read_at_once_as_their_texts_leave_room_for() {
        let files = |sizes: &[u64]| sizes.iter().map(|size| taken(*size)).collect::<Vec<_>>();
        assert_eq!(fitting(&files(&vec![4 << 10; 3000])), 2048);
        // of a file that is longer than a text may be, no more is kept than of the longest text
        assert_eq!(fitting(&files(&[1 << 40; 20])), 8);
        assert_eq!(fitting(&files(&[0; 5])), 5);
        assert_eq!(fitting(&[]), 1);
    }

    #[test]
    fn what_is_told_in_parts_is_told_once_and_in_the_order_of_the_walk() {
        let directory = tempfile::tempdir().unwrap();
        for number in 0..20 {
            let text = format!("#!/bin/sh\n{}", "#\n".repeat(500_000));
            std::fs::write(directory.path().join(format!("{number:02}.sh")), text).unwrap();
        }
        std::fs::create_dir(directory.path().join("last")).unwrap();
        std::fs::write(directory.path().join("last/20.sh"), "#!/bin/sh\n").unwrap();
        let intel = Intel::default();
        let detector = Detector::new(&intel);
        let reader = Reader {
            root: directory.path(),
            detector: &detector,
            counts: &|_| false,
            wants: &|_, _| Some(true),
            shared: None,
        };
        let mut told = Vec::new();
        reader.read(".", "/opt", &mut |read| told.push((read.file.renamed, read.text.is_some())));
        let wanted = (0..20).map(|number| format!("/opt/{number:02}.sh"));
        let wanted = wanted.chain(["/opt/last/20.sh".to_owned()]);
        assert_eq!(told, wanted.map(|path| (Some(path), true)).collect::<Vec<_>>());
    }
}
