//! What a filter of `jq` gives of a value.

use std::cell::Cell;

use serde_json::Value;

use crate::shell::decode_base64;

/// Values that a filter gives at once: more are a list that is worked on, and no command.
pub(super) const MOST: usize = 4096;

/// Bytes and values that a filter puts together: commands are shorter, and what doubles itself soon is longer.
pub(super) const LARGEST: usize = 64 << 10;

/// Bytes and values that all filters of a query may copy: a large document a few times.
const MOST_WORK: usize = 32 << 20;

/// What a query may still make.
pub(super) struct Work {
    left: Cell<usize>,
    /// It would have made more.
    pub(super) is_cut: Cell<bool>,
}

impl Work {
    pub(super) fn new() -> Self {
        Self { left: Cell::new(MOST_WORK), is_cut: Cell::new(false) }
    }

    /// `None` if nothing as large may be made.
    fn take(&self, size: usize) -> Option<()> {
        let left = self.left.get().checked_sub(size);
        self.left.set(left.unwrap_or(self.left.get()));
        self.fits(left.is_some())
    }

    /// `None`, and the query is cut, if something does not fit.
    pub(super) fn fits(&self, fits: bool) -> Option<()> {
        self.is_cut.set(self.is_cut.get() || !fits);
        fits.then_some(())
    }
}

/// A filter, as far as constants need it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    /// `.`
    Itself,
    /// `.name`, of what the first one gives
    Key(Box<Filter>, String),
    /// `.[1]`
    Index(Box<Filter>, i64),
    /// `.[]`
    Each(Box<Filter>),
    /// `a | b`
    Pipe(Box<Filter>, Box<Filter>),
    /// `a, b`
    Both(Box<Filter>, Box<Filter>),
    /// `a + b`
    Sum(Box<Filter>, Box<Filter>),
    Constant(Value),
    /// `"a\(.b)"`
    Pieces(Vec<Filter>),
    /// `[a, b]`
    List(Box<Filter>),
    /// `join("")`
    Join(String),
    /// `map(.a)`
    Map(Box<Filter>),
    /// `@base64d`, `add` …
    Named(&'static str),
}

/// The functions without arguments that are known.
pub(super) const NAMED: [&str; 13] = [
    "@base64d",
    "@sh",
    "@text",
    "add",
    "ascii_downcase",
    "first",
    "fromjson",
    "implode",
    "last",
    "reverse",
    "tojson",
    "tostring",
    "explode",
];

impl Filter {
    /// What it gives of the value; `None` if it fails, or gives more than is worked out.
    pub(super) fn of(&self, value: &Value, work: &Work) -> Option<Vec<Value>> {
        let given = match self {
            Self::Itself => {
                work.take(size(value))?;
                vec![value.clone()]
            }
            Self::Key(of, name) => each(of.of(value, work)?, work, |it| match it {
                Value::Object(map) => Some(vec![map.get(name).cloned().unwrap_or(Value::Null)]),
                Value::Null => Some(vec![Value::Null]),
                _ => None,
            })?,
            Self::Index(of, index) => {
                each(of.of(value, work)?, work, |it| item(it, *index).map(|it| vec![it]))?
            }
            Self::Each(of) => each(of.of(value, work)?, work, |it| match it {
                Value::Array(items) => {
                    work.fits(items.len() <= MOST)?;
                    Some(items.clone())
                }
                Value::Object(map) => {
                    work.fits(map.len() <= MOST)?;
                    Some(map.values().cloned().collect())
                }
                _ => None,
            })?,
            Self::Pipe(first, then) => each(first.of(value, work)?, work, |it| then.of(it, work))?,
            Self::Both(first, then) => [first.of(value, work)?, then.of(value, work)?].concat(),
            Self::Sum(first, second) => {
                let first = first.of(value, work)?;
                let all = first.iter().map(size).sum::<usize>();
                each(second.of(value, work)?, work, |right| {
                    work.take(all + first.len() * size(right))?;
                    first.iter().map(|left| sum(left, right)).collect()
                })?
            }
            Self::Constant(constant) => vec![constant.clone()],
            Self::Pieces(pieces) => {
                let mut text = String::new();
                for piece in pieces {
                    text.push_str(&written(piece.of(value, work)?.first()?));
                }
                vec![Value::String(text)]
            }
            Self::Join(between) => {
                let items = value.as_array()?;
                work.take(size(value) + items.len() * between.len())?;
                let items: Vec<String> = items.iter().map(written).collect();
                vec![Value::String(items.join(between))]
            }
            Self::List(inside) => vec![Value::Array(inside.of(value, work)?)],
            Self::Map(with) => {
                work.take(size(value))?;
                let items = each(value.as_array()?.clone(), work, |it| with.of(it, work))?;
                vec![Value::Array(items)]
            }
            Self::Named(name) => {
                work.take(size(value))?;
                vec![named(name, value)?]
            }
        };
        // the others give a part of what they are given
        let puts_together = matches!(
            self,
            Self::Both(..)
                | Self::Sum(..)
                | Self::Pieces(..)
                | Self::List(..)
                | Self::Join(..)
                | Self::Map(..)
                | Self::Named(..)
        );
        let is_small = || given.iter().map(size).sum::<usize>() <= LARGEST;
        work.fits(given.len() <= MOST && (!puts_together || is_small()))?;
        Some(given)
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 1,
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 1,
        Value::Object(map) => {
            map.iter().map(|(key, value)| key.len() + size(value)).sum::<usize>() + 1
        }
        _ => 1,
    }
}

fn each(
    values: Vec<Value>,
    work: &Work,
    give: impl Fn(&Value) -> Option<Vec<Value>>,
) -> Option<Vec<Value>> {
    let mut out = Vec::new();
    for value in &values {
        out.extend(give(value)?);
        work.fits(out.len() <= MOST)?;
    }
    Some(out)
}

/// The item of a list, from its end if the number is negative.
fn item(value: &Value, index: i64) -> Option<Value> {
    let items = value.as_array()?;
    let from_end = || items.len().checked_sub(usize::try_from(index.unsigned_abs()).ok()?);
    let at = if index < 0 { from_end() } else { usize::try_from(index).ok() };
    Some(at.and_then(|at| items.get(at)).cloned().unwrap_or(Value::Null))
}

fn sum(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => {
            Some(Value::String(format!("{left}{right}")))
        }
        (Value::Array(left), Value::Array(right)) => {
            Some(Value::Array([left.as_slice(), right].concat()))
        }
        (Value::Null, other) | (other, Value::Null) => Some(other.clone()),
        _ => None,
    }
}

/// The sum of all items; what there is grows, and is not copied for each.
fn added(items: &[Value]) -> Option<Value> {
    let mut all = Value::Null;
    for item in items {
        all = match (all, item) {
            (Value::String(mut all), Value::String(more)) => {
                all.push_str(more);
                all.into()
            }
            (Value::Array(mut all), Value::Array(more)) => {
                all.extend(more.iter().cloned());
                all.into()
            }
            (all, more) => sum(&all, more)?,
        };
    }
    Some(all)
}

/// A string as it is, anything else as JSON.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A string as a word of a shell.
fn in_quotes(value: &Value) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    value.as_str().map_or_else(|| value.to_string(), quoted)
}

pub(super) fn named(name: &str, value: &Value) -> Option<Value> {
    let text = || value.as_str();
    Some(match name {
        "@sh" => match value {
            Value::Array(items) => items.iter().map(in_quotes).collect::<Vec<_>>().join(" ").into(),
            other => in_quotes(other).into(),
        },
        "@base64d" => String::from_utf8(decode_base64(text()?.as_bytes())?).ok()?.into(),
        "@text" | "tostring" => written(value).into(),
        "tojson" => value.to_string().into(),
        "fromjson" => serde_json::from_str(text()?).ok()?,
        "ascii_downcase" => text()?.to_ascii_lowercase().into(),
        "add" => added(value.as_array()?)?,
        "first" => item(value, 0)?,
        "last" => item(value, -1)?,
        "reverse" => match value {
            Value::Array(items) => items.iter().rev().cloned().collect::<Vec<_>>().into(),
            _ => text()?.chars().rev().collect::<String>().into(),
        },
        "explode" => text()?.chars().map(u32::from).collect::<Vec<_>>().into(),
        "implode" => {
            let point = |it: &Value| char::from_u32(u32::try_from(it.as_u64()?).ok()?);
            value.as_array()?.iter().map(point).collect::<Option<String>>()?.into()
        }
        _ => return None,
    })
}
