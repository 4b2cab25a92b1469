//! Cases of whole documents: which rules an image gets, what they say, what lists and exceptions make of it, or why the
//! document is refused.

use crate::anchore::{ImageName, Reading};
use serde_json::{Value, json};

use super::dockerfile::evidence;
use super::fields::{Fields, Outcome, same};
use super::mappings::with_record;
use super::run::{self, Judged, Match, Verdict};

/// Errors of Anchore Engine, and what minestop says of the same error: one of the texts.
const CAUSES: &[(&str, &[&str])] = &[
    ("UnsupportedVersionError", &["version `"]),
    ("DuplicateIdentifierFoundError", &["there are two "]),
    ("ReferencedObjectNotFoundError", &["there is no "]),
    ("ValidationError", &["a mapping needs `policy_id` or `policy_ids`"]),
    ("PolicyError", &["unknown action"]),
    ("GateNotFoundError", &["unknown gate"]),
    ("TriggerNotFoundError", &["unknown trigger"]),
    ("InvalidParameterError", &["unknown parameter"]),
    ("ParameterValueInvalidError", &["the value of ", "this rule has no parameter"]),
    ("EndOfLifedError", &["is retired"]),
    ("TypeError", &["`whitelist_ids` is missing"]),
    ("AttributeError", &["Anchore Engine fails there"]),
    ("Exception", &["is not a time"]),
];

pub(super) fn check(case: &Fields<'_>, _: &Value) -> Outcome {
    let document = case.needed("bundle")?;
    let verdict = verdict(case, document)?;
    match (case.text("error")?, verdict) {
        (None, Ok(judged)) => comes_out(case, document, &judged),
        (None, Err(problems)) => Err(format!("it is refused: {problems:?}")),
        (Some(error), Err(problems)) => is_told(case, error, &problems),
        (Some(error), Ok(_)) => Err(format!("no {error}")),
    }
}

fn verdict(case: &Fields<'_>, document: &Value) -> Outcome<Verdict> {
    let name = ImageName::of_image(case.needed_text("tag")?);
    let image = case.needed("image")?;
    let known = ["id", "digest", "dockerfile", "mode"];
    let fields = image.as_object().ok_or("`image` is no object")?;
    if let Some(other) = fields.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("the field `image.{other}` is not known"));
    }
    let full = with_record(name.clone(), image);
    // Built for a tag, a bundle chooses its mapping before the records of the image are looked at.
    if case.flag("built_for_tag")? {
        let mut mappings = document.clone();
        for list in ["whitelisted_images", "blacklisted_images"] {
            mappings[list] = json!([]);
        }
        if let Err(problems) = run::judge_of(&mappings, Some(&name), Reading::Anchore) {
            return Ok(Err(problems));
        }
    }
    let evidence = evidence(image["mode"].as_str(), &image["dockerfile"])?;
    Ok(run::judge(document, Some(&full), Reading::Anchore, evidence))
}

/// Every error that Anchore Engine finds is told.
fn is_told(case: &Fields<'_>, error: &str, problems: &[String]) -> Outcome {
    let causes = case.texts("causes")?.unwrap_or_default();
    let causes = if causes.is_empty() { vec![error.to_owned()] } else { causes };
    for cause in causes {
        let known = CAUSES.iter().find(|(name, _)| *name == cause);
        let (_, said) = known.ok_or(format!("the cause `{cause}` is not known"))?;
        let is_said = |problem: &String| said.iter().any(|part| problem.contains(part));
        if !problems.iter().any(is_said) {
            return Err(format!("{cause} is not told: {problems:?}"));
        }
    }
    Ok(())
}

fn comes_out(case: &Fields<'_>, document: &Value, judged: &Judged) -> Outcome {
    let reason = match &judged.choice {
        choice if choice.denied.is_some() => "blacklisted",
        choice if choice.allowed.is_some() => "whitelisted",
        _ => "policy_evaluation",
    };
    same("`final_action`", &judged.verdict, &case.needed_text("final_action")?)?;
    same("`reason`", &reason, &case.needed_text("reason")?)?;
    let warnings = case.texts("errors")?.unwrap_or_default();
    same("`errors`", &Vec::new(), &warnings)?;
    // The rules are judged and shown whatever a list decides; alone they say what Anchore reports of them.
    let mut without = document.clone();
    for list in ["whitelisted_images", "blacklisted_images"] {
        without[list] = json!([]);
    }
    let rules = verdict(case, &without)?.map_err(|problems| problems.join("; "))?;
    same("`policy_final_action`", &rules.verdict, &case.needed_text("policy_final_action")?)?;
    let said = |judged: &Judged| -> Vec<String> {
        judged.matches.iter().map(|it| it.trigger_id.clone() + &it.message).collect()
    };
    same("what is shown beside a list", &said(judged), &said(&rules))?;
    let expected = case.needed("matches")?.as_array().ok_or("`matches` is no list")?;
    let expected: Option<Vec<Match>> = expected.iter().map(match_of).collect();
    let mut expected = expected.ok_or("an entry of `matches` cannot be read")?;
    expected.sort();
    same("`matches`", &rules.matches, &expected)
}

fn match_of(value: &Value) -> Option<Match> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let action = value["action"].as_str()?;
    let known = ["gate", "trigger", "trigger_id", "msg", "action", "whitelisted"];
    let fields = value.as_object()?;
    if fields.len() != known.len() {
        return None;
    }
    Some(Match {
        gate: text("gate")?,
        trigger: text("trigger")?,
        trigger_id: text("trigger_id")?,
        message: text("msg")?,
        action: ["stop", "warn", "go"].into_iter().find(|known| *known == action)?,
        excepted: value["whitelisted"].as_bool()?,
    })
}
