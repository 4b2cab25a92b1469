//! Sources and policy → report: pure, no clock, no I/O.

mod orchestration;
#[cfg(test)]
mod tests;

use foldhash::{HashMap, HashSet};
use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::anchore::Judge;
use crate::dockerfile::{self, BuildOptions, Dockerfile, Resolved};
#[cfg(test)]
use crate::facts::NoContext;
use crate::facts::{self, ContextFiles, Facts, File};
use crate::finding::{Action, Finding, Label, Verdict};
use crate::intel::Intel;
use crate::policy::{Decided, Decider, InlineIgnore, InlineIgnores, UsedPolicy, parse_inline};
use crate::rules::{Context, Evidence, Meta, RequiredFiles, Signals};
use crate::source::{BaseDirectories, FileId, Sources, Span};

/// The judgement of one Dockerfile (or of the policy file itself, for its own hygiene).
#[derive(Debug)]
pub(crate) struct FileReport {
    /// The name as shown to people.
    pub(crate) path: String,
    /// The file among `sources`.
    pub(crate) file: FileId,
    /// Every file that spans of the findings may point into: the Dockerfile and the policy.
    pub(crate) sources: Sources,
    /// Findings in the order of their place, then of their rule.
    pub(crate) decided: Vec<Decided>,
    /// Something of it was not read: an error of the report says what.
    pub(crate) incomplete: bool,
    /// The number of the policy that judged it, in the list of the report.
    pub(crate) policy: usize,
}

impl FileReport {
    /// The report of something that was read to its end.
    pub(crate) fn new(path: String, file: FileId, sources: Sources, decided: Vec<Decided>) -> Self {
        Self { path, file, sources, decided, incomplete: false, policy: 0 }
    }

    /// The greatest action of the findings, unless something was not read.
    pub(crate) fn verdict(&self) -> Verdict {
        if self.incomplete { Verdict::Error } else { Verdict::Judged(self.action()) }
    }

    /// The greatest action of the findings; GO if there is none.
    pub(crate) fn action(&self) -> Action {
        self.decided.iter().map(|decided| decided.action).max().unwrap_or(Action::Go)
    }

    /// Number of findings with this action.
    pub(crate) fn count(&self, action: Action) -> usize {
        self.decided.iter().filter(|decided| decided.action == action).count()
    }
}

/// Something that was to be judged and could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReadError {
    /// What was to be judged, as it was named.
    pub(crate) target: String,
    /// The layer that it is about, by its digest or its path.
    pub(crate) layer: Option<String>,
    /// The path inside the target.
    pub(crate) path: Option<String>,
    /// A lower-case fragment.
    pub(crate) cause: String,
    /// One thing to do.
    pub(crate) help: Option<String>,
}

impl ReadError {
    /// A target of which nothing could be read.
    pub(crate) fn new(target: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { target: target.into(), cause: cause.into(), ..Self::default() }
    }

    /// Layer, path and cause, for people.
    pub(crate) fn describe(&self) -> String {
        let layer = self.layer.iter().map(|layer| format!("layer `{layer}`: "));
        let path = self.path.iter().map(|path| format!("`{path}`: "));
        layer.chain(path).chain([self.cause.clone()]).collect()
    }
}

/// What somebody who has only the report must know to repeat it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Provenance {
    /// The policies; none if the report is not about a run of the command line.
    pub(crate) policies: Vec<UsedPolicy>,
    /// The command, without the values of build arguments.
    pub(crate) command: String,
    /// When it was, for people; only formats that are handed on tell it, so that the others are the same each time.
    pub(crate) time: String,
    /// The date of the newest entry of the intelligence.
    pub(crate) intelligence: String,
    /// What paths are told from where the reader stands somewhere else: the repository.
    pub(crate) bases: BaseDirectories,
}

/// The judgement of all files of one run, in stable order.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// One entry a file.
    pub(crate) files: Vec<FileReport>,
    /// What could not be read.
    pub(crate) errors: Vec<ReadError>,
    /// How it came about.
    pub(crate) provenance: Provenance,
    /// What a reader should know beside: what a target was taken for, what of an index was not judged.
    pub(crate) notes: Vec<String>,
}

impl Report {
    /// Adds a report on something else.
    pub(crate) fn append(&mut self, other: Self) {
        self.files.extend(other.files);
        self.errors.extend(other.errors);
        self.notes.extend(other.notes);
    }

    /// The greatest action in the files, unless something was not read: then it is no judgement of all.
    pub(crate) fn verdict(&self) -> Verdict {
        if self.errors.is_empty() { Verdict::Judged(self.action()) } else { Verdict::Error }
    }

    /// The greatest action in the files.
    pub(crate) fn action(&self) -> Action {
        self.files.iter().map(FileReport::action).max().unwrap_or(Action::Go)
    }

    /// Number of findings with this action in all files.
    pub(crate) fn count(&self, action: Action) -> usize {
        self.files.iter().map(|file| file.count(action)).sum()
    }

    /// Number of findings that an exception lets pass.
    pub(crate) fn excepted(&self) -> usize {
        let decided = self.files.iter().flat_map(|file| &file.decided);
        decided.filter(|decided| decided.is_excepted()).count()
    }
}

/// What stays the same from file to file; shared by all threads.
#[derive(Debug)]
pub(crate) struct Engine<'a> {
    /// What is known about miners, the policy's own indicators included.
    pub(crate) intel: &'a Intel,
    /// Decides findings and remembers which exceptions were of use.
    pub(crate) decider: &'a Decider<'a>,
    /// Build arguments, target, platform.
    pub(crate) build: &'a BuildOptions,
    /// An Anchore policy that judges as well.
    pub(crate) bundle: Option<&'a Judge>,
}

impl<'a> Engine<'a> {
    /// Judges the Dockerfile `file` of `sources`, which also hold the files of the policy.
    #[cfg(test)]
    pub(crate) fn judge(&self, path: &str, sources: Sources, file: FileId) -> FileReport {
        self.judge_build(path, sources, file, &mut NoContext, |_| {})
    }

    /// The same with the files that the build is given; texts of them that prove something become sources. `adjust`
    /// corrects the facts by what the options of the build say.
    pub(crate) fn judge_build(
        &self,
        path: &str,
        mut sources: Sources,
        file: FileId,
        context: &mut dyn ContextFiles,
        adjust: impl FnOnce(&mut Facts),
    ) -> FileReport {
        let tree = dockerfile::parse(file, sources.bytes(file));
        let resolved = dockerfile::resolve(&tree, self.build);
        let findings = self.build_findings((&tree, &resolved), context, &mut sources, adjust);
        let ignores = InlineIgnores::new(ignores_of(&tree));
        let decided = self.decider.judge(findings, path, &sources, &ignores);
        FileReport::new(path.to_owned(), file, sources, decided)
    }

    /// What the rules find in the instructions of a build.
    fn build_findings(
        &self,
        (tree, resolved): (&Dockerfile, &Resolved),
        context: &mut dyn ContextFiles,
        sources: &mut Sources,
        adjust: impl FnOnce(&mut Facts),
    ) -> Vec<Finding> {
        let mut facts = facts::observe_build(tree, resolved, context, sources);
        adjust(&mut facts);
        context.observe(&mut facts, sources, &|file| self.reports_file(file));
        facts.let_own_programs_act();
        facts.leave_to_detectors();
        self.findings(&facts, sources, tree.file)
    }

    /// Judges facts that no text shows: comments count for text only.
    pub(crate) fn judge_facts(
        &self,
        path: &str,
        sources: &Sources,
        file: FileId,
        facts: &Facts,
    ) -> Vec<Decided> {
        let findings = self.findings(facts, sources, file);
        self.decider.judge(findings, path, sources, &InlineIgnores::default())
    }

    /// True if the digest of any file may decide.
    pub(crate) fn asks_for_digests(&self) -> bool {
        self.intel.has_own_digests()
            || self.bundle.is_some_and(|bundle| bundle.compared_files().next().is_some())
            || self.required_files().need_digests()
    }

    /// What the checks of the policy require of files.
    pub(crate) fn required_files(&self) -> RequiredFiles<'a> {
        RequiredFiles::together(self.decider.running().map(|(_, rule)| rule.required_files()))
    }

    /// True if a rule reports this file for what it is: of a large tree only such files need be kept.
    pub(crate) fn reports_file(&self, file: &File) -> bool {
        let facts = Facts { files: vec![file.clone()], ..Facts::default() };
        self.bundle.is_some_and(|bundle| bundle.speaks_of(file))
            || !self.file_findings(&facts, Evidence::FILES).is_empty()
    }

    /// What the rules and the bundle find in facts of the text `file`.
    fn findings(&self, facts: &Facts, sources: &Sources, file: FileId) -> Vec<Finding> {
        let mut findings = self.rule_findings(facts, file);
        if let Some(bundle) = self.bundle {
            findings.extend(bundle.findings(facts, sources, file));
        }
        findings
    }

    /// What the rules that look at such `evidence` find in facts about one file, before it is known what of it is kept.
    pub(crate) fn file_findings(&self, facts: &Facts, evidence: Evidence) -> Vec<Finding> {
        self.ask(facts, FileId::default(), evidence)
    }

    /// What the rules that the policy runs find.
    pub(crate) fn rule_findings(&self, facts: &Facts, file: FileId) -> Vec<Finding> {
        self.ask(facts, file, Evidence::ALL)
    }

    /// A rule that panics is a finding too, so that a gate stays shut.
    fn ask(&self, facts: &Facts, file: FileId, evidence: Evidence) -> Vec<Finding> {
        let signals = Signals::of(facts, self.intel);
        let mut findings = Vec::new();
        let context = Context {
            facts,
            intel: self.intel,
            signals: &signals,
            strict: self.decider.is_strict(),
            reach: &OnceCell::new(),
            nodes: &OnceCell::new(),
        };
        let asked = self.decider.running().filter(|(meta, _)| meta.reads.meets(evidence));
        for (Meta { id, .. }, rule) in asked {
            let mut found = Vec::new();
            match catch_unwind(AssertUnwindSafe(|| rule.check(&context, &mut found))) {
                Ok(()) => findings.append(&mut found),
                Err(_) => findings.push(
                    Finding::new(
                        "syntax-error",
                        Span::new(file, 0, 0),
                        format!("the rule `{id}` failed"),
                    )
                    .help("report this file as a defect of minestop"),
                ),
            }
        }
        attach_files(&mut findings, facts, file);
        once_each(&mut findings);
        findings
    }
}

/// The same thing at the same place is one finding, whichever readers have seen it: a shell and the language that starts
/// it, two calls of one function. The first one is kept, with all that it says.
fn once_each(findings: &mut Vec<Finding>) {
    let mut seen = HashSet::default();
    let firsts = findings.iter().map(|it| {
        let evidence = it.evidence.as_ref().map(|evidence| evidence.value.as_str());
        seen.insert((it.rule, it.primary.span, evidence, it.message.as_str(), &it.subject))
    });
    let mut firsts = firsts.collect::<Vec<_>>().into_iter();
    findings.retain(|_| firsts.next().unwrap_or(true));
}

/// A finding inside a copied file is about that file, and also shows the instruction that copies it.
fn attach_files(findings: &mut [Finding], facts: &Facts, dockerfile: FileId) {
    let taken: HashMap<FileId, &File> =
        facts.files.iter().filter_map(|file| Some((file.source?, file))).collect();
    for finding in findings.iter_mut().filter(|it| it.primary.span.file != dockerfile) {
        if let Some(file) = taken.get(&finding.primary.span.file) {
            finding.related.push(Label { span: file.span, text: "this takes the file".into() });
            finding.subject.get_or_insert_with(|| Box::new(file.reference()));
        }
    }
}

/// The ignore comments of a file with what each of them covers.
fn ignores_of(tree: &Dockerfile) -> Vec<InlineIgnore> {
    let Some(first) = tree.instructions.first() else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for comment in tree.comments.iter().filter(|comment| comment.text.contains("minestop:")) {
        let next = tree.instructions.partition_point(|it| it.span.end <= comment.span.start);
        let covers =
            tree.instructions.get(next).map_or(comment.span, |instruction| instruction.span);
        let in_head = comment.span.start < first.span.start;
        out.extend(parse_inline(&comment.text, covers, in_head));
    }
    out
}
