//! One text of an editor → what there is to show: the findings of a Dockerfile, the errors of a policy file.

use std::path::{Path, PathBuf};

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location,
    NumberOrString, Range, Uri,
};

use super::places::{Columns, uri_of};
use crate::cli::color::ColorChoice;
use crate::cli::discover::{is_only_a_workflow, is_something_else};
use crate::cli::failure::Failure;
use crate::cli::policies::Policies;
use crate::cli::policy::file::{LoadedPolicy, PolicyArgs, check_text};
use crate::cli::policy::search;
use crate::cli::policy::suggest::suggestions;
use crate::cli::read::{Content, MAX_DOCKERFILE_BYTES};
use crate::cli::run::{ContextChoice, Run};
use crate::cli::today;
use crate::dockerfile::BuildOptions;
use crate::engine::FileReport;
use crate::finding::{Action, Label};
use crate::policy::{Decided, DecidedBy, Fingerprints};
use crate::report::{decided_by, page_url, sanitise};
use crate::source::{Sources, Span};

/// What an editor shows.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) diagnostic: Diagnostic,
    /// The rule; none for what is wrong with a policy.
    pub(super) rule: Option<&'static str>,
    /// The policy file, and the exception in it that would accept this.
    pub(super) exception: Option<(PathBuf, String)>,
    /// What mends it in the place that is shown.
    pub(super) instead: Option<String>,
    /// It is about a file of the build context.
    pub(super) is_of_context: bool,
}

impl Shown {
    /// What is wrong with a policy.
    fn of_policy(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, rule: None, exception: None, instead: None, is_of_context: false }
    }
}

/// A text to judge.
pub(super) struct Job {
    pub(super) uri: Uri,
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// How much of the build context is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Every file that the build takes.
    Whole,
    /// The files that commands name: those do not become more with the context.
    Named,
}

/// Everything about one text.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) of_text: Vec<Shown>,
    /// A policy that cannot be used, and what is wrong with it.
    pub(super) of_policy: Option<(Uri, Vec<Diagnostic>)>,
}

/// By what texts are judged.
#[derive(Debug)]
pub(super) struct Judging<'a> {
    pub(super) policy: &'a PolicyArgs,
    pub(super) context: ContextChoice,
}

impl Judging<'_> {
    /// What the text of the file at `path` is judged to be; policies are read anew.
    pub(super) fn outcome(
        &self,
        columns: Columns,
        path: &Path,
        text: &str,
        extent: Extent,
    ) -> Outcome {
        if search::is_policy(path) {
            return Outcome { of_text: policy(columns, path, text), of_policy: None };
        }
        if is_something_else(path, text.as_bytes()) {
            return Outcome::default();
        }
        let named = [path.to_owned()];
        let mut policies = Policies::new(self.policy, &named, ColorChoice::Never, today::now());
        let directory = policies.search.directory_of(path);
        // known from here on as what is judged, whatever policy there is
        policies.search.repository_of(&directory);
        let number = match policies.number_for(&directory) {
            Ok(number) => number,
            Err(failure) => return unusable(&failure, columns),
        };
        let asks = |loaded: &LoadedPolicy| loaded.policy.files().workflows;
        if !policies.loaded.get(number).is_some_and(asks) && is_only_a_workflow(text.as_bytes()) {
            return Outcome::default();
        }
        let (today, context) = (today::today(), self.context.clone());
        let Some(run) = policies.run(number, context, BuildOptions::default(), today) else {
            return Outcome::default();
        };
        let run = Run { only_named: extent == Extent::Named, ..run };
        let of_text = findings(&run, &policies, columns, path, text);
        Outcome { of_text, of_policy: None }
    }
}

/// The findings of a Dockerfile, each in the text that is open.
fn findings(
    run: &Run<'_>,
    policies: &Policies<'_>,
    columns: Columns,
    path: &Path,
    text: &str,
) -> Vec<Shown> {
    let whole = text.len() <= MAX_DOCKERFILE_BYTES;
    let content = Content { bytes: text.into(), whole };
    let name = path.to_string_lossy().into_owned();
    let report = run.judge_content(name, Some(path.to_owned()), content, None);
    let (bases, report_bases) = (policies.bases_of(run.policy), policies.report_bases());
    let mut names = Fingerprints::new(&report_bases, &report.path, &report.sources);
    let expires = today::half_a_year_after(today::today());
    let mut exceptions = suggestions(&report, &bases, &mut names, ("", expires));
    let policy = run.policy.file.as_ref().map(|(path, _)| path);
    let shown = |(at, decided): (usize, &Decided)| Shown {
        diagnostic: diagnostic(decided, &report, columns),
        rule: Some(decided.finding.rule),
        exception: policy.cloned().zip(exceptions.remove(&at)),
        instead: decided
            .finding
            .instead
            .clone()
            .filter(|_| decided.finding.primary.span.file == report.file),
        is_of_context: decided.finding.subject.is_some()
            || decided.finding.primary.span.file != report.file,
    };
    report.decided.iter().enumerate().map(shown).collect()
}

/// The errors of a policy file.
fn policy(columns: Columns, path: &Path, text: &str) -> Vec<Shown> {
    let Err(failure) = check_text(path, text.as_bytes().to_vec(), ColorChoice::Never) else {
        return Vec::new();
    };
    let shown = |(_, diagnostic)| Shown::of_policy(diagnostic);
    of_failure(&failure, columns).into_iter().map(shown).collect()
}

fn diagnostic(decided: &Decided, report: &FileReport, columns: Columns) -> Diagnostic {
    let finding = &decided.finding;
    // what stands in another file is shown where the Dockerfile takes that
    let here = |label: &&Label| label.span.file == report.file;
    let labels = || std::iter::once(&finding.primary).chain(&finding.related);
    let primary = labels().find(here).map_or(Span::new(report.file, 0, 0), |label| label.span);
    let others = labels().filter(|label| label.span != primary);
    let related = others.filter_map(|label| related(label, &report.sources, columns));
    let url = page_url(decided);
    let href = url.parse().ok().filter(|_| url.starts_with("https://"));
    Diagnostic {
        range: columns.range(&report.sources, primary),
        severity: Some(match decided.action {
            Action::Stop => DiagnosticSeverity::ERROR,
            Action::Warn => DiagnosticSeverity::WARNING,
            Action::Go => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        code_description: href.map(|href| CodeDescription { href }),
        source: Some("minestop".to_owned()),
        message: message(decided, &report.sources),
        related_information: Some(related.collect()),
        ..Diagnostic::default()
    }
}

fn message(decided: &Decided, sources: &Sources) -> String {
    let finding = &decided.finding;
    let help = finding.help.iter().map(|help| format!("help: {}", sanitise::message(help)));
    let notes = finding.notes.iter().map(|note| format!("note: {}", sanitise::message(note)));
    let is_accepted = matches!(decided.by, DecidedBy::Exception { .. } | DecidedBy::Inline { .. });
    let by = is_accepted.then(|| format!("accepted by: {}", decided_by(decided, sources)));
    let first = sanitise::message(&finding.message).into_owned();
    [first].into_iter().chain(help).chain(notes).chain(by).collect::<Vec<_>>().join("\n")
}

fn related(
    label: &Label,
    sources: &Sources,
    columns: Columns,
) -> Option<DiagnosticRelatedInformation> {
    let uri = uri_of(Path::new(sources.get(label.span.file)?.name()))?;
    let text = if label.text.is_empty() { "here" } else { &label.text };
    Some(DiagnosticRelatedInformation {
        location: Location { uri, range: columns.range(sources, label.span) },
        message: sanitise::message(text).into_owned(),
    })
}

/// A policy that cannot be used: nothing is judged, and the text says so.
fn unusable(failure: &Failure, columns: Columns) -> Outcome {
    let of_policy = of_failure(failure, columns);
    let message = of_policy.first().map_or_else(String::new, |(name, first)| {
        format!("{name}:{}: {}", first.range.start.line + 1, first.message)
    });
    let diagnostic = Diagnostic {
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("minestop".to_owned()),
        message: format!("nothing is judged: the policy cannot be used: {message}"),
        ..Diagnostic::default()
    };
    let uri = of_policy.first().and_then(|(name, _)| uri_of(Path::new(name)));
    let diagnostics = of_policy.into_iter().map(|(_, diagnostic)| diagnostic).collect();
    Outcome {
        of_text: vec![Shown::of_policy(diagnostic)],
        of_policy: uri.map(|uri| (uri, diagnostics)),
    }
}

/// What is wrong with a policy, each with the name of its file.
fn of_failure(failure: &Failure, columns: Columns) -> Vec<(String, Diagnostic)> {
    let error = |range: Range, message: String| Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("minestop".to_owned()),
        message,
        ..Diagnostic::default()
    };
    match failure {
        Failure::Policy { sources, problems, .. } => problems
            .iter()
            .map(|problem| {
                let name = sources.get(problem.span.file).map_or("", |source| source.name());
                let message = match &problem.help {
                    Some(help) => format!("{}\nhelp: {help}", problem.message),
                    None => problem.message.clone(),
                };
                (name.to_owned(), error(columns.range(sources, problem.span), message))
            })
            .collect(),
        Failure::Line { place, what, .. } => {
            vec![(place.clone().unwrap_or_default(), error(Range::default(), what.clone()))]
        }
        Failure::ClosedPipe(_) => Vec::new(),
    }
}
