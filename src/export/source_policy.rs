//! BuildKit's source policy (`sourcepolicy/pb/policy.proto`): a list of rules of which the last one that matches counts
//! (`sourcepolicy/engine.go`).

use serde::Serialize;

use super::left_out::LeftOut;
use super::plan::{Check, Plan};
use crate::pattern::Expression;
use crate::rules::Fires;

/// What the name of a source starts with if it is an image.
const IMAGE: &str = "docker-image://";

#[derive(Debug, Serialize)]
struct Document {
    version: u8,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
struct Rule {
    action: &'static str,
    selector: Selector,
}

#[derive(Debug, Serialize)]
struct Selector {
    identifier: String,
    match_type: &'static str,
}

/// The whole file. What a list of rules cannot say is left out of the plan.
pub(super) fn write(plan: &mut Plan) -> String {
    let is_list = |check: &&Check| matches!(check.fires, Fires::OnNoneOf(_));
    let (lists, denials): (Vec<&Check>, Vec<&Check>) = plan.checks.iter().partition(is_list);
    let mut rules = Vec::new();
    let mut left_out = Vec::new();
    for (number, check) in lists.into_iter().enumerate() {
        match (&check.fires, number) {
            (Fires::OnNoneOf(trusted), 0) => {
                let trusted: Vec<Expression> =
                    trusted.iter().chain(&check.unless).cloned().collect();
                rules.push(Rule::deny(format!("^{IMAGE}")));
                rules.extend(whole(&trusted).map(Rule::allow));
            }
            _ => left_out.push(LeftOut::of(check.rule, "a second allow-list, of which one counts")),
        }
    }
    for group in denials.chunk_by(|a, b| a.rule == b.rule && a.unless == b.unless) {
        let Some(first) = group.first() else { continue };
        let is_first = rules.is_empty();
        rules.extend(group.iter().filter_map(|check| denied(check)).map(Rule::deny));
        // Only while nothing was refused before it, an exception takes back no more than this rule's refusal.
        match whole(&first.unless) {
            Some(unless) if is_first => rules.push(Rule::allow(unless)),
            Some(_) => left_out.push(LeftOut::of(first.rule, EXCEPTIONS)),
            None => {}
        }
    }
    plan.left_out.extend(left_out);
    let text = serde_json::to_string_pretty(&Document { version: 1, rules });
    text.unwrap_or_default() + "\n"
}

const EXCEPTIONS: &str =
    "its exceptions accept nothing here: they would take back what other rules refuse";

fn denied(check: &Check) -> Option<String> {
    match &check.fires {
        Fires::OnOneOf(denied) => whole(denied),
        Fires::OnNoneOf(_) => None,
    }
}

impl Rule {
    fn allow(identifier: String) -> Self {
        Self::new("ALLOW", identifier)
    }

    fn deny(identifier: String) -> Self {
        Self::new("DENY", identifier)
    }

    fn new(action: &'static str, identifier: String) -> Self {
        Self { action, selector: Selector { identifier, match_type: "REGEX" } }
    }
}

/// An expression of the names of sources.
fn whole(all: &[Expression]) -> Option<String> {
    let whole = Expression::whole(all)?;
    Some(whole.replacen('^', &format!("^{IMAGE}"), 1))
}
