//! Cases of the gate `dockerfile`: a rule, a Dockerfile or what stands for one, and the matches.

use crate::anchore::Reading;
use serde_json::Value;

use super::fields::{Fields, Outcome, same, texts};
use super::run::{self, Evidence, Verdict};

const GATE: &str = "dockerfile";

/// The page whose table has a row for each difference of the readings.
const PAGE: &str = include_str!("../../../../docs/anchore.md");

pub(super) fn check(case: &Fields<'_>, _: &Value) -> Outcome {
    matches_are_expected(case, GATE, judged(case, Reading::Anchore)?)?;
    // Who observed a case knows nothing of the other reading.
    if case.has("origin") { Ok(()) } else { row_is_there(case) }
}

/// What the reading `exact` makes of it, if that is something else.
pub(super) fn exact(case: &Fields<'_>) -> Outcome<Option<String>> {
    let messages = |verdict: Verdict| match verdict {
        Ok(judged) => judged.matches.into_iter().map(|it| it.message).collect(),
        Err(_) => Vec::new(),
    };
    let anchore = messages(judged(case, Reading::Anchore)?);
    let exact: Vec<String> = messages(judged(case, Reading::Exact)?);
    let differs = || format!("{} matches here, {} there: {exact:?}", exact.len(), anchore.len());
    Ok((exact != anchore).then(differs))
}

fn judged(case: &Fields<'_>, reading: Reading) -> Outcome<Verdict> {
    let trigger = case.needed_text("trigger")?;
    let document = run::one_rule(GATE, trigger, case.needed("params")?);
    let evidence = evidence(case.text("mode")?, case.needed("dockerfile")?)?;
    Ok(run::judge(&document, None, reading, evidence))
}

/// `mode` says what Anchore was given.
pub(super) fn evidence(mode: Option<&str>, lines: &Value) -> Outcome<Evidence> {
    let lines = texts(lines).ok_or("`dockerfile` is no list of lines")?.join("\n");
    match mode.map(str::to_lowercase).as_deref() {
        Some("actual") => Ok(Evidence::Dockerfile(lines)),
        Some("guessed") => Ok(Evidence::History(lines)),
        None | Some("unknown") => Ok(Evidence::Files(Vec::new())),
        Some(other) => Err(format!("the mode `{other}` is not known")),
    }
}

/// Compares everything that a case of one rule expects.
pub(super) fn matches_are_expected(case: &Fields<'_>, gate: &str, verdict: Verdict) -> Outcome {
    let fires = case.flag("fire")?;
    let (messages, ids) = (case.texts("msgs")?, case.texts("trigger_ids")?);
    let count = case.get("count").map(|count| count.as_u64().ok_or("`count` is no number"));
    let count = count.transpose()?;
    let matches = match (case.text("error")?, verdict) {
        (None, Ok(judged)) => judged.matches,
        (None, Err(problems)) => return Err(format!("it is refused: {problems:?}")),
        (Some(_), Err(problems)) if problems.len() == 1 => Vec::new(),
        (Some(error), other) => {
            return Err(format!("{error} is no single error: {:?}", other.map(|it| it.matches)));
        }
    };
    same("`fire`", &!matches.is_empty(), &fires)?;
    if let Some(count) = count {
        same("`count`", &(matches.len() as u64), &count)?;
    }
    let mut all: Vec<String> = matches.iter().map(|it| it.message.clone()).collect();
    all.sort();
    if let Some(messages) = messages {
        same("`msgs`", &all, &messages)?;
    }
    let mut given: Vec<String> = matches.iter().map(|it| it.trigger_id.clone()).collect();
    given.sort();
    let trigger = case.needed_text("trigger")?;
    let mut computed: Vec<String> = all.iter().map(|it| run::digest(gate, trigger, it)).collect();
    computed.sort();
    same("the trigger ids", &given, &ids.unwrap_or(computed))
}

/// A case of our own says in `exact` which row of the table tells why that reading differs, and how often it fires then.
fn row_is_there(case: &Fields<'_>) -> Outcome {
    let differs = exact(case)?;
    let Some(expected) = case.get("exact") else {
        return match differs {
            None => Ok(()),
            Some(differs) => {
                Err(format!("`exact` differs and the case does not say so: {differs}"))
            }
        };
    };
    let differs = differs.ok_or("the reading `exact` does not differ")?;
    let count = &expected["count"];
    if !differs.starts_with(&format!("{count} matches")) {
        return Err(format!("`exact` is {differs}, expected {count}"));
    }
    let row = expected["row"].as_str().ok_or("`exact` names no row")?;
    let is_there = PAGE.lines().any(|line| line.starts_with(&format!("| {row} |")));
    if is_there { Ok(()) } else { Err(format!("docs/anchore.md has no row `{row}`")) }
}
