//! `docker build --call=minestop`: the whole report on a build that does not run, as text and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::protocol::{BuildResult, Ref, build_result};
use super::refusal::Refusal;
use crate::engine::Report;
use crate::frontend::merge::Judgements;
use crate::report::{self, Format, Style};

/// The question that `--call=minestop` asks.
pub(super) const QUESTION: &str = "frontend.minestop";

/// The question which questions there are.
pub(super) const DESCRIBE: &str = "frontend.subrequests.describe";

const JSON: &str = "result.json";
const TEXT: &str = "result.txt";
const SUMMARY: &str = "what minestop finds in a build, without running it";

/// The report as the answer to a question. Its status is that of `minestop lint`.
pub(super) fn answer(judgements: Judgements) -> Result<BuildResult, Refusal> {
    let status = if judgements.stops() { "1" } else { "0" };
    let provenance = judgements.provenance();
    let files = vec![judgements.into_report()];
    let report = Report { files, provenance, ..Report::default() };
    let style = Style { show_go: true, ..Style::default() };
    let metadata = [
        (JSON, written(&report, Format::Json, style)?),
        (TEXT, written(&report, Format::Human, style)?),
        ("result.statuscode", status.into()),
        ("version", "1.0.0".into()),
    ];
    let metadata: BTreeMap<String, Vec<u8>> =
        metadata.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let result = Some(build_result::Result::Ref(Ref::default()));
    Ok(BuildResult { result, metadata, ..BuildResult::default() })
}

fn written(report: &Report, format: Format, style: Style) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    report::render(report, format, style, &mut out)
        .map_err(|error| Refusal::plain(error.to_string()))?;
    Ok(out)
}

/// Adds this question to those that the stock frontend lists.
pub(super) fn describe(mut answer: BuildResult) -> Result<BuildResult, Refusal> {
    let unreadable = |error: serde_json::Error| {
        Refusal::plain(format!("the answer of the stock frontend cannot be read: {error}"))
    };
    if let Some(listed) = answer.metadata.get(JSON) {
        let mut listed: Vec<Value> = serde_json::from_slice(listed).map_err(unreadable)?;
        let metadata = [JSON, TEXT].map(|name| json!({ "name": name }));
        listed.push(json!({
            "name": QUESTION,
            "version": "1.0.0",
            "type": "rpc",
            "description": SUMMARY,
            "metadata": metadata,
        }));
        let listed = serde_json::to_vec(&listed).map_err(unreadable)?;
        answer.metadata.insert(JSON.to_owned(), listed);
    }
    if let Some(text) = answer.metadata.get_mut(TEXT) {
        text.extend(format!("{QUESTION}: {SUMMARY}\n").into_bytes());
    }
    Ok(answer)
}
