//! Lints one Dockerfile for one rule: the only place in these tests that knows how the engine is called.

use std::cell::OnceCell;
use std::path::Path;

use crate::build_context::BuildContext;
use crate::content::Detector;
use crate::dockerfile::{self, BuildOptions};
use crate::engine::{Engine, FileReport, Report};
use crate::facts::{self, ContextFiles, Facts, NoContext};
use crate::finding::{Action, Finding};
use crate::intel::Intel;
use crate::policy::{self, Date, Decider, Policy};
use crate::report::{self, Format, Style};
use crate::rules::{Context, Signals};
use crate::source::Sources;

/// What the rule `id` reports about `dockerfile` under a policy, with a build context, if there is one; an empty policy
/// only sets the rule to STOP.
pub(crate) fn judge_in(
    id: &str,
    name: &str,
    dockerfile: &[u8],
    policy: &str,
    context: Option<&Path>,
) -> FileReport {
    let judge = |engine: &Engine<'_>, mut sources: Sources, files: &mut dyn ContextFiles| {
        let file = sources.add(name, dockerfile.to_vec());
        engine.judge_build(name, sources, file, files, |_| {})
    };
    let mut report = with_engine(id, policy, context, judge);
    report.decided.retain(|decided| decided.finding.rule == id);
    report
}

/// What the rule `id` finds in the facts of a build after `change`.
pub(crate) fn findings_in(
    id: &str,
    dockerfile: &[u8],
    policy: &str,
    context: Option<&Path>,
    change: impl FnOnce(&mut Facts),
) -> Vec<Finding> {
    let judge = |engine: &Engine<'_>, mut sources: Sources, files: &mut dyn ContextFiles| {
        let file = sources.add("Dockerfile", dockerfile.to_vec());
        let tree = dockerfile::parse(file, sources.bytes(file));
        let resolved = dockerfile::resolve(&tree, engine.build);
        let mut facts = facts::observe_build(&tree, &resolved, files, &mut sources);
        files.observe(&mut facts, &mut sources, &|_| true);
        change(&mut facts);
        engine.rule_findings(&facts, file)
    };
    let mut found = with_engine(id, policy, context, judge);
    found.retain(|finding| finding.rule == id);
    found
}

/// What a check reports that is asked about these facts alone.
pub(in crate::rules) fn reported(
    facts: &Facts,
    check: impl FnOnce(&Context<'_>, &mut Vec<Finding>),
) -> Vec<Finding> {
    let intel = &Intel::default();
    let signals = &Signals::of(facts, intel);
    let reach = &OnceCell::new();
    let mut out = Vec::new();
    let nodes = &OnceCell::new();
    check(&Context { facts, intel, signals, strict: false, reach, nodes }, &mut out);
    out
}

/// Hands out an engine with the policy, the sources with its text, and the files of the build context.
fn with_engine<T>(
    id: &str,
    policy: &str,
    context: Option<&Path>,
    judge: impl FnOnce(&Engine<'_>, Sources, &mut dyn ContextFiles) -> T,
) -> T {
    let mut sources = Sources::default();
    let policy = read_policy(id, policy, &mut sources);
    let decider = Decider::new(&policy, Date { year: 2026, month: 11, day: 23 });
    let build = BuildOptions::default();
    let intel = policy.knowledge().expect("indicators can be used");
    let engine = Engine { intel: &intel, decider: &decider, build: &build, bundle: None };
    let detector = Detector::new(&intel).with_digests(engine.asks_for_digests());
    let detector = || &detector;
    let mut files: Box<dyn ContextFiles> = match context {
        Some(context) => {
            let dockerfile = context.with_extension("Dockerfile");
            Box::new(BuildContext::open(context, &dockerfile, &detector))
        }
        None => Box::new(NoContext),
    };
    judge(&engine, sources, &mut *files)
}

/// True if this is a policy.
pub(crate) fn accepts(policy: &str) -> bool {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", policy.as_bytes().to_vec());
    policy::parse(file, &sources).is_ok()
}

fn read_policy(id: &str, text: &str, sources: &mut Sources) -> Policy {
    let text = match text {
        "" => format!("[rules.{id}]\naction = \"stop\"\n"),
        text => text.to_owned(),
    };
    let file = sources.add("minestop.toml", text.into_bytes());
    policy::parse(file, sources).unwrap_or_else(|errors| panic!("policy of `{id}`: {errors:?}"))
}

/// True if the report has a STOP.
pub(crate) fn stops(report: &FileReport) -> bool {
    report.count(Action::Stop) > 0
}

/// One line for each finding.
pub(crate) fn messages(report: &FileReport) -> String {
    let lines = report.decided.iter().map(|decided| format!("    {}", decided.finding.message));
    lines.collect::<Vec<_>>().join("\n")
}

/// The report as people see it.
///
/// Files of a context are shown without the path of this repository.
pub(crate) fn rendered(report: FileReport) -> String {
    let report = Report { files: vec![report], ..Report::default() };
    let style = Style { summary: false, ..Style::default() };
    let mut out = Vec::new();
    report::render(&report, Format::Human, style, &mut out).expect("a vector takes everything");
    let text = String::from_utf8(out).expect("reports are UTF-8");
    text.replace(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/rules/"), "")
}
