//! `hidden-characters`: characters that show a reader something else than what runs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::Given;
use crate::facts::{Hidden, HiddenCharacter};
use crate::finding::{Action, Finding};

pub(super) static META: Meta = Meta {
    id: "hidden-characters",
    summary: "control, direction or invisible characters hide what the file does",
    group: Group::Execution,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/hidden-characters.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// also report zero-width characters in comments, where they change nothing
    invisible_in_comments: Given<bool>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for hidden in &context.facts.characters {
            if is_harmless(hidden) && self.invisible_in_comments.0 != Some(true) {
                continue;
            }
            let message = format!("{} U+{:04X}", kind(hidden.kind), u32::from(hidden.character));
            out.push(
                Finding::new(META.id, hidden.span, message).because(effect(hidden.kind)).help(
                    if hidden.kind == Hidden::Lookalike {
                        "type the ASCII letter"
                    } else {
                        "remove the character"
                    },
                ),
            );
        }
    }
}

/// Stray characters of text editors inside comments deceive nobody.
fn is_harmless(hidden: &HiddenCharacter) -> bool {
    hidden.in_comment && matches!(hidden.kind, Hidden::Invisible | Hidden::Control)
}

fn kind(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::Nul => "NUL character",
        Hidden::CarriageReturn => "carriage return inside a line",
        Hidden::Control => "control character",
        Hidden::Bidi => "direction control character",
        Hidden::Invisible => "invisible character",
        Hidden::Lookalike => "letter that only looks like ASCII",
    }
}

fn effect(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::Nul => "many tools stop reading here",
        Hidden::CarriageReturn => "a terminal overwrites what stands before it",
        Hidden::Control => "a terminal does not show it",
        Hidden::Bidi => "the text is shown in another order than it runs",
        Hidden::Invisible => "a reader does not see it",
        Hidden::Lookalike => "BuildKit reads it as the ASCII letter",
    }
}
