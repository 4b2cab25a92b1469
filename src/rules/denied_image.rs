//! `denied-image`: images on the deny-list of the policy, and well-known mining images.

use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::Image;
use crate::finding::{Action, Finding, PolicyEntry};
use crate::image_ref::Pattern;
use crate::rules::options::Item;

static META: Meta = Meta {
    id: "denied-image",
    summary: "an image is on the deny-list or a known mining image",
    group: Group::Image,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    options: &[OptionSpec {
        name: "deny",
        kind: OptionKind::Strings,
        help: "forbidden images, as `registry/repository:tag@digest` with `*`; no registry means Docker Hub",
    }],
    page: include_str!("../../docs/rules/denied-image.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let denied = patterns(context.options.list("deny").unwrap_or_default());
        for image in &context.facts.images {
            let Some(reference) = &image.reference else { continue };
            if let Some((_, item)) = denied.iter().find(|(pattern, _)| pattern.matches(reference)) {
                let mut finding = report(image, "is on the deny-list").evidence(
                    "image",
                    reference.canonical().to_string(),
                    "policy",
                );
                finding.entry = Some(PolicyEntry { span: item.span, action: None });
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

/// The patterns of a list option; one that does not parse matches nothing (the policy check reports it).
pub(super) fn patterns(items: &[Item]) -> Vec<(Pattern, &Item)> {
    items.iter().filter_map(|item| Some((Pattern::parse(&item.value).ok()?, item))).collect()
}
