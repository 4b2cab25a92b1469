//! The policy beside a Dockerfile that buildx reads (`policy/validate.go`, `policy/types.go`): `data.docker.decision` about
//! each source of a build.

use super::literal;
use super::plan::{Check, Plan};
use crate::pattern::Expression;
use crate::rules::Fires;

/// What is asked is whether a source may be used; sources that are no images are not judged.
const START: &str = "package docker

default allow := false

allow if not input.image

allow if {
\tinput.image
\tcount(denied) == 0
}

decision := {\"allow\": allow, \"deny_msg\": [message | some message in denied]}
";

/// The whole file.
pub(super) fn write(plan: &Plan) -> String {
    let mut out = START.to_owned();
    if plan.checks.is_empty() {
        // without a rule for it, `denied` would have no value
        out.push_str("\ndenied := set()\n");
    }
    for check in &plan.checks {
        out.push_str(&rule(check));
    }
    out
}

fn rule(check: &Check) -> String {
    let mut tests = Vec::new();
    match &check.fires {
        Fires::OnOneOf(all) => tests.extend(matches(all)),
        Fires::OnNoneOf(all) => tests.extend(matches(all).map(|it| format!("not {it}"))),
    }
    tests.extend(matches(&check.unless).map(|it| format!("not {it}")));
    let message = format!("minestop {}: image %s {}", check.rule, check.says);
    tests.insert(0, "input.image".to_owned());
    tests.push(format!("message := sprintf({}, [input.image.ref])", literal::json(&message)));
    format!("\ndenied contains message if {{\n\t{}\n}}\n", tests.join("\n\t"))
}

fn matches(all: &[Expression]) -> Option<String> {
    let whole = Expression::whole(all)?;
    Some(format!("regex.match({}, input.image.ref)", literal::json(&whole)))
}
