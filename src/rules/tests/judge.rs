//! Lints one Dockerfile for one rule: the only place in these tests that knows how the engine is called.

use std::path::Path;

use crate::build_context::BuildContext;
use crate::content::Detector;
use crate::dockerfile::BuildOptions;
use crate::engine::{Engine, FileReport, Report};
use crate::facts::{ContextFiles, NoContext};
use crate::finding::Action;
use crate::policy::{self, Date, Decider, Policy};
use crate::report::{self, Format, Style};
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
    let mut sources = Sources::default();
    let policy = read_policy(id, policy, &mut sources);
    let file = sources.add(name, dockerfile.to_vec());
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
    let mut report = engine.judge_build(name, sources, file, &mut *files, |_| {});
    report.decided.retain(|decided| decided.finding.rule == id);
    report
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
