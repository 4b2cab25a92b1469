//! The combinations of a matrix of GitHub.

use std::rc::Rc;

use foldhash::HashSet;

use super::documents::scalars;
use crate::orchestration::yaml::Node;

/// Jobs of one matrix: GitHub makes no more.
pub(super) const MOST: usize = 256;

/// Axes of a matrix, and names of one entry: people have three.
pub(super) const MOST_AXES: usize = 32;

/// Names with their values.
pub(super) type Combination<'n> = Vec<(&'n str, &'n Rc<Node>)>;

/// The combinations in which names differ that the job uses: one if it uses none.
pub(super) fn combinations(job: &Rc<Node>) -> Vec<Combination<'_>> {
    let Some(matrix) = job.get("strategy").and_then(|strategy| strategy.get("matrix")) else {
        return vec![Vec::new()];
    };
    let used = used(job);
    let is_axis = |name: &str| !matches!(name, "include" | "exclude");
    let axes = matrix.entries().iter().filter(|(name, _)| is_axis(name));
    let axes: Vec<_> = axes.take(MOST_AXES).collect();
    let mut all: Vec<Combination<'_>> = vec![Vec::new()];
    for (name, values) in axes.iter().filter(|(name, _)| used.contains(name.as_str())) {
        let values = values.items();
        if values.is_empty() {
            continue;
        }
        let with = |(combination, value)| -> Combination<'_> {
            let combination: &Combination<'_> = combination;
            combination.iter().copied().chain([(name.as_str(), value)]).collect()
        };
        let pairs = all.iter().flat_map(|it| values.iter().map(move |value| (it, value)));
        all = pairs.take(MOST).map(with).collect();
    }
    let excluded = matrix.list("exclude");
    all.retain(|combination| !excluded.iter().any(|entry| is_all_of(entry, combination)));
    include(matrix.list("include"), &mut all, &|name| axes.iter().any(|(axis, _)| **axis == *name));
    all.truncate(MOST);
    all
}

/// Adds what each entry says to the combinations that it fits, or as one of its own.
fn include<'n>(
    entries: &'n [Rc<Node>],
    all: &mut Vec<Combination<'n>>,
    is_axis: &dyn Fn(&str) -> bool,
) {
    let count = all.len();
    for entry in entries.iter().take(MOST) {
        let entries = entry.entries().iter().take(MOST_AXES);
        let pairs = || entries.clone().map(|(name, value)| (name.as_str(), value));
        let fits = |combination: &Combination<'_>| {
            let agrees = |name: &str, value: &Node| {
                // axes stand first
                let has = combination.iter().take(MOST_AXES).find(|(known, _)| *known == name);
                has.is_none_or(|(_, known)| text(known) == text(value))
            };
            pairs().all(|(name, value)| !is_axis(name) || agrees(name, value))
        };
        let has_axis = pairs().any(|(name, _)| is_axis(name));
        let is_alone = !has_axis && all.iter().take(count).all(Vec::is_empty);
        let mut is_new = true;
        for combination in all.iter_mut().take(count).filter(|it| !is_alone && fits(it)) {
            is_new = false;
            combination.extend(pairs());
        }
        if is_new {
            all.push(pairs().collect());
        }
    }
}

fn is_all_of(entry: &Node, combination: &Combination<'_>) -> bool {
    let has = |name: &str, value: &Node| {
        combination.iter().any(|(known, it)| *known == name && text(it) == text(value))
    };
    !entry.entries().is_empty() && entry.entries().iter().all(|(name, value)| has(name, value))
}

fn text(node: &Node) -> Option<&str> {
    node.scalar().map(|text| text.as_str())
}

/// The names behind `matrix.` in the texts of a job.
fn used(job: &Rc<Node>) -> HashSet<String> {
    let mut names = HashSet::default();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    scalars(job, |text| {
        for (at, found) in text.match_indices("matrix") {
            let rest = text.get(at + found.len()..).unwrap_or_default();
            let rest = rest.trim_start_matches(['.', '[', '\'']);
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            names.extend(rest.get(..end).map(str::to_owned));
        }
    });
    names
}
