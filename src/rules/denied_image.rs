//! `denied-image`: images on the deny-list of the policy, and well-known mining images.

use schemars::JsonSchema;
use serde::Deserialize;

use super::admission::{self, Admission, Asked, Fires, Subject};
use super::options::{DeniedImage, entry_of};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::{List, Located};
use crate::facts::Image;
use crate::finding::{Action, Finding};
use crate::image_ref::{Pattern, Reference, named};
use crate::intel::Intel;
use crate::pattern::Expression;

pub(super) static META: Meta = Meta {
    id: "denied-image",
    summary: "an image is on the deny-list or a known mining image",
    group: Group::Image,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/denied-image.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// forbidden images, as `registry/repository:tag@digest` with `*`; no registry means Docker Hub; `{ image = "…", use = "…" }` also says what to take instead
    deny: List<DeniedImage>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for image in &context.facts.images {
            let Some(reference) = &image.reference else { continue };
            if let Some(item) = self.deny.find(|entry| entry.matches(reference)) {
                out.push(denied(image, reference, item));
            } else if let Some(known) = context.intel.image(reference) {
                out.push(report(image, "is a known mining image").evidence(
                    "image",
                    reference.canonical().to_string(),
                    known.citation(),
                ));
            } else if let Some(known) = context.intel.image_looks_like_miner(reference.repository())
            {
                out.push(report(image, "is named after a miner").evidence(
                    "image",
                    reference.canonical().to_string(),
                    known.citation(),
                ));
            }
        }
    }

    fn admissions(&self, Asked { intel, .. }: Asked<'_>) -> Vec<Admission> {
        let image = |says, found| Admission::new(Subject::Image, says, Fires::OnOneOf(found));
        let patterns = self.deny.iter().filter_map(|entry| entry.value.image());
        let (denied, beyond) = admission::images(patterns, Pattern::expressions);
        let (known, own) = intel.image_expressions();
        let own = own.into_iter().map(|(image, why)| admission::entry(image, why));
        vec![
            image("is on the deny-list", denied).beyond(beyond),
            image("is a known mining image", known).beyond(own),
            image("is named after a miner", named_after_miners(intel)).beyond([NAMED.to_owned()]),
        ]
    }
}

/// What the expressions do not say of names.
const NAMED: &str = "images named after a miner, where the last part of the name is more than its name with \
                     ordinary words around it";

/// Words behind the name of a miner that say how the image was made, and nothing that does something else.
const MADE: [&str; 12] = [
    "alpine",
    "amd64",
    "arm64",
    "container",
    "cpu",
    "cuda",
    "debian",
    "docker",
    "gpu",
    "image",
    "linux",
    "ubuntu",
];

fn named_after_miners(intel: &Intel) -> Vec<Expression> {
    let made = format!("(?:[._-](?:{}))*", MADE.join("|"));
    intel.image_names().into_iter().map(|name| named(&name, &made)).collect()
}

/// An image that the policy forbids, by `item`.
fn denied(image: &Image, reference: &Reference, item: &Located<DeniedImage>) -> Finding {
    let name = reference.canonical().to_string();
    let mut finding = report(image, "is on the deny-list").evidence("image", name, "policy");
    finding.entry = Some(entry_of(item));
    let Some(name) = item.value.instead() else { return finding };
    let finding = finding.help(format!("use `{name}`, which the policy offers instead"));
    // where a variable stands, its value is to be changed, not this word
    if image.text.is_as_written() { finding.instead(name) } else { finding }
}

fn report(image: &Image, what: &str) -> Finding {
    Finding::new(META.id, image.text.span(), format!("image `{}` {what}", image.text.as_str()))
        .origins(image.text.origins(0..image.text.len()))
        .help("build on another image")
}
