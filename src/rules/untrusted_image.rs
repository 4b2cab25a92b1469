//! `untrusted-image`: images outside the allow-list of the policy.

use super::denied_image::patterns;
use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::{Image, ImageRole};
use crate::finding::{Action, Finding};
use crate::source::UNKNOWN;

static META: Meta = Meta {
    id: "untrusted-image",
    summary: "an image is not on the allow-list",
    group: Group::Image,
    default: Setting::Off,
    locked_down: Setting::On(Action::Stop),
    options: &[OptionSpec {
        name: "allow",
        kind: OptionKind::Strings,
        help: "trusted images, as `registry/repository:tag@digest` with `*`; no registry means Docker Hub",
    }],
    page: include_str!("../../docs/rules/untrusted-image.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let allowed = patterns(context.options.list("allow").unwrap_or_default());
        for image in context.facts.images.iter().filter(|i| i.role != ImageRole::Frontend) {
            let trusted = image.reference.as_ref().is_some_and(|reference| {
                allowed.iter().any(|(pattern, _)| pattern.matches(reference))
            });
            if !trusted {
                out.push(report(image));
            }
        }
    }
}

fn report(image: &Image) -> Finding {
    let span = image.text.span();
    let name = match image.text.chars().eq([UNKNOWN]) {
        true => "the image".to_owned(),
        false => format!("image `{}`", image.text.as_str()),
    };
    let finding = match &image.problem {
        Some(problem) => {
            let message = format!("{name} cannot be checked against the allow-list");
            Finding::new(META.id, span, message).because(problem.clone())
        }
        None => Finding::new(META.id, span, format!("{name} is not on the allow-list")),
    };
    let help = match image.text.contains(UNKNOWN) {
        true => "give its ARG a default, or lint with the `--build-arg` of the build",
        false => "use an image that the policy trusts",
    };
    finding.origins(image.text.origins(0..image.text.len())).help(help)
}
