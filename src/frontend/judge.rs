//! What is judged at the locks, and the one report that comes of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::protocol::Ref;
use super::refusal::Refusal;
use super::request::Request;
use crate::dockerfile::BuildOptions;
use crate::engine::{Engine, FileReport};
use crate::facts::{Facts, ImageRole};
use crate::intel::Intel;
use crate::policy::{Date, Decided, Decider, Policy};
use crate::source::{FileId, Sources};

/// Findings at one place that are compared with a new one.
const MAX_COMPARED: usize = 64;

/// The policy of the gate, with what belongs to it.
#[derive(Debug)]
pub struct Rulebook {
    /// The policy.
    pub policy: Policy,
    /// What is known about miners, the policy's own indicators included.
    pub intel: Intel,
    /// The files of the policy.
    pub sources: Sources,
    /// The day of the build.
    pub today: Date,
}

/// What is known of one build so far.
#[derive(Debug)]
pub(super) struct Judgement {
    request: Arc<Request>,
    rulebook: Arc<Rulebook>,
    report: FileReport,
    /// The Dockerfiles judged as text.
    read: Vec<FileId>,
    /// Numbers of the findings by rule and start.
    places: BTreeMap<(&'static str, FileId, u32), Vec<usize>>,
}

impl Judgement {
    pub(super) fn new(request: Arc<Request>, rulebook: Arc<Rulebook>) -> Self {
        let report = FileReport {
            path: request.filename().to_owned(),
            file: FileId::default(),
            sources: rulebook.sources.clone(),
            decided: Vec::new(),
        };
        Self { request, rulebook, report, read: Vec::new(), places: BTreeMap::new() }
    }

    /// Everything found, in the order of its place.
    pub(super) fn into_report(mut self) -> FileReport {
        self.sort();
        self.report
    }

    /// Lock 1: the text of the Dockerfile, for each platform.
    pub(super) fn text(&mut self, bytes: Vec<u8>) {
        let path = self.request.filename().to_owned();
        let file = self.report.sources.add(path.clone(), bytes);
        self.judge_text(&path, file);
    }

    /// The Dockerfiles that the graph was made from; those judged already are known by their bytes.
    pub(super) fn sources_of(&mut self, reference: &Ref) {
        let source = reference.def.as_ref().and_then(|definition| definition.source.as_ref());
        for info in source.into_iter().flat_map(|source| &source.infos) {
            self.file_with(&info.filename, &info.data);
        }
    }

    /// The number of a Dockerfile; a new one is judged first.
    fn file_with(&mut self, name: &str, bytes: &[u8]) -> FileId {
        let known = self.read.iter().find(|file| self.report.sources.bytes(**file) == bytes);
        if let Some(file) = known {
            return *file;
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
            let found = self.with_engine(&build, |engine| {
                let adjust = |facts: &mut Facts| self.adjust(facts);
                engine.judge_adjusted(path, sources.clone(), file, adjust).decided
            });
            self.add(found);
        }
    }

    fn with_engine<T>(&self, build: &BuildOptions, work: impl FnOnce(&Engine<'_>) -> T) -> T {
        let book = &self.rulebook;
        let decider = Decider::new(&book.policy, book.today);
        work(&Engine { policy: &book.policy, intel: &book.intel, decider: &decider, build })
    }

    /// What the options of the build say otherwise than the text: `# syntax=` that names this very frontend is no
    /// foreign one, and a name that `--build-context` replaces is no image; the graph has what it really is.
    fn adjust(&self, facts: &mut Facts) {
        let own = self.request.frontend_image();
        facts.frontends.retain(|frontend| Some(frontend.text.as_str()) != own);
        facts.images.retain(|image| {
            let name = image.text.as_str();
            let own = image.role == ImageRole::Frontend && Some(name) == own;
            !own && (image.role == ImageRole::Frontend || !self.request.replaces(name))
        });
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

    /// True if a finding of the same rule that starts inside this one is as stern, or about the same thing: the text
    /// names a word where the graph knows only lines.
    fn says_already(&self, new: &Decided) -> bool {
        let (rule, span) = (new.finding.rule, new.finding.primary.span);
        let end = span.end.max(span.start + 1);
        let inside = self.places.range((rule, span.file, span.start)..(rule, span.file, end));
        let mut known = inside.flat_map(|(_, numbers)| numbers).take(MAX_COMPARED);
        known.any(|number| {
            self.report.decided.get(*number).is_some_and(|known| {
                known.action >= new.action
                    || new.finding.evidence.is_some()
                        && known.finding.evidence == new.finding.evidence
            })
        })
    }

    /// The findings by place.
    fn sort(&mut self) {
        self.report.decided.sort_by(|a, b| {
            let (a, b) = (&a.finding, &b.finding);
            (a.primary.span, a.rule, &a.message).cmp(&(b.primary.span, b.rule, &b.message))
        });
    }

    /// The end of the build if a finding stops it.
    pub(super) fn unless_stopped(mut self) -> Result<Self, Refusal> {
        let fail_on = self.rulebook.policy.fail_on();
        if fail_on.fails(self.report.verdict()) {
            self.sort();
            Err(Refusal::of_report(self.report, fail_on))
        } else {
            Ok(self)
        }
    }
}
