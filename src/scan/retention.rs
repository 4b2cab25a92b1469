//! What of a whole file system is kept, for `minestop scan` and for the step of a build: what the policy and the bundle
//! want of it is asked once, what a file is worth is asked of the rules.

use crate::anchore::Judge;
use crate::engine::Engine;
use crate::facts::{Facts, File, FileKind};
use crate::filesystem::entry::Wants;
use crate::rules::{self, Evidence, Group, RequiredFiles};
use crate::scan::inspector::{Kept, Retain};

/// Keeps the files that a rule has something to say about; of scripts the text, if it mines or the image starts it.
pub(crate) struct Retention<'r> {
    engine: &'r Engine<'r>,
    required: RequiredFiles<'r>,
    wants: Wants,
    /// Whether the image starts this file.
    is_started: &'r (dyn Fn(&File) -> bool + Sync),
}

impl<'r> Retention<'r> {
    pub(crate) fn new(
        engine: &'r Engine<'r>,
        is_started: &'r (dyn Fn(&File) -> bool + Sync),
    ) -> Self {
        let required = engine.required_files();
        let files = engine.bundle.into_iter().flat_map(Judge::compared_files);
        let wants = Wants {
            visibility: required.are_any() || engine.bundle.is_some(),
            size: engine.bundle.is_some_and(Judge::asks_for_size),
            inventory: engine.bundle.is_some_and(Judge::asks_for_system),
            second_names: files.filter_map(|it| it.strip_prefix('/')).map(str::to_owned).collect(),
        };
        Self { engine, required, wants, is_started }
    }

    /// True if a file counts whose text nobody reads.
    pub(crate) fn counts(&self, file: &File) -> bool {
        self.required.keep(file) || self.engine.reports_file(file)
    }

    fn bundle_speaks_of(&self, file: &File) -> bool {
        self.engine.bundle.is_some_and(|bundle| bundle.speaks_of(file))
    }
}

impl Retain for Retention<'_> {
    fn wants(&self) -> &Wants {
        &self.wants
    }

    fn entry(&self, entry: &File) -> bool {
        let is_link = entry.kind == FileKind::Link;
        self.bundle_speaks_of(entry) || is_link && self.engine.reports_file(entry)
    }

    fn file(&self, facts: &Facts) -> Kept {
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
            if mines {
                return Kept::TextOfMiner;
            }
            if (self.is_started)(file) {
                return Kept::Text;
            }
        }
        let text = file.and_then(|file| file.source);
        let is_asked_for = |file| self.required.keep(file) || self.bundle_speaks_of(file);
        if file.is_some_and(is_asked_for)
            || findings.iter().any(|it| Some(it.primary.span.file) != text)
        {
            Kept::File
        } else {
            Kept::Nothing
        }
    }
}
