//! What is judged at each look, and the one report that comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::Arc;

use crate::build_context;
use crate::dockerfile::{BuildOptions, Keyword};
use crate::engine::{Engine, FileReport};
use crate::facts::graph::{Config, Step, StepKind};
use crate::facts::{self, Facts, FileType, NamesRun, NoContext, Place, System};
use crate::filesystem::size::TarSize;
use crate::finding::{Action, Finding};
use crate::frontend::assembly::definitions;
use crate::frontend::graph::Taken;
use crate::frontend::inherited::{Brought, What};
use crate::frontend::inspection_step::Plan;
use crate::frontend::observed_context::ObservedContext;
use crate::frontend::protocol::BuildResult;
use crate::frontend::refusal::Refusal;
use crate::frontend::request::Request;
use crate::frontend::rulebook::Rulebook;
use crate::frontend::{attached, graph, image_config, inherited, resolved};
use crate::policy::{Decided, Decider};
use crate::scan::protocol::{Observation, PolicyText, Record};
use crate::source::{FileId, Span};

/// Findings at one place that are compared with a new one.
const MAX_COMPARED: usize = 64;

/// What is known of one build so far.
#[derive(Debug)]
pub(crate) struct Judgement {
    request: Arc<Request>,
    rulebook: Arc<Rulebook>,
    report: FileReport,
    /// The Dockerfiles judged as text.
    read: Vec<FileId>,
    /// Where the text uses named contexts.
    contexts: BTreeMap<String, Span>,
    /// The names of the variables that the text sets.
    set: BTreeSet<String>,
    /// The images that the build asks for by their tags alone.
    asked: BTreeSet<String>,
    /// The last base image of the graph.
    base: Option<Span>,
    /// Names of files that the commands of the graph run.
    run: Vec<String>,
    /// Those that a container of the image starts.
    started: Vec<String>,
    /// The platform of each image.
    platforms: Vec<String>,
    /// Numbers of the findings by rule and start.
    places: BTreeMap<(&'static str, FileId, u32), Vec<usize>>,
}

impl Judgement {
    pub(crate) fn new(request: Arc<Request>, rulebook: Arc<Rulebook>) -> Self {
        let report = FileReport::new(
            request.filename().to_owned(),
            FileId::default(),
            rulebook.sources.clone(),
            Vec::new(),
        );
        Self {
            request,
            rulebook,
            report,
            read: Vec::new(),
            contexts: BTreeMap::new(),
            set: BTreeSet::new(),
            asked: BTreeSet::new(),
            base: None,
            run: Vec::new(),
            started: Vec::new(),
            platforms: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// What judges.
    pub(crate) fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// Everything found.
    pub(crate) fn into_report(self) -> FileReport {
        self.report
    }

    /// The text of the Dockerfile, for each platform.
    pub(crate) fn text(&mut self, bytes: Vec<u8>) {
        let path = self.request.filename().to_owned();
        let file = self.report.sources.add(path.clone(), bytes);
        self.judge_text(&path, file);
    }

    /// The graph of each platform with the Dockerfiles that it was made from, and the configuration that the
    /// image gets.
    pub(crate) fn graph(&mut self, result: &BuildResult) -> Result<(), Refusal> {
        let (mut steps, mut brought) = (Vec::new(), Vec::new());
        for definition in definitions(result) {
            let infos = definition.source.as_ref().map(|source| source.infos.as_slice());
            let infos = infos.unwrap_or_default().iter();
            let files: Vec<FileId> =
                infos.map(|info| self.file_with(&info.filename, &info.data)).collect();
            let (sources, contexts) = (&self.report.sources, &self.contexts);
            let found = graph::steps(definition, sources, &files, contexts, &self.set);
            let found = found.map_err(|error| Refusal::plain(error.to_string()))?;
            steps.extend(found.steps);
            brought.extend(found.brought);
        }
        if self.read.is_empty() && !steps.is_empty() {
            return Err(Refusal::plain(
                "the graph of this build does not say which Dockerfile it is from",
            ));
        }
        let configs = image_config::configs(result);
        let configs = configs.map_err(|error| Refusal::plain(error.to_string()))?;
        let (platforms, configs): (Vec<String>, Vec<Config>) = configs.into_iter().unzip();
        self.platforms = platforms;
        self.asked.extend(self.request.images_named().filter_map(resolved::asked));
        resolved::as_asked(&mut steps, &self.asked);
        // The last base is that of the image.
        let images = steps.iter().rev().filter(|step| matches!(step.kind, StepKind::Image(_)));
        let span = images.map(|step| step.span).next();
        self.base = span.or_else(|| self.contexts.values().copied().max());
        let span = self.place_of_result();
        let starts = |config: &Config| [config.entrypoint.clone(), config.cmd.clone()].concat();
        self.started = configs.iter().flat_map(starts).map(|word| name_of(&word)).collect();
        brought.extend(configs.iter().map(|it| Brought { span, what: What::started(it) }));
        steps.extend(
            configs.into_iter().map(|config| Step { span, kind: StepKind::Config(config) }),
        );
        let facts = facts::observe_graph(steps);
        self.run = NamesRun::of(&facts.commands).names().map(str::to_owned).collect();
        self.run.sort_unstable();
        self.judge_shown(&facts, |finding| inherited::blame(finding, &brought));
        let attached = attached::steps(result, &self.report.sources, self.report.file);
        let attached = attached.map_err(|error| Refusal::plain(error.to_string()))?;
        self.judge_shown(&facts::observe_graph(attached), attached::explain);
        Ok(())
    }

    /// Judges what a graph shows, and explains what is found.
    fn judge_shown(&mut self, facts: &Facts, explain: impl Fn(&mut Finding)) {
        let mut found = self.found_in(facts);
        for decided in &mut found {
            explain(&mut decided.finding);
        }
        self.add_unsaid(found);
    }

    fn found_in(&self, facts: &Facts) -> Vec<Decided> {
        let (path, file) = (&self.report.path, self.report.file);
        self.with_engine(&BuildOptions::default(), |engine| {
            engine.judge_facts(path, &self.report.sources, file, facts)
        })
    }

    /// What the steps of all graphs take from their sources, the same thing once.
    pub(crate) fn taken(&self, result: &BuildResult) -> Result<Vec<Taken>, Refusal> {
        let mut all: Vec<Taken> = Vec::new();
        for definition in definitions(result) {
            let infos = definition.source.as_ref().map(|source| source.infos.as_slice());
            let files = infos.unwrap_or_default().iter().filter_map(|info| self.known(&info.data));
            let files: Vec<FileId> = files.collect();
            let taken = graph::taken(definition, &self.report.sources, &files, &self.contexts);
            all.extend(taken.map_err(|error| Refusal::plain(error.to_string()))?);
        }
        let mut seen = BTreeSet::new();
        all.retain(|it| {
            let key = (it.input.digest.clone(), it.pattern.clone(), it.target.clone(), it.span);
            seen.insert(key)
        });
        Ok(all)
    }

    /// Names of files that commands of the build run.
    pub(crate) fn names_run(&self) -> Vec<String> {
        self.run.clone()
    }

    /// Names of files that a container of the image starts.
    pub(crate) fn names_started(&self) -> Vec<String> {
        self.started.clone()
    }

    /// True if the size of the result counts. Which files are links to each other is a part of it, and no part of what
    /// BuildKit calls the content.
    pub(super) fn asks_for_size(&self) -> bool {
        self.rulebook.bundle.as_ref().is_some_and(|bundle| bundle.asks_for_size())
    }

    /// The place of the image: its last base.
    pub(crate) fn place_of_result(&self) -> Span {
        self.base.unwrap_or(Span::new(self.report.file, 0, 0))
    }

    /// Files that the build takes.
    pub(crate) fn sources(&mut self, plan: Plan, observation: Observation) {
        self.with_context(ObservedContext::of(&plan, &observation));
        let mut facts = Facts::default();
        let run = NamesRun::of_programs(plan.run);
        for (place, records) in plan.places.into_iter().zip(observation.looks) {
            self.add_records(place, records, &run, &mut facts);
        }
        self.judge_files(&facts);
    }

    /// The file systems that the build has made; an image without layers has an empty one.
    pub(crate) fn results(&mut self, plan: Plan, observation: Observation) {
        let run = NamesRun::of_programs(plan.run);
        let nothing = ((Keyword::From, self.place_of_result()), Vec::new());
        let mut seen: Vec<_> = plan.places.into_iter().zip(observation.looks).collect();
        let mut sizes = observation.sizes;
        if seen.is_empty() {
            seen.push(nothing);
            sizes = vec![Some(TarSize::default().total())];
        }
        let platforms = mem::take(&mut self.platforms);
        let known = platforms.len() == seen.len();
        for (number, (place, records)) in seen.into_iter().enumerate() {
            let platform = platforms.get(number).filter(|_| known).map_or("", String::as_str);
            let mut system = System::new(platform, 0);
            system.size = sizes.get(number).copied().flatten();
            for record in &records {
                if let Some(text) = &record.wanted {
                    system.take(&record.path, text.whole());
                }
            }
            let whole_file_system = Some(place.1);
            let mut facts = Facts { whole_file_system, system: Some(system), ..Facts::default() };
            self.add_records(place, records, &run, &mut facts);
            self.judge_files(&facts);
        }
    }

    /// Reads the text once more, with the files of its context: the linter has them from the start.
    fn with_context(&mut self, mut context: ObservedContext) {
        let Some(file) = self.read.first().copied().filter(|_| !context.is_empty()) else { return };
        let path = self.report.path.clone();
        for build in self.request.builds() {
            let sources = self.report.sources.clone();
            let adjust = |facts: &mut Facts| drop(self.request.adjust(facts));
            let read = self.with_engine(&build, |engine| {
                engine.judge_build(&path, sources, file, &mut context, adjust)
            });
            self.report.sources = read.sources;
            self.add_unsaid(read.decided);
        }
    }

    fn add_records(
        &mut self,
        (keyword, span): (Keyword, Span),
        records: impl IntoIterator<Item = Record>,
        run: &NamesRun,
        facts: &mut Facts,
    ) {
        let place = Place::in_build(keyword, span);
        for record in records {
            let (mut file, text) = record.into_fact(place);
            file.source = text.and_then(|text| {
                let shown = file.path.clone();
                build_context::add_text(&shown, text, &file, run, facts, &mut self.report.sources)
            });
            match file.file_type {
                FileType::Regular => facts.files.push(file),
                _ => facts.entries.push(file),
            }
        }
    }

    /// Judges files; what two looks see of one of them is said once.
    fn judge_files(&mut self, facts: &Facts) {
        let found = self.found_in(facts);
        let said: BTreeSet<_> = self.report.decided.iter().map(subject).collect();
        self.report.decided.extend(found.into_iter().filter(|it| !said.contains(&subject(it))));
    }

    /// The number of a Dockerfile that was judged.
    fn known(&self, bytes: &[u8]) -> Option<FileId> {
        self.read.iter().copied().find(|file| self.report.sources.bytes(*file) == bytes)
    }

    /// The number of a Dockerfile; a new one is judged first.
    pub(crate) fn file_with(&mut self, name: &str, bytes: &[u8]) -> FileId {
        if let Some(file) = self.known(bytes) {
            return file;
        }
        let file = self.report.sources.add(name, bytes.to_vec());
        self.judge_text(name, file);
        file
    }

    fn judge_text(&mut self, path: &str, file: FileId) {
        self.report.file = file;
        self.read.push(file);
        let sources = self.report.sources.clone();
        for build in self.request.builds() {
            let (mut contexts, mut set, mut asked) = <(Vec<_>, BTreeSet<_>, Vec<_>)>::default();
            let found = self.with_engine(&build, |engine| {
                let adjust = |facts: &mut Facts| {
                    set = facts.variables.iter().map(|it| it.name.to_string()).collect();
                    asked =
                        facts.images.iter().filter_map(|it| resolved::asked(&it.text)).collect();
                    contexts = self.request.adjust(facts);
                };
                let none = &mut NoContext;
                engine.judge_build(path, sources.clone(), file, none, adjust).decided
            });
            self.contexts.extend(contexts);
            self.set.extend(set);
            self.asked.extend(asked);
            self.add(found);
        }
    }

    fn with_engine<T>(&self, build: &BuildOptions, work: impl FnOnce(&Engine<'_>) -> T) -> T {
        let book = &self.rulebook;
        let decider = Decider::new(&book.policy, book.today);
        work(&Engine { intel: &book.intel, decider: &decider, build, bundle: book.bundle.as_ref() })
    }

    /// Adds findings, each thing once.
    fn add(&mut self, found: Vec<Decided>) {
        for decided in found {
            if self.says_already(&decided) {
                continue;
            }
            let finding = &decided.finding;
            let start = (finding.rule, finding.primary.span.file, finding.primary.span.start);
            self.places.entry(start).or_default().push(self.report.decided.len());
            self.report.decided.push(decided);
        }
    }

    /// Adds findings of the graph, but not those that the text shows better: each step repeats the user, the directory
    /// and the variables before it, and a configuration has no place of its own.
    fn add_unsaid(&mut self, found: Vec<Decided>) {
        let said: BTreeSet<_> = self.report.decided.iter().map(subject).collect();
        let new = found.into_iter().filter(|decided| !said.contains(&subject(decided))).collect();
        self.add(new);
    }

    /// True if a finding of the same rule that starts inside this one is as strict, or about the same thing: the text
    /// names a word where the graph knows only lines.
    fn says_already(&self, new: &Decided) -> bool {
        let (rule, span) = (new.finding.rule, new.finding.primary.span);
        let end = span.end.max(span.start + 1);
        let inside = self.places.range((rule, span.file, span.start)..(rule, span.file, end));
        let mut known = inside.flat_map(|(_, numbers)| numbers).take(MAX_COMPARED);
        let rule_of = |decided: &Decided| decided.finding.check.as_ref().map(|it| it.rule.clone());
        let asked = rule_of(new);
        known.any(|number| {
            self.report.decided.get(*number).is_some_and(|known| {
                let is_same = || known.finding.evidence == new.finding.evidence;
                rule_of(known) == asked
                    && (known.action >= new.action || new.finding.evidence.is_some() && is_same())
            })
        })
    }

    /// True if a finding stops the build.
    pub(crate) fn stops(&self) -> bool {
        self.rulebook.policy.fail_on().fails(self.report.action())
    }

    /// The findings that stop the build.
    pub(crate) fn failing(&self) -> FileReport {
        let fails = |it: &&Decided| self.rulebook.policy.fail_on().fails(it.action);
        FileReport::new(
            self.report.path.clone(),
            self.report.file,
            self.report.sources.clone(),
            self.report.decided.iter().filter(fails).cloned().collect(),
        )
    }

    /// The text of the policy, if the build has brought it.
    pub(crate) fn brought(&self) -> Option<&PolicyText> {
        self.rulebook.brought.as_ref()
    }
}

/// What a finding is about, wherever it stands.
fn subject(decided: &Decided) -> (&'static str, Action, String) {
    let finding = &decided.finding;
    let evidence = finding.evidence.as_ref().map(|evidence| evidence.value.clone());
    (finding.rule, decided.action, evidence.unwrap_or_else(|| finding.message.clone()))
}

/// The name of a file that a word names.
fn name_of(word: &str) -> String {
    word.rsplit('/').next().unwrap_or(word).to_owned()
}
