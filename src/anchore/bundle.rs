//! A bundle in one shape for both generations of the format; names are those of v2.
//!
//! Data only. Every part keeps its place in the file.

use super::gates::Check;
use super::pattern::Pattern;
use crate::finding::Action;
use crate::source::Span;

/// Which generation of the format the document was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Policy bundle of Anchore Engine, version `1_0`.
    V1,
    /// Policy of Anchore Enterprise, version `2`.
    V2,
}

/// A whole document.
#[derive(Debug)]
pub struct Bundle {
    /// Its generation.
    pub generation: Generation,
    /// Its name, or its id if it has none.
    pub name: String,
    /// Rules, in sets that mappings name.
    pub rule_sets: Vec<RuleSet>,
    /// Exceptions, in lists that mappings name.
    pub allowlists: Vec<Allowlist>,
    /// Which image gets which rules; the first that matches counts.
    pub mappings: Vec<Mapping>,
    /// Images that always pass.
    pub allowed: Vec<ImageRule>,
    /// Images that always stop.
    pub denied: Vec<ImageRule>,
}

/// `policies[]` of v1, `rule_sets[]` of v2.
#[derive(Debug)]
pub struct RuleSet {
    /// What mappings call it.
    pub id: String,
    /// For people; the id if there is none.
    pub name: String,
    /// In the order of the file.
    pub rules: Vec<BundleRule>,
}

/// One rule.
#[derive(Debug)]
pub struct BundleRule {
    /// Its id; empty if it has none.
    pub id: String,
    /// The gate in lower case.
    pub gate: &'static str,
    /// The trigger in lower case.
    pub trigger: &'static str,
    /// What happens when it fires.
    pub action: Action,
    /// What it looks for.
    pub check: Check,
    /// What its author recommends (v2).
    pub recommendation: Option<String>,
    /// Its place in the file.
    pub span: Span,
}

/// `whitelists[]` of v1, `allowlists[]` of v2.
#[derive(Debug)]
pub struct Allowlist {
    /// What mappings call it.
    pub id: String,
    /// For people; the id if there is none.
    pub name: String,
    /// In the order of the file.
    pub items: Vec<AllowlistItem>,
}

/// One exception.
#[derive(Debug)]
pub struct AllowlistItem {
    /// Its id; empty if it has none.
    pub id: String,
    /// The gate that it is for, in lower case.
    pub gate: String,
    /// The trigger ids that it is for.
    pub trigger_id: Pattern,
    /// The end in seconds since 1970; `None` if it never ends.
    pub expires: Option<i64>,
    /// Why, in words of its author (v2).
    pub description: Option<String>,
    /// Its place in the file.
    pub span: Span,
}

/// Which rules an image gets.
#[derive(Debug)]
pub struct Mapping {
    /// Its name, or its id.
    pub name: String,
    /// The images that it is for.
    pub images: ImageRule,
    /// Numbers of rule sets, in order.
    pub rule_sets: Vec<usize>,
    /// Numbers of allowlists, in order.
    pub allowlists: Vec<usize>,
}

/// A set of images.
#[derive(Debug)]
pub struct ImageRule {
    /// For people; empty if it has none.
    pub name: String,
    /// The registry.
    pub registry: Pattern,
    /// The repository.
    pub repository: Pattern,
    /// How the image is told.
    pub kind: ImageKind,
    /// Its place in the file.
    pub span: Span,
}

/// How an image is told from others of its repository.
#[derive(Debug)]
pub enum ImageKind {
    /// By its tag.
    Tag(Pattern),
    /// By its digest, exactly.
    Digest(String),
    /// By its id, exactly.
    Id(String),
}
