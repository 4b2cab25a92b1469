//! `unpinned-image`: an image without a digest can be another one tomorrow.

use schemars::JsonSchema;
use serde::Deserialize;

use super::admission::{Admission, Asked, Fires, Subject};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::finding::Finding;
use crate::image_ref::without_digest;

pub(super) static META: Meta = Meta {
    id: "unpinned-image",
    summary: "an image is named without a digest",
    group: Group::Image,
    default: Setting::Off,
    locked_down: Setting::Off,
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/unpinned-image.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for image in &context.facts.images {
            let Some(reference) = image.reference.as_ref().filter(|r| r.digest().is_none()) else {
                continue;
            };
            let message = match reference.tag() {
                Some(tag) => format!("tag `{}` can point at another image tomorrow", tag.as_str()),
                None => "an image without a tag is whatever `latest` is today".to_owned(),
            };
            out.push(
                Finding::new(META.id, image.text.span(), message)
                    .origins(image.text.origins(0..image.text.len()))
                    .help("pin the digest: `image:tag@sha256:…`"),
            );
        }
    }

    fn admissions(&self, _: Asked<'_>) -> Vec<Admission> {
        let fires = Fires::OnOneOf(vec![without_digest()]);
        vec![Admission::new(Subject::Image, "is named without a digest", fires)]
    }
}
