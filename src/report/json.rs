//! `json`, version 1: what programs read. Its structs are copies of the internal types on purpose: those may
//! change, these only with a new version number.

use std::io;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::locate::{Places, Region};
use super::{decision, page_url, provenance};
use crate::engine::{FileReport, ReadError, Report};
use crate::finding::{Action, BundleCheck, Evidence, FileRef, Finding, Label};
use crate::policy::{Decided, DecidedBy, Fingerprints, PolicyFile, UsedPolicy};
use crate::source::{Sources, Span};

/// Grows when a field changes its meaning or goes away, not when one is added.
const VERSION: u32 = 1;

#[derive(Serialize, JsonSchema)]
#[schemars(title = "report of minestop")]
struct Document<'a> {
    /// Of the format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// Version of the program.
    minestop: &'static str,
    /// `STOP`, `WARN`, `GO`, or `ERROR` if there are errors.
    #[schemars(extend("enum" = ["STOP", "WARN", "GO", "ERROR"]))]
    verdict: &'static str,
    /// The command, without the values of build arguments.
    command: &'a str,
    /// The date of the newest entry of the intelligence.
    intelligence: &'a str,
    policies: Vec<Judge<'a>>,
    /// What was not judged.
    errors: Vec<Unread<'a>>,
    /// For people: what a target was taken for, what an index names and a target does not have.
    notes: &'a [String],
    files: Vec<File<'a>>,
}

/// A policy of the run.
#[derive(Serialize, JsonSchema)]
struct Judge<'a> {
    preset: &'a str,
    /// The policy file, then those that it extends.
    files: &'a [PolicyFile],
    /// Whoever can write what is judged can write the policy.
    is_authors: bool,
}

#[derive(Serialize, JsonSchema)]
struct Unread<'a> {
    target: &'a str,
    layer: Option<&'a str>,
    path: Option<&'a str>,
    cause: &'a str,
    help: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct File<'a> {
    path: &'a str,
    /// The path in the repository; absent if that is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    repository_path: Option<String>,
    /// Its place in `policies`.
    policy: usize,
    #[schemars(extend("enum" = ["STOP", "WARN", "GO", "ERROR"]))]
    verdict: &'static str,
    counts: Counts,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Counts {
    stop: usize,
    warn: usize,
    go: usize,
}

#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    rule: &'a str,
    /// Stays the same when other lines of the file change.
    fingerprint: String,
    #[schemars(extend("enum" = ["STOP", "WARN", "GO"]))]
    action: &'static str,
    message: &'a str,
    /// Of the file that the finding stands in: the Dockerfile, or the policy for its own hygiene.
    path: &'a str,
    #[serde(flatten)]
    region: Region,
    labels: Vec<Place<'a>>,
    help: Option<&'a str>,
    notes: &'a [String],
    url: String,
    decided_by: By<'a>,
    evidence: Option<Proof<'a>>,
    /// The file that it is about: there only.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Subject<'a>>,
    /// Of an Anchore policy: there only.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Check<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Subject<'a> {
    path: &'a str,
    layer: Option<Layer<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Layer<'a> {
    /// From 1, the lowest first.
    number: usize,
    of: usize,
    name: &'a str,
    deleted_by: Option<usize>,
}

/// The finding in the words of an Anchore policy, as its exceptions name it.
#[derive(Serialize, JsonSchema)]
struct Check<'a> {
    gate: &'a str,
    trigger: &'a str,
    trigger_id: &'a str,
    rule: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Place<'a> {
    path: &'a str,
    #[serde(flatten)]
    region: Region,
    text: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct By<'a> {
    #[schemars(extend("enum" = ["preset", "policy", "command-line", "exception", "inline"]))]
    kind: &'static str,
    preset: Option<&'static str>,
    option: Option<&'static str>,
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    reason: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Proof<'a> {
    kind: &'a str,
    value: &'a str,
    source: &'a str,
}

/// The JSON Schema of the document, from the same types. Programs must take fields that it does not have: they may come
/// without a new version.
pub(super) fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Document<'_>>().to_value()
}

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        minestop: env!("CARGO_PKG_VERSION"),
        verdict: report.verdict().word(),
        command: &report.provenance.command,
        intelligence: &report.provenance.intelligence,
        policies: report.provenance.policies.iter().map(judge).collect(),
        errors: report.errors.iter().map(unread).collect(),
        notes: &report.notes,
        files: report.files.iter().map(|it| file(report, it)).collect(),
    };
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}

fn unread(error: &ReadError) -> Unread<'_> {
    Unread {
        target: &error.target,
        layer: error.layer.as_deref(),
        path: error.path.as_deref(),
        cause: &error.cause,
        help: error.help.as_deref(),
    }
}

fn judge(used: &UsedPolicy) -> Judge<'_> {
    Judge { preset: used.preset, files: &used.chain, is_authors: used.is_authors }
}

fn file<'a>(run: &Report, report: &'a FileReport) -> File<'a> {
    let mut places = Places::new(&report.sources);
    let told = provenance::path(run, &report.path);
    let mut names = Fingerprints::new(&run.provenance.bases, &report.path, &report.sources);
    File {
        path: &report.path,
        repository_path: (told != report.path).then(|| told.clone()),
        policy: report.policy,
        verdict: report.verdict().word(),
        counts: Counts {
            stop: report.count(Action::Stop),
            warn: report.count(Action::Warn),
            go: report.count(Action::Go),
        },
        findings: report
            .decided
            .iter()
            .map(|decided| {
                let fingerprint = names.of(&decided.finding);
                entry(decided, fingerprint, &report.sources, &mut places)
            })
            .collect(),
    }
}

fn entry<'a>(
    decided: &'a Decided,
    fingerprint: String,
    sources: &'a Sources,
    places: &mut Places<'_>,
) -> Entry<'a> {
    let finding = &decided.finding;
    Entry {
        rule: finding.rule,
        fingerprint,
        action: decided.action.word(),
        message: &finding.message,
        path: path(sources, finding.primary.span),
        region: places.region(finding.primary.span),
        labels: labels(finding)
            .map(|label| Place {
                path: path(sources, label.span),
                region: places.region(label.span),
                text: &label.text,
            })
            .collect(),
        help: finding.help.as_deref(),
        notes: &finding.notes,
        url: page_url(decided),
        decided_by: by(decided, sources, places),
        evidence: finding.evidence.as_ref().map(proof),
        subject: finding.subject.as_deref().map(subject),
        check: finding.check.as_deref().map(check),
    }
}

/// The remark on the culprit, if there is one, then the other places.
fn labels(finding: &Finding) -> impl Iterator<Item = &Label> {
    std::iter::once(&finding.primary).filter(|label| !label.text.is_empty()).chain(&finding.related)
}

fn by<'a>(decided: &'a Decided, sources: &'a Sources, places: &mut Places<'_>) -> By<'a> {
    let mut by = By {
        kind: "command-line",
        preset: None,
        option: None,
        path: None,
        line: None,
        column: None,
        reason: None,
    };
    let span = match &decided.by {
        DecidedBy::Preset(preset) => {
            by.kind = "preset";
            by.preset = Some(preset.word());
            None
        }
        DecidedBy::CommandLine => {
            by.option = Some(decision::option_name(decided.action));
            None
        }
        DecidedBy::Policy(span) => {
            by.kind = "policy";
            Some(*span)
        }
        DecidedBy::Exception { span, reason } => {
            by.kind = "exception";
            by.reason = Some(reason);
            Some(*span)
        }
        DecidedBy::Inline { span, reason } => {
            by.kind = "inline";
            by.reason = Some(reason);
            Some(*span)
        }
    };
    if let Some(span) = span {
        let position = places.position(span.file, span.start);
        by.path = Some(path(sources, span));
        by.line = Some(position.line);
        by.column = Some(position.column);
    }
    by
}

fn path(sources: &Sources, span: Span) -> &str {
    sources.get(span.file).map_or("", |file| file.name())
}

fn check(check: &BundleCheck) -> Check<'_> {
    let (rule, trigger_id) = (&check.rule, &check.trigger_id);
    Check { gate: check.gate, trigger: check.trigger, trigger_id, rule }
}

fn subject(file: &FileRef) -> Subject<'_> {
    let layer = file.layer.as_ref().map(|layer| Layer {
        number: layer.number,
        of: layer.of,
        name: &layer.name,
        deleted_by: layer.deleted_by,
    });
    Subject { path: &file.path, layer }
}

fn proof(evidence: &Evidence) -> Proof<'_> {
    Proof { kind: evidence.kind, value: &evidence.value, source: &evidence.source }
}
