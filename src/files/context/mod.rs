//! The build context: which files COPY, ADD and bind mounts take from it, and what these files say.
//!
//! Follows no link out of the context and reads nothing of it that the build does not take.

mod ignore_file;
mod manifest;
mod taken;
mod text;
mod wildcard;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::ignore_file::IgnoreFile;
use self::taken::{Taken, TakenFile};
use super::content::{Content, Detector};
use crate::dockerfile::Keyword;
use crate::facts::{self, ContextUse, Facts, FileKind, Moment, NamesRun, Opacity, Place};
use crate::source::{FileId, Sources, Span, Text};

pub use text::is_read;

/// A directory that a build would be given as its context.
#[derive(Debug)]
pub struct BuildContext<'d> {
    root: PathBuf,
    ignore: IgnoreFile,
    detector: &'d Detector<'d>,
}

impl<'d> BuildContext<'d> {
    /// The context `root` of the Dockerfile at `dockerfile`; an ignore file beside that, called like it, comes first.
    pub fn open(root: &Path, dockerfile: &Path, detector: &'d Detector<'d>) -> Self {
        let here = root.as_os_str().is_empty();
        let root = if here { PathBuf::from(".") } else { root.to_owned() };
        Self { ignore: IgnoreFile::load(&root, dockerfile), root, detector }
    }

    /// Adds what the files show that the build takes; texts that are read as scripts become sources.
    pub fn observe(&self, facts: &mut Facts, sources: &mut Sources) {
        if facts.context.is_empty() {
            return;
        }
        let mut taken = Taken::new(&self.root, &self.ignore);
        for used in &facts.context {
            taken.add(used);
        }
        let Taken { files, problems, .. } = taken;
        let contents = each(&files, |file| self.read(&file.path));
        let run = NamesRun::of(&facts.commands);
        for (file, content) in files.iter().zip(contents) {
            let (mut fact, bytes) = seen(file, content);
            if let Some(bytes) = bytes {
                let shown = self.root.join(&fact.path);
                let shown = shown.strip_prefix("./").unwrap_or(&shown).to_string_lossy();
                fact.source = text::read(&shown, bytes, &fact, &run, facts, sources);
            }
            facts.files.push(fact);
        }
        facts.files.extend(problems);
    }

    fn read(&self, path: &str) -> io::Result<Content> {
        inspect(&self.root.join(path), self.detector)
    }
}

/// Adds what a text shows that somebody else has read; it becomes a source named `shown`.
pub fn add_text(
    shown: &str,
    text: String,
    file: &facts::File,
    run: &NamesRun,
    facts: &mut Facts,
    sources: &mut Sources,
) -> Option<FileId> {
    text::read(shown, text.into_bytes(), file, run, facts, sources)
}

/// A file with the text of it that is wanted.
#[derive(Debug)]
pub(super) struct TextRead {
    pub(super) file: facts::File,
    pub(super) text: Option<String>,
}

/// Reads a directory for somebody else, who knows the places.
pub(super) struct Reader<'r> {
    pub(super) root: &'r Path,
    pub(super) detector: &'r Detector<'r>,
    /// Which files without a wanted text count.
    pub(super) counts: &'r (dyn Fn(&facts::File) -> bool + Sync),
    /// Whether the text of this file is wanted.
    pub(super) wants: &'r (dyn Fn(&facts::File, &str) -> bool + Sync),
}

impl Reader<'_> {
    /// What counts of the files that the pattern stands for, which go to `target`. A directory that cannot be read is one of the answers.
    pub(super) fn read(&self, pattern: &str, target: &str) -> Vec<TextRead> {
        let nothing = IgnoreFile::default();
        let mut taken = Taken::new(self.root, &nothing);
        let span = Span::default();
        let place = Place {
            keyword: Keyword::Copy,
            onbuild: false,
            stage: None,
            moment: Moment::Build,
            span,
        };
        let source = Text::opaque(pattern, span);
        taken.add(&ContextUse { place, source, target: target.to_owned() });
        let Taken { files, problems, .. } = taken;
        let read = each(&files, |file| self.one(file));
        let problems = problems.into_iter().map(|file| TextRead { file, text: None });
        read.into_iter().flatten().chain(problems).collect()
    }

    fn one(&self, file: &TakenFile) -> Option<TextRead> {
        let content = inspect(&self.root.join(&file.path), self.detector);
        let (file, bytes) = seen(file, content);
        let text = bytes.map(|bytes| text::one_byte_each(&bytes));
        let text = text.filter(|text| (self.wants)(&file, text));
        (text.is_some() || (self.counts)(&file)).then_some(TextRead { file, text })
    }
}

/// Does the work for each file; for many of them with several threads, whose start costs more than a few files.
fn each<T: Send>(files: &[TakenFile], work: impl Fn(&TakenFile) -> T + Sync) -> Vec<T> {
    if files.len() < 32 {
        files.iter().map(work).collect()
    } else {
        files.par_iter().map(|file| work(file)).collect()
    }
}

fn inspect(path: &Path, detector: &Detector<'_>) -> io::Result<Content> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    detector.inspect(&mut file, size)
}

/// The fact of a file that was read, and its bytes if it is a text.
fn seen(taken: &TakenFile, content: io::Result<Content>) -> (facts::File, Option<Vec<u8>>) {
    let mut fact = taken.fact();
    let content = match content {
        Ok(content) => content,
        Err(error) => {
            fact.opacity.push(Opacity::Unreadable(error.to_string()));
            return (fact, None);
        }
    };
    fact.size = content.size;
    fact.kind = content.kind;
    fact.digest = content.digest;
    fact.markers = content.markers;
    fact.opacity = content.opacity;
    let is_text = matches!(content.kind, FileKind::Text | FileKind::Script);
    if content.text.is_none() && is_text && facts::is_script_name(&fact.path) {
        let limit = "a script longer than 1 MiB is not read".to_owned();
        fact.opacity.push(Opacity::Limit(limit));
    }
    (fact, content.text)
}

/// What an instruction takes, as a pattern of paths below the context.
fn pattern_of(used: &ContextUse) -> String {
    used.source.replace(crate::source::UNKNOWN, "*")
}
