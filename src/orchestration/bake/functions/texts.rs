//! Functions that make texts of texts.

use regex::Regex;

use super::Called;
use crate::orchestration::bake::value::Value;
use crate::source::{Span, Text};

/// Longest text that `format`, `indent` and expressions make: what is longer names nothing.
const LONGEST: usize = 1 << 20;

/// Bytes that a compiled expression may take.
const LARGEST_REGEX: usize = 1 << 20;

pub(super) fn call(name: &str, args: &[Value], span: Span) -> Called {
    let first = args.first().and_then(Value::text);
    let text = |at: usize| args.get(at).and_then(Value::text).filter(Text::is_known);
    let computed = |value: String| Some(Value::computed(value, span));
    Some(match name {
        "upper" => text(0).and_then(|it| computed(it.to_uppercase())),
        "lower" => text(0).and_then(|it| computed(it.to_lowercase())),
        "title" => text(0).and_then(|it| computed(title(&it))),
        "reverse" => text(0).and_then(|it| computed(it.chars().rev().collect())),
        "trimspace" => first.map(|it| Value::Text(it.trimmed())),
        "chomp" => {
            first.map(|it| Value::Text(it.slice(0..it.trim_end_matches(['\n', '\r']).len())))
        }
        "trimprefix" => text(0).zip(text(1)).map(|(it, prefix)| {
            let start = if it.starts_with(prefix.as_str()) { prefix.len() } else { 0 };
            Value::Text(it.slice(start..it.len()))
        }),
        "trimsuffix" => text(0).zip(text(1)).map(|(it, suffix)| {
            let cut = if it.ends_with(suffix.as_str()) { suffix.len() } else { 0 };
            Value::Text(it.slice(0..it.len() - cut))
        }),
        "trim" => text(0).zip(text(1)).map(|(it, cut)| {
            let start = it.len() - it.trim_start_matches(|c| cut.contains(c)).len();
            let end = it.trim_end_matches(|c| cut.contains(c)).len();
            Value::Text(it.slice(start.min(end)..end))
        }),
        "replace" => (text(0).zip(text(1)).zip(text(2)))
            .filter(|((it, from), to)| !from.is_empty() && it.len() * (to.len() + 1) < LONGEST * 16)
            .and_then(|((it, from), to)| computed(it.replace(from.as_str(), &to))),
        "substr" => text(0).and_then(|it| {
            let (start, length) = (args.get(1)?.as_number()?, args.get(2)?.as_number()?);
            computed(part(&it, start, length))
        }),
        "strlen" => text(0).map(|it| count(it.chars().count(), span)),
        "indent" => text(1).and_then(|it| {
            let blanks = args.first()?.as_number().filter(|it| (0.0..=64.0).contains(it))?;
            #[allow(clippy::cast_sign_loss, reason = "it is none below zero")]
            let indent = format!("\n{}", " ".repeat(blanks as usize));
            (it.len() < LONGEST).then(|| it.replace('\n', &indent)).and_then(computed)
        }),
        "format" => format(args).and_then(computed),
        "formatlist" => each_format(args, span),
        "split" => text(0).zip(text(1)).map(|(separator, it)| split(&separator, &it)),
        "join" => text(0)
            .map(|between| Value::Text(join(&between, args.get(1..).unwrap_or_default(), span))),
        "sanitize" => text(0).and_then(|it| {
            let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            computed(it.chars().map(|c| if is_allowed(c) { c } else { '_' }).collect())
        }),
        "basename" => text(0).and_then(|it| computed(it.rsplit('/').next()?.to_owned())),
        "dirname" => text(0).and_then(|it| match it.rsplit_once('/') {
            Some(("", _)) => computed("/".to_owned()),
            Some((directory, _)) => computed(directory.to_owned()),
            None => computed(".".to_owned()),
        }),
        "regex_replace" => (text(0).zip(text(1)).zip(text(2))).and_then(|((it, pattern), to)| {
            let replaced = compiled(&pattern)?.replace_all(&it, to.as_str()).into_owned();
            (replaced.len() < LONGEST).then_some(replaced).and_then(computed)
        }),
        "regex" => text(0).zip(text(1)).and_then(|(pattern, it)| {
            let pattern = compiled(&pattern)?;
            Some(matched(&pattern, &pattern.captures(&it)?, span))
        }),
        "regexall" => text(0).zip(text(1)).and_then(|(pattern, it)| {
            let pattern = compiled(&pattern)?;
            let all = pattern.captures_iter(&it).map(|found| matched(&pattern, &found, span));
            Some(Value::list(all.collect()))
        }),
        _ => return None,
    })
}

fn count(number: usize, span: Span) -> Value {
    Value::Number(Text::made(number.to_string(), span))
}

fn title(text: &str) -> String {
    let mut is_start = true;
    let word = |c: char| {
        let upper = is_start.then(|| c.to_uppercase().to_string());
        is_start = !c.is_alphanumeric();
        upper.unwrap_or_else(|| c.to_string())
    };
    text.chars().map(word).collect()
}

/// `length` characters from `start` on, all for a length below zero; from the end for a start below zero.
#[allow(clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "both are cut to the text")]
fn part(text: &str, start: f64, length: f64) -> String {
    let chars: Vec<char> = text.chars().collect();
    let from = if start < 0.0 { chars.len() as f64 + start } else { start }.max(0.0) as usize;
    let end = if length < 0.0 { chars.len() } else { from.saturating_add(length as usize) };
    chars.get(from..end.min(chars.len())).unwrap_or_default().iter().collect()
}

fn split(separator: &str, text: &Text) -> Value {
    if separator.is_empty() {
        return Value::list(vec![Value::Text(text.clone())]);
    }
    let mut at = 0;
    let part = |part: &str| {
        let piece = text.slice(at..at + part.len());
        at += part.len() + separator.len();
        Value::Text(piece)
    };
    Value::list(text.split(separator).map(part).collect())
}

fn join(between: &Text, lists: &[Value], span: Span) -> Text {
    let mut out = Text::empty(span);
    for (at, item) in lists.iter().flat_map(Value::items).enumerate() {
        if at > 0 {
            out.push(between);
        }
        match item.text() {
            Some(item) => out.push(&item),
            None => out.push_unknown(span),
        }
    }
    out
}

fn compiled(pattern: &str) -> Option<Regex> {
    regex::RegexBuilder::new(pattern).size_limit(LARGEST_REGEX).build().ok()
}

/// What an expression has found: the text, its groups as a list, or its named groups as an object.
fn matched(pattern: &Regex, found: &regex::Captures<'_>, span: Span) -> Value {
    let text = |it: Option<regex::Match<'_>>| match it {
        Some(it) => Value::computed(it.as_str(), span),
        None => Value::Null,
    };
    let names: Vec<&str> = pattern.capture_names().flatten().collect();
    match (names.as_slice(), found.len()) {
        ([], 1) => text(found.get(0)),
        ([], _) => Value::list(found.iter().skip(1).map(text).collect()),
        (names, _) => Value::map(
            names.iter().map(|name| (Text::made(*name, span), text(found.name(name)))).collect(),
        ),
    }
}

/// `format` of Go, the verbs that texts are made with.
fn format(args: &[Value]) -> Option<String> {
    let pattern = args.first()?.text().filter(Text::is_known)?;
    let (mut out, mut rest, mut next) = (String::new(), pattern.as_str(), 1);
    while let Some((before, behind)) = rest.split_once('%') {
        out += before;
        let length = behind.find(|c: char| c.is_ascii_alphabetic() || c == '%')?;
        let verb = behind.get(length..)?.chars().next()?;
        let flags = behind.get(..length)?;
        rest = behind.get(length + 1..)?;
        if verb == '%' {
            out.push('%');
            continue;
        }
        let value = args.get(next).filter(|value| value.is_known())?;
        next += 1;
        out += &formatted(value, flags, verb)?;
        if out.len() > LONGEST {
            return None;
        }
    }
    Some(out + rest)
}

fn formatted(value: &Value, flags: &str, verb: char) -> Option<String> {
    let digits = flags.trim_start_matches(['-', '0', '+', ' ', '#']);
    let (width, precision) = digits.split_once('.').unwrap_or((digits, ""));
    let width: usize = if width.is_empty() { 0 } else { width.parse().ok()? };
    let places: Option<usize> = precision.parse().ok();
    if width > 1_000 || places.is_some_and(|places| places > 100) {
        return None;
    }
    let text = match verb {
        's' | 'v' => value.text()?.as_str().to_owned(),
        'q' => serde_json::to_string(value.text()?.as_str()).ok()?,
        't' => value.truth()?.to_string(),
        'd' => format!("{:.0}", value.as_number()?.trunc()),
        'f' => format!("{:.*}", places.unwrap_or(6), value.as_number()?),
        _ => return None,
    };
    let missing = width.saturating_sub(text.chars().count());
    Some(match flags.chars().next() {
        Some('-') => text + &" ".repeat(missing),
        Some('0') => match text.strip_prefix('-') {
            Some(number) => format!("-{}{number}", "0".repeat(missing)),
            None => "0".repeat(missing) + &text,
        },
        _ => " ".repeat(missing) + &text,
    })
}

/// `formatlist`: a text for each item of the lists among the arguments.
fn each_format(args: &[Value], span: Span) -> Option<Value> {
    let lengths = args.iter().filter_map(|arg| match arg {
        Value::List(items) => Some(items.len()),
        _ => None,
    });
    let length = lengths.max().unwrap_or(1);
    let row = |at: usize| -> Option<Value> {
        let args = args.iter().map(|arg| match arg {
            Value::List(items) => items.get(at).cloned(),
            other => Some(other.clone()),
        });
        Some(Value::computed(format(&args.collect::<Option<Vec<_>>>()?)?, span))
    };
    (0..length).map(row).collect::<Option<Vec<_>>>().map(Value::list)
}
