//! Targets of Bake files, HCL and JSON → the builds that they ask for.
//!
//! Follows `bake` of `buildx` in the files that are read as one, inheritance, matrices and variables, as far as constants go.
//! What is not worked out is unknown.

mod evaluation;
mod functions;
mod json;
mod literal;
mod matrix;
mod reading;
mod scope;
mod siblings;
mod target;
mod template;
mod value;

use self::reading::Definitions;
use self::scope::Scope;
use self::target::Instances;
use super::build::Builds;
use super::reading::Reading;
use super::surroundings::Surroundings;
use super::yaml::Node;
use crate::source::{FileId, Sources, Span};

/// Builds of one file, those of a matrix counted one by one.
const MOST_BUILDS: usize = 500;

/// Who refuses what is no file of it.
const READER: &str = "docker buildx bake";

/// True for a text of HCL with targets.
pub(super) fn is_hcl(text: &str) -> bool {
    let is_target = |line: &str| {
        let rest = line.strip_prefix("target").unwrap_or_default();
        let Some((name, behind)) = rest.split_once('{') else { return false };
        let name = name.trim();
        let is_name = |c: char| c == '_' || c == '-' || c.is_ascii_alphanumeric();
        let is_bare = !name.is_empty() && name.chars().all(is_name) && !behind.contains('(');
        (rest.starts_with([' ', '\t']) && is_bare || name.starts_with('"'))
            && rest.starts_with([' ', '\t', '"'])
    };
    text.lines().any(is_target)
}

/// True for the root of a Bake file in JSON: it has targets that say how something is built.
pub(super) fn is_json(root: &Node) -> bool {
    const KEYS: [&str; 7] =
        ["dockerfile", "dockerfile-inline", "context", "contexts", "inherits", "args", "tags"];
    let targets = root.get("target").map(|targets| targets.entries()).unwrap_or_default();
    targets.iter().any(|(_, target)| KEYS.iter().any(|key| target.get(key).is_some()))
}

/// Reads a Bake file with those that Bake reads with it: a stage for each image that stands for a context, and the builds of all
/// targets.
pub(super) fn read(file: FileId, around: &dyn Surroundings, sources: &mut Sources) -> Reading {
    let mut found = Reading::new(file);
    let mut definitions = Definitions::default();
    for file in siblings::files(file, around, sources, &mut definitions) {
        if let Err(problem) = definitions.read(file, sources.bytes(file)) {
            found.refuse(problem.span, problem.message, READER);
        }
    }
    let scope = Scope::of(&definitions, Span::new(file, 0, 0));
    let instances = Instances::of(&definitions, &scope);
    let mut builds = Builds::default();
    for instance in instances.all() {
        instances.build(instance, &mut found.assembly, &mut builds);
        if builds.all.len() >= MOST_BUILDS {
            break;
        }
    }
    found.builds = builds.all;
    if let Some(span) = scope.ring() {
        found.refuse(span, "it needs itself to be worked out".to_owned(), READER);
    }
    for (span, note) in scope.notes() {
        found.stop(span, note);
    }
    if scope.is_spent() || found.builds.len() >= MOST_BUILDS {
        let reason = "the file asks for more builds, or for more values, than are worked out";
        found.stop(Span::new(file, 0, 0), reason);
    }
    found
}

#[cfg(test)]
mod tests;
