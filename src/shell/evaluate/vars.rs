//! What is known of shell variables while a script is walked through, with scopes that can be left again.

use std::cell::RefCell;

use ecow::EcoString;
use foldhash::HashMap;

use crate::shell::Scope;
use crate::source::{Text, copied};

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

/// A variable and its value.
pub(crate) type Setting = (EcoString, Value);

/// A value, and a number that no other value of any variable has.
#[derive(Debug)]
struct Slot {
    value: Value,
    version: usize,
    /// Where the log has the value that the last setting has overwritten.
    logged: Option<usize>,
}

/// Which variables a piece of a script has found with which value, and which ones it has set.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    touched: HashMap<EcoString, Touched>,
}

/// What a piece of a script has done with a variable: at least one of both.
#[derive(Clone, Copy, Debug, Default)]
struct Touched {
    /// The version that it has found, if it has not set the variable before; 0: not set in the script.
    read: Option<usize>,
    written: bool,
}

impl Trace {
    fn write(&mut self, name: &str) {
        match self.touched.get_mut(name) {
            Some(touched) => touched.written = true,
            None => {
                self.touched.insert(copied(name), Touched { read: None, written: true });
            }
        }
    }

    /// The variable was not set after all.
    fn take_back(&mut self, name: &str) {
        match self.touched.get_mut(name) {
            Some(touched) if touched.read.is_some() => touched.written = false,
            _ => {
                self.touched.remove(name);
            }
        }
    }
}

/// A point to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark(usize);

/// Variables by name, over those known from outside.
pub(crate) struct Vars<'s> {
    scope: &'s dyn Scope,
    values: HashMap<EcoString, Slot>,
    /// Overwritten values, of each variable the first one behind each mark.
    log: Vec<(EcoString, Option<Slot>)>,
    /// How long the log was at each mark that is set, the last one last.
    marks: Vec<usize>,
    versions: usize,
    traces: RefCell<Vec<Trace>>,
}

impl<'s> Vars<'s> {
    pub(crate) fn new(scope: &'s dyn Scope) -> Self {
        Self {
            scope,
            values: HashMap::default(),
            log: Vec::new(),
            marks: Vec::new(),
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
        let Some(Trace { touched }) = traces.last_mut() else { return };
        if !touched.contains_key(name) {
            let read = Some(self.version(name));
            touched.insert(copied(name), Touched { read, written: false });
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
        // what was set before is no longer found as it was around the piece
        trace.touched.iter().for_each(|(name, new)| match outer.touched.get_mut(name) {
            Some(known) => known.written |= new.written,
            None => drop(outer.touched.insert(name.clone(), *new)),
        });
    }

    /// True if the piece of this trace would find now what it found then.
    pub(crate) fn finds(&self, trace: &Trace) -> bool {
        let mut read = trace.touched.iter().filter_map(|(name, it)| Some((name, it.read?)));
        read.all(|(name, version)| self.version(name) == version)
    }

    /// The values that the piece of this trace has left.
    pub(crate) fn written(&self, trace: &Trace) -> Vec<Setting> {
        let written = trace.touched.iter().filter(|(_, touched)| touched.written);
        let value = |name: &EcoString| Some((name.clone(), self.values.get(name)?.value.clone()));
        written.filter_map(|(name, _)| value(name)).collect()
    }

    /// The value known from outside, unless the script has unset it.
    pub(crate) fn outer(&self, name: &str) -> Option<&Text> {
        if !self.values.is_empty() && self.values.contains_key(name) {
            return None;
        }
        self.scope.get(name)
    }

    pub(crate) fn set(&mut self, name: &str, value: Value) {
        if let Some(trace) = self.traces.get_mut().last_mut() {
            trace.write(name);
        }
        let old = self.values.get_mut(name);
        let version = match &old {
            Some(slot) if slot.value == value => slot.version,
            _ => {
                self.versions += 1;
                self.versions
            }
        };
        // of several settings behind one mark only the first overwrites what is to come back
        let logged = old.as_ref().and_then(|slot| slot.logged);
        let is_open = self.marks.last().is_some_and(|mark| logged.is_none_or(|at| at < *mark));
        let new =
            Slot { value, version, logged: if is_open { Some(self.log.len()) } else { logged } };
        let overwritten = match old {
            Some(slot) => Some(std::mem::replace(slot, new)),
            None => self.values.insert(copied(name), new),
        };
        if is_open {
            self.log.push((copied(name), overwritten));
        }
    }

    /// From here on changes can be taken back.
    pub(crate) fn mark(&mut self) -> Mark {
        self.marks.push(self.log.len());
        Mark(self.log.len())
    }

    /// Takes back what was set since the mark.
    pub(crate) fn back_to(&mut self, mark: Mark) {
        self.take_since(mark);
    }

    /// Takes back what was set since the mark, the last one that is set, and says what it was, each variable once.
    pub(crate) fn take_since(&mut self, mark: Mark) -> Vec<Setting> {
        let mut changed = Vec::with_capacity(self.log.len().saturating_sub(mark.0));
        while self.log.len() > mark.0 {
            let Some((name, old)) = self.log.pop() else {
                break;
            };
            let new = match old {
                Some(old) => self.values.get_mut(&name).map(|slot| std::mem::replace(slot, old)),
                None => self.values.remove(&name),
            };
            if let Some(trace) = self.traces.get_mut().last_mut() {
                trace.take_back(&name);
            }
            if let Some(new) = new {
                changed.push((name, new.value));
            }
        }
        self.marks.pop();
        changed
    }

    /// After branches: each name they set has one of their values, or the old one unless `exhaustive`.
    pub(crate) fn merge(&mut self, arms: Vec<Vec<Setting>>, exhaustive: bool) {
        let count = arms.len();
        let mut all: Vec<Setting> = arms.into_iter().flatten().collect();
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
pub(crate) fn alternatives(mut values: Vec<Text>) -> Value {
    if values.len() == 1
        && let Some(only) = values.pop()
    {
        return Value::One(only);
    }
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
