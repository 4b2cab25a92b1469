//! Manifests, Compose and Bake files: what their containers are given, and the builds that they ask for.

use std::mem;

use super::{Engine, FileReport, Report, ignores_of};
use crate::dockerfile::{self, Instruction};
use crate::facts::{ContextFiles, Facts, NoContext, Unreadable};
use crate::finding::Finding;
use crate::orchestration::{self, Assembly, Build, Instructions, Kind, Reading, Surroundings};
use crate::policy::{Decided, InlineIgnore, InlineIgnores};
use crate::source::{FileId, Sources, Span};
use foldhash::HashSet;

/// A build with the text of its Dockerfile, and what services start in its result.
struct Asked {
    build: Build,
    text: Vec<u8>,
    starts: Vec<Vec<Instruction>>,
}

/// Says which file asks for a build of a Dockerfile elsewhere.
const BUILDS: &str = "this builds it";

/// Services that start something in the result of one build and are looked at: real projects have a few.
const MOST_STARTS: usize = 16;

impl Engine<'_> {
    /// Judges a file that starts containers or asks for builds: the instructions that they stand for, and its builds.
    pub(crate) fn judge_orchestration(
        &self,
        path: &str,
        mut sources: Sources,
        (kind, file): (Kind, FileId),
        around: &dyn Surroundings,
    ) -> FileReport {
        let mut reading = orchestration::read(kind, file, around, &mut sources);
        let builds = texts(mem::take(&mut reading.builds), around, &mut reading.unreadable);
        let start = |build: &Build| -> Vec<Vec<Instruction>> {
            let named = build.names.iter().map(|name| reading.assembly.start_of(name));
            named.filter(|start| !start.is_empty()).take(MOST_STARTS).collect()
        };
        let asked = |(build, text)| Asked { starts: start(&build), build, text };
        let builds = builds.into_iter().map(asked).collect();
        let mut given = match kind {
            Kind::Compose => around.mounts(),
            Kind::Workflow => around.checkout(),
            _ => Box::new(NoContext),
        };
        let findings = self.assembled(reading, &mut *given, &mut sources);
        self.with_builds(path, sources, file, (findings, builds), around)
    }

    /// Judges the builds that a file asks for, beside what was found in it.
    fn with_builds(
        &self,
        path: &str,
        mut sources: Sources,
        file: FileId,
        (mut findings, builds): (Vec<Finding>, Vec<Asked>),
        around: &dyn Surroundings,
    ) -> FileReport {
        let mut ignores = Vec::new();
        for asked in builds {
            let (found, comments) = self.built(asked, path, around, &mut sources);
            findings.extend(found);
            ignores.extend(comments);
        }
        // builds that share a context bring the same file as several sources
        let mut seen = HashSet::default();
        findings.retain(|it| {
            let Span { file, start, end } = it.primary.span;
            let name = sources.get(file).map(|it| it.name().to_owned());
            let evidence = it.evidence.as_ref().map(|evidence| evidence.value.clone());
            seen.insert((it.rule, name, start, end, evidence, it.message.clone()))
        });
        let ignores = InlineIgnores::new(ignores);
        let decided = self.decider.judge(findings, path, &sources, &ignores);
        FileReport::new(path.to_owned(), file, sources, decided)
    }

    /// What is found in instructions that stand for something else, and what of that could not be read.
    fn assembled(
        &self,
        Reading { assembly, unreadable, unfinished, .. }: Reading,
        context: &mut dyn ContextFiles,
        sources: &mut Sources,
    ) -> Vec<Finding> {
        let Assembly { tree, resolved, .. } = assembly;
        self.build_findings((&tree, &resolved), context, sources, |facts| {
            facts.of_manifest();
            if resolved.stages.is_empty() {
                facts.characters.clear();
            }
            facts.unreadable.extend(unreadable);
            facts.unfinished.extend(unfinished);
        })
    }

    /// What is found in a build, and the comments of a Dockerfile of its own. Findings of one that stands in another file
    /// are told where it stands there.
    fn built(
        &self,
        Asked { build, text, starts }: Asked,
        path: &str,
        around: &dyn Surroundings,
        sources: &mut Sources,
    ) -> (Vec<Finding>, Vec<InlineIgnore>) {
        let (name, dockerfile) = match &build.instructions {
            Instructions::Inline(_) => (path.to_owned(), ""),
            Instructions::File(file) => (around.shown(file), file.as_str()),
        };
        let file = sources.add(name, text);
        let tree = dockerfile::parse(file, sources.bytes(file));
        let resolved = dockerfile::resolve(&tree, &build.options);
        let mut context = match &build.context {
            Some(directory) => around.context(directory, dockerfile),
            None => Box::new(NoContext),
        };
        let mut findings = self.build_findings((&tree, &resolved), &mut *context, sources, |_| {});
        for start in &starts {
            let Assembly { tree, resolved, .. } =
                Assembly::started(tree.clone(), resolved.clone(), start);
            let read = (&tree, &resolved);
            let found = self.build_findings(read, &mut *context, sources, Facts::of_manifest);
            // what the Dockerfile itself does has been told
            findings.extend(found.into_iter().filter(|it| it.primary.span.file != file));
        }
        match &build.instructions {
            Instructions::Inline(text) => {
                let findings = findings.into_iter().map(|it| it.moved(file, text)).collect();
                (findings, Vec::new())
            }
            Instructions::File(_) => {
                let label = |it: Finding| it.label(build.span, BUILDS);
                (findings.into_iter().map(label).collect(), ignores_of(&tree))
            }
        }
    }
}

/// Builds with the text of their Dockerfile. One that is there and that nobody can judge is said: a directory, a file that is
/// too large or must not be read. Where there is none, nothing is built.
fn texts(
    builds: Vec<Build>,
    around: &dyn Surroundings,
    unreadable: &mut Vec<Unreadable>,
) -> Vec<(Build, Vec<u8>)> {
    let text = |build: Build| {
        let bytes = match &build.instructions {
            Instructions::Inline(text) => Some(text.as_bytes().to_vec()),
            Instructions::File(path) => {
                let bytes = around.read(path);
                if bytes.is_none() && around.is_there(path) {
                    let message = "the Dockerfile of this build cannot be read, or is too large";
                    unreadable.push(Unreadable {
                        span: build.span,
                        message: message.to_owned(),
                        refused_by: None,
                    });
                }
                bytes
            }
        };
        bytes.map(|bytes| (build, bytes))
    };
    builds.into_iter().filter_map(text).collect()
}

impl Report {
    /// What is found in a file for itself is not said again of one that asks for its build, or is put together from it.
    pub(crate) fn say_once(&mut self) {
        let names: HashSet<String> = self.files.iter().map(|report| report.path.clone()).collect();
        let place = |report: &FileReport, it: &Decided| {
            let source = report.sources.get(it.finding.primary.span.file);
            source.map(|it| it.name().to_owned()).unwrap_or_default()
        };
        let is_elsewhere = |report: &FileReport, it: &Decided| {
            let place = place(report, it);
            let is_asked_for = it.finding.related.iter().any(|it| it.text == BUILDS);
            is_asked_for || place != report.path && names.contains(&place)
        };
        let key = |report: &FileReport, it: &Decided| {
            let Finding { rule, message, primary, .. } = &it.finding;
            let Span { start, end, .. } = primary.span;
            (place(report, it), start, end, *rule, message.clone())
        };
        let mut all =
            self.files.iter().flat_map(|report| report.decided.iter().map(move |it| (report, it)));
        if !all.any(|(report, it)| is_elsewhere(report, it)) {
            return;
        }
        let said: HashSet<_> = self
            .files
            .iter()
            .flat_map(|report| report.decided.iter().map(move |it| (report, it)))
            .filter(|(report, it)| !is_elsewhere(report, it))
            .map(|(report, it)| key(report, it))
            .collect();
        for report in &mut self.files {
            let mut decided = mem::take(&mut report.decided);
            decided.retain(|it| !is_elsewhere(report, it) || !said.contains(&key(report, it)));
            report.decided = decided;
        }
    }
}
