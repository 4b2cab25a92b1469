//! Lines of `key = value`: INI, TOML, `.env`, `.conf`, `.properties`.

use std::rc::Rc;

use super::{MOST, Setting, below, json};
use crate::source::Text;

/// A list or table on one line that is longer is taken as one value.
const LONGEST_LIST: usize = 4096;

/// The lines of such a text.
pub(crate) fn ini(content: &Text) -> Vec<Setting> {
    let mut out: Vec<Setting> = Vec::new();
    let mut section: Rc<str> = Rc::from("");
    let mut last_key = Text::default();
    let mut at = 0;
    for line in content.as_str().split_inclusive('\n') {
        let whole = content.slice(at..at + line.trim_end().len());
        at += line.len();
        let text = whole.trimmed();
        if text.is_empty()
            || text.starts_with(['#', ';'])
            || text.starts_with("//")
            || text.starts_with("--") && !text.contains('=')
        {
            continue;
        }
        if text.bytes().all(|byte| b"[]{},".contains(&byte)) {
            continue;
        }
        if let Some(inside) = header(&text) {
            section = inside.into();
            last_key = Text::empty(text.span());
            continue;
        }
        let indented = whole.starts_with([' ', '\t']);
        match split(&text) {
            // `x ; y` behind an indent goes on with the value before it: tox, setup.cfg
            Some((key, value)) if !(indented && !last_key.is_empty() && goes_on(&text)) => {
                let exported = if text.starts_with("export ") { "export ".len() } else { 0 };
                let key = unquoted(&text.slice(exported..key).trimmed());
                last_key = key.clone();
                push(&section, key, &text.slice(value..text.len()).trimmed(), &mut out);
            }
            _ => push(&section, last_key.clone(), &text, &mut out),
        }
        if out.len() >= MOST {
            break;
        }
    }
    out
}

/// `[section]`, `[[table]]`, `[remote "origin"]`
fn header(text: &str) -> Option<String> {
    let inside = text.strip_prefix('[')?.split(']').next()?;
    let rest = text.get(inside.len() + 2..)?.trim_start_matches(']').trim();
    let is_header = rest.is_empty() || rest.starts_with(['#', ';']);
    (is_header && !inside.contains([',', '{']))
        .then(|| inside.trim_start_matches('[').trim().to_owned())
}

/// A continued value, not a new key: more than a word stands before the first `=`, or a quote.
fn goes_on(text: &str) -> bool {
    text.starts_with(['"', '\'', '{', '['])
        || text
            .find('=')
            .is_none_or(|at| text.get(..at).is_some_and(|key| key.trim().contains(' ')))
}

/// Length of the key, and where the value starts. A key without value has none: `mine`.
fn split(text: &str) -> Option<(usize, usize)> {
    let text_without_export = text.strip_prefix("export ").unwrap_or(text);
    let skipped = text.len() - text_without_export.len();
    if text_without_export.starts_with(['"', '\'', '{', '[', ']', '}'])
        && !text.contains(['=', ':'])
    {
        return None;
    }
    let found = text_without_export.find(['=', ':', ' ', '\t'])?;
    let mark = text_without_export.as_bytes().get(found)?;
    if mark.is_ascii_whitespace() {
        // `key = value`, else `key value`
        let rest = text_without_export.get(found..)?;
        let value = rest.trim_start();
        let more = usize::from(value.starts_with('=') || value.starts_with(':'));
        return Some((skipped + found, skipped + found + rest.len() - value.len() + more));
    }
    Some((skipped + found, skipped + found + 1))
}

fn push(section: &Rc<str>, key: Text, value: &Text, out: &mut Vec<Setting>) {
    if value.bytes().all(|byte| b"[]{},".contains(&byte)) && !value.is_empty() {
        return;
    }
    // `{[section]key}` is a reference of tox
    let is_list = value.starts_with(['{', '[', '"', '\'']) && !value.starts_with("{[");
    if is_list && value.len() <= LONGEST_LIST {
        // a list or table of TOML, or a quoted string: its pairs are written with `=`
        let mut list = Text::empty(value.span());
        list.push_made("[", value.span());
        let mut from = 0;
        for (at, _) in value
            .match_indices(" = ")
            .chain(value.match_indices('='))
            .collect::<std::collections::BTreeMap<_, _>>()
        {
            if at >= from && !in_quotes(value, from, at) {
                list.push_range(value, from..at);
                list.push_made(":", value.span_of(at..at + 1));
                from = at
                    + value.get(at..).map_or(1, |rest| if rest.starts_with(" = ") { 3 } else { 1 });
            }
        }
        list.push_range(value, from..value.len());
        let before = out.len();
        for setting in json(&list).into_iter().take(MOST) {
            let (section, key) = if setting.key.is_empty() {
                (Rc::clone(section), key.clone())
            } else {
                (below(section, &key), setting.key)
            };
            out.push(Setting { section, key, value: setting.value });
        }
        if out.len() > before {
            return;
        }
    }
    let end = value.find(" #").unwrap_or(value.len());
    out.push(Setting { section: Rc::clone(section), key, value: value.slice(0..end).trimmed() });
}

/// A quote of either kind is open between the two places; the other kind means nothing in it.
fn in_quotes(text: &str, from: usize, to: usize) -> bool {
    let part = text.as_bytes().get(from..to).unwrap_or_default();
    let mut open = None;
    for byte in part.iter().filter(|byte| matches!(byte, b'"' | b'\'')) {
        match open {
            None => open = Some(byte),
            Some(quote) if quote == byte => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

fn unquoted(text: &Text) -> Text {
    let quoted = text.len() > 1 && text.starts_with(['"', '\'']) && text.ends_with(['"', '\'']);
    if quoted { text.slice(1..text.len() - 1) } else { text.clone() }
}

#[cfg(test)]
mod tests {
    use super::ini;

    fn read(text: &str) -> Vec<String> {
        crate::facts::settings::shown(text, ini)
    }

    #[test]
    fn lines_of_all_kinds_have_key_and_value() {
        let text = "export A=b\nc: d # x\n[s.t]\ne = \"f g\"\nh i\nmine\n";
        assert_eq!(read(text), ["/A=b", "/c=d", "s.t/e=f g", "s.t/h=i", "s.t/h=mine"]);
    }

    #[test]
    fn lists_and_tables_of_toml_are_values() {
        let text = "[p]\nd = [\n  \"w @ git+https://h/x=1\",\n]\nw = {git=\"u\", rev = \"v\"}\n";
        assert_eq!(read(text), ["p/d=w @ git+https://h/x=1", "p.w/git=u", "p.w/rev=v"]);
    }

    #[test]
    fn indented_lines_go_on_with_the_value() {
        assert_eq!(
            read("[t]\ncommands =\n  a b\n  c --d=e f\n"),
            ["t/commands=", "t/commands=a b", "t/commands=c --d=e f"]
        );
    }
}
