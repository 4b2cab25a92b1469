//! Variables of a job, and where they are put in: `$NAME`, `${NAME}`; inputs of a file: `$[[ inputs.name ]]`.

use ecow::EcoString;
use foldhash::HashMap;

use super::loading::{Layer, Pipeline};
use crate::source::Text;

/// Variables that name one another: real ones do so twice.
const DEEPEST: usize = 8;

/// Variables by name, with the order in which they were set.
#[derive(Clone, Default)]
pub(super) struct Variables {
    pub(super) names: Vec<Text>,
    values: HashMap<EcoString, Text>,
}

impl Variables {
    pub(super) fn set(&mut self, name: &Text, value: Text) {
        if self.values.insert(name.as_str().into(), value).is_none() {
            self.names.push(name.clone());
        }
    }
}

impl Pipeline<'_> {
    /// Adds the variables that a mapping sets.
    pub(super) fn set(&self, layer: &Layer, variables: &mut Variables) {
        for (name, value) in layer.node.entries() {
            if !self.budget.takes_variable(name) {
                return;
            }
            let value = value.scalar().or_else(|| value.text("value"));
            let value = value.map(|value| self.text_of(value, layer));
            variables.set(name, value.unwrap_or_else(|| Text::empty(name.span())));
        }
    }

    /// The value of a variable, with those in it put in.
    pub(super) fn value(&self, name: &Text, variables: &Variables) -> Text {
        let value = variables.values.get(name.as_str());
        value.map_or_else(|| Text::empty(name.span()), |it| self.nested(it, variables, 1))
    }

    /// The text with variables put in; one that no file sets is unknown.
    pub(super) fn expand(&self, text: &Text, variables: &Variables) -> Text {
        self.nested(text, variables, 0)
    }

    fn nested(&self, text: &Text, variables: &Variables, depth: usize) -> Text {
        if !text.contains('$') || depth > DEEPEST || self.budget.is_spent() {
            return text.clone();
        }
        let mut out = Text::empty(text.span());
        let mut done = 0;
        while let Some(at) = text.get(done..).and_then(|it| it.find('$')).map(|it| it + done) {
            let rest = text.get(at + 1..).unwrap_or_default();
            out.push_range(text, done..at);
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let braced = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let (name, end) = match braced {
                Some((name, _)) => (name, at + name.len() + 3),
                None => {
                    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                    (rest.get(..length).unwrap_or_default(), at + 1 + length)
                }
            };
            if rest.starts_with('$') {
                out.push_made("$", text.span_of(at..at + 2));
                done = at + 2;
                continue;
            }
            let span = text.span_of(at..end);
            match variables.values.get(name) {
                _ if name.is_empty() => out.push_range(text, at..end),
                Some(value) => {
                    let value = self.nested(value, variables, depth + 1);
                    match value.is_known() && self.budget.takes_bytes(value.len() + 1) {
                        true => out.push_through(&value, span),
                        false => out.push_unknown(span),
                    }
                }
                None => out.push_unknown(span),
            }
            done = end;
        }
        out.push_range(text, done..text.len());
        out
    }

    /// The text with the inputs of its file put in.
    pub(super) fn text_of(&self, text: &Text, layer: &Layer) -> Text {
        if !text.contains("$[[") {
            return text.clone();
        }
        let mut out = Text::empty(text.span());
        let mut at = 0;
        while let Some(open) = text.get(at..).and_then(|it| it.find("$[[")).map(|it| it + at) {
            let rest = text.get(open + 3..).unwrap_or_default();
            let Some(length) = rest.find("]]") else { break };
            let end = open + 3 + length + 2;
            let inner = rest.get(..length).unwrap_or_default().split('|').next();
            let name = inner.unwrap_or_default().trim().strip_prefix("inputs.");
            let value = name.and_then(|name| layer.inputs.get(name));
            let span = text.span_of(open..end);
            out.push_range(text, at..open);
            match value.filter(|value| self.budget.takes_bytes(value.len())) {
                Some(value) => out.push_through(value, span),
                None => out.push_unknown(span),
            }
            at = end;
        }
        out.push_range(text, at..text.len());
        out
    }
}
