//! `tr SET1 SET2`, `tr -d SET`, `tr -s SET`, `tr -cd SET`.

use crate::shell::programs::output::{Call, Data, Parsed, escapes};
use crate::source::Text;

const MAX_SET: usize = 256;

pub(crate) fn tr(call: &Call<'_>) -> Option<Data> {
    let long = [("delete", 'd'), ("squeeze-repeats", 's'), ("complement", 'c')];
    let parsed = Parsed::new(call.args(), "dscC", &long)?;
    let input = call.stdin?;
    let text = input.known_text()?;
    let sets: Option<Vec<Vec<char>>> = parsed.operands.iter().map(|set| expand(set)).collect();
    let sets = sets?;
    let complement = parsed.has('c') || parsed.has('C');
    let in_first = |c: char| sets.first().is_some_and(|set| set.contains(&c)) != complement;
    let (delete, squeeze) = (parsed.has('d'), parsed.has('s'));
    let to = if delete { None } else { sets.get(1) };
    let squeezed = if delete || to.is_some() { sets.get(1) } else { sets.first() };
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    for c in text.chars() {
        if delete && in_first(c) {
            continue;
        }
        let new = match to {
            Some(to) if in_first(c) => mapped(c, sets.first()?, to, complement)?,
            _ => c,
        };
        let repeated =
            squeeze && last == Some(new) && squeezed.is_some_and(|set| set.contains(&new));
        last = Some(new);
        if !repeated {
            out.push(new);
        }
    }
    Some(Data::Text(Text::made(out, text.span())))
}

fn mapped(c: char, from: &[char], to: &[char], complement: bool) -> Option<char> {
    let last = to.last().copied();
    if complement {
        return last;
    }
    let index = from.iter().rposition(|other| *other == c)?;
    to.get(index).copied().or(last)
}

/// Ranges, classes and escapes of a set.
fn expand(set: &str) -> Option<Vec<char>> {
    let mut out = Vec::new();
    let mut rest = set;
    while let Some(first) = rest.chars().next() {
        if let Some((class, after)) = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]"))
        {
            out.extend((0..128_u8).map(char::from).filter(|c| in_class(class, *c)));
            rest = after;
            continue;
        }
        let (low, after) = element(rest, first)?;
        rest = after;
        if let Some(behind) = rest.strip_prefix('-')
            && let Some(next) = behind.chars().next()
        {
            let (high, after) = element(behind, next)?;
            if u32::from(high).checked_sub(u32::from(low))? as usize > MAX_SET {
                return None;
            }
            out.extend(low..=high);
            rest = after;
        } else {
            out.push(low);
        }
        if out.len() > MAX_SET {
            return None;
        }
    }
    Some(out)
}

fn element(rest: &str, first: char) -> Option<(char, &str)> {
    let behind = rest.get(first.len_utf8()..)?;
    if first != '\\' || behind.is_empty() {
        return Some((first, behind));
    }
    let mut bytes = Vec::new();
    let length = escapes::ansi_c(behind, &mut bytes);
    if length == 0 {
        let escaped = behind.chars().next()?;
        return Some((escaped, behind.get(escaped.len_utf8()..)?));
    }
    Some((char::from(*bytes.first()?), behind.get(length..)?))
}

fn in_class(class: &str, c: char) -> bool {
    match class {
        "upper" => c.is_ascii_uppercase(),
        "lower" => c.is_ascii_lowercase(),
        "alpha" => c.is_ascii_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_ascii_alphanumeric(),
        "space" => c.is_ascii_whitespace() || c == '\u{b}',
        "blank" => matches!(c, ' ' | '\t'),
        "punct" => c.is_ascii_punctuation(),
        "cntrl" => c.is_ascii_control(),
        "graph" => c.is_ascii_graphic(),
        "print" => c.is_ascii_graphic() || c == ' ',
        "xdigit" => c.is_ascii_hexdigit(),
        _ => false,
    }
}
