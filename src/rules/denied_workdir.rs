//! `denied-workdir`: a working directory named after a miner.

use foldhash::HashSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::admission::{Admission, Asked, Fires, Subject};
use super::options::entry_of;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::finding::{Action, Finding};
use crate::pattern::{Expression, PathPattern, literal};

pub(super) static META: Meta = Meta {
    id: "denied-workdir",
    summary: "WORKDIR names a directory that a policy forbids, such as `/home/monero`",
    group: Group::Identity,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/denied-workdir.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// further forbidden directories, as patterns of paths
    deny: List<PathPattern>,
    /// directories that may be used although the data calls them miners'
    allow: List<PathPattern>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut seen = HashSet::default();
        for workdir in context.facts.workdirs.iter().chain(&context.facts.entered) {
            let path = workdir.path.as_str();
            if self.allow.any(|pattern| pattern.matches(path)) {
                continue;
            }
            let entry = self.deny.find(|pattern| pattern.matches(path));
            let known = self_and_above(path).find_map(|path| context.intel.workdir(path));
            if entry.is_none() && known.is_none() || !seen.insert(workdir.path.span()) {
                continue;
            }
            let mut finding = Finding::new(
                META.id,
                workdir.path.span(),
                format!("directory `{path}` is forbidden"),
            )
            .origins(workdir.path.origins(0..path.len()))
            .help("work in a directory named after the service")
            .evidence(
                "workdir",
                path,
                known.map_or("policy".to_owned(), |known| known.citation()),
            );
            finding.entry = entry.map(entry_of);
            out.push(finding);
        }
    }

    fn admissions(&self, Asked { intel, .. }: Asked<'_>) -> Vec<Admission> {
        let patterns = |list: &List<PathPattern>| -> Vec<Expression> {
            let paths = list.iter().filter_map(|item| item.value.absolute_expression());
            paths.map(Expression::of).collect()
        };
        let known = intel.workdirs().map(below);
        let denied = patterns(&self.deny).into_iter().chain(known).collect();
        vec![
            Admission::new(Subject::Directory, "is forbidden", Fires::OnOneOf(denied))
                .unless(patterns(&self.allow))
                .beyond([BEYOND.to_owned()]),
        ]
    }
}

const BEYOND: &str =
    "directories of images, those that commands enter, and paths with the name of a miner in them";

/// A directory and those below it, however many slashes are written.
fn below(path: &str) -> Expression {
    let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(literal).collect();
    let inner = r"(?:[^/.][^/]*|\.[^/.][^/]*|\.\.[^/]+)";
    let mut directory = Expression::of(parts.join("/+")).in_any_case();
    directory.front.insert_str(0, "/+");
    directory.back.push_str(&format!("(?:/+{inner})*/*"));
    directory
}

/// A directory and those that it lies in; one with `..` lies elsewhere, which is a fact of its own.
fn self_and_above(path: &str) -> impl Iterator<Item = &str> {
    let is_plain = !path.is_empty() && !path.split('/').any(|part| part == "..");
    let mut next = is_plain.then_some(path);
    std::iter::from_fn(move || {
        let path = next?;
        next = path.rsplit_once('/').map(|(parent, _)| parent).filter(|it| !it.is_empty());
        Some(path)
    })
}

#[cfg(test)]
mod tests {
    use super::self_and_above;

    #[test]
    fn a_directory_lies_in_those_above_it_unless_it_goes_up() {
        let all = |path| self_and_above(path).collect::<Vec<_>>();
        assert_eq!(all("/a/b/c"), ["/a/b/c", "/a/b", "/a"]);
        assert_eq!(all("a/b"), ["a/b", "a"]);
        assert_eq!(all("/a..b"), ["/a..b"]);
        assert_eq!(all("/"), ["/"]);
        for path in ["", "/a/../b", ".."] {
            assert!(all(path).is_empty(), "{path}");
        }
    }
}
