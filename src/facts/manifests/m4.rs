//! Macros of m4 that run commands, with the words that the text itself defines. It works out no other macro.

use foldhash::HashMap;

use crate::facts::command_lines::CommandLines;
use crate::source::Text;

/// Bytes of values that are put in, of one file: what defines itself by itself soon is longer, and is unknown from there on.
const MAX_BYTES: usize = 1 << 20;

/// What the text defines so far.
struct Defined {
    values: HashMap<String, Text>,
    left: usize,
}

/// `esyscmd([…])`, `syscmd(…)`, `m4_esyscmd_s([…])`, with what `define` gives the words in them.
pub(super) fn m4(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut defined = Defined { values: HashMap::default(), left: MAX_BYTES };
    let mut at = 0;
    while let Some(open) = content.get(at..).and_then(|rest| rest.find('(')).map(|it| at + it) {
        let before = content.get(at..open).unwrap_or_default();
        let start = before.rfind(|c| !is_of_name(c)).map_or(0, |blank| blank + 1);
        let name = before.get(start..).unwrap_or_default();
        at = open + 1;
        match name.strip_prefix("m4_").unwrap_or(name) {
            "syscmd" | "esyscmd" | "esyscmd_s" => {
                let (arguments, end) = arguments(content, at, &mut defined);
                commands.line(&arguments[0]);
                at = end;
            }
            "define" | "pushdef" => {
                let ([name, value], end) = arguments(content, at, &mut defined);
                defined.values.insert(name.to_string(), value);
                at = end;
            }
            _ => {}
        }
    }
    commands.into_text()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The first two arguments from here on, without their quotes, and where the call ends: at the end of the text if nothing closes it.
fn arguments(content: &Text, from: usize, defined: &mut Defined) -> ([Text; 2], usize) {
    let rest = content.get(from..).unwrap_or_default();
    // Autoconf takes brackets for quotes
    let (open, close) = if rest.trim_start().starts_with('[') { ('[', ']') } else { ('`', '\'') };
    let mut arguments =
        [Text::empty(content.span_of(from..from)), Text::empty(content.span_of(from..from))];
    let (mut index, mut quotes, mut calls) = (0, 0_usize, 0_usize);
    let mut at = from;
    while let Some(c) = content.get(at..).and_then(|rest| rest.chars().next()) {
        let mut end = at + c.len_utf8();
        let out = arguments.get_mut(index);
        match c {
            _ if c == open => quotes += 1,
            _ if c == close && quotes > 0 => quotes -= 1,
            ')' if quotes == 0 && calls == 0 => return (arguments, end),
            ',' if quotes == 0 && calls == 0 => index += 1,
            c if quotes == 0 && is_of_name(c) => {
                end = content
                    .get(at..)
                    .and_then(|rest| rest.find(|c| !is_of_name(c)))
                    .map_or(content.len(), |it| at + it);
                if let Some(out) = out {
                    push_word(out, &content.slice(at..end), defined);
                }
            }
            c => {
                calls = match c {
                    '(' if quotes == 0 => calls + 1,
                    ')' if quotes == 0 => calls - 1,
                    _ => calls,
                };
                // blanks in front of an argument are none of it
                if let Some(out) =
                    out.filter(|out| quotes > 0 || !c.is_whitespace() || !out.is_empty())
                {
                    out.push_range(content, at..end);
                }
            }
        }
        at = end;
    }
    (arguments, content.len())
}

/// A word that stands outside of quotes: what it is defined as, if it is.
fn push_word(out: &mut Text, word: &Text, defined: &mut Defined) {
    match defined.values.get(word.as_str()) {
        Some(value) => match defined.left.checked_sub(value.len()) {
            Some(left) => {
                defined.left = left;
                out.push_through(value, word.span());
            }
            None => out.push_unknown(word.span()),
        },
        None => out.push(word),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, m4};
    use crate::facts::manifests::read;

    #[test]
    fn commands_of_macros_are_read() {
        assert_eq!(read(m4, "m4_esyscmd_s([x y])\nsyscmd(`z')\n"), "x y\nz\n");
        assert_eq!(read(m4, "syscmd( x $(y, z) `a, (b`')', c) d"), "x $(y, z) a, (b)\n");
    }

    #[test]
    fn words_that_the_text_defines_are_put_in() {
        let text = "define(`P', `xm')dnl\ndefine(`Q',P`'rig)\nesyscmd(Q -o P, `Q')";
        assert_eq!(read(m4, text), "xmrig -o xm\n");
        assert_eq!(read(m4, "m4_define([P], [a b])syscmd(`P' P)"), "P a b\n");
    }

    #[test]
    fn macros_that_never_end_are_read_once() {
        assert_eq!(read(m4, "syscmd(x syscmd(y)"), "x syscmd(y)\n");
        let text = "syscmd(".repeat(10_000);
        assert_eq!(read(m4, &text).len(), text.len() - "syscmd(".len() + 1);
    }

    #[test]
    fn values_that_double_become_unknown() {
        let mut text = "define(`a0', `xx')".to_owned();
        for step in 0..64 {
            text += &format!("define(`a{}', a{step} a{step})", step + 1);
        }
        assert!(read(m4, &format!("{text}syscmd(a64)")).len() < 2 * MAX_BYTES);
        let long = "x".repeat(10_000);
        assert_eq!(read(m4, &format!("define(`a', `{long}')syscmd(a b)")), format!("{long} b\n"));
    }
}
