//! A bundle in one shape for both generations of the format; names are those of v2.
//!
//! Data only. Every part keeps its place in the file.

use super::gates::Check;
use super::pattern::Pattern;
use crate::finding::Action;
use crate::source::Span;

/// Which generation of the format the document was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generation {
    /// Policy bundle of Anchore Engine, version `1_0`.
    V1,
    /// Policy of Anchore Enterprise, version `2`.
    V2,
}

/// A whole document.
#[derive(Debug)]
pub(crate) struct Bundle {
    /// Its generation.
    pub(crate) generation: Generation,
    /// Its name, or its id if it has none.
    pub(crate) name: String,
    /// Rules, in sets that mappings name.
    pub(crate) rule_sets: Vec<RuleSet>,
    /// Exceptions, in lists that mappings name.
    pub(crate) allowlists: Vec<Allowlist>,
    /// Which image gets which rules; the first that matches counts.
    pub(crate) mappings: Vec<Mapping>,
    /// Images that always pass.
    pub(crate) allowed: Vec<ImageRule>,
    /// Images that always stop.
    pub(crate) denied: Vec<ImageRule>,
}

/// `policies[]` of v1, `rule_sets[]` of v2.
#[derive(Debug)]
pub(crate) struct RuleSet {
    /// What mappings call it.
    pub(crate) id: String,
    /// For people; the id if there is none.
    pub(crate) name: String,
    /// In the order of the file.
    pub(crate) rules: Vec<BundleRule>,
}

/// One rule.
#[derive(Debug)]
pub(crate) struct BundleRule {
    /// Its id; empty if it has none.
    pub(crate) id: String,
    /// The gate in lower case.
    pub(crate) gate: &'static str,
    /// The trigger in lower case.
    pub(crate) trigger: &'static str,
    /// What happens when it fires.
    pub(crate) action: Action,
    /// What it looks for.
    pub(crate) check: Check,
    /// What its author recommends (v2).
    pub(crate) recommendation: Option<String>,
    /// Its place in the file.
    pub(crate) span: Span,
}

/// `whitelists[]` of v1, `allowlists[]` of v2.
#[derive(Debug)]
pub(crate) struct Allowlist {
    /// What mappings call it.
    pub(crate) id: String,
    /// For people; the id if there is none.
    pub(crate) name: String,
    /// In the order of the file.
    pub(crate) items: Vec<AllowlistItem>,
}

/// One exception.
#[derive(Debug)]
pub(crate) struct AllowlistItem {
    /// Its id; empty if it has none.
    pub(crate) id: String,
    /// The gate that it is for, in lower case.
    pub(crate) gate: String,
    /// The trigger ids that it is for.
    pub(crate) trigger_id: Pattern,
    /// The end in seconds since 1970; `None` if it never ends.
    pub(crate) expires: Option<i64>,
    /// Why, in words of its author (v2).
    pub(crate) description: Option<String>,
    /// Its place in the file.
    pub(crate) span: Span,
}

/// Which rules an image gets.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// Its name, or its id.
    pub(crate) name: String,
    /// The images that it is for.
    pub(crate) images: ImageRule,
    /// Numbers of rule sets, in order.
    pub(crate) rule_sets: Vec<usize>,
    /// Numbers of allowlists, in order.
    pub(crate) allowlists: Vec<usize>,
}

/// A set of images.
#[derive(Debug)]
pub(crate) struct ImageRule {
    /// The registry.
    pub(crate) registry: Pattern,
    /// The repository.
    pub(crate) repository: Pattern,
    /// How the image is told.
    pub(crate) kind: ImageKind,
    /// Its place in the file.
    pub(crate) span: Span,
}

/// How an image is told from others of its repository.
#[derive(Debug)]
pub(crate) enum ImageKind {
    /// By its tag.
    Tag(Pattern),
    /// By its digest, exactly.
    Digest(String),
    /// By its id, exactly.
    Id(String),
}
