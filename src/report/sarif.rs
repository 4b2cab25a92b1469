//! `sarif`: SARIF 2.1.0 for code scanning. STOP is an error, WARN a warning, GO a note; paths are relative to
//! `%SRCROOT%`; columns count code points.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use super::locate::Places;
use super::sarif_model::{
    ArtifactLocation, Configuration, Descriptor, DescriptorProperties, Driver, FileLocation, Id,
    Invocation, Location, Log, Message, Notification, NotificationProperties, Outcome,
    OutcomeProperties, PhysicalLocation, PolicyProperties, Region, Run, RunProperties, Suppression,
    Text, Tool, WholeFile,
};
use super::{decision, provenance, rule_url};
use crate::engine::{FileReport, ReadError, Report};
use crate::finding::{Action, Label};
use crate::policy::{Decided, DecidedBy, Fingerprints, UsedPolicy};
use crate::rules::{self, Setting};
use crate::source::{Sources, Span};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Results that GitHub takes in one run.
const MAX_RESULTS: usize = 25_000;

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut descriptors = Descriptors::of_registry();
    let mut results = Vec::new();
    for file in &report.files {
        let mut places = Places::new(&file.sources);
        let mut names = Fingerprints::new(&report.provenance.bases, &file.path, &file.sources);
        for decided in &file.decided {
            let fingerprint = names.of(&decided.finding);
            let index = descriptors.index(decided);
            results.push(outcome(report, file, decided, index, fingerprint, &mut places));
        }
    }
    // GitHub refuses a run with more; what stops a build comes first.
    results.sort_by_key(|result| level_order(result.level));
    let results_left_out = results.len().saturating_sub(MAX_RESULTS);
    results.truncate(MAX_RESULTS);
    let repository = env!("CARGO_PKG_REPOSITORY");
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "minestop",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: (!repository.is_empty()).then_some(repository),
                    rules: descriptors.rules,
                },
            },
            automation_details: Id { id: "minestop/" },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                command_line: provenance::command(report),
                execution_successful: report.errors.is_empty(),
                tool_execution_notifications: {
                    report.errors.iter().map(|error| notification(report, error)).collect()
                },
            }],
            results,
            properties: RunProperties {
                verdict: report.verdict().word(),
                intelligence: &report.provenance.intelligence,
                policies: report.provenance.policies.iter().map(policy).collect(),
                results_left_out,
            },
        }],
    };
    serde_json::to_writer(&mut *out, &log)?;
    writeln!(out)
}

fn policy(used: &UsedPolicy) -> PolicyProperties<'_> {
    PolicyProperties { preset: used.preset, is_authors: used.is_authors, files: &used.chain }
}

fn notification(report: &Report, error: &ReadError) -> Notification {
    let artifact_location = artifact(&provenance::path(report, &error.target));
    Notification {
        level: "error",
        message: Text { text: format!("not judged: {}", error.describe()) },
        locations: [FileLocation { physical_location: WholeFile { artifact_location } }],
        properties: NotificationProperties { layer: error.layer.clone(), path: error.path.clone() },
    }
}

/// The list of rules, and each one's place in it.
struct Descriptors {
    rules: Vec<Descriptor<'static>>,
    places: BTreeMap<&'static str, usize>,
}

impl Descriptors {
    fn of_registry() -> Self {
        let mut all = Self { rules: Vec::new(), places: BTreeMap::new() };
        for rule in rules::ALL {
            all.add(rule.id);
        }
        all
    }

    /// The place of the rule of a finding, which links to where the policy says.
    fn index(&mut self, decided: &Decided) -> usize {
        let place = self.add(decided.finding.rule);
        if let (Some(rule), Some(page)) = (self.rules.get_mut(place), &decided.page) {
            rule.help_uri = Some(page.clone());
        }
        place
    }

    /// The place of a rule. One that is not in the registry is listed with its id alone.
    fn add(&mut self, id: &'static str) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let place = self.rules.len();
        self.rules.push(descriptor(id));
        self.places.insert(id, place);
        place
    }
}

fn descriptor(id: &'static str) -> Descriptor<'static> {
    let meta = rules::find(id);
    Descriptor {
        id,
        full_description: meta.map(|meta| Message { text: meta.summary, markdown: None }),
        properties: DescriptorProperties {
            tags: ["security", "supply-chain"],
            precision: "high",
            severity: meta.map_or("8.0", |meta| security_severity(meta.default)),
        },
        short_description: meta.map(|meta| Message { text: meta.summary, markdown: None }),
        help: meta.map(|meta| Message { text: meta.page, markdown: Some(meta.page) }),
        // The standard wants an absolute URI here, or none.
        help_uri: Some(rule_url(id)).filter(|url| url.contains("://")),
        default_configuration: meta.map(|meta| match meta.default {
            Setting::Off => Configuration { enabled: false, level: "warning" },
            Setting::On(action) => Configuration { enabled: true, level: level(action) },
        }),
    }
}

/// GitHub's words: from 7.0 high, from 4.0 medium, below low.
fn security_severity(setting: Setting) -> &'static str {
    match setting {
        Setting::On(Action::Stop) => "8.0",
        Setting::On(Action::Warn) => "5.0",
        Setting::On(Action::Go) | Setting::Off => "3.0",
    }
}

fn level_order(level: &str) -> usize {
    ["error", "warning", "note"].iter().position(|known| *known == level).unwrap_or(usize::MAX)
}

fn level(action: Action) -> &'static str {
    match action {
        Action::Stop => "error",
        Action::Warn => "warning",
        Action::Go => "note",
    }
}

fn outcome<'a>(
    report: &Report,
    file: &'a FileReport,
    decided: &'a Decided,
    rule_index: usize,
    fingerprint: String,
    places: &mut Places<'_>,
) -> Outcome<'a> {
    let finding = &decided.finding;
    let subject = finding.subject.as_deref();
    let layer = subject.and_then(|file| file.layer.as_ref());
    let related = finding
        .related
        .iter()
        .enumerate()
        .map(|(id, label)| location(report, Some(id), label, &file.sources, places))
        .collect();
    Outcome {
        rule_id: finding.rule,
        rule_index,
        level: level(decided.action),
        message: Message { text: &finding.message, markdown: None },
        locations: [location(report, None, &finding.primary, &file.sources, places)],
        related_locations: related,
        partial_fingerprints: BTreeMap::from([("minestop/v1", fingerprint)]),
        suppressions: suppression(decided).into_iter().collect(),
        properties: OutcomeProperties {
            action: decided.action.word(),
            decided_by: decision::describe(decided, &file.sources, places),
            help: finding.help.as_deref(),
            evidence: finding.evidence.as_ref(),
            file: subject.map(|file| file.path.as_str()),
            layer: layer.map(|layer| layer.name.as_str()),
        },
    }
}

fn suppression(decided: &Decided) -> Option<Suppression<'_>> {
    let (kind, justification) = match &decided.by {
        DecidedBy::Exception { reason, .. } => ("external", reason),
        DecidedBy::Inline { reason, .. } => ("inSource", reason),
        DecidedBy::Preset(_) | DecidedBy::Policy(_) | DecidedBy::CommandLine => return None,
    };
    Some(Suppression { kind, status: "accepted", justification })
}

fn location<'a>(
    report: &Report,
    id: Option<usize>,
    label: &'a Label,
    sources: &Sources,
    places: &mut Places<'_>,
) -> Location<'a> {
    let text: &str = &label.text;
    Location {
        id,
        physical_location: physical(report, label.span, sources, places),
        message: (!text.is_empty()).then_some(Message { text, markdown: None }),
    }
}

fn physical(
    report: &Report,
    span: Span,
    sources: &Sources,
    places: &mut Places<'_>,
) -> PhysicalLocation {
    let region = places.region(span);
    let name = sources.get(span.file).map_or("", |file| file.name());
    PhysicalLocation {
        artifact_location: artifact(&provenance::path(report, name)),
        region: Region {
            start_line: region.line,
            start_column: region.column,
            end_line: region.end_line,
            end_column: region.end_column,
        },
    }
}

/// A path as a URI reference: relative ones below `%SRCROOT%`, absolute ones as `file:`.
fn artifact(path: &str) -> ArtifactLocation {
    let path = path.strip_prefix("./").unwrap_or(path);
    let absolute = path.starts_with('/');
    let mut uri = String::from(if absolute { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    ArtifactLocation { uri, uri_base_id: (!absolute).then_some("%SRCROOT%") }
}

#[cfg(test)]
mod tests {
    use super::artifact;

    #[test]
    fn paths_become_uris() {
        let relative = artifact("./a b/Dockerfile:x");
        assert_eq!(relative.uri, "a%20b/Dockerfile%3Ax");
        assert_eq!(relative.uri_base_id, Some("%SRCROOT%"));
        let absolute = artifact("/src/é");
        assert_eq!(absolute.uri, "file:///src/%C3%A9");
        assert_eq!(absolute.uri_base_id, None);
    }
}
