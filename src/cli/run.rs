//! Reads and judges the files of one run, several at once, one file in memory a task.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::anchore::Judge;
use crate::build_context::{BuildContext, SharedRoots};
use crate::cli::beside::Beside;
use crate::cli::discover::Input;
use crate::cli::failure::{self, Failure};
use crate::cli::policy::file::LoadedPolicy;
use crate::cli::read::{self, Content, MAX_DOCKERFILE_BYTES};
use crate::content::Detector;
use crate::content::line_search::LineSearch;
use crate::dockerfile::BuildOptions;
use crate::engine::{Engine, FileReport, ReadError, Report};
use crate::facts::{ContextFiles, NoContext};
use crate::finding::Finding;
use crate::intel::Intel;
use crate::orchestration;
use crate::policy::{Decider, InlineIgnores};
use crate::source::{Span, Text};

/// What all files of a run share.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    pub(crate) policy: &'a LoadedPolicy,
    pub(crate) build: BuildOptions,
    pub(crate) decider: Decider<'a>,
    pub(crate) context: ContextChoice,
    /// Of the context only the files count that commands name: an answer for somebody who waits.
    pub(crate) only_named: bool,
    pub(crate) detector: OnceLock<Detector<'a>>,
    /// The number of the policy in the report.
    pub(crate) number: usize,
}

impl<'a> Run<'a> {
    /// Builds under one policy, which is the first of the report.
    pub(crate) fn new(
        policy: &'a LoadedPolicy,
        decider: Decider<'a>,
        context: ContextChoice,
        build: BuildOptions,
    ) -> Self {
        let detector = OnceLock::new();
        Self { policy, build, decider, context, only_named: false, detector, number: 0 }
    }
}

/// The build argument that puts another frontend in the place of the one that the text names.
const SYNTAX_ARGUMENT: &str = "BUILDKIT_SYNTAX";

/// Which files a build is taken to be given.
#[derive(Clone, Debug)]
pub(crate) enum ContextChoice {
    /// The directory that the Dockerfile lies in.
    Beside,
    /// This one.
    Directory(PathBuf),
    /// None: the text alone is judged.
    Nothing,
}

/// One Dockerfile to judge.
#[derive(Debug)]
pub(crate) enum Task {
    /// A file that is still to be read.
    Read(PathBuf),
    /// Standard input, read already, with the name to show.
    Given(String, Content),
}

/// What finds in files everything that a policy may ask for; `engine` judges by it.
pub(crate) fn detector<'p>(
    intel: &'p Intel,
    bundle: Option<&'p Judge>,
    engine: &Engine<'_>,
) -> Detector<'p> {
    let search = bundle.and_then(Judge::search);
    Detector::new(intel)
        .with_digests(engine.asks_for_digests())
        .searching(search.map(|search| search as &dyn LineSearch))
}

impl Run<'_> {
    /// The files that the build of the Dockerfile at `path` is given; none if that has no place.
    fn context<'c>(
        &'c self,
        path: Option<&Path>,
        detector: &'c dyn Fn() -> &'c Detector<'c>,
        shared: Option<&SharedRoots>,
    ) -> Box<dyn ContextFiles + 'c> {
        let root = match &self.context {
            ContextChoice::Beside => path.and_then(Path::parent),
            ContextChoice::Directory(directory) => Some(directory.as_path()),
            ContextChoice::Nothing => None,
        };
        let dockerfile = path.unwrap_or(Path::new("Dockerfile"));
        match root {
            Some(root) => {
                let context = BuildContext::open(root, dockerfile, detector).knowing(shared);
                Box::new(context.only_named(self.only_named))
            }
            None => Box::new(NoContext),
        }
    }

    /// What finds in files everything that the policy may ask for.
    pub(crate) fn detector(&self) -> &Detector<'_> {
        self.detector.get_or_init(|| {
            detector(&self.policy.intel, self.policy.bundle.as_ref(), &self.engine())
        })
    }

    pub(crate) fn engine(&self) -> Engine<'_> {
        Engine {
            intel: &self.policy.intel,
            decider: &self.decider,
            build: &self.build,
            bundle: self.policy.bundle.as_ref(),
        }
    }

    /// The inputs as tasks; standard input is read here.
    pub(crate) fn tasks(
        inputs: Vec<Input>,
        stdin_filename: &str,
        stdin: &mut dyn Read,
    ) -> Result<Vec<Task>, Failure> {
        let task = |input| match input {
            Input::File(path) => Ok(Task::Read(path)),
            Input::Stdin => read::stream(stdin, MAX_DOCKERFILE_BYTES, 0)
                .map(|content| Task::Given(stdin_filename.to_owned(), content))
                .map_err(|error| Failure::io(Path::new(stdin_filename), &error)),
        };
        inputs.into_iter().map(task).collect()
    }

    /// Judges everything; the reports keep the order of the tasks, and what could not be read is an error of it.
    pub(crate) fn judge_all(
        &self,
        tasks: Vec<Task>,
        jobs: Option<usize>,
    ) -> Result<Report, Failure> {
        let shared = (tasks.len() > 1).then(SharedRoots::default);
        let judge = |task| self.judge(task, shared.as_ref());
        // Starting threads costs more than one file.
        let outcomes: Vec<Result<FileReport, ReadError>> = if tasks.len() < 2 || jobs == Some(1) {
            tasks.into_iter().map(judge).collect()
        } else {
            rayon::ThreadPoolBuilder::new()
                .num_threads(jobs.unwrap_or(0))
                .build()
                .map_err(|error| Failure::usage(error.to_string()))?
                .install(|| tasks.into_par_iter().map(judge).collect())
        };
        let mut report = Report::default();
        for outcome in outcomes {
            match outcome {
                Ok(file) => report.files.push(file),
                Err(error) => report.errors.push(error),
            }
        }
        report.say_once();
        Ok(report)
    }

    fn judge(&self, task: Task, shared: Option<&SharedRoots>) -> Result<FileReport, ReadError> {
        let (name, path, content) = match task {
            Task::Given(name, content) => (name, None, content),
            Task::Read(path) => {
                let content = read::file(&path, MAX_DOCKERFILE_BYTES)
                    .map_err(|error| failure::unreadable(&path, &error))?;
                (path.to_string_lossy().into_owned(), Some(path), content)
            }
        };
        Ok(self.judge_content(name, path, content, shared))
    }

    /// Judges a text: that of standard input, or of the file at `path`. What other builds have read of its context is not read
    /// again.
    pub(crate) fn judge_content(
        &self,
        name: String,
        path: Option<PathBuf>,
        content: Content,
        shared: Option<&SharedRoots>,
    ) -> FileReport {
        let report = if content.whole {
            let mut sources = self.policy.sources.clone();
            let detector = || self.detector();
            let kind = orchestration::manifest(&content.bytes);
            let bytes = match kind {
                Some(_) => orchestration::decoded(content.bytes),
                None => content.bytes,
            };
            let file = sources.add(name.clone(), bytes);
            if let Some(kind) = kind {
                let engine = self.engine();
                let has_context = !matches!(self.context, ContextChoice::Nothing);
                let around = Beside::new(path.as_deref(), &detector, self.only_named)
                    .with_context(has_context)
                    .knowing(shared);
                let report = engine.judge_orchestration(&name, sources, (kind, file), &around);
                return self.finished(report);
            }
            let mut context = self.context(path.as_deref(), &detector, shared);
            self.engine().judge_build(&name, sources, file, &mut *context, |facts| {
                if let Some(frontend) = self.build.build_args.get(SYNTAX_ARGUMENT) {
                    let form = "--build-arg BUILDKIT_SYNTAX";
                    let start = Span::new(file, 0, 0);
                    facts.add_frontend(&Text::made(frontend.as_str(), start), form, start);
                }
            })
        } else {
            self.too_long(name)
        };
        self.finished(report)
    }

    fn finished(&self, mut report: FileReport) -> FileReport {
        if report.decided.is_empty() {
            // No span points into it: a tree of a million clean files is not kept in memory.
            report.sources = self.policy.sources.clone();
        }
        report.policy = self.number;
        report
    }

    /// The report of a file that is too long to be judged: it is refused, not skipped.
    fn too_long(&self, name: String) -> FileReport {
        let mut sources = self.policy.sources.clone();
        let file = sources.add(name.clone(), Vec::new());
        let message = format!("the file is larger than {MAX_DOCKERFILE_BYTES} bytes");
        let finding = Finding::new("syntax-error", Span::new(file, 0, 0), message)
            .help("split the file, or check that it is a Dockerfile");
        let decided = self.decider.judge(vec![finding], &name, &sources, &InlineIgnores::default());
        FileReport::new(name, file, sources, decided)
    }

    /// What is wrong with the exceptions of the policy file. That one is not used can be said only by a run over
    /// everything below the policy, which says what of that was `not_judged`.
    pub(crate) fn hygiene(&self, not_judged: Option<&[String]>) -> Option<FileReport> {
        let (path, file) = self.policy.file.as_ref()?;
        let findings = match not_judged {
            Some(not_judged) => self.decider.hygiene(not_judged),
            None => self.decider.expired(),
        };
        let name = path.to_string_lossy().into_owned();
        let sources = self.policy.sources.clone();
        let decided = self.decider.judge(findings, &name, &sources, &InlineIgnores::default());
        let report = FileReport::new(name, *file, sources, decided);
        (!report.decided.is_empty()).then_some(FileReport { policy: self.number, ..report })
    }
}
