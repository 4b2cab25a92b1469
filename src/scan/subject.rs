//! What is judged as one: an image, or all of a target that is none. Its files become facts, each with its layer.

use std::collections::HashSet;

use crate::dockerfile::Keyword;
use crate::engine::{Engine, FileReport};
use crate::facts::{
    Command, Facts, File, ImageConfig, Moment, NamesRun, Place, ReconstructedHistory, System,
};
use crate::filesystem::Budget;
use crate::filesystem::image::{Images, Layer};
use crate::filesystem::size::size_of;
use crate::finding::LayerRef;
use crate::scan::inspector::Seen;
use crate::source::{FileId, Sources, Span};

/// What is judged as one.
pub(crate) struct Subject<'s> {
    /// As reports name it.
    pub(crate) name: String,
    pub(crate) config: &'s ImageConfig,
    pub(crate) history: ReconstructedHistory,
    /// The lowest first.
    pub(crate) layers: Vec<&'s Layer<Seen>>,
    /// It is all that a container sees, so that what is missing in it is missing.
    pub(crate) is_whole: bool,
}

impl Subject<'_> {
    /// Judges it; `sources` hold the files of the policy.
    pub(crate) fn judge(
        &self,
        engine: &Engine<'_>,
        mut sources: Sources,
        budget: &Budget,
    ) -> FileReport {
        let file = sources.add(self.name.clone(), self.history.text.clone().into_bytes());
        let mut facts = self.history.observe(file, self.config);
        self.add_files(file, &mut facts, &mut sources);
        if self.is_whole {
            facts.whole_file_system = Some(Span::new(file, 0, 0));
            facts.system = Some(self.system(budget));
        }
        let decided = engine.judge_facts(&self.name, &sources, file, &facts);
        FileReport::new(self.name.clone(), file, sources, decided)
    }

    /// What the finished image says of itself, by what a container sees of it.
    fn system(&self, budget: &Budget) -> System {
        let mut system = System::new(&self.config.platform, self.layers.len());
        let contents: Vec<_> = self.layers.iter().map(|layer| &layer.contents).collect();
        system.size = size_of(&contents, budget);
        for (number, layer) in self.layers.iter().enumerate() {
            let above = self.layers.get(number + 1..).unwrap_or_default();
            for seen in &layer.found.seen {
                let is_there = || !above.iter().any(|above| above.removed.hides(seen.path()));
                if let Some(text) = seen.wanted().filter(|_| is_there()) {
                    system.take(seen.path(), text.whole());
                }
            }
        }
        system
    }

    /// Adds the files of all layers to the facts.
    fn add_files(&self, file: FileId, facts: &mut Facts, sources: &mut Sources) {
        let run = NamesRun::of(&facts.commands);
        let mut entries = HashSet::new();
        for (number, layer) in self.layers.iter().enumerate() {
            let place = Place::in_build(Keyword::Copy, self.history.layer(file, number));
            let above = self.layers.get(number + 1..).unwrap_or_default();
            let reference = |deleted_by| {
                let (of, name) = (self.layers.len(), layer.name.clone());
                (!name.is_empty()).then_some(LayerRef { number: number + 1, of, name, deleted_by })
            };
            for seen in &layer.found.seen {
                // every layer names the directories again in which it puts something
                if seen.is_entry() && !entries.insert((seen.path(), seen.mode())) {
                    continue;
                }
                let shown = format!("{}: {}", self.name, seen.path());
                let by = above.iter().position(|above| above.removed.deletes(seen.path()));
                let layer = reference(by.map(|by| number + by + 2));
                let gone = above.iter().any(|above| above.removed.hides(seen.path()));
                seen.add(&shown, place, (layer, gone), &run, facts, sources);
            }
            for problem in layer.found.problems.iter().filter(|problem| problem.is_of_a_file()) {
                let fact = problem.clone().into_fact(place, place.span);
                facts.files.push(File { layer: reference(None), ..fact });
            }
        }
    }
}

/// What containers of the images start.
#[derive(Default)]
pub(crate) struct Started {
    pub(crate) commands: Vec<Command>,
    /// Names of files that are handed to a program.
    given: HashSet<String>,
}

impl Started {
    pub(crate) fn of(images: &Images) -> Self {
        let mut started = Self::default();
        for image in &images.images {
            let history = ReconstructedHistory::new(&image.config, &[]);
            let observed = history.observe(FileId::default(), &image.config).commands;
            started
                .commands
                .extend(observed.into_iter().filter(|it| it.place.moment != Moment::Build));
        }
        let words = started.commands.iter().flat_map(Command::args);
        let names = words.map(|word| word.rsplit('/').next().unwrap_or(word).to_owned());
        started.given = names.collect();
        started
    }

    /// What decides which files these commands start, as one text.
    pub(crate) fn key(&self) -> String {
        let mut key = String::new();
        for command in &self.commands {
            for word in command.argv() {
                key.push_str(word);
                key.push('\0');
            }
            key.push('\n');
        }
        key
    }

    /// A name alone says little: it is also a program, or handed to one.
    pub(crate) fn starts(&self, file: &File, run: &NamesRun) -> bool {
        run.has(file.name()) && (file.mode & 0o111 != 0 || self.given.contains(file.name()))
    }
}
