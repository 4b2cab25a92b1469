//! Targets of Bake files, HCL and JSON → the builds that they ask for.
//!
//! Follows `bake` of `buildx` in inheritance, matrices and variables, as far as constants go. What is not worked out is
//! unknown.

mod evaluation;
mod functions;
mod literal;
mod matrix;
mod reading;
mod target;
mod value;

use self::evaluation::Scope;
use self::reading::File;
use super::build::Builds;
use super::reading::Reading;
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
        rest.starts_with([' ', '\t', '"'])
            && rest.trim_start().starts_with('"')
            && rest.contains('{')
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

/// Reads a Bake file: a stage for each image that stands for a context, and the builds of all targets.
pub(super) fn read(file: FileId, sources: &Sources) -> Reading {
    let mut found = Reading::new(file);
    let read = match File::read(file, sources.bytes(file)) {
        Ok(read) => read,
        Err(problem) => {
            found.refuse(problem.span, problem.message, READER);
            return found;
        }
    };
    let scope = Scope::of(&read);
    let mut builds = Builds::default();
    for name in read.targets.names() {
        target::builds(name, &read, &scope, &mut found.assembly, &mut builds);
        if builds.all.len() >= MOST_BUILDS {
            break;
        }
    }
    found.builds = builds.all;
    if scope.is_spent() || found.builds.len() >= MOST_BUILDS {
        let reason = "the file asks for more builds, or for more values, than are worked out";
        found.stop(Span::new(file, 0, 0), reason);
    }
    found
}

#[cfg(test)]
mod tests;
