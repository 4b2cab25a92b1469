//! `docker build --check`: BuildKit's own findings with those of minestop added.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::protocol::{BuildResult, Ref, build_result};
use crate::engine::FileReport;
use crate::finding::Action;
use crate::frontend::assembly::definitions;
use crate::frontend::merge::Judgements;
use crate::policy::Decided;
use crate::report::{page_url, sanitise};
use crate::rules;
use crate::source::FileId;

/// The question that `--check` asks.
pub(super) const QUESTION: &str = "frontend.lint";

/// The answer of a stock frontend that does not know it (before BuildKit 0.14).
pub(super) const UNKNOWN: &str = "unsupported request frontend.lint";

/// What is printed comes from the one, the exit status from the other.
const ANSWER: &str = "result.json";
const STATUS: &str = "result.statuscode";

/// Why the answer of the stock frontend cannot be added to.
#[derive(Debug, thiserror::Error)]
pub(super) enum Malformed {
    #[error("the answer of the stock frontend cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the answer of the stock frontend holds no Dockerfile")]
    Source,
}

/// An answer without findings, with the Dockerfiles that a graph was made from.
pub(super) fn without_findings(built: &BuildResult) -> BuildResult {
    let infos =
        definitions(built).into_iter().flat_map(|it| it.source.iter()).flat_map(|it| &it.infos);
    let mut sources = Vec::new();
    for info in infos {
        let source = json!({
            "filename": info.filename,
            "language": info.language,
            "data": STANDARD.encode(&info.data),
        });
        // platforms share them
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let answer = json!({ "warnings": [], "sources": sources });
    let metadata =
        [(ANSWER, answer.to_string()), (STATUS, "0".into()), ("version", "1.0.0".into())];
    let metadata = metadata.into_iter().map(|(key, value)| (key.to_owned(), value.into_bytes()));
    let result = Some(build_result::Result::Ref(Ref::default()));
    BuildResult { result, metadata: metadata.collect(), ..BuildResult::default() }
}

/// Judges the Dockerfiles of the answer, and adds what is found. A finding that would stop a build sets the status.
pub(super) fn add_findings(
    mut judgements: Judgements,
    result: &mut BuildResult,
) -> Result<(), Malformed> {
    let answer = result.metadata.get(ANSWER).ok_or(Malformed::Source)?;
    let mut answer: Map<String, Value> = serde_json::from_slice(answer)?;
    let sources = answer.get("sources").and_then(Value::as_array).ok_or(Malformed::Source)?;
    let mut files = Vec::with_capacity(sources.len());
    for source in sources {
        let name = source.get("filename").and_then(Value::as_str).unwrap_or("Dockerfile");
        let data = source.get("data").and_then(Value::as_str).unwrap_or_default();
        let data = STANDARD.decode(data).map_err(|_| Malformed::Source)?;
        let mut number = None;
        for judgement in &mut judgements.all {
            let own = judgement.file_with(name, &data);
            // the report has the numbers of the first
            number.get_or_insert(own);
        }
        files.extend(number);
    }
    let stops = judgements.stops();
    let report = judgements.into_report();
    let shown = report.decided.iter().filter(|decided| decided.action > Action::Go);
    let found: Vec<Value> = shown.filter_map(|decided| warning(decided, &report, &files)).collect();
    // `null` when BuildKit has nothing to say
    match answer.get_mut("warnings") {
        Some(Value::Array(warnings)) => warnings.extend(found),
        _ => drop(answer.insert("warnings".to_owned(), Value::Array(found))),
    }
    result.metadata.insert(ANSWER.to_owned(), serde_json::to_vec(&answer)?);
    if stops {
        result.metadata.insert(STATUS.to_owned(), b"1".to_vec());
    }
    Ok(())
}

fn warning(decided: &Decided, report: &FileReport, files: &[FileId]) -> Option<Value> {
    let finding = &decided.finding;
    let span = finding.primary.span;
    let lines = report.sources.get(span.file)?.lines();
    let source = files.iter().position(|file| *file == span.file)?;
    let last = if span.is_empty() { span.start } else { span.end - 1 };
    let line = |offset| json!({ "line": lines.line_of(offset) + 1, "character": 0 });
    Some(json!({
        "ruleName": finding.rule,
        "description": rules::find(finding.rule).map_or("", |meta| meta.summary),
        "url": page_url(decided),
        "detail": format!("{}: {}", decided.action.word(), sanitise::message(&finding.message)),
        "location": {
            "sourceIndex": source,
            "ranges": [{ "start": line(span.start), "end": line(last) }],
        },
    }))
}
