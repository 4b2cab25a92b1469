//! The variables in effect at each instruction.
//!
//! One table holds all states of all stages: a state is a number, and setting a variable shares all but a
//! few words with the state before, so that long files and long chains of stages stay linear.

use ecow::EcoString;
use foldhash::{HashMap, HashMapExt};

use crate::dockerfile::expansion::lookup::Lookup;
use crate::source::Text;

const BITS: u32 = 4;
const WIDTH: usize = 1 << BITS;

/// The variables in effect at one place; look inside with [`Environments::at`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct EnvId {
    /// Index of the topmost node, plus one; 0 if no variable is set.
    root: u32,
    /// Levels of nodes.
    depth: u32,
}

/// All states of all variables of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environments {
    numbers: HashMap<EcoString, u32>,
    names: Vec<EcoString>,
    values: Vec<Text>,
    /// A tree by name number: each slot is the index of a node or value, plus one; 0 is nothing.
    nodes: Vec<[u32; WIDTH]>,
}

impl Environments {
    /// No variables, with room for some.
    pub(crate) fn with_room() -> Self {
        Self { numbers: HashMap::with_capacity(28), ..Self::default() }
    }

    /// A copy with room for more variables; the room for their numbers is copied anyway.
    pub(crate) fn copy_with_room(&self) -> Self {
        Self {
            numbers: self.numbers.clone(),
            names: with_room(&self.names),
            values: with_room(&self.values),
            nodes: with_room(&self.nodes),
        }
    }

    /// The variables of one state.
    pub(crate) fn at(&self, id: EnvId) -> Environment<'_> {
        Environment { all: self, id, proxies: &[] }
    }

    /// The state `id` with one variable set.
    pub(crate) fn set(&mut self, id: EnvId, name: &str, value: Text) -> EnvId {
        let number = self.number(name);
        self.values.push(value);
        let value = self.values.len() as u32;
        self.put(id, number, value)
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    fn put(&mut self, id: EnvId, number: u32, value: u32) -> EnvId {
        let EnvId { mut root, mut depth } = id;
        depth = depth.max(1);
        while number >> (BITS * depth).min(31) != 0 && BITS * depth < 32 {
            root = if root == 0 { 0 } else { self.copy_with(0, 0, root) };
            depth += 1;
        }
        let mut path = [0; 8];
        let mut node = root;
        let levels = path.get_mut(..depth as usize).unwrap_or_default();
        for (level, slot) in (0..depth).zip(levels).rev() {
            *slot = node;
            node = self.slot(node, slot_at(number, level));
        }
        let mut child = value;
        for (level, node) in (0..depth).zip(path) {
            child = self.copy_with(node, slot_at(number, level), child);
        }
        EnvId { root: child, depth }
    }

    /// A copy of a node with one slot changed.
    fn copy_with(&mut self, node: u32, slot: usize, value: u32) -> u32 {
        let old = node.checked_sub(1).and_then(|index| self.nodes.get(index as usize));
        let mut copy = old.copied().unwrap_or_default();
        if let Some(slot) = copy.get_mut(slot) {
            *slot = value;
        }
        self.nodes.push(copy);
        self.nodes.len() as u32
    }

    fn slot(&self, node: u32, slot: usize) -> u32 {
        let node = node.checked_sub(1).and_then(|index| self.nodes.get(index as usize));
        node.and_then(|node| node.get(slot)).copied().unwrap_or(0)
    }

    fn value(&self, value: u32) -> Option<&Text> {
        self.values.get(value.checked_sub(1)? as usize)
    }
}

fn with_room<T: Clone>(all: &[T]) -> Vec<T> {
    let mut copy = Vec::with_capacity(all.len() + 16);
    copy.extend_from_slice(all);
    copy
}

fn slot_at(number: u32, level: u32) -> usize {
    (number >> (BITS * level)) as usize % WIDTH
}

/// The variables of one state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Environment<'e> {
    all: &'e Environments,
    id: EnvId,
    /// Variables that have a value though no instruction sets them.
    proxies: &'e [(String, Text)],
}

impl<'e> Environment<'e> {
    /// The same with proxy variables of the build, which any instruction's own value outdoes.
    pub(super) fn with_proxies(self, proxies: &'e [(String, Text)]) -> Self {
        Self { proxies, ..self }
    }

    /// The value of a variable, with its source.
    pub(crate) fn value(&self, name: &str) -> Option<&'e Text> {
        let number = self.all.numbers.get(name);
        let proxy = || self.proxies.iter().find(|(it, _)| it == name).map(|(_, value)| value);
        number.and_then(|number| self.by_number(*number)).or_else(proxy)
    }

    fn by_number(&self, number: u32) -> Option<&'e Text> {
        let EnvId { root, depth } = self.id;
        if BITS * depth < 32 && number >> (BITS * depth) != 0 {
            return None;
        }
        let levels = (0..depth).rev();
        let value = levels.fold(root, |node, level| self.all.slot(node, slot_at(number, level)));
        self.all.value(value)
    }

    /// All variables that are set, in the order in which their names first appear in the file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'e str, &'e Text)> {
        let environment = *self;
        let names = self.all.names.iter().enumerate();
        names.filter_map(move |(number, name)| {
            Some((name.as_str(), environment.by_number(number as u32)?))
        })
    }
}

impl Lookup for Environment<'_> {
    fn get(&self, name: &str) -> Option<&Text> {
        self.value(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn text(value: &str) -> Text {
        Text::made(value, Span::default())
    }

    #[test]
    fn states_share_what_they_do_not_change() {
        let mut all = Environments::default();
        let first = all.set(EnvId::default(), "A", text("1"));
        let second = all.set(first, "A", text("2"));
        let third = all.set(second, "B", text("3"));
        assert_eq!(all.at(first).value("A").unwrap().as_str(), "1");
        assert_eq!(all.at(first).value("B"), None);
        assert_eq!(all.at(third).value("A").unwrap().as_str(), "2");
        assert_eq!(all.at(EnvId::default()).value("A"), None);
        assert_eq!(all.at(third).iter().count(), 2);
    }

    #[test]
    fn many_names_are_all_found_again() {
        let mut all = Environments::default();
        let mut id = EnvId::default();
        for number in 0..5000 {
            id = all.set(id, &format!("N{number}"), text(&number.to_string()));
        }
        for number in 0..5000 {
            let value = all.at(id).value(&format!("N{number}")).map(Text::as_str);
            assert_eq!(value, Some(number.to_string().as_str()));
        }
    }
}
