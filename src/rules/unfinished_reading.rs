//! `unfinished-reading`: a script that something runs does more than is worked out.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::finding::{Action, Finding};
use crate::rules::{Build, Context, Evidence, Group, Meta, Rule, Setting};

pub(super) static META: Meta = Meta {
    id: "unfinished-reading",
    summary: "a script does more than is worked out",
    group: Group::Execution,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/unfinished-reading.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let unfinished = context.facts.unfinished.iter();
        for unfinished in unfinished.filter(|unfinished| context.is_run(unfinished.span)) {
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
