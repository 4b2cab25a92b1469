//! Values of a list that say the same as an earlier one.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::problems::{Problems, shown};
use crate::source::Span;

/// Reports a value that says the same as an earlier one of the list.
pub(super) fn report(name: &str, items: &[(&DeValue<'_>, Span)], problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (value, span) in items.iter().filter(|_| items.len() > 1) {
        if seen.insert(said(value, MAX_NESTING)) {
            continue;
        }
        let message = match value {
            DeValue::Table(_) => "an earlier entry says the same".to_owned(),
            _ => format!("`{}` is listed twice in `{name}`", shown(&said(value, 0))),
        };
        problems.add_help(*span, message, "delete one of them");
    }
}

/// Levels of a list's value that tell it from another: an entry, its lists, their values.
const MAX_NESTING: usize = 3;

/// What a value says, without places; of an entry without the action, which changes nothing of what it is about.
fn said(value: &DeValue<'_>, levels: usize) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(value) => value.to_string(),
        DeValue::Array(_) | DeValue::Table(_) if levels == 0 => String::new(),
        DeValue::Array(items) => {
            let said = items.iter().map(|item| said(item.get_ref(), levels - 1));
            said.collect::<Vec<_>>().join("\0")
        }
        DeValue::Table(fields) => {
            let fields = fields.iter().filter(|(name, _)| name.get_ref() != "action");
            let said = fields.map(|(name, value)| {
                format!("{}\0{}", name.get_ref(), said(value.get_ref(), levels - 1))
            });
            said.collect::<Vec<_>>().join("\0\0")
        }
    }
}
