//! What an expression comes to.

use crate::source::{Span, Text};

/// A value of HCL.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A text, a number, a truth value.
    Text(Text),
    List(Vec<Value>),
    Map(Vec<(Text, Value)>),
    /// No value, on purpose.
    Null,
    /// It is not worked out.
    Unknown(Span),
}

impl Value {
    /// As a text; a part that is not known is unknown in it. Nothing for what is none.
    pub(super) fn text(&self) -> Option<Text> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Unknown(span) => {
                let mut text = Text::empty(*span);
                text.push_unknown(*span);
                Some(text)
            }
            Self::List(_) | Self::Map(_) | Self::Null => None,
        }
    }

    /// The texts of a list.
    pub(super) fn texts(&self) -> Vec<Text> {
        match self {
            Self::List(items) => items.iter().filter_map(Self::text).collect(),
            _ => Vec::new(),
        }
    }

    /// The entries of an object that are texts.
    pub(super) fn pairs(&self) -> Vec<(Text, Text)> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), value.text()?)))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What stands under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => {
                entries.iter().rev().find(|(name, _)| **name == *key).map(|(_, it)| it)
            }
            _ => None,
        }
    }
}
