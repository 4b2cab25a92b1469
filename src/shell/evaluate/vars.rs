//! What is known of shell variables while a script is walked through, with scopes that can be left again.

use std::collections::HashMap;

use crate::shell::Scope;
use crate::source::Text;

/// A variable keeps at most this many values that branches may have given it.
pub(crate) const MAX_WORLDS: usize = 16;

/// The value of a variable.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    One(Text),
    /// One of these, after `if`, `case` or `||`: value `i` of one variable goes with value `i` of another.
    Any(Vec<Text>),
    Array(Vec<Text>),
    /// Unset here, whatever the outer scope says.
    Unset,
}

impl Value {
    /// The scalar value in world `world`; of an array the first item.
    pub(crate) fn scalar(&self, world: usize) -> Option<&Text> {
        match self {
            Self::One(text) => Some(text),
            Self::Any(all) => all.get(world.min(all.len().saturating_sub(1))),
            Self::Array(items) => items.first(),
            Self::Unset => None,
        }
    }

    fn into_all(self) -> Vec<Text> {
        match self {
            Self::One(text) => vec![text],
            Self::Any(all) => all,
            Self::Array(items) => items.into_iter().take(1).collect(),
            Self::Unset => Vec::new(),
        }
    }
}

/// A point to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark(usize);

/// Variables by name, over those known from outside.
pub(crate) struct Vars<'s> {
    scope: &'s dyn Scope,
    values: HashMap<String, Value>,
    /// Overwritten values, while a mark is set.
    log: Vec<(String, Option<Value>)>,
    marks: usize,
}

impl<'s> Vars<'s> {
    pub(crate) fn new(scope: &'s dyn Scope) -> Self {
        Self { scope, values: HashMap::new(), log: Vec::new(), marks: 0 }
    }

    /// The value set in the script.
    pub(crate) fn local(&self, name: &str) -> Option<&Value> {
        if self.values.is_empty() {
            return None;
        }
        let value = self.values.get(name)?;
        (!matches!(value, Value::Unset)).then_some(value)
    }

    /// The value known from outside, unless the script has unset it.
    pub(crate) fn outer(&self, name: &str) -> Option<&Text> {
        if !self.values.is_empty() && self.values.contains_key(name) {
            return None;
        }
        self.scope.get(name)
    }

    pub(crate) fn set(&mut self, name: &str, value: Value) {
        let old = self.values.insert(name.to_owned(), value);
        if self.marks > 0 {
            self.log.push((name.to_owned(), old));
        }
    }

    /// From here on changes can be taken back.
    pub(crate) fn mark(&mut self) -> Mark {
        self.marks += 1;
        Mark(self.log.len())
    }

    /// Takes back what was set since the mark.
    pub(crate) fn back_to(&mut self, mark: Mark) {
        self.take_since(mark);
    }

    /// Takes back what was set since the mark, and says what it was.
    pub(crate) fn take_since(&mut self, mark: Mark) -> Vec<(String, Value)> {
        let mut changed = Vec::new();
        while self.log.len() > mark.0 {
            let Some((name, old)) = self.log.pop() else {
                break;
            };
            let new = match old {
                Some(old) => self.values.insert(name.clone(), old),
                None => self.values.remove(&name),
            };
            if let Some(new) = new {
                changed.push((name, new));
            }
        }
        self.marks = self.marks.saturating_sub(1);
        // A name set twice comes twice, the last value first.
        changed.sort_by(|a, b| a.0.cmp(&b.0));
        changed.dedup_by(|later, first| later.0 == first.0);
        changed
    }

    /// After branches: each name they set has one of their values, or the old one unless `exhaustive`.
    pub(crate) fn merge(&mut self, arms: Vec<Vec<(String, Value)>>, exhaustive: bool) {
        let count = arms.len();
        let mut all: Vec<(String, Value)> = arms.into_iter().flatten().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        let mut rest = all.into_iter().peekable();
        while let Some((name, first)) = rest.next() {
            let mut set_by = 1;
            let mut values = Vec::new();
            let mut array = None;
            let mut take = |value| match value {
                Value::Array(items) => array = Some(items),
                other => values.extend(other.into_all()),
            };
            take(first);
            while let Some((_, value)) = rest.next_if(|next| next.0 == name) {
                take(value);
                set_by += 1;
            }
            if let Some(items) = array {
                self.set(&name, Value::Array(items));
                continue;
            }
            if !(exhaustive && set_by == count) {
                self.keep_old(&name, &mut values);
            }
            self.set(&name, alternatives(values));
        }
    }

    fn keep_old(&self, name: &str, values: &mut Vec<Text>) {
        let old = match self.local(name) {
            Some(value) => value.clone().into_all(),
            None => self.outer(name).cloned().into_iter().collect(),
        };
        values.splice(0..0, old);
    }
}

/// One value of several, each text once.
pub(crate) fn alternatives(values: Vec<Text>) -> Value {
    let mut kept: Vec<Text> = Vec::new();
    for value in values {
        if !kept.iter().any(|other| other.as_str() == value.as_str()) {
            kept.push(value);
        }
    }
    if kept.len() > MAX_WORLDS {
        // The last ones: what a plain reading of the script would leave.
        kept.drain(..kept.len() - MAX_WORLDS);
    }
    match kept.pop() {
        Some(only) if kept.is_empty() => Value::One(only),
        Some(last) => {
            kept.push(last);
            Value::Any(kept)
        }
        None => Value::Any(Vec::new()),
    }
}
