//! `awk` programs that put fields and constants together: `{print $2"-"$1}`, `BEGIN{printf "%s%s","a","b"}`.

use crate::shell::programs::output::{Call, Data, Parsed, escapes};
use crate::source::Text;

/// Parts of a text that one `print` may put together.
const MAX_PARTS: usize = 64;

enum Part {
    Constant(String),
    /// `$1`; `$0` is the whole line.
    Field(usize),
    /// A comma: the output separator.
    Separator,
}

/// What an awk program of one action prints; `None` for any other program.
pub(super) fn awk(call: &Call<'_>) -> Option<Data> {
    let mut parsed = Parsed::new(call.args(), "F:v:", &[("field-separator", 'F')])?;
    if parsed.operands.is_empty() || parsed.value('v').is_some() {
        return None;
    }
    let program = parsed.operands.remove(0).trim();
    let begins = program.starts_with("BEGIN");
    let body = program.trim_start_matches("BEGIN").trim().strip_prefix('{')?.strip_suffix('}')?;
    let body = body.trim().trim_end_matches(';').trim_end();
    let formats = body.starts_with("printf");
    let list = body.strip_prefix("printf").or_else(|| body.strip_prefix("print"))?;
    let parts = parts(list.trim().trim_start_matches('(').trim_end_matches(')'))?;
    let separator = parsed.value('F').filter(|separator| *separator != " ");
    let mut out = String::new();
    if begins {
        print(&parts, "", separator, formats, &mut out)?;
    } else {
        let input = call.input(&parsed.operands)?;
        for line in input.known_text()?.lines() {
            print(&parts, line, separator, formats, &mut out)?;
        }
    }
    Some(Data::Text(Text::made(out, call.span)))
}

/// Constants, fields and commas, side by side.
fn parts(list: &str) -> Option<Vec<Part>> {
    let mut out = Vec::new();
    let mut rest = list.trim_start();
    while let Some(first) = rest.chars().next() {
        if out.len() >= MAX_PARTS {
            return None;
        }
        let behind = rest.get(1..)?;
        let (part, length) = match first {
            '"' => {
                let end = closing(behind)?;
                let mut bytes = Vec::new();
                let mut text = behind.get(..end)?;
                while let Some(at) = text.find('\\') {
                    bytes.extend_from_slice(text.get(..at)?.as_bytes());
                    let escape = text.get(at + 1..)?;
                    let length = escapes::ansi_c(escape, &mut bytes);
                    text = escape.get(length..)?;
                }
                bytes.extend_from_slice(text.as_bytes());
                (Part::Constant(String::from_utf8(bytes).ok()?), end + 2)
            }
            '$' => {
                let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
                (Part::Field(behind.get(..end)?.parse().ok()?), end + 1)
            }
            ',' => (Part::Separator, 1),
            _ => return None,
        };
        out.push(part);
        rest = rest.get(length..)?.trim_start();
    }
    Some(out)
}

/// Where the quote that ends a constant stands.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

fn print(
    parts: &[Part],
    line: &str,
    separator: Option<&str>,
    formats: bool,
    out: &mut String,
) -> Option<()> {
    let fields: Vec<&str> = match separator {
        None => line.split_ascii_whitespace().collect(),
        Some("") => return None,
        // Of more than one character it is a pattern.
        Some(separator) if separator.chars().count() > 1 => return None,
        Some(separator) => line.split(separator).collect(),
    };
    let mut values = vec![String::new()];
    for part in parts {
        let value = match part {
            Part::Separator => {
                values.push(String::new());
                continue;
            }
            Part::Constant(constant) => constant.as_str(),
            Part::Field(0) => line,
            Part::Field(number) => fields.get(number - 1).copied().unwrap_or_default(),
        };
        values.last_mut()?.push_str(value);
    }
    if !formats {
        let whole = if parts.is_empty() { line.to_owned() } else { values.join(" ") };
        out.push_str(&whole);
        out.push('\n');
        return Some(());
    }
    let (format, values) = values.split_first()?;
    let mut values = values.iter();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => match chars.next()? {
                '%' => out.push('%'),
                's' | 'd' => out.push_str(values.next().map_or("", String::as_str)),
                'c' => out.push(character(values.next()?)?),
                _ => return None,
            },
            _ => out.push(c),
        }
    }
    Some(())
}

/// `%c`: the character of a code, or the first one of a text.
fn character(value: &str) -> Option<char> {
    value.parse().ok().and_then(char::from_u32).or_else(|| value.chars().next())
}
