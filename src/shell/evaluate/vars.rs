//! What is known of shell variables while a script is walked through, with scopes that can be left again.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::shell::Scope;
use crate::source::Text;

/// A variable keeps at most this many values that branches may have given it.
pub(crate) const MAX_ALTERNATIVES: usize = 16;

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
    /// The scalar value in alternative `alternative`; of an array the first item.
    pub(crate) fn scalar(&self, alternative: usize) -> Option<&Text> {
        match self {
            Self::One(text) => Some(text),
            Self::Any(all) => all.get(alternative.min(all.len().saturating_sub(1))),
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

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &[Text], b: &[Text]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.as_str() == b.as_str())
        };
        match (self, other) {
            (Self::One(a), Self::One(b)) => a.as_str() == b.as_str(),
            (Self::Any(a), Self::Any(b)) | (Self::Array(a), Self::Array(b)) => same(a, b),
            (Self::Unset, Self::Unset) => true,
            _ => false,
        }
    }
}

/// A value, and a number that no other value of any variable has.
#[derive(Debug)]
struct Slot {
    value: Value,
    version: usize,
}

/// Which variables a piece of a script has found with which value, and which ones it has set.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// The versions found; 0: not set in the script.
    reads: BTreeMap<String, usize>,
    writes: BTreeSet<String>,
}

/// A point to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark(usize);

/// Variables by name, over those known from outside.
pub(crate) struct Vars<'s> {
    scope: &'s dyn Scope,
    values: HashMap<String, Slot>,
    /// Overwritten values, while a mark is set.
    log: Vec<(String, Option<Slot>)>,
    marks: usize,
    versions: usize,
    traces: RefCell<Vec<Trace>>,
}

impl<'s> Vars<'s> {
    pub(crate) fn new(scope: &'s dyn Scope) -> Self {
        Self {
            scope,
            values: HashMap::default(),
            log: Vec::new(),
            marks: 0,
            versions: 0,
            traces: RefCell::default(),
        }
    }

    /// The value set in the script.
    pub(crate) fn local(&self, name: &str) -> Option<&Value> {
        self.note_read(name);
        if self.values.is_empty() {
            return None;
        }
        let value = &self.values.get(name)?.value;
        (!matches!(value, Value::Unset)).then_some(value)
    }

    fn version(&self, name: &str) -> usize {
        self.values.get(name).map_or(0, |slot| slot.version)
    }

    fn note_read(&self, name: &str) {
        let mut traces = self.traces.borrow_mut();
        let Some(trace) = traces.last_mut() else { return };
        if !trace.writes.contains(name) && !trace.reads.contains_key(name) {
            trace.reads.insert(name.to_owned(), self.version(name));
        }
    }

    /// From here on it is noted which variables are read and set.
    pub(crate) fn begin_trace(&mut self) {
        self.traces.get_mut().push(Trace::default());
    }

    /// What has been noted since the last [`Self::begin_trace`]; what is noted around it takes that over.
    pub(crate) fn end_trace(&mut self) -> Trace {
        let trace = self.traces.get_mut().pop().unwrap_or_default();
        self.retrace(&trace);
        trace
    }

    /// The piece of this trace has taken place once more.
    pub(crate) fn retrace(&mut self, trace: &Trace) {
        let Some(outer) = self.traces.get_mut().last_mut() else { return };
        for (name, version) in &trace.reads {
            if !outer.writes.contains(name) && !outer.reads.contains_key(name) {
                outer.reads.insert(name.clone(), *version);
            }
        }
        outer.writes.extend(trace.writes.iter().cloned());
    }

    /// True if the piece of this trace would find now what it found then.
    pub(crate) fn finds(&self, trace: &Trace) -> bool {
        trace.reads.iter().all(|(name, version)| self.version(name) == *version)
    }

    /// The values that the piece of this trace has left.
    pub(crate) fn written(&self, trace: &Trace) -> Vec<(String, Value)> {
        let value = |name: &String| Some((name.clone(), self.values.get(name)?.value.clone()));
        trace.writes.iter().filter_map(value).collect()
    }

    /// The value known from outside, unless the script has unset it.
    pub(crate) fn outer(&self, name: &str) -> Option<&Text> {
        if !self.values.is_empty() && self.values.contains_key(name) {
            return None;
        }
        self.scope.get(name)
    }

    pub(crate) fn set(&mut self, name: &str, value: Value) {
        if let Some(trace) = self.traces.get_mut().last_mut()
            && !trace.writes.contains(name)
        {
            trace.writes.insert(name.to_owned());
        }
        let same = self.values.get(name).filter(|slot| slot.value == value);
        let version = match same {
            Some(slot) => slot.version,
            None => {
                self.versions += 1;
                self.versions
            }
        };
        let old = self.values.insert(name.to_owned(), Slot { value, version });
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
            if let Some(trace) = self.traces.get_mut().last_mut() {
                trace.writes.remove(&name);
            }
            if let Some(new) = new {
                changed.push((name, new.value));
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
    if kept.len() > MAX_ALTERNATIVES {
        // The last ones: what a plain reading of the script would leave.
        kept.drain(..kept.len() - MAX_ALTERNATIVES);
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
