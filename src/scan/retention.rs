//! Which files of a whole file system are worth keeping, for `minestop scan` and for the step of a build.

use crate::anchore::Judge;
use crate::engine::Engine;
use crate::facts::{Facts, File, FileKind, System};
use crate::rules::{self, Evidence, Group, RequiredFiles};
use crate::scan::inspector::{Keep, Kept};

/// Keeps the files that a rule has something to say about; of scripts the text, if it mines or the image starts it.
pub(crate) struct Sieve<'r> {
    engine: &'r Engine<'r>,
    required: RequiredFiles<'r>,
    /// Whether the image starts this file.
    is_started: &'r (dyn Fn(&File) -> bool + Sync),
}

impl<'r> Sieve<'r> {
    pub(crate) fn new(
        engine: &'r Engine<'r>,
        is_started: &'r (dyn Fn(&File) -> bool + Sync),
    ) -> Self {
        Self { engine, required: engine.required_files(), is_started }
    }

    /// True if a file counts whose text nobody reads.
    pub(crate) fn counts(&self, file: &File) -> bool {
        self.required.keep(file) || self.engine.reports_file(file)
    }

    fn bundle(&self, asks: impl FnOnce(&Judge) -> bool) -> bool {
        self.engine.bundle.is_some_and(asks)
    }
}

impl Keep for Sieve<'_> {
    fn asks_what_is_seen(&self) -> bool {
        self.required.are_any() || self.engine.bundle.is_some()
    }

    fn asks_for_size(&self) -> bool {
        self.bundle(Judge::asks_for_size)
    }

    fn reads_again(&self, path: &str) -> bool {
        self.bundle(|bundle| bundle.compares_checksum_of(path))
    }

    fn wants_text(&self, path: &str) -> bool {
        System::wants(path) && self.bundle(Judge::asks_for_system)
    }

    fn misses_text(&self, path: &str, target: &str) -> bool {
        self.bundle(Judge::asks_for_system) && System::misses(path, target)
    }

    fn keeps_entry(&self, entry: &File) -> bool {
        let is_link = entry.kind == FileKind::Link;
        self.bundle(|bundle| bundle.speaks_of(entry)) || is_link && self.engine.reports_file(entry)
    }

    fn keep(&self, facts: &Facts) -> Kept {
        let file = facts.files.first();
        let reads_text = file.is_some_and(|file| file.source.is_some());
        let evidence =
            if reads_text { Evidence::FILES.and(Evidence::COMMANDS) } else { Evidence::FILES };
        let findings = self.engine.file_findings(facts, evidence);
        if let Some((file, text)) = file.and_then(|file| Some((file, file.source?))) {
            let mines = findings.iter().any(|finding| {
                finding.primary.span.file == text
                    && rules::find(finding.rule).is_some_and(|meta| meta.group == Group::Miner)
            });
            if mines || (self.is_started)(file) {
                return Kept::Text;
            }
        }
        let text = file.and_then(|file| file.source);
        let speaks = |file| self.bundle(|bundle| bundle.speaks_of(file));
        let is_asked_for = |file| self.required.keep(file) || speaks(file);
        if file.is_some_and(is_asked_for)
            || findings.iter().any(|it| Some(it.primary.span.file) != text)
        {
            Kept::File
        } else {
            Kept::Nothing
        }
    }
}
