//! Judges what a case describes, through the same door as the command line: document, judge, engine.

use crate::anchore::evaluate::Choice;
use crate::anchore::tests::bundle;
use crate::anchore::{self, ContentSearch, ImageName, Judge, Reading};
use crate::dockerfile::BuildOptions;
use crate::engine::Engine;
use crate::facts::{Facts, File, Origin};
use crate::finding::Action;
use crate::intel::Intel;
use crate::policy::{Date, Decided, Decider, Policy};
use crate::source::{Sources, Span};
use md5::{Digest as _, Md5};
use serde_json::{Value, json};

/// 2026-01-01, 12:00 UTC, in seconds since 1970.
pub(super) const NOW: u32 = 1_767_268_800;

/// What is known of the image.
pub(super) enum Evidence {
    Dockerfile(String),
    /// A reconstructed history, which Anchore calls a guessed Dockerfile.
    History(String),
    /// A file system with these files, of which no text tells anything.
    Files(Vec<File>),
}

/// One match of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub(super) gate: String,
    pub(super) trigger: String,
    pub(super) trigger_id: String,
    pub(super) message: String,
    pub(super) action: &'static str,
    pub(super) excepted: bool,
}

pub(super) struct Judged {
    /// In order of their letters: the order of reports is by place.
    pub(super) matches: Vec<Match>,
    pub(super) verdict: &'static str,
    pub(super) choice: Choice,
}

/// The verdict, or every reason why the document cannot be used.
pub(super) type Verdict = Result<Judged, Vec<String>>;

pub(super) fn parsed(document: &Value) -> Result<anchore::bundle::Bundle, Vec<String>> {
    let mut sources = Sources::default();
    let file = sources.add("bundle.json", document.to_string().into_bytes());
    anchore::parse(file, &sources)
        .map_err(|problems| problems.into_iter().map(|it| it.message).collect())
}

/// The judge of a document that chooses by `image`.
pub(super) fn judge_of(
    document: &Value,
    image: Option<&ImageName>,
    reading: Reading,
) -> Result<Judge, Vec<String>> {
    let judge = Judge::new(parsed(document)?, image, reading, false, NOW.into());
    let judge = judge.map_err(|error| vec![error.to_string()])?;
    Ok(judge.with_search(Some(ContentSearch::default())))
}

pub(super) fn judge(
    document: &Value,
    image: Option<&ImageName>,
    reading: Reading,
    evidence: Evidence,
) -> Verdict {
    let judge = judge_of(document, image, reading)?;
    let policy = Policy::only(&["anchore-policy"]);
    let (intel, build) = (Intel::default(), BuildOptions::default());
    let decider = Decider::new(&policy, Date::from_unix_seconds(NOW.into()));
    let engine = Engine { intel: &intel, decider: &decider, build: &build, bundle: Some(&judge) };
    let decided = decided(&engine, evidence);
    let verdict = decided.iter().map(|it| it.action).max().unwrap_or(Action::Go);
    let mut matches: Vec<Match> = decided.iter().filter_map(match_of).collect();
    matches.sort();
    Ok(Judged { matches, verdict: word(verdict), choice: judge.choice().clone() })
}

fn decided(engine: &Engine<'_>, evidence: Evidence) -> Vec<Decided> {
    let mut sources = Sources::default();
    let (file, mut facts) = match evidence {
        Evidence::Dockerfile(text) => {
            let file = sources.add("Dockerfile", text.into_bytes());
            return engine.judge("Dockerfile", sources, file).decided;
        }
        Evidence::History(text) => {
            let facts = Facts { origin: Origin::History, ..Facts::default() };
            (sources.add("image", text.into_bytes()), facts)
        }
        Evidence::Files(files) => {
            (sources.add("image", Vec::new()), Facts { files, ..Facts::default() })
        }
    };
    facts.whole_file_system = Some(Span::new(file, 0, 0));
    engine.judge_facts("image", &sources, file, &facts)
}

/// Nothing for what is said of the image's name: that is the choice.
fn match_of(decided: &Decided) -> Option<Match> {
    let check = decided.finding.check.as_ref().filter(|check| check.gate != "images")?;
    Some(Match {
        gate: check.gate.to_owned(),
        trigger: check.trigger.to_owned(),
        trigger_id: check.trigger_id.clone(),
        message: decided.finding.message.clone(),
        action: word(decided.action),
        excepted: check.allowed.is_some(),
    })
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Stop => "stop",
        Action::Warn => "warn",
        Action::Go => "go",
    }
}

/// A bundle with one rule, for every image; `params` are names with values.
pub(super) fn one_rule(gate: &str, trigger: &str, params: &Value) -> Value {
    let params = params.as_object().into_iter().flatten();
    let params: Vec<Value> =
        params.map(|(name, value)| json!({"name": name, "value": value})).collect();
    bundle(
        &json!([{"id": "r", "gate": gate, "trigger": trigger, "action": "STOP", "params": params}]),
    )
}

/// The trigger id that Anchore computes.
pub(super) fn digest(gate: &str, trigger: &str, message: &str) -> String {
    let digest = Md5::digest(format!("{gate}{trigger}{message}"));
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
