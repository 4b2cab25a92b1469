//! Which `--flags` an instruction takes, and whether they are given as `BuildKit` wants them.

use crate::dockerfile::syntax::instruction::Instruction;
use crate::dockerfile::syntax::keyword::Keyword;
use crate::source::{Span, Text};

/// A refusal: what is wrong, and where.
pub(crate) type Refusal = (String, Span);

/// What a flag holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    One,
    Many,
}

fn known(keyword: Keyword) -> &'static [(&'static str, Kind)] {
    match keyword {
        Keyword::Add => &[
            ("chown", Kind::One),
            ("chmod", Kind::One),
            ("link", Kind::Bool),
            ("keep-git-dir", Kind::Bool),
            ("checksum", Kind::One),
            ("unpack", Kind::Bool),
            ("exclude", Kind::Many),
        ],
        Keyword::Copy => &[
            ("chown", Kind::One),
            ("from", Kind::One),
            ("chmod", Kind::One),
            ("link", Kind::Bool),
            ("exclude", Kind::Many),
            ("parents", Kind::Bool),
        ],
        Keyword::From => &[("platform", Kind::One)],
        Keyword::Run => &[
            ("device", Kind::Many),
            ("mount", Kind::Many),
            ("network", Kind::One),
            ("security", Kind::One),
        ],
        Keyword::Healthcheck => &[
            ("interval", Kind::One),
            ("timeout", Kind::One),
            ("start-period", Kind::One),
            ("start-interval", Kind::One),
            ("retries", Kind::One),
        ],
        _ => &[],
    }
}

/// Checks names, values and repetition of the flags.
pub(crate) fn check(found: &Instruction) -> Result<(), Refusal> {
    let known = known(found.keyword);
    let mut seen: Vec<&str> = Vec::new();
    for flag in &found.flags {
        let (shown, value) = match flag.split_once('=') {
            Some((shown, value)) => (shown, Some(value)),
            None => (flag.as_str(), None),
        };
        let refuse = |message: String| Err((message, flag.span()));
        let name = shown.strip_prefix("--").unwrap_or(shown);
        let Some((name, kind)) = known.iter().find(|(known, _)| *known == name) else {
            return refuse(format!("unknown flag: {shown}"));
        };
        if seen.contains(name) && *kind != Kind::Many {
            return refuse(format!("duplicate flag specified: {shown}"));
        }
        if !seen.contains(name) {
            seen.push(name);
        }
        match (kind, value) {
            (Kind::Bool, Some("")) | (Kind::One | Kind::Many, None) => {
                return refuse(format!("missing a value on flag: {shown}"));
            }
            (Kind::Bool, Some(value)) if !is_bool(value) => {
                return refuse(format!("expecting boolean value for flag {shown}, not: {value}"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_bool(value: &str) -> bool {
    value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
}

/// The fields of one line of comma-separated values (`csvvalue.Fields`).
pub(crate) fn csv(value: &Text) -> Result<Vec<Text>, Refusal> {
    let line = value.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let line = line.unwrap_or(value.as_str());
    if line.is_empty() {
        return Err(("EOF".to_owned(), value.span()));
    }
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let end = if rest.starts_with('"') {
            let (field, end) = quoted_field(value, line, at)?;
            fields.push(field);
            end
        } else {
            let end = at + rest.find(',').unwrap_or(rest.len());
            let field = value.slice(at..end);
            if let Some(quote) = field.find('"') {
                let message = "bare \" in non-quoted-field";
                return Err(csv_error(value, at + quote, message));
            }
            fields.push(field);
            end
        };
        if end >= line.len() {
            return Ok(fields);
        }
        at = end + 1;
    }
}

/// The field whose quote opens at `at`, and where it ends.
fn quoted_field(value: &Text, line: &str, at: usize) -> Result<(Text, usize), Refusal> {
    let mut field = Text::empty(value.span_of(at..at + 1));
    let mut at = at + 1;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let message = "extraneous or missing \" in quoted-field";
        let Some(quote) = rest.find('"') else { return Err(csv_error(value, at, message)) };
        field.push_range(value, at..at + quote);
        at += quote + 1;
        match line.as_bytes().get(at) {
            Some(b'"') => {
                field.push_range(value, at..at + 1);
                at += 1;
            }
            Some(b',') | None => return Ok((field, at)),
            Some(_) => return Err(csv_error(value, at - 1, message)),
        }
    }
}

fn csv_error(value: &Text, at: usize, message: &str) -> Refusal {
    let message = format!("parse error on line 1, column {}: {message}", at + 1);
    (message, value.span_of(at..at + 1))
}
