//! `unfinished-reading`: a script that something runs does more than is worked out.

use crate::finding::{Action, Finding};
use crate::rules::{Context, Group, Meta, Rule, Setting};

static META: Meta = Meta {
    id: "unfinished-reading",
    summary: "a script does more than is worked out",
    group: Group::Execution,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    options: &[],
    page: include_str!("../../docs/rules/unfinished-reading.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let facts = context.facts;
        for unfinished in facts.unfinished.iter().filter(|unfinished| facts.runs(unfinished)) {
            out.push(
                Finding::new(META.id, unfinished.span, unfinished.reason)
                    .because("the limit is met here")
                    .help(
                        "look at what the script does from here on, or write it with fewer rounds",
                    ),
            );
        }
    }
}
