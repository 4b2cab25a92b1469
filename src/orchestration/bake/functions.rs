//! The functions of HCL that names of images and arguments are made with.

use super::value::Value;
use crate::source::{Span, Text};

/// What a call comes to; unknown for what is not in the table.
pub(super) fn call(name: &str, args: &[Value], span: Span) -> Value {
    let texts: Vec<Text> = args.iter().filter_map(Value::text).collect();
    let computed = |value: String| Value::Text(Text::opaque(value, span));
    let known = texts.iter().all(Text::is_known);
    match (name, texts.as_slice()) {
        ("upper", [text]) if known => computed(text.to_uppercase()),
        ("lower", [text]) if known => computed(text.to_lowercase()),
        ("trimspace", [text]) => Value::Text(text.trimmed()),
        ("base64decode", [text]) if known => {
            use base64::Engine as _;
            let bytes = base64::engine::general_purpose::STANDARD.decode(text.as_bytes());
            let decoded = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
            decoded.map_or(Value::Unknown(span), computed)
        }
        ("trimprefix", [text, prefix]) if known => {
            let start = if text.starts_with(prefix.as_str()) { prefix.len() } else { 0 };
            Value::Text(text.slice(start..text.len()))
        }
        ("trimsuffix", [text, suffix]) if known => {
            let cut = if text.ends_with(suffix.as_str()) { suffix.len() } else { 0 };
            Value::Text(text.slice(0..text.len() - cut))
        }
        ("replace", [text, from, to]) if known && !from.is_empty() => {
            computed(text.replace(from.as_str(), to))
        }
        ("join", [between]) => {
            let items = args.get(1).map(Value::texts).unwrap_or_default();
            let mut out = Text::empty(span);
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(between);
                }
                out.push(item);
            }
            Value::Text(out)
        }
        ("coalesce" | "try", _) => {
            let is_said = |value: &&Value| value.text().is_none_or(|text| !text.is_empty());
            args.iter().find(is_said).cloned().unwrap_or(Value::Unknown(span))
        }
        ("concat", _) => {
            let lists = args.iter().map(|list| match list {
                Value::List(items) => items.clone(),
                other => vec![other.clone()],
            });
            Value::List(lists.flatten().collect())
        }
        ("merge", _) => {
            let maps = args.iter().map(|map| match map {
                Value::Map(entries) => entries.clone(),
                _ => Vec::new(),
            });
            Value::Map(maps.flatten().collect())
        }
        _ => Value::Unknown(span),
    }
}
