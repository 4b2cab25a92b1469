//! `syntax-error`: the file is not one that `BuildKit` builds, or that minestop can read to the end.

use super::{Context, Group, Meta, Rule, Setting};
use crate::finding::{Action, Finding};

static META: Meta = Meta {
    id: "syntax-error",
    summary: "the file cannot be read as BuildKit reads it",
    group: Group::Syntax,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    options: &[],
    page: include_str!("../../docs/rules/syntax-error.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for unreadable in &context.facts.unreadable {
            let finding = Finding::new(META.id, unreadable.span, unreadable.message.clone());
            out.push(if unreadable.refused {
                finding.because("BuildKit refuses this").help("correct the instruction")
            } else {
                finding
                    .because("minestop does not read further here")
                    .help("write the command in a simpler way")
            });
        }
    }
}
