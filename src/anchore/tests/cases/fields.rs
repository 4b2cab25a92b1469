//! The fields of a case: each has to be read by its check, so that nothing of a case goes unlooked at.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Whether a case comes out as it says, and if not, what is wrong.
pub(super) type Outcome<T = ()> = Result<T, String>;

/// Remarks: where a case comes from. `msgs_asserted` says that it is a test of Anchore's that asserts the messages.
const REMARKS: [&str; 6] = ["id", "origin", "source", "verified", "note", "msgs_asserted"];

pub(super) struct Fields<'c> {
    all: &'c Map<String, Value>,
    read: RefCell<BTreeSet<String>>,
}

impl<'c> Fields<'c> {
    pub(super) fn of(case: &'c Value) -> Outcome<Self> {
        let all = case.as_object().ok_or("it is no object")?;
        Ok(Self { all, read: RefCell::default() })
    }

    /// The field, unless it is absent or null.
    pub(super) fn get(&self, name: &str) -> Option<&'c Value> {
        self.read.borrow_mut().insert(name.to_owned());
        self.all.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }

    pub(super) fn needed(&self, name: &str) -> Outcome<&'c Value> {
        self.get(name).ok_or_else(|| format!("it has no `{name}`"))
    }

    pub(super) fn text(&self, name: &str) -> Outcome<Option<&'c str>> {
        let text = |value: &'c Value| value.as_str().ok_or(format!("`{name}` is no text"));
        self.get(name).map(text).transpose()
    }

    pub(super) fn needed_text(&self, name: &str) -> Outcome<&'c str> {
        self.text(name)?.ok_or_else(|| format!("it has no `{name}`"))
    }

    pub(super) fn flag(&self, name: &str) -> Outcome<bool> {
        self.needed(name)?.as_bool().ok_or_else(|| format!("`{name}` is neither true nor false"))
    }

    /// A list of texts, in order of their letters.
    pub(super) fn texts(&self, name: &str) -> Outcome<Option<Vec<String>>> {
        let list = |value: &Value| {
            let mut texts = texts(value).ok_or(format!("`{name}` is no list of texts"))?;
            texts.sort();
            Ok(texts)
        };
        self.get(name).map(list).transpose()
    }

    pub(super) fn all_read(&self) -> Outcome {
        let read = self.read.borrow();
        let is_known = |name: &&String| read.contains(*name) || REMARKS.contains(&name.as_str());
        match self.all.keys().find(|name| !is_known(name)) {
            Some(name) => Err(format!("the field `{name}` is not known")),
            None => Ok(()),
        }
    }
}

pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

/// Compares one thing that a case expects.
pub(super) fn same<T: PartialEq + std::fmt::Debug>(what: &str, is: &T, expected: &T) -> Outcome {
    if is == expected {
        return Ok(());
    }
    Err(format!("{what} is {is:?}, expected {expected:?}"))
}
