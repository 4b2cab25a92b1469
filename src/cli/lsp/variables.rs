//! The value that a variable has at a place of a Dockerfile, for somebody who points at it. Judges nothing.

use std::ops::Range;

use crate::dockerfile::{BuildOptions, Keyword, parse, resolve};
use crate::report::sanitise;
use crate::source::{FileId, LineIndex, Span, Text};

/// A variable that a line uses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Used {
    /// Where it stands in its line, in bytes, with `$` and braces.
    pub(super) place: Range<usize>,
    /// What is known of it, as Markdown.
    pub(super) said: String,
}

/// The variable at a byte of a line, both from 0. None where there is none, or no instruction.
pub(super) fn at(text: &str, line: usize, byte: usize) -> Option<Used> {
    let (place, name) = reference(text.split('\n').nth(line)?, byte)?;
    let tree = parse(FileId::default(), text.as_bytes());
    let resolved = resolve(&tree, &BuildOptions::default());
    let number = u32::try_from(line + 1).ok()?;
    let mut steps = tree.instructions.iter().zip(&resolved.steps);
    let (instruction, step) =
        steps.find(|(it, _)| (it.start_line..=it.end_line).contains(&number))?;
    let is_run = instruction.keyword == Keyword::Run;
    let all = if is_run { resolved.run_environment(step) } else { resolved.environment(step) };
    let said = match all.value(name) {
        Some(value) if value.is_known() => known(name, value, text),
        Some(_) => format!("`{name}` is not known before the build"),
        None if is_run => {
            format!(
                "`{name}` is not set here by the Dockerfile: the command or the base image may set it"
            )
        }
        None => format!("`{name}` is not set here by the Dockerfile: the base image may set it"),
    };
    Some(Used { place, said })
}

fn known(name: &str, value: &Text, text: &str) -> String {
    let shown = sanitise::text(value.as_str());
    let line = match value.span() {
        span if span == Span::default() => String::new(),
        span => {
            let line = LineIndex::new(text.as_bytes()).line_of(span.start) + 1;
            format!("\n\nset in line {line}")
        }
    };
    // nothing that is shown in one line ends a block that starts with the name
    format!("~~~text\n{name}={shown}\n~~~{line}")
}

/// `$NAME` or `${NAME…}` around a byte of a line, and its name; of one inside of another the inner one.
fn reference(line: &str, byte: usize) -> Option<(Range<usize>, &str)> {
    let start = match line.get(byte..)?.starts_with('$') {
        true => byte,
        false => line.get(..byte)?.rfind('$')?,
    };
    let rest = line.get(start + 1..)?;
    let inside = rest.strip_prefix('{').unwrap_or(rest);
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = inside.split(|c| !is_part(c)).next()?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let end = match inside.len() < rest.len() {
        true => start + 2 + inside.find('}').map_or(name.len(), |at| at + 1),
        false => start + 1 + name.len(),
    };
    (is_name && (start..end).contains(&byte)).then_some((start..end, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "ARG V=12\nFROM debian:${V}\nARG V\nENV A=\"x ${V:-1}\" B=$A\nRUN echo $A \\\n  $HOME ${TARGETARCH}\nENV B=2\nCOPY a /$B\nUSER $UNSET\n";

    #[test]
    fn a_variable_has_the_value_that_it_has_there() {
        for (line, byte, place, said) in [
            (1, 12, 12..16, "~~~text\nV=12\n~~~\n\nset in line 1"),
            (1, 15, 12..16, "~~~text\nV=12\n~~~\n\nset in line 1"),
            (3, 10, 9..16, "~~~text\nV=12\n~~~\n\nset in line 1"),
            (4, 9, 9..11, "~~~text\nA=x 12\n~~~\n\nset in line 4"),
            (
                5,
                3,
                2..7,
                "`HOME` is not set here by the Dockerfile: the command or the base image may set it",
            ),
            (
                5,
                9,
                8..21,
                "`TARGETARCH` is not set here by the Dockerfile: the command or the base image may set it",
            ),
            (7, 8, 8..10, "~~~text\nB=2\n~~~\n\nset in line 7"),
            (8, 5, 5..11, "`UNSET` is not set here by the Dockerfile: the base image may set it"),
        ] {
            let used = at(FILE, line, byte).expect("a variable");
            assert_eq!((used.place, used.said.as_str()), (place, said), "{line} {byte}");
        }
    }

    #[test]
    fn where_no_variable_stands_nothing_is_said() {
        for (text, line, byte) in [
            (FILE, 0, 4),
            (FILE, 1, 11),
            (FILE, 1, 16),
            (FILE, 99, 0),
            ("FROM a\nRUN $1 $ ${ $$ ${}", 1, 5),
            ("# $A\nFROM a", 0, 3),
            ("$", 0, 0),
            ("", 0, 0),
        ] {
            assert_eq!(at(text, line, byte), None, "{text} {line} {byte}");
        }
    }
}
