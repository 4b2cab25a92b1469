//! `syntax-error`: the file is not one that `BuildKit` builds, or that minestop can read to the end.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::finding::{Action, Finding};

pub(super) static META: Meta = Meta {
    id: "syntax-error",
    summary: "the file cannot be read as BuildKit reads it",
    group: Group::Syntax,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/syntax-error.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for unreadable in &context.facts.unreadable {
            let finding = Finding::new(META.id, unreadable.span, unreadable.message.clone());
            out.push(match unreadable.refused_by {
                Some(reader) => {
                    let what = if reader == "BuildKit" { "instruction" } else { "file" };
                    finding
                        .because(format!("{reader} refuses this"))
                        .help(format!("correct the {what}"))
                }
                None => finding
                    .because("minestop does not read further here")
                    .help("write the command in a simpler way"),
            });
        }
    }
}
