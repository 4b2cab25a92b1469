//! Settings in XML: elements and attributes, `<add key="…" value="…"/>`, property lists.

use std::rc::Rc;

use super::{MOST, Setting, below};
use crate::source::Text;

/// The values of a text in XML, whatever holds them.
pub(crate) fn xml(content: &Text) -> Vec<Setting> {
    let mut out: Vec<Setting> = Vec::new();
    let mut open: Vec<(Text, Rc<str>)> = Vec::new();
    let mut named: Option<Text> = None;
    let mut at = 0;
    while let Some(start) = content.get(at..).and_then(|rest| rest.find('<')).map(|it| at + it) {
        let rest = content.get(start..).unwrap_or_default();
        if rest.starts_with("<!--") {
            at = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let end = start + rest.find('>').unwrap_or(rest.len());
        let tag = content.slice((start + 1).min(end)..end);
        at = end + 1;
        if tag.starts_with('/') {
            open.pop();
            continue;
        }
        if tag.starts_with(['?', '!']) {
            continue;
        }
        let blank = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
        let name = tag.slice(0..blank);
        let section = open.last().map_or_else(|| Rc::from(""), |(_, section)| Rc::clone(section));
        of_attributes(&tag, &name, &section, &mut out);
        if tag.ends_with('/') {
            continue;
        }
        let inside = content.get(at..).and_then(|rest| rest.find('<')).map_or(at, |it| at + it);
        let value = unescaped(&content.slice(at.min(inside)..inside).trimmed());
        if name.as_str() == "key" {
            // the name of what stands behind it: property lists
            named = Some(value);
        } else if !value.is_empty() {
            let key = named.take().unwrap_or_else(|| name.clone());
            out.push(Setting { section: Rc::clone(&section), key, value });
        }
        let inner = below(&section, &name);
        open.push((name, inner));
        if out.len() >= MOST {
            break;
        }
    }
    out
}

/// `key="…" value="…"` is one setting, other attributes are one each.
fn of_attributes(tag: &Text, name: &Text, section: &Rc<str>, out: &mut Vec<Setting>) {
    let all = attributes(tag);
    let of = |wanted: &[&str]| all.iter().find(|(key, _)| wanted.contains(key)).map(|(_, it)| it);
    if let (Some(key), Some(value)) = (of(&["key", "name"]), of(&["value"])) {
        out.push(Setting { section: Rc::clone(section), key: key.clone(), value: value.clone() });
        return;
    }
    let inner = below(section, name);
    out.extend(all.iter().map(|(key, value)| Setting {
        section: Rc::clone(&inner),
        key: Text::made(*key, value.span()),
        value: value.clone(),
    }));
}

/// `key="value"` pairs of a tag.
pub(crate) fn attributes(tag: &Text) -> Vec<(&str, Text)> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(equals) = tag.get(at..).and_then(|rest| rest.find('=')).map(|found| at + found) {
        let key = tag.get(at..equals).unwrap_or_default().trim_end();
        let key = key.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
        let rest = tag.get(equals + 1..).unwrap_or_default();
        let value = rest.trim_start();
        let start = equals + 1 + rest.len() - value.len();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            at = equals + 1;
            continue;
        };
        let Some(length) = value.get(1..).and_then(|rest| rest.find(quote)) else { break };
        all.push((key, unescaped(&tag.slice(start + 1..start + 1 + length))));
        at = start + length + 2;
    }
    all
}

/// The text with the five entities and character references decoded.
pub(crate) fn unescaped(text: &Text) -> Text {
    const LONGEST: usize = 8;
    text.replaced("&", |at| {
        let behind = text.as_bytes().get(at + 1..)?.iter().take(LONGEST + 1);
        let end = at + 1 + behind.into_iter().position(|byte| *byte == b';')?;
        let decoded = entity(text.get(at + 1..end)?)?;
        let end = end + 1;
        Some((Text::made(decoded.to_string(), text.span_of(at..end)), end))
    })
}

/// What an entity stands for, by what is written between `&` and `;`: a number, or one of the names that all tools write.
pub(crate) fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(number.ok()?);
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::xml;

    #[test]
    fn elements_attributes_and_property_lists_are_settings() {
        let read = |text: &str| crate::facts::settings::shown(text, xml);
        assert_eq!(read("<?xml?><a><b>c</b><d e='f'/></a>"), ["a/b=c", "a.d/e=f"]);
        assert_eq!(read("<a><add key=\"k\" value=\"v&amp;\"/></a>"), ["a/k=v&"]);
        assert_eq!(read("<dict><key>k</key><string>v</string></dict>"), ["dict/k=v"]);
        assert_eq!(read("<a><!-- <b>c</b> --><d>"), Vec::<String>::new());
    }

    #[test]
    fn tags_that_are_never_closed_cost_what_their_text_costs() {
        for text in ["<a>".repeat(20_000), "<a b='".repeat(20_000), "<!--".repeat(20_000)] {
            let _ = crate::facts::settings::shown(&text, xml);
        }
    }
}
