//! Files of keys and values, read as their programs read them: JSON, YAML, TOML, INI, HOCON, `.env`.
//!
//! Tolerant: what is no such file gives few or strange settings, never an error. Nothing of a value is interpreted.

mod hocon;
mod ini;
mod json;
mod objects;
mod xml;
mod yaml;

use std::rc::Rc;

use crate::source::Text;

pub(crate) use hocon::{hocon, is_hocon};
pub(crate) use ini::ini;
pub(crate) use json::json;
pub(crate) use objects::objects;
pub(crate) use xml::{attributes, entity, unescaped, xml};
pub(crate) use yaml::yaml;

/// Settings of one file that are kept; more have only tables of data, lock files among them.
const MOST: usize = 1 << 16;
/// Sections inside sections; deeper ones count as their parent.
const MAX_DEPTH: usize = 32;

/// One key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// The keys around it, joined by dots; items of a list have no key of their own.
    pub(crate) section: Rc<str>,
    /// The key, decoded; empty for an item of a list.
    pub(crate) key: Text,
    /// The value, decoded; without its quotes.
    pub(crate) value: Text,
}

impl Setting {
    /// The last key of the section.
    pub(crate) fn parent(&self) -> &str {
        self.section.rsplit('.').next().unwrap_or_default()
    }

    /// The first key of the section.
    pub(crate) fn top(&self) -> &str {
        self.section.split('.').next().unwrap_or_default()
    }
}

/// A section below another.
fn below(section: &Rc<str>, key: &str) -> Rc<str> {
    if key.is_empty() || section.split('.').count() >= MAX_DEPTH {
        return Rc::clone(section);
    }
    if section.is_empty() { key.into() } else { format!("{section}.{key}").into() }
}

/// What a reader finds in a text, as `section/key=value`, for the tests of the readers.
#[cfg(test)]
fn shown(text: &str, reader: fn(&Text) -> Vec<Setting>) -> Vec<String> {
    use crate::source::{FileId, Span};
    let content = Text::verbatim(text, Span::new(FileId::default(), 0, text.len()));
    let one = |s: Setting| format!("{}/{}={}", s.section, s.key.as_str(), s.value.as_str());
    reader(&content).into_iter().map(one).collect()
}
