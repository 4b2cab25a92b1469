//! Policy documents of Anchore, v1 bundles and v2 policies: read, mapped to an image, and judged over facts.
//!
//! The documents are somebody else's format: what it means follows Anchore Engine (commit f5ffac25) and the schema of
//! Anchore Enterprise 2.13, bug for bug where [`Reading::Anchore`] is asked for. No I/O, no clock.

mod bundle;
mod content_search;
mod document;
mod evaluate;
mod exceptions;
mod expiry;
mod gates;
mod image_lists;
mod image_name;
mod import;
mod json;
mod outline;
mod pattern;
mod python;
mod rule;
mod schema;
#[cfg(test)]
mod tests;
mod version;

pub(crate) use content_search::{ContentSearch, MAX_SEARCH_BYTES};
pub(crate) use document::{MAX_BUNDLE_BYTES, is_bundle, parse};
pub(crate) use evaluate::Judge;
pub(crate) use image_name::ImageName;
pub(crate) use import::import;

/// How the Dockerfile is read for the gate `dockerfile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Reading {
    /// As BuildKit reads it: continuations, here-documents, stages, variables, ONBUILD.
    #[default]
    Exact,
    /// Line by line, as Anchore Engine does, with its quirks.
    Anchore,
}

impl Reading {
    /// Every reading with the name that the command line knows it by.
    pub(crate) const NAMES: &[(&'static str, Self)] =
        &[("exact", Self::Exact), ("anchore", Self::Anchore)];
}
