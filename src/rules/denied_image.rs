//! `denied-image`: images on the deny-list of the policy, and well-known mining images.

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::entry_of;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::facts::Image;
use crate::finding::{Action, Finding};
use crate::image_ref::Pattern;

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
    /// forbidden images, as `registry/repository:tag@digest` with `*`; no registry means Docker Hub
    deny: List<Pattern>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for image in &context.facts.images {
            let Some(reference) = &image.reference else { continue };
            if let Some(item) = self.deny.find(|pattern| pattern.matches(reference)) {
                let mut finding = report(image, "is on the deny-list").evidence(
                    "image",
                    reference.canonical().to_string(),
                    "policy",
                );
                finding.entry = Some(entry_of(item));
                out.push(finding);
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
}

fn report(image: &Image, what: &str) -> Finding {
    Finding::new(META.id, image.text.span(), format!("image `{}` {what}", image.text.as_str()))
        .origins(image.text.origins(0..image.text.len()))
        .help("build on another image")
}
