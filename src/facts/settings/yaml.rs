//! YAML as far as files of settings go: mappings, sequences, block scalars, quotes; flow style is read as JSON.

use std::rc::Rc;

use super::{MOST, Setting, below, json};
use crate::source::Text;

/// A mapping or sequence that is open.
struct Open {
    /// Blanks in front of its keys.
    indent: usize,
    section: Rc<str>,
    /// The last key in it: lines that are indented further belong to that.
    key: Text,
}

/// The scalars of a YAML text with their keys.
pub(crate) fn yaml(content: &Text) -> Vec<Setting> {
    let mut reader = Reader { content, out: Vec::new(), open: Vec::new(), block: None };
    let mut at = 0;
    for line in content.as_str().split_inclusive('\n') {
        reader.line(at, line.trim_end());
        at += line.len();
        if reader.out.len() >= MOST {
            break;
        }
    }
    reader.end_block(content.len());
    reader.out
}

struct Reader<'c> {
    content: &'c Text,
    out: Vec<Setting>,
    open: Vec<Open>,
    /// A block scalar: where it starts, and the indent that its lines are deeper than.
    block: Option<(usize, usize)>,
}

impl Reader<'_> {
    fn line(&mut self, at: usize, line: &str) {
        let mut indent = line.len() - line.trim_start().len();
        let mut rest = line.trim_start();
        if let Some((_, parent)) = self.block {
            if rest.is_empty() || indent > parent {
                return;
            }
            self.end_block(at);
        }
        if rest.is_empty()
            || rest.starts_with('#')
            || rest.starts_with("---")
            || rest.starts_with('%')
        {
            return;
        }
        // `- - key: value`: each dash opens a sequence whose items have no key
        while let Some(item) = rest.strip_prefix("- ").or_else(|| (rest == "-").then_some("")) {
            let inner = item.trim_start();
            indent += rest.len() - inner.len();
            rest = inner;
        }
        if rest.is_empty() {
            return;
        }
        let start = at + line.len() - rest.len();
        // A sequence may stand at the indent of its key.
        let is_item = line.trim_start().starts_with('-');
        let outer = line.len() - line.trim_start().len();
        while self
            .open
            .last()
            .is_some_and(|open| if is_item { open.indent > outer } else { open.indent > indent })
        {
            self.open.pop();
        }
        if is_item {
            // keys of the item before belong to that one
            while self.open.last().is_some_and(|open| open.indent > outer) {
                self.open.pop();
            }
        }
        let section = self.section(indent);
        match split(rest) {
            Some((key, value)) => {
                let key_text = unquoted(&self.content.slice(start..start + key));
                self.enter(indent, &section, key_text.clone());
                let value_at = start + value;
                self.value(
                    section,
                    key_text,
                    value_at,
                    rest.get(value..).unwrap_or_default(),
                    indent,
                );
            }
            None => {
                // an item of the list that the last key at this indent, or above it, holds
                let holder = self.open.last().filter(|open| open.indent <= outer);
                let (section, key) = match holder {
                    Some(open) => (Rc::clone(&open.section), open.key.clone()),
                    None => (section, Text::empty(self.content.span_of(start..start))),
                };
                self.value(section, key, start, rest, outer);
            }
        }
    }

    /// The section of a key at this indent.
    fn section(&self, indent: usize) -> Rc<str> {
        match self.open.last() {
            Some(open) if open.indent == indent => Rc::clone(&open.section),
            Some(open) => below(&open.section, &open.key),
            None => Rc::from(""),
        }
    }

    fn enter(&mut self, indent: usize, section: &Rc<str>, key: Text) {
        match self.open.last_mut() {
            Some(open) if open.indent == indent => open.key = key,
            _ => self.open.push(Open { indent, section: Rc::clone(section), key }),
        }
    }

    fn value(&mut self, section: Rc<str>, key: Text, at: usize, text: &str, indent: usize) {
        let mut text = text.trim_start();
        let mut at = at
            + self
                .content
                .get(at..)
                .map_or(0, |rest| rest.len() - rest.trim_start_matches([' ', '\t']).len());
        // anchors and tags
        while text.starts_with(['&', '!']) {
            let end = text.find(' ').map_or(text.len(), |end| end + 1);
            at += end;
            text = text.get(end..).unwrap_or_default();
        }
        match text.chars().next() {
            None | Some('#') => {}
            Some('|' | '>') => {
                self.block = Some((
                    self.content
                        .get(at..)
                        .and_then(|rest| rest.find('\n'))
                        .map_or(self.content.len(), |end| at + end + 1),
                    indent,
                ));
                let empty = Text::empty(self.content.span_of(at..at));
                self.out.push(Setting { section, key, value: empty });
            }
            Some('{' | '[') => {
                let flow = self.content.slice(at..at + text.len());
                for mut setting in json(&flow) {
                    let around = below(&section, &key);
                    if setting.key.is_empty() && setting.section.is_empty() {
                        (setting.section, setting.key) = (Rc::clone(&section), key.clone());
                    } else {
                        setting.section = below(&around, &setting.section);
                    }
                    self.out.push(setting);
                }
            }
            Some(_) => {
                let text = without_comment(text);
                let value = unquoted(&self.content.slice(at..at + text.len()));
                self.out.push(Setting { section, key, value });
            }
        }
    }

    /// The lines of a block scalar are the value of the setting that was kept for them.
    fn end_block(&mut self, end: usize) {
        if let Some((start, _)) = self.block.take()
            && let Some(setting) = self.out.last_mut()
        {
            setting.value = self.content.slice(start.min(end)..end);
        }
    }
}

/// Length of the key, and where its value starts: behind the first `: ` outside quotes, or a colon at the end.
fn split(line: &str) -> Option<(usize, usize)> {
    let bytes = line.as_bytes();
    let mut at = 0;
    if let Some(quote @ (b'"' | b'\'')) = bytes.first() {
        at = 1 + memchr::memchr(*quote, bytes.get(1..)?)? + 1;
        if bytes.get(at) != Some(&b':') {
            return None;
        }
    }
    if matches!(bytes.first(), Some(b'{' | b'[' | b'|' | b'>')) {
        return None;
    }
    loop {
        let colon = at + memchr::memchr(b':', bytes.get(at..)?)?;
        match bytes.get(colon + 1) {
            None | Some(b' ' | b'\t') => return Some((colon, colon + 1)),
            Some(_) => at = colon + 1,
        }
    }
}

fn without_comment(text: &str) -> &str {
    if text.starts_with(['"', '\'']) {
        return text;
    }
    text.find(" #").and_then(|end| text.get(..end)).unwrap_or(text).trim_end()
}

/// A scalar without its quotes; JSON's escapes inside double quotes are decoded.
fn unquoted(text: &Text) -> Text {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let end = quote.and_then(|quote| text.rfind(quote)).filter(|end| *end > 0);
    let Some(end) = end else { return text.clone() };
    let inside = text.slice(1..end);
    if quote == Some('"') && inside.contains('\\') {
        let mut list = Text::empty(text.span());
        list.push_made("[", text.span());
        list.push(&text.slice(0..end + 1));
        return json(&list).into_iter().next().map_or(inside, |setting| setting.value);
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::yaml;

    fn read(text: &str) -> Vec<String> {
        crate::facts::settings::shown(text, yaml)
    }

    #[test]
    fn mappings_and_sequences_keep_their_keys() {
        let text = "a:\n  b: 1 # x\n  c:\n  - d: \"2\"\n    e: '3'\n  - f\ng: h\n";
        assert_eq!(read(text), ["a/b=1", "a.c/d=2", "a.c/e=3", "a/c=f", "/g=h"]);
    }

    #[test]
    fn block_scalars_and_flow_style_are_values() {
        assert_eq!(read("a: |\n  x\n  y\nb: [1, {c: 2}]\n"), ["/a=  x\n  y\n", "/b=1", "b/c=2"]);
    }

    #[test]
    fn tasks_of_a_playbook_are_found() {
        let text = "- hosts: all\n  tasks:\n  - name: n\n    shell: a b\n  - command: c\n";
        assert_eq!(
            read(text),
            ["/hosts=all", "tasks/name=n", "tasks/shell=a b", "tasks/command=c"]
        );
    }
}
