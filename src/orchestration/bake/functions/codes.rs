//! Functions that write values in other ways, or read them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::Called;
use crate::orchestration::bake::value::Value;
use crate::source::{Span, Text};

/// Lists and objects in one another that are written or read.
const DEEPEST: usize = 32;

pub(super) fn call(name: &str, args: &[Value], span: Span) -> Called {
    let text = args.first().and_then(Value::text).filter(Text::is_known);
    let computed = |value: String| Some(Value::computed(value, span));
    Some(match name {
        "base64encode" => text.and_then(|it| computed(STANDARD.encode(it.as_bytes()))),
        "base64decode" => text.and_then(|it| {
            let bytes = STANDARD.decode(it.as_bytes()).ok()?;
            String::from_utf8(bytes).ok().and_then(computed)
        }),
        "urlencode" => text.and_then(|it| computed(url_encoded(&it))),
        "sha256" => text.and_then(|it| computed(hex(&Sha256::digest(it.as_bytes())))),
        "md5" => text.and_then(|it| computed(hex(&Md5::digest(it.as_bytes())))),
        "jsonencode" => args.first().and_then(|it| {
            let json = written(it, 0)?;
            serde_json::to_string(&json).ok().and_then(computed)
        }),
        "jsondecode" => text.and_then(|it| read(&serde_json::from_str(&it).ok()?, span, 0)),
        _ => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in bytes {
        // writing to a text cannot fail
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// `QueryEscape` of Go.
fn url_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn written(value: &Value, depth: usize) -> Option<Json> {
    if depth > DEEPEST {
        return None;
    }
    Some(match value {
        Value::Text(text) => Json::String(text.is_known().then(|| text.as_str().to_owned())?),
        Value::Number(text) => serde_json::from_str(text.as_str()).ok()?,
        Value::Bool(value, _) => Json::Bool(*value),
        Value::Null => Json::Null,
        Value::Unknown(_) => return None,
        Value::List(items) => {
            Json::Array(items.iter().map(|item| written(item, depth + 1)).collect::<Option<_>>()?)
        }
        Value::Map(_) => {
            let entry = |(name, value): &(Text, Value)| {
                Some((name.as_str().to_owned(), written(value, depth + 1)?))
            };
            Json::Object(value.sorted().into_iter().map(entry).collect::<Option<_>>()?)
        }
    })
}

fn read(json: &Json, span: Span, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    Some(match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value, span),
        Json::Number(number) => Value::Number(Text::made(number.to_string(), span)),
        Json::String(text) => Value::computed(text.as_str(), span),
        Json::Array(items) => Value::list(
            items.iter().map(|item| read(item, span, depth + 1)).collect::<Option<_>>()?,
        ),
        Json::Object(entries) => {
            let entry = |(name, value): (&String, &Json)| {
                Some((Text::made(name.as_str(), span), read(value, span, depth + 1)?))
            };
            Value::map(entries.iter().map(entry).collect::<Option<_>>()?)
        }
    })
}
