//! One value of YAML with its place.

use std::rc::Rc;

use ecow::EcoString;

use crate::source::{Span, Text};

/// What a value is.
#[derive(Debug)]
pub(crate) enum Value {
    /// Nothing, or the word for it.
    Null,
    /// A text, a number, a truth value: as it is written.
    Scalar(Text),
    /// A list.
    Sequence(Vec<Rc<Node>>),
    /// Keys with values, in their order; where a key stands twice, the last one counts.
    Mapping(Vec<(Text, Rc<Node>)>),
}

/// A value and where it stands.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
    /// The name of a tag of one's own: `reset` for `!reset`.
    pub(crate) tag: Option<EcoString>,
    /// A scalar without quotes, which some readers take as a number or a truth value.
    pub(crate) is_plain: bool,
}

impl Node {
    /// The value of a key of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Rc<Node>> {
        let mut entries = self.entries().iter().rev();
        entries.find(|(name, _)| name.as_str() == key).map(|(_, value)| value)
    }

    /// The text of a key of a mapping, if that is a scalar.
    pub(crate) fn text(&self, key: &str) -> Option<&Text> {
        self.get(key).and_then(|node| node.scalar())
    }

    /// The items of the list that a key of a mapping holds.
    pub(crate) fn list(&self, key: &str) -> &[Rc<Node>] {
        self.get(key).map_or(&[], |node| node.items())
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub(crate) fn scalar(&self) -> Option<&Text> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn items(&self) -> &[Rc<Node>] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn entries(&self) -> &[(Text, Rc<Node>)] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The texts of a list; what is no scalar is left out.
    pub(crate) fn texts(&self) -> Vec<Text> {
        self.items().iter().filter_map(|item| item.scalar()).cloned().collect()
    }
}
