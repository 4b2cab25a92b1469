//! Makefiles as the commands of their recipes, variables filled in; justfiles stand in `just`.
//!
//! What make works out from the machine or from files (`$@`, wildcards) is unknown.

mod functions;
mod just;
mod names;

use foldhash::{HashMap, HashSet};

use crate::facts::command_lines::CommandLines;
use crate::source::Text;

pub(super) use self::just::just;

/// Bytes that variables may add to the commands: a few thousand names of files.
const MAX_BYTES: usize = 1 << 20;
/// Variables inside variables and functions inside functions.
const MAX_DEPTH: usize = 16;

/// The recipes of a Makefile, and what its functions run.
pub(super) fn make(content: &Text) -> Text {
    let mut reader = Reader::new(content);
    let mut definition: Option<(String, Text)> = None;
    // a tab starts a recipe behind a rule only
    let mut in_rule = false;
    for line in logical_lines(content) {
        let bare = line.trimmed();
        if let Some((name, mut body)) = definition.take() {
            if bare.starts_with("endef") {
                reader.variables.insert(name, body);
            } else {
                if is_command(&bare) {
                    let line = reader.read_twice(&bare);
                    reader.recipe(&line);
                }
                body.push(&bare);
                body.push_made("\n", bare.span());
                definition = Some((name, body));
            }
        } else if in_rule && line.starts_with('\t') {
            reader.recipe(&bare);
        } else if let Some(name) = bare.strip_prefix("define ") {
            let name = name.trim_end_matches([' ', '=', ':']).to_owned();
            definition = Some((name, Text::empty(bare.span())));
        } else if let Some(files) = included(&bare) {
            // the files are read as make reads them
            reader.commands.command("make -f ", &files);
        } else if !bare.is_empty() && !bare.starts_with('#') {
            let assigns = reader.line(&bare);
            in_rule = in_rule && is_conditional(&bare) || !assigns && bare.contains(':');
        }
    }
    if reader.is_bash() {
        let mut text = Text::made("#!/bin/bash\n", content.span());
        text.push(&reader.commands.into_text());
        return text;
    }
    reader.commands.into_text()
}

/// The files that a line takes in, unless they are called like a Makefile, which is read anyway.
fn included(line: &Text) -> Option<Text> {
    let rest = ["include ", "-include ", "sinclude ", ".include "]
        .iter()
        .find_map(|word| line.strip_prefix(word))?;
    let ending = rest.trim_end().rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_known = matches!(ending, "mk" | "mak" | "make" | "d" | "P" | "Po");
    let says_where = !rest.contains(['$', '*', '?', '"', '<']);
    (says_where && !is_known).then(|| line.slice(line.len() - rest.len()..line.len()).trimmed())
}

/// A line of a definition whose first word can be a program. Other lines are rules, variables or text of another language;
/// where a recipe uses the definition, all of it is read.
fn is_command(line: &str) -> bool {
    let start = line.trim_start_matches(['@', '+', '-', ' ']);
    let word = start.split([' ', '\t']).next().unwrap_or_default();
    !word.contains(['$', '=', ':', '(', '*', '?', '['])
}

fn is_conditional(line: &str) -> bool {
    ["ifeq", "ifneq", "ifdef", "ifndef", "else", "endif"].iter().any(|word| line.starts_with(word))
}

/// Lines, those that end in a backslash joined with the next.
fn logical_lines(content: &Text) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    let mut whole: Option<Text> = None;
    let mut at = 0;
    for line in content.as_str().split_inclusive('\n') {
        let text = content.slice(at..at + line.trim_end_matches(['\n', '\r']).len());
        at += line.len();
        let goes_on = text.ends_with('\\');
        let kept = if goes_on { text.slice(0..text.len() - 1) } else { text };
        let part = kept.slice(0..kept.trim_end().len());
        match &mut whole {
            Some(whole) => {
                whole.push_made(" ", part.span());
                whole.push(&part.trimmed());
            }
            None => whole = Some(part),
        }
        if !goes_on {
            lines.extend(whole.take());
        }
    }
    lines.extend(whole);
    lines
}

struct Reader {
    variables: HashMap<String, Text>,
    /// Variables that other assignments do not change.
    given: HashSet<String>,
    commands: CommandLines,
    /// Bytes that may still be added.
    left: usize,
    /// The value of a variable is worked out.
    assigns: bool,
}

impl Reader {
    fn new(content: &Text) -> Self {
        Self {
            variables: HashMap::default(),
            given: HashSet::default(),
            commands: CommandLines::new(content),
            left: MAX_BYTES,
            assigns: false,
        }
    }

    /// `SHELL` is bash.
    fn is_bash(&self) -> bool {
        let shell = self.variables.get("SHELL").map_or("", Text::as_str);
        let words = shell.split_whitespace();
        words
            .filter(|word| !word.starts_with('-'))
            .any(|word| word.rsplit('/').next() == Some("bash"))
    }

    /// A line that is no recipe: an assignment or a rule; true for an assignment.
    fn line(&mut self, line: &Text) -> bool {
        let end = line.find(" #").unwrap_or(line.len());
        let line = line.slice(0..end);
        let Some(equals) = line.find('=') else {
            self.rule(&line);
            return false;
        };
        let head = line.get(..equals).unwrap_or_default();
        let name = head.trim_end_matches([':', '+', '?', '!']).trim();
        let name = ["export ", "override ", "private "]
            .iter()
            .fold(name, |name, word| name.trim_start_matches(word));
        // `target: NAME = value` is a variable, too
        let name = name.rsplit(':').next().unwrap_or(name).trim();
        if head.starts_with("override ") {
            self.given.insert(name.to_owned());
        } else if self.given.contains(name) {
            // what the command line says comes before
            return true;
        }
        if name.is_empty() || name.contains([' ', '\t', '(', '$']) {
            self.rule(&line);
            return false;
        }
        let value = line.slice(equals + 1..line.len()).trimmed();
        if head.ends_with('!') {
            let command = self.filled(&value, 0);
            self.commands.line(&command);
            return true;
        }
        if value.contains("$(shell") || value.contains("${shell") || head.ends_with(':') {
            // what it runs, and what `:=` means now; what a constant command prints is part of a name where it is used
            let around = std::mem::replace(&mut self.assigns, true);
            let value = self.filled(&value, 0);
            self.assigns = around;
            let value = escaped(&value);
            self.set(name, value, head.ends_with('+'));
            return true;
        }
        self.set(name, value, head.ends_with('+'));
        true
    }

    fn set(&mut self, name: &str, value: Text, append: bool) {
        match self.variables.get_mut(name).filter(|_| append) {
            Some(old) if value.len() <= self.left => {
                self.left -= value.len();
                old.push_made(" ", value.span());
                old.push(&value);
            }
            Some(_) => {}
            None => drop(self.variables.insert(name.to_owned(), value)),
        }
    }

    /// `target: dependencies ; recipe`, or a function on a line of its own.
    fn rule(&mut self, line: &Text) {
        let recipe =
            line.find(':').and_then(|colon| line.get(colon..)?.find(';').map(|at| colon + at + 1));
        match recipe {
            Some(at) => self.recipe(&line.slice(at..line.len()).trimmed()),
            None if line.contains("$(") || line.contains("${") => drop(self.filled(line, 0)),
            None => {}
        }
    }

    fn recipe(&mut self, line: &Text) {
        let start = line.len() - line.trim_start_matches(['@', '+', '-', ' ']).len();
        let filled = self.filled(&line.slice(start..line.len()), 0);
        self.commands.line(&filled);
    }

    /// A line of a definition as `$(eval $(call …))` reads it: `$$(NAME)` is a variable of make then.
    fn read_twice(&self, line: &Text) -> Text {
        let mut out = Text::empty(line.span());
        let mut from = 0;
        for (at, _) in line.match_indices("$$(") {
            let inside = line.get(at + 3..).unwrap_or_default();
            if names::is_of_make(inside, |name| self.variables.contains_key(name)) {
                out.push_range(line, from..at);
                from = at + 1;
            }
        }
        out.push_range(line, from..line.len());
        out
    }

    /// The text with variables and functions of make worked out.
    fn filled(&mut self, text: &Text, depth: usize) -> Text {
        if !text.contains('$') {
            return text.clone();
        }
        let bytes = text.as_bytes();
        let mut out = Text::empty(text.span());
        let (mut from, mut at) = (0, 0);
        while let Some(dollar) =
            bytes.get(at..).and_then(|rest| memchr::memchr(b'$', rest)).map(|found| at + found)
        {
            out.push_range(text, from..dollar);
            let (end, value) = match bytes.get(dollar + 1) {
                Some(b'$') => (dollar + 2, Text::made("$", text.span_of(dollar..dollar + 2))),
                Some(b'(' | b'{') => {
                    let close = closing(bytes, dollar + 1);
                    let inside = text.slice(dollar + 2..close.min(text.len()));
                    (close + 1, self.reference(&inside, depth))
                }
                Some(byte) if byte.is_ascii_alphanumeric() => {
                    (dollar + 2, self.reference(&text.slice(dollar + 1..dollar + 2), depth))
                }
                _ => {
                    let mut end = dollar + 2;
                    while end < text.len() && !text.is_char_boundary(end) {
                        end += 1;
                    }
                    (end, unknown(text, dollar..end))
                }
            };
            if value.len() > self.left {
                self.left = 0;
                out.push_unknown(text.span());
                return out;
            }
            self.left -= value.len();
            out.push(&value);
            (from, at) = (end.min(text.len()), end.min(text.len()));
        }
        out.push_range(text, from..text.len());
        out
    }

    /// What stands inside `$(…)`: a variable, or a function with its arguments.
    fn reference(&mut self, inside: &Text, depth: usize) -> Text {
        if depth >= MAX_DEPTH {
            return unknown(inside, 0..inside.len());
        }
        let Some(blank) = inside.find([' ', '\t']) else {
            let name = self.filled(inside, depth + 1);
            return match self.variables.get(name.as_str()).cloned() {
                Some(value) => self.filled(&value, depth + 1),
                None if name.as_str() == "MAKE" => Text::made("make", inside.span()),
                None => unknown(inside, 0..inside.len()),
            };
        };
        let name = inside.get(..blank).unwrap_or_default().to_owned();
        self.function(&name, &inside.slice(blank + 1..inside.len()), depth)
    }
}

/// The text with each `$` as make keeps it: what has been worked out is not worked out again where it is used.
fn escaped(text: &Text) -> Text {
    let mut out = Text::empty(text.span());
    let mut from = 0;
    for (at, _) in text.match_indices('$') {
        out.push_range(text, from..at);
        out.push_made("$", text.span_of(at..at + 1));
        from = at;
    }
    out.push_range(text, from..text.len());
    out
}

fn unknown(text: &Text, range: std::ops::Range<usize>) -> Text {
    let mut out = Text::empty(text.span());
    out.push_unknown(text.span_of(range));
    out
}

/// Where the parenthesis at `open` is closed; the end if nowhere.
fn closing(bytes: &[u8], open: usize) -> usize {
    let (opens, closes) = if bytes.get(open) == Some(&b'{') { (b'{', b'}') } else { (b'(', b')') };
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        if *byte == opens {
            depth += 1;
        } else if *byte == closes {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests;
