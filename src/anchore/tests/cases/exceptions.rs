//! Cases of exceptions: one entry of an allowlist, and whether it covers a match, or is over.

use crate::anchore::Reading;
use serde_json::{Value, json};

use super::fields::{Fields, Outcome, same};
use super::run;

pub(super) fn check(case: &Fields<'_>, _: &Value) -> Outcome {
    let mut item = case.needed("item")?.clone();
    if let Some(time) = item["expires_on"].as_str() {
        item["expires_on"] = json!(time_of(time)?);
    }
    if case.has("expired") {
        // Such a case is about the time alone.
        item["trigger_id"] = json!("*");
        let gate = item["gate"].as_str().unwrap_or_default().to_owned();
        return same("`expired`", &!covers(&item, &gate, "x")?, &case.flag("expired")?);
    }
    let gate = case.needed_text("match_gate")?;
    let outcome = covers(&item, gate, case.needed_text("match_trigger_id")?);
    let expected = case.get("whitelisted").map(Value::as_bool);
    match (case.text("error")?, outcome) {
        (None, outcome) => {
            same("`whitelisted`", &outcome?, &expected.flatten().ok_or("it expects nothing")?)
        }
        (Some(_), Err(_)) => same("`whitelisted`", &expected, &None),
        (Some(error), Ok(_)) => Err(format!("no {error}")),
    }
}

fn covers(item: &Value, gate: &str, trigger_id: &str) -> Outcome<bool> {
    let mut document = crate::anchore::tests::bundle(&json!([]));
    document["whitelists"][0]["items"] = json!([item]);
    let judge = run::judge_of(&document, None, Reading::Anchore);
    let judge = judge.map_err(|problems| problems.join("; "))?;
    Ok(judge.allowed(gate, trigger_id).is_some())
}

/// `<now + 10 min>` as a time; every other text is one already.
fn time_of(text: &str) -> Outcome<String> {
    let Some(offset) = text.strip_prefix("<now").and_then(|it| it.strip_suffix("min>")) else {
        return Ok(text.to_owned());
    };
    let offset: String = offset.split_whitespace().collect();
    let offset: i32 = offset.parse().map_err(|_| format!("`{text}` is no time"))?;
    // It is noon, see `run::NOW`.
    let minutes = 12 * 60 + offset;
    Ok(format!("2026-01-01T{:02}:{:02}:00Z", minutes / 60, minutes % 60))
}
