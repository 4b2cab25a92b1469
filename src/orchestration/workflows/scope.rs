//! What expressions of GitHub may name: variables, inputs, the matrix, directories.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::budget::Budget;
use crate::orchestration::yaml::Node;
use crate::source::Text;

/// Mappings in one another whose values have names.
const DEEPEST: usize = 4;

/// Parts of one value of a matrix that have names.
const MOST_PARTS: usize = 100;

/// Names with their values, those of inner places first.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    layers: Vec<Rc<HashMap<EcoString, Text>>>,
    pub(super) budget: Rc<Budget>,
}

impl Scope {
    /// The same with more names, which cover those of outer places.
    pub(super) fn with(&self, names: HashMap<EcoString, Text>) -> Self {
        let mut inner = self.clone();
        if !names.is_empty() {
            inner.layers.push(Rc::new(names));
        }
        inner
    }

    /// The same with more names, which those that are here cover.
    pub(super) fn beneath(&self, other: &Self) -> Self {
        let layers = other.layers.iter().chain(&self.layers).cloned().collect();
        Self { layers, budget: Rc::clone(&self.budget) }
    }

    /// The same with more names, which cover those that are here.
    pub(super) fn over(&self, other: &Self) -> Self {
        let layers = self.layers.iter().chain(&other.layers).cloned().collect();
        Self { layers, budget: Rc::clone(&self.budget) }
    }

    /// Only what every file sees.
    pub(super) fn alone(&self) -> Self {
        let layers = self.layers.first().cloned().into_iter().collect();
        Self { layers, budget: Rc::clone(&self.budget) }
    }

    /// The value of a name; its case makes no difference.
    pub(super) fn get(&self, name: &str) -> Option<&Text> {
        let name = name.to_ascii_lowercase();
        self.layers.iter().rev().find_map(|layer| layer.get(name.as_str()))
    }
}

/// Adds a value under its name, the parts of a mapping under theirs.
pub(super) fn add(name: &str, value: &Node, names: &mut HashMap<EcoString, Text>) {
    let mut open = vec![(name.to_ascii_lowercase(), value, 0)];
    let mut left = MOST_PARTS;
    while let Some((name, value, depth)) = open.pop().filter(|_| left > 0) {
        left -= 1;
        if let Some(text) = value.scalar() {
            names.insert(name.as_str().into(), text.clone());
        }
        if depth < DEEPEST {
            let parts = value.entries().iter().take(MOST_PARTS);
            open.extend(parts.map(|(key, part)| {
                (format!("{name}.{}", key.to_ascii_lowercase()), part.as_ref(), depth + 1)
            }));
        }
    }
}
