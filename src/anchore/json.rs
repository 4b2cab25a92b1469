//! JSON with the place of each value: objects and lists that borrow from the file, and the problems met on the way.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::pattern::ExpressionBudget;
use crate::policy::Problems;
use crate::source::Span;

/// A value and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'t> {
    raw: &'t RawValue,
    /// Its place in the file.
    pub(super) span: Span,
}

/// Reads values of one file and collects what is wrong with them.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    bytes: &'t [u8],
    pub(super) problems: Problems,
    /// What its regular expressions may still cost.
    pub(super) budget: ExpressionBudget,
}

/// The fields of an object, in the order of the file.
#[derive(Debug)]
pub(super) struct Object<'t> {
    fields: Vec<(String, Value<'t>)>,
    /// The whole object.
    pub(super) span: Span,
}

struct Fields<'t>(Vec<(String, &'t RawValue)>);

impl<'t> Deserialize<'t> for Fields<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'t> Visitor<'t> for Collect {
            type Value = Fields<'t>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Fields<'t>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

impl<'t> Reader<'t> {
    pub(super) fn new(bytes: &'t [u8], problems: Problems) -> Self {
        Self { bytes, problems, budget: ExpressionBudget::default() }
    }

    /// The whole file as an object.
    pub(super) fn root(&mut self) -> Option<Object<'t>> {
        let text = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.bytes);
        if let Err(error) = std::str::from_utf8(self.bytes) {
            let at = error.valid_up_to();
            let span = self.problems.span(at..at + 1);
            self.problems.add_help(span, "this file is not UTF-8", "save it as UTF-8");
            return None;
        }
        match serde_json::from_slice::<&RawValue>(text) {
            Ok(raw) => {
                let value = self.value(raw);
                self.object(value, "a bundle")
            }
            Err(error) => {
                let (span, message) = self.problems.json_error(self.bytes, text, &error);
                let help = "write JSON: no comments, names in double quotes, no comma behind the last entry";
                self.problems.add_help(span, message, help);
                None
            }
        }
    }

    pub(super) fn object(&mut self, value: Value<'t>, what: &str) -> Option<Object<'t>> {
        match serde_json::from_str::<Fields<'t>>(value.raw.get()) {
            Ok(Fields(fields)) => {
                let fields: Vec<_> =
                    fields.into_iter().map(|(name, raw)| (name, self.value(raw))).collect();
                for (at, (name, again)) in fields.iter().enumerate() {
                    // Objects of a bundle have few fields; a longer one has been refused by then.
                    if fields.iter().take(at.min(64)).any(|(before, _)| before == name) {
                        self.problems
                            .add(again.span, format!("the key `{name}` stands here twice"));
                    }
                }
                Some(Object { fields, span: value.span })
            }
            Err(_) => {
                self.problems.add(value.span, format!("{what} must be an object"));
                None
            }
        }
    }

    pub(super) fn list(&mut self, value: Value<'t>, what: &str) -> Vec<Value<'t>> {
        match serde_json::from_str::<Vec<&'t RawValue>>(value.raw.get()) {
            Ok(values) => values.into_iter().map(|raw| self.value(raw)).collect(),
            Err(_) => {
                self.problems.add(value.span, format!("{what} must be a list"));
                Vec::new()
            }
        }
    }

    pub(super) fn string(&mut self, value: Value<'t>, what: &str) -> Option<String> {
        let text = value.string();
        if text.is_none() {
            let message = format!("{what} must be a string");
            match value.raw.get() {
                raw if raw.len() <= 20 && !raw.starts_with(['"', '[', '{']) => {
                    self.problems.add_help(value.span, message, format!("write `\"{raw}\"`"));
                }
                _ => self.problems.add(value.span, message),
            }
        }
        text
    }

    fn value(&self, raw: &'t RawValue) -> Value<'t> {
        let start = raw.get().as_ptr().addr().saturating_sub(self.bytes.as_ptr().addr());
        Value { raw, span: self.problems.span(start..start + raw.get().len()) }
    }
}

impl Value<'_> {
    pub(super) fn string(self) -> Option<String> {
        serde_json::from_str(self.raw.get()).ok()
    }

    pub(super) fn is_null(self) -> bool {
        self.raw.get() == "null"
    }

    /// An empty string or list.
    pub(super) fn is_empty(self) -> bool {
        let inside = |open, close| self.raw.get().strip_prefix(open)?.strip_suffix(close);
        let empty = |inside: &str| inside.bytes().all(|byte| byte.is_ascii_whitespace());
        self.raw.get() == "\"\"" || inside('[', ']').is_some_and(empty)
    }

    /// `true` or `false`.
    pub(super) fn boolean(self) -> Option<bool> {
        serde_json::from_str(self.raw.get()).ok()
    }
}

impl<'t> Object<'t> {
    /// The field, unless it is absent or null.
    pub(super) fn get(&self, name: &str) -> Option<Value<'t>> {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| *value).filter(|value| !value.is_null())
    }

    /// The first of the fields that is there.
    pub(super) fn any(&self, names: &[&str]) -> Option<Value<'t>> {
        names.iter().find_map(|name| self.get(name))
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, Span)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.span))
    }

    /// A field as text, without complaint if it is absent.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        self.any(names)?.string()
    }
}
