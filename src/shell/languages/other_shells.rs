//! Shells whose grammar is not that of `sh`: their assignments are written as `sh` has them, all else is read as it stands.

use crate::source::Text;

/// Commands that set a variable: `set name value` (fish), `set name=value` (csh), `var name = value` (elvish), `let` (nu).
const SETS: &[&str] = &["set", "setenv", "var", "let", "mut", "const", "@"];

/// The text as `sh` would have it.
pub(crate) fn as_posix(content: &Text) -> Text {
    let mut out = Text::empty(content.span());
    let mut at = 0;
    for part in content.as_str().split_inclusive([';', '\n']) {
        let length = part.trim_end_matches([';', '\n']).len();
        let line = content.slice(at..at + length).trimmed();
        let end = content.slice(at + length..at + part.len());
        at += part.len();
        match assignment(&line) {
            Some((name, value)) => {
                out.push(&name);
                out.push_made("=", line.span());
                braces(&value, &mut out);
            }
            // nu and elvish mark what is a program
            None => braces(&line.slice(usize::from(line.starts_with('^'))..line.len()), &mut out),
        }
        out.push(&end);
    }
    out
}

/// Name and value.
fn assignment(line: &Text) -> Option<(Text, Text)> {
    let (command, behind) = line.split_once([' ', '\t'])?;
    if !SETS.contains(&command) {
        return None;
    }
    let mut rest = behind.trim_start();
    // `set -gx name value`
    while command == "set" && rest.starts_with('-') {
        rest = rest.split_once([' ', '\t'])?.1.trim_start();
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = rest.find(|c| !is_part(c)).filter(|end| *end > 0)?;
    let value = rest.get(end..)?.trim_start().trim_start_matches('=').trim_start();
    let name = line.len() - rest.len();
    Some((line.slice(name..name + end), line.slice(line.len() - value.len()..line.len())))
}

/// `{$name}` of fish is `${name}`.
fn braces(text: &Text, out: &mut Text) {
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find("{$")).map(|it| from + it) {
        out.push_range(text, from..open);
        out.push_range(text, open + 1..open + 2);
        out.push_range(text, open..open + 1);
        from = open + 2;
    }
    out.push_range(text, from..text.len());
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::as_posix;
    use crate::source::{FileId, Span, Text};

    fn posix(text: &str) -> Text {
        as_posix(&Text::verbatim(text, Span::new(FileId(0), 0, text.len())))
    }

    #[test]
    fn an_assignment_of_many_options_costs_what_its_text_costs() {
        // each option sliced off the line would take minutes
        let started = Instant::now();
        assert_eq!(posix(&format!("set {}b c", "-a ".repeat(300_000))).as_str(), "b=c");
        assert!(started.elapsed() < Duration::from_secs(20), "too slow");
    }

    #[test]
    fn assignments_of_each_shell_are_those_of_sh() {
        for (text, wanted) in [
            ("set -gx a b\n{$a}c -d", "a=b\n${a}c -d"),
            ("set a=b; $a", "a=b;$a"),
            ("setenv A b", "A=b"),
            ("var a = b", "a=b"),
            ("let a = 'b'\n^c", "a='b'\nc"),
            ("settle a b", "settle a b"),
        ] {
            assert_eq!(posix(text).as_str(), wanted);
        }
    }
}
