//! `hidden-characters`: characters that show a reader something else than what runs.

use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::{Hidden, HiddenCharacter};
use crate::finding::{Action, Finding};

static META: Meta = Meta {
    id: "hidden-characters",
    summary: "control, direction or invisible characters hide what the file does",
    group: Group::Execution,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    options: &[OptionSpec {
        name: "invisible-in-comments",
        kind: OptionKind::Bool,
        help: "also report zero-width characters in comments, where they change nothing",
    }],
    page: include_str!("../../docs/rules/hidden-characters.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for hidden in &context.facts.characters {
            if is_harmless(hidden) && !context.options.flag("invisible-in-comments") {
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
