//! Functions of lists and objects.

use super::Called;
use crate::orchestration::bake::evaluation::item;
use crate::orchestration::bake::value::Value;
use crate::source::{Span, Text};

/// Items that `range` makes, and lists in one another that `flatten` opens.
const MOST_RANGE: usize = 1_024;
const DEEPEST: usize = 32;

pub(super) fn call(name: &str, args: &[Value], span: Span) -> Called {
    let first = args.first();
    let list = |at: usize| match args.get(at) {
        Some(Value::List(items)) => Some(items),
        _ => None,
    };
    let number = |at: usize| args.get(at).and_then(Value::as_number);
    let count = |number: usize| Value::Number(Text::made(number.to_string(), span));
    let truth = |value: bool| Value::Bool(value, span);
    Some(match name {
        "concat" => {
            let all = args.iter().flat_map(|list| list.items().iter().cloned());
            Some(Value::list(all.collect()))
        }
        "length" => match first {
            Some(Value::List(items)) => Some(count(items.len())),
            Some(Value::Map(entries)) => Some(count(entries.len())),
            _ => None,
        },
        "element" => {
            list(0).zip(number(1)).filter(|(items, _)| !items.is_empty()).and_then(|(items, at)| {
                #[allow(clippy::cast_precision_loss, reason = "lists are shorter than that")]
                item(items, at.rem_euclid(items.len() as f64))
            })
        }
        "index" => match (first, args.get(1)) {
            (Some(Value::List(items)), Some(at)) => at.as_number().and_then(|at| item(items, at)),
            (Some(map), Some(key)) => key.text().and_then(|key| map.get(&key).cloned()),
            _ => None,
        },
        "hasindex" => match (first, args.get(1)) {
            (Some(Value::List(items)), Some(at)) => {
                at.as_number().map(|at| truth(item(items, at).is_some()))
            }
            (Some(map), Some(key)) => key.text().map(|key| truth(map.get(&key).is_some())),
            _ => None,
        },
        "contains" => list(0)
            .zip(args.get(1))
            .map(|(items, value)| truth(items.iter().any(|item| item.equals(value) == Some(true)))),
        "distinct" => list(0).map(|items| {
            let mut seen = foldhash::HashSet::default();
            let key = |item: &Value| format!("{item:?}").len().to_string() + &told(item);
            Value::list(items.iter().filter(|item| seen.insert(key(item))).cloned().collect())
        }),
        "flatten" => first.map(flat),
        "reverselist" => list(0).map(|items| Value::list(items.iter().rev().cloned().collect())),
        "slice" => list(0).zip(number(1)).map(|(items, start)| {
            #[allow(clippy::cast_sign_loss, reason = "both are cut to the list")]
            let end = number(2).map_or(items.len(), |end| end.max(0.0) as usize);
            #[allow(clippy::cast_sign_loss, reason = "both are cut to the list")]
            let start = start.max(0.0) as usize;
            Value::list(items.get(start..end.min(items.len())).unwrap_or_default().to_vec())
        }),
        "sort" => list(0).map(|items| {
            let mut texts: Vec<Text> = items.iter().filter_map(Value::text).collect();
            texts.sort_by(|one, other| one.as_str().cmp(other.as_str()));
            Value::list(texts.into_iter().map(Value::Text).collect())
        }),
        "compact" => list(0).map(|items| {
            let is_said = |item: &&Value| item.text().is_some_and(|text| !text.is_empty());
            Value::list(items.iter().filter(is_said).cloned().collect())
        }),
        "coalesce" => args.iter().find(|it| !matches!(it, Value::Null)).cloned(),
        "coalescelist" => args.iter().find(|it| !it.items().is_empty()).cloned(),
        "chunklist" => {
            list(0).zip(number(1)).filter(|(_, size)| *size >= 1.0).map(|(items, size)| {
                #[allow(clippy::cast_sign_loss, reason = "it is one at least")]
                let chunks = items.chunks(size as usize);
                Value::list(chunks.map(|chunk| Value::list(chunk.to_vec())).collect())
            })
        }
        "range" => range(args, span),
        _ => return objects(name, args),
    })
}

fn objects(name: &str, args: &[Value]) -> Called {
    let first = args.first();
    Some(match name {
        "merge" => {
            let all = args.iter().flat_map(|map| map.entries().iter().cloned());
            Some(Value::map(all.collect()))
        }
        "keys" => first.map(|map| {
            let name = |(name, _): &(Text, Value)| Value::Text(name.clone());
            Value::list(map.sorted().into_iter().map(name).collect())
        }),
        "values" => first
            .map(|map| Value::list(map.sorted().into_iter().map(|(_, it)| it.clone()).collect())),
        "lookup" => first
            .zip(args.get(1).and_then(Value::text))
            .and_then(|(map, key)| map.get(&key).cloned().or_else(|| args.get(2).cloned())),
        "zipmap" => args.first().zip(args.get(1)).map(|(names, values)| {
            let names = names.items().iter().filter_map(Value::text);
            Value::map(names.zip(values.items().iter().cloned()).collect())
        }),
        _ => return None,
    })
}

/// A text that is another one for another value, for what `distinct` compares.
fn told(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{}\"", text.as_str()),
        other => other.text().map_or_else(|| "?".to_owned(), |text| text.as_str().to_owned()),
    }
}

/// One list of all that stands in lists of it.
fn flat(value: &Value) -> Value {
    let mut open: Vec<(&Value, usize)> = vec![(value, 0)];
    let mut all = Vec::new();
    while let Some((value, depth)) = open.pop() {
        match value {
            Value::List(items) if depth < DEEPEST => {
                open.extend(items.iter().rev().map(|item| (item, depth + 1)));
            }
            other => all.push(other.clone()),
        }
    }
    Value::list(all)
}

fn range(args: &[Value], span: Span) -> Option<Value> {
    let numbers: Option<Vec<f64>> = args.iter().map(Value::as_number).collect();
    let (mut at, end, step) = match numbers?.as_slice() {
        [end] => (0.0, *end, if *end < 0.0 { -1.0 } else { 1.0 }),
        [start, end] => (*start, *end, if end < start { -1.0 } else { 1.0 }),
        [start, end, step] => (*start, *end, *step),
        _ => return None,
    };
    let mut all = Vec::new();
    while all.len() < MOST_RANGE && (step > 0.0 && at < end || step < 0.0 && at > end) {
        all.push(Value::number(at, span));
        at += step;
    }
    Some(Value::list(all))
}
