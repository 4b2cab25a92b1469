//! The build context: which files COPY, ADD and bind mounts take from it, and what these files say.
//!
//! Follows no link out of the context and reads nothing of it that the build does not take.

mod ignore_file;
mod manifest;
mod taken;
pub(super) mod text;
mod wildcard;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::ignore_file::IgnoreFile;
use self::taken::{Taken, TakenFile};
use super::content::{Content, Detector};
use crate::facts::{self, ContextUse, Facts, FileKind, NamesRun, Opacity};
use crate::source::Sources;

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
        let read = |file: &TakenFile| (file.clone(), self.read(&file.path));
        // Starting threads costs more than a few files.
        let contents: Vec<(TakenFile, io::Result<Content>)> = if files.len() < 32 {
            files.iter().map(read).collect()
        } else {
            files.par_iter().map(read).collect()
        };
        let run = NamesRun::of(&facts.commands);
        for (file, content) in contents {
            let mut fact = file.fact();
            match content {
                Ok(content) => self.add(content, fact, &run, facts, sources),
                Err(error) => {
                    fact.opacity.push(Opacity::Unreadable(error.to_string()));
                    facts.files.push(fact);
                }
            }
        }
        facts.files.extend(problems);
    }

    fn read(&self, path: &str) -> io::Result<Content> {
        let mut file = File::open(self.root.join(path))?;
        let size = file.metadata()?.len();
        self.detector.inspect(&mut file, size)
    }

    fn add(
        &self,
        content: Content,
        mut fact: facts::File,
        run: &NamesRun,
        facts: &mut Facts,
        sources: &mut Sources,
    ) {
        fact.size = content.size;
        fact.kind = content.kind;
        fact.digest = content.digest;
        fact.markers = content.markers;
        fact.opacity = content.opacity;
        let is_text = matches!(content.kind, FileKind::Text | FileKind::Script);
        match content.text {
            Some(bytes) => {
                let shown = self.root.join(&fact.path);
                let shown = shown.strip_prefix("./").unwrap_or(&shown).to_string_lossy();
                fact.source = text::read(&shown, bytes, &fact, run, facts, sources);
            }
            None if is_text && facts::is_script_name(&fact.path) => {
                let limit = "a script longer than 1 MiB is not read".to_owned();
                fact.opacity.push(Opacity::Limit(limit));
            }
            None => {}
        }
        facts.files.push(fact);
    }
}

/// What an instruction takes, as a pattern of paths below the context.
fn pattern_of(used: &ContextUse) -> String {
    used.source.replace(crate::source::UNKNOWN, "*")
}
