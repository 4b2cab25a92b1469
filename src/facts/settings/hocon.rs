//! Blocks in braces with `key = value` in them, as HOCON has them: what Akka and the nodes of several coins read.
//!
//! No substitutions: `${x}` stays as it stands.

use std::rc::Rc;

use super::{MAX_DEPTH, MOST, Setting, below};
use crate::source::Text;

/// Lines that are looked at to tell whether a text is written so.
const MOST_LINES: usize = 256;

/// Blocks are opened by one word and closed on a line of their own, and no line ends as those of web servers do.
pub(crate) fn is_hocon(text: &str) -> bool {
    let lines = || text.lines().take(MOST_LINES).map(str::trim);
    lines().any(|line| opened(line).is_some_and(|name| !name.is_empty()))
        && lines().any(|line| line == "}")
        && !lines().any(|line| line.ends_with(';') || line.starts_with('<'))
}

/// The name of the block that the line opens and does not close.
fn opened(line: &str) -> Option<&str> {
    block_name(line.strip_suffix('{')?).map(|name| name.trim_matches('"'))
}

/// What stands in front of a brace, if it is the name of a block, or nothing.
fn block_name(before: &str) -> Option<&str> {
    let name = before.trim_end().trim_end_matches(['=', ':']).trim_end();
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"');
    name.chars().all(part).then_some(name)
}

/// The settings of such a text.
pub(crate) fn hocon(content: &Text) -> Vec<Setting> {
    let mut out = Vec::new();
    let mut open: Vec<Rc<str>> = vec![Rc::from("")];
    for line in content.whole_lines() {
        let text = line.trimmed();
        if text.is_empty() || text.starts_with('#') || text.starts_with("//") {
            continue;
        }
        let around = open.last().map_or_else(|| Rc::from(""), Rc::clone);
        if let Some(name) = opened(&text) {
            if open.len() < MAX_DEPTH {
                open.push(below(&around, &name.to_ascii_lowercase()));
            }
            continue;
        }
        if text.starts_with('}') {
            if open.len() > 1 {
                open.pop();
            }
            continue;
        }
        one_line(&text, &around, &mut out);
        if out.len() >= MOST {
            break;
        }
    }
    out
}

/// `key = value`, with what stands in front of it on the line: `a { b = c, d = e }`.
fn one_line(text: &Text, around: &Rc<str>, out: &mut Vec<Setting>) {
    let block = text.split_once('{').and_then(|(before, _)| Some((before, block_name(before)?)));
    let (section, start) = match block.filter(|(_, name)| !name.is_empty() && !name.contains('"')) {
        Some((before, name)) => (below(around, &name.to_ascii_lowercase()), before.len() + 1),
        None => (Rc::clone(around), 0),
    };
    let end =
        if start > 0 { text.trim_end_matches(['}', ' ']).len().max(start) } else { text.len() };
    let mut at = start;
    let rest = text.get(start..end).unwrap_or_default();
    let parts = rest.split(',').filter(|_| start > 0).chain((start == 0).then_some(rest));
    for part in parts {
        push(&text.slice(at..(at + part.len()).min(end)), &section, out);
        at = (at + part.len() + 1).min(end);
    }
}

fn push(text: &Text, section: &Rc<str>, out: &mut Vec<Setting>) {
    let Some(mark) = text.find(['=', ':']) else { return };
    let key = text.slice(0..mark).trimmed();
    let value = text.slice(mark + 1..text.len());
    let end = [" #", " //"].iter().filter_map(|mark| value.find(mark)).min();
    let value = value.slice(0..end.unwrap_or(value.len())).trimmed();
    let quoted = value.len() > 1 && value.starts_with('"') && value.ends_with('"');
    let value = if quoted { value.slice(1..value.len() - 1) } else { value };
    if key.is_empty() {
        return;
    }
    // `a.b.c = d`: the key is `c`
    let dot = key.rfind('.').unwrap_or(0);
    let (section, key) = match key.get(..dot) {
        Some(outer) if dot > 0 => {
            (below(section, &outer.to_ascii_lowercase()), key.slice(dot + 1..key.len()))
        }
        _ => (Rc::clone(section), key),
    };
    out.push(Setting { section, key, value });
}

#[cfg(test)]
mod tests {
    use super::{hocon, is_hocon};

    #[test]
    fn blocks_are_sections() {
        let text = "a {\n  b = \"c\" # x\n  d : 1\n  e {\n    f.g = h\n  }\n  i { j = k, l = m }\n}\nn.o = p\n";
        assert!(is_hocon(text));
        assert_eq!(
            crate::facts::settings::shown(text, hocon),
            ["a/b=c", "a/d=1", "a.e.f/g=h", "a.i/j=k", "a.i/l=m", "n/o=p"]
        );
    }

    #[test]
    fn web_servers_and_plain_lines_are_written_otherwise() {
        assert!(!is_hocon("server {\n  listen 80;\n}\n"));
        assert!(!is_hocon("a = b\n[c]\nd = e\n"));
        assert!(!is_hocon("a {\n"));
        assert!(hocon_of("}}}{{{\n}\n= {\n,{,}\n").is_empty());
    }

    fn hocon_of(text: &str) -> Vec<String> {
        crate::facts::settings::shown(text, hocon)
    }
}
