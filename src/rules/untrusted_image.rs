//! `untrusted-image`: images outside the allow-list of the policy.

use schemars::JsonSchema;
use serde::Deserialize;

use super::admission::{self, Admission, Asked, Fires, Subject};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::facts::{Image, ImageRole};
use crate::finding::{Action, Finding};
use crate::image_ref::{Pattern, Reference};
use crate::source::UNKNOWN;

pub(super) static META: Meta = Meta {
    id: "untrusted-image",
    summary: "an image is not on the allow-list",
    group: Group::Image,
    default: Setting::Off,
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/untrusted-image.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// trusted images, as `registry/repository:tag@digest` with `*`; no registry means Docker Hub
    allow: List<Pattern>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for image in context.facts.images.iter().filter(|i| i.role != ImageRole::Frontend) {
            let reference = image.reference.as_ref();
            let trusted = |reference| self.allow.any(|pattern| pattern.trusts(reference));
            if !reference.is_some_and(trusted) {
                let by_tag = |reference| self.allow.any(|pattern| pattern.matches(reference));
                let finding = report(image, reference.is_some_and(by_tag));
                // a digest is not given up for a tag
                let version =
                    reference.filter(|it| it.digest().is_none() && image.text.is_as_written());
                let version = version.and_then(|reference| self.trusted_version(reference));
                out.push(match version {
                    Some(name) => {
                        finding.help(format!("use `{name}`, which the policy trusts")).instead(name)
                    }
                    None => finding,
                });
            }
        }
    }

    fn admissions(&self, asked: Asked<'_>) -> Vec<Admission> {
        let (trusted, beyond) =
            admission::images(self.allow.iter().map(|it| &it.value), |pattern| {
                pattern.trusted_expressions(asked.naming)
            });
        let fires = Fires::OnNoneOf(trusted);
        vec![Admission::new(Subject::Image, "is not on the allow-list", fires).beyond(beyond)]
    }
}

impl Check {
    /// The image of the same repository that the policy trusts, where it names exactly one.
    fn trusted_version(&self, reference: &Reference) -> Option<&str> {
        let mut versions = self.allow.iter().filter_map(|it| it.value.names_version_of(reference));
        versions.next().filter(|_| versions.next().is_none())
    }
}

/// `by_tag`: an entry covers the tag, which says nothing about a digest.
fn report(image: &Image, by_tag: bool) -> Finding {
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
        None if by_tag => {
            Finding::new(META.id, span, format!("{name} is on the allow-list only by its tag"))
                .because("BuildKit pulls the digest, whatever tag stands before it")
        }
        None => Finding::new(META.id, span, format!("{name} is not on the allow-list")),
    };
    let help = match image.text.contains(UNKNOWN) {
        true => "give its ARG a default, or lint with the `--build-arg` of the build",
        false => "use a trusted image, or add this one to `[rules.untrusted-image] allow`",
    };
    finding.origins(image.text.origins(0..image.text.len())).help(help)
}
