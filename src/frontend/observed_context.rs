//! The build context as the gate knows it: the texts that a step has read of it. So scripts that are copied and run are read in
//! the stage that runs them, as the linter reads them. Opens no file; what the texts show by themselves is judged elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use regex::Regex;

use crate::build_context::{Counts, path_regex};
use crate::facts::{ContextEntry, ContextFiles, Facts};
use crate::filesystem::entry::clean_path;
use crate::frontend::inspection_step::Plan;
use crate::scan::protocol::Observation;
use crate::shell::{Content, Data};
use crate::source::{Sources, Span, Text};

/// Texts by their paths below the root of the context.
#[derive(Clone, Debug, Default)]
pub(super) struct ObservedContext(BTreeMap<String, String>);

impl ObservedContext {
    /// What a plan has shown of the main context; other contexts have other files by the same names.
    pub(super) fn of(plan: &Plan, observation: &Observation) -> Self {
        let looks = plan.of_context.iter().zip(&observation.looks);
        let records = looks.filter(|(is_context, _)| **is_context).flat_map(|(_, records)| records);
        let texts = records.filter_map(|it| Some((it.path.clone(), it.text.clone()?)));
        Self(texts.collect())
    }

    /// True if there is nothing that the text of the Dockerfile alone does not show.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl ContextFiles for ObservedContext {
    fn entries(&mut self, source: &str) -> Vec<ContextEntry> {
        let (pattern, _) = clean_path(source.as_bytes());
        let Ok(regex) = Regex::new(&path_regex(&pattern)) else { return Vec::new() };
        let depth = pattern.split('/').filter(|part| !part.is_empty()).count();
        let found: BTreeSet<(&str, bool)> = self
            .0
            .keys()
            .filter_map(|path| start_of(path, depth))
            .filter(|(path, _)| regex.is_match(path))
            .collect();
        let entry = |(path, is_directory): (&str, bool)| ContextEntry {
            path: path.to_owned(),
            is_directory,
        };
        found.into_iter().map(entry).collect()
    }

    fn content(&mut self, path: &str, sources: &mut Sources) -> Option<Content> {
        let text = self.0.get(path)?;
        let id = sources.add(path, text.clone().into_bytes());
        let span = Span::new(id, 0, text.len());
        Some(Rc::new(Data::Text(Text::verbatim(text.clone(), span))))
    }

    fn observe(&mut self, _: &mut Facts, _: &mut Sources, _: &Counts<'_>) {}
}

/// The first parts of a path, and whether they are a directory on the way; `None` for a path with less. What is in an
/// archive is none of the directory.
fn start_of(path: &str, depth: usize) -> Option<(&str, bool)> {
    let outer = path.split_once("!/").map_or(path, |(outer, _)| outer);
    if depth == 0 {
        return Some(("", true));
    }
    match outer.match_indices('/').nth(depth - 1) {
        Some((end, _)) => Some((outer.get(..end)?, true)),
        None => (outer.split('/').count() == depth).then_some((outer, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::start_of;

    #[test]
    fn a_path_starts_with_directories_and_is_no_part_of_an_archive() {
        for (path, depth, expected) in [
            ("a/b/c", 0, Some(("", true))),
            ("a/b/c", 1, Some(("a", true))),
            ("a/b/c", 2, Some(("a/b", true))),
            ("a/b/c", 3, Some(("a/b/c", false))),
            ("a/b/c", 4, None),
            ("a", 1, Some(("a", false))),
            ("a", 2, None),
            ("a.zip!/b/c", 1, Some(("a.zip", false))),
            ("a.zip!/b/c", 2, None),
        ] {
            assert_eq!(start_of(path, depth), expected, "{path} {depth}");
        }
    }
}
