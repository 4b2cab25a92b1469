//! `patch` and `git apply`: what the files of a script are once a patch is applied to them.
//!
//! A part that does not fit is put where it says: what it adds counts more than whether the tool would take it.

use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::files::MAX_MATCHES;
use crate::shell::programs::output::{Data, MAX_OUTPUT};
use crate::source::Text;

/// Lines that one run compares in search of the place of a part: patches fit at once or a few lines away.
const MAX_STEPS: usize = 1 << 16;

/// What the words of the tool say.
#[derive(Default)]
struct Asked {
    /// Directories left out at the start of paths; `None` for all of them.
    strip: Option<usize>,
    directory: Option<Text>,
    inputs: Vec<Text>,
    /// The only file that is changed, and where the result goes.
    target: Option<Text>,
    output: Option<Text>,
    reverse: bool,
}

/// The patch of one file.
#[derive(Default)]
struct Change {
    old: Text,
    new: Text,
    parts: Vec<Part>,
}

/// Lines of a patch that stand together.
struct Part {
    /// The line of the old file that it starts at, from 0.
    at: usize,
    /// The mark of each line and the line without it, with its end.
    lines: Vec<(u8, Text)>,
}

impl Walker<'_> {
    /// `patch [-pN] [-i FILE] [FILE [PATCH]]`
    pub(crate) fn patch(&mut self, argv: &[Text], inner: &Context) {
        if self.files.has_any() {
            let asked = of_patch(argv.get(1..).unwrap_or_default());
            self.apply_patches(asked, inner);
        }
    }

    /// `git [-C DIR] apply [-pN] [FILE …]`, `git am FILE …`
    pub(crate) fn git_apply(&mut self, argv: &[Text], inner: &Context) {
        let verb = argv.iter().position(|word| matches!(word.as_str(), "apply" | "am"));
        if let Some(verb) = verb.filter(|_| self.files.has_any()) {
            let (before, behind) = argv.split_at(verb);
            let mut asked = of_git(behind.get(1..).unwrap_or_default());
            let mut goes_to = before.iter().zip(before.iter().skip(1));
            let directory = goes_to.rfind(|(option, _)| option.as_str() == "-C");
            asked.directory = asked.directory.or_else(|| directory.map(|(_, path)| path.clone()));
            self.apply_patches(asked, inner);
        }
    }

    fn apply_patches(&mut self, asked: Asked, inner: &Context) {
        let mut all = Vec::new();
        for input in &asked.inputs {
            if input.contains('*') {
                let paths = self.files.matching(input).into_iter().take(MAX_MATCHES);
                all.extend(paths.filter_map(|path| self.files.get(&path)));
            } else {
                all.extend(self.files.get(input));
            }
        }
        if asked.inputs.is_empty() {
            all.extend(inner.stdin.clone());
        }
        let mut steps = MAX_STEPS;
        for patch in all {
            if !self.budget.bytes(patch.len()) {
                return;
            }
            for change in changes(&patch.to_text(), asked.reverse) {
                self.apply_change(&change, &asked, &mut steps);
            }
        }
    }

    fn apply_change(&mut self, change: &Change, asked: &Asked, steps: &mut usize) {
        let is_new = change.old.as_str() == "/dev/null";
        let named = [&change.new, &change.old].into_iter().filter(|it| it.as_str() != "/dev/null");
        let places =
            named.map(|name| placed(&stripped(name, asked.strip), asked.directory.as_ref()));
        let mut places = asked.target.iter().cloned().chain(places);
        let Some(first) = places.next() else { return };
        if change.new.as_str() == "/dev/null" {
            return;
        }
        let (path, before) = match self.files.get(&first) {
            Some(before) => (first, Some(before)),
            None => match places.find_map(|path| Some((self.files.get(&path)?, path))) {
                Some((before, path)) => (path, Some(before)),
                None => (first, None),
            },
        };
        // of a script that the image has and nobody knows, the lines that are added are known
        let is_new = is_new || before.is_none() && is_script(&path);
        if before.is_none() && !is_new {
            return;
        }
        let before = before.filter(|_| !is_new).map(|before| before.to_text()).unwrap_or_default();
        let added: usize =
            change.parts.iter().flat_map(|part| &part.lines).map(|(_, line)| line.len()).sum();
        if before.len() + added > MAX_OUTPUT || !self.budget.bytes(before.len() + added) {
            return;
        }
        let after = Data::Text(applied(&before, &change.parts, steps));
        let to = asked.output.clone().unwrap_or(path);
        self.writes(&to);
        match is_new {
            true => self.write(&to, after, false),
            false => self.files.set(&to, Some(after)),
        }
    }
}

/// A script, by its name or by where it lies.
fn is_script(path: &str) -> bool {
    path.ends_with(".sh") || path.contains("bin/") || path.ends_with("entrypoint")
}

/// The text with the parts of a patch in it.
fn applied(before: &Text, parts: &[Part], steps: &mut usize) -> Text {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(memchr::memchr_iter(b'\n', before.as_bytes()).map(|at| at + 1));
    if starts.last() == Some(&before.len()) {
        starts.pop();
    }
    let line = |index: usize| {
        let start = starts.get(index).copied()?;
        before.get(start..starts.get(index + 1).copied().unwrap_or(before.len()))
    };
    let offset = |index: usize| starts.get(index).copied().unwrap_or(before.len());
    let mut after = Text::empty(before.span());
    let (mut done, mut moved) = (0_usize, 0_usize);
    for part in parts {
        let old: Vec<&Text> =
            part.lines.iter().filter(|(mark, _)| *mark != b'+').map(|(_, line)| line).collect();
        let said = (part.at + moved).max(done).min(starts.len());
        let fits = |at: usize, steps: &mut usize| {
            old.iter().enumerate().all(|(ahead, text)| {
                *steps = steps.saturating_sub(1);
                *steps > 0 && line(at + ahead).is_some_and(|it| it.trim_end() == text.trim_end())
            })
        };
        let mut places = (said..=starts.len()).chain(done..said);
        let found = loop {
            let Some(at) = places.next().filter(|_| *steps > 0) else { break None };
            if fits(at, steps) {
                break Some(at);
            }
        };
        let at = found.unwrap_or(said);
        after.push_range(before, offset(done)..offset(at));
        moved = at.saturating_sub(part.at);
        for (mark, text) in &part.lines {
            if *mark == b'+' || *mark == b' ' && found.is_some() {
                after.push(text);
            }
        }
        done = at + if found.is_some() { old.len() } else { 0 };
    }
    after.push_range(before, offset(done)..before.len());
    after
}

/// The patches of files in a text; a reversed one takes away what it says that it adds.
fn changes(text: &Text, reverse: bool) -> Vec<Change> {
    let mut all: Vec<Change> = Vec::new();
    // lines of the old and of the new file that the part has still to give
    let mut left = (0_usize, 0_usize);
    let mut at = 0;
    let mut old = Text::default();
    for raw in text.split_inclusive('\n') {
        let range = at..at + raw.len();
        at = range.end;
        let mark = raw.bytes().next().unwrap_or(b' ');
        if left != (0, 0) && b" +-\n\r\\".contains(&mark) {
            let part = all.last_mut().and_then(|change| change.parts.last_mut());
            let Some(part) = part.filter(|_| mark != b'\\') else { continue };
            let mark = if matches!(mark, b'\n' | b'\r') { b' ' } else { mark };
            left.0 = left.0.saturating_sub(usize::from(mark != b'+'));
            left.1 = left.1.saturating_sub(usize::from(mark != b'-'));
            let mark = match mark {
                b'+' if reverse => b'-',
                b'-' if reverse => b'+',
                mark => mark,
            };
            let cut = usize::from(raw.starts_with([' ', '+', '-']));
            part.lines.push((mark, text.slice(range.start + cut..range.end)));
        } else if raw.starts_with("--- ") {
            old = name(text, range);
            left = (0, 0);
        } else if raw.starts_with("+++ ") {
            let (old, new) = (std::mem::take(&mut old), name(text, range));
            let (old, new) = if reverse { (new, old) } else { (old, new) };
            all.push(Change { old, new, parts: Vec::new() });
        } else if let Some(rest) = raw.strip_prefix("@@ -")
            && let Some(change) = all.last_mut()
            && let Some((of_old, of_new)) = rest.split_once(" +")
        {
            let (of_old, of_new) = (range_of(of_old), range_of(of_new));
            left = (of_old.1, of_new.1);
            let (first, count) = if reverse { of_new } else { of_old };
            // behind line `first`, if no line of it is left
            let at = if count == 0 { first } else { first.saturating_sub(1) };
            change.parts.push(Part { at, lines: Vec::new() });
        }
    }
    all
}

/// `12,3` or `12`, whatever stands behind it.
fn range_of(text: &str) -> (usize, usize) {
    let text = text.split([' ', '@']).next().unwrap_or_default();
    let (first, count) = text.split_once(',').unwrap_or((text, "1"));
    (first.parse().unwrap_or(0), count.parse().unwrap_or(0))
}

/// The path in a line that starts with `--- ` or `+++ `: what comes behind a tab is a date.
fn name(text: &Text, line: std::ops::Range<usize>) -> Text {
    let path = text.slice(line.start + 4..line.end);
    let end = path.find('\t').unwrap_or(path.len());
    path.slice(0..end).trimmed()
}

/// The path without so many directories at its start.
fn stripped(path: &Text, strip: Option<usize>) -> Text {
    let from = match strip {
        Some(0) => 0,
        Some(count) => path
            .match_indices('/')
            .nth(count - 1)
            .or(path.rmatch_indices('/').next())
            .map_or(0, |(at, _)| at + 1),
        None => path.rfind('/').map_or(0, |at| at + 1),
    };
    path.slice(from..path.len())
}

/// The path below a directory.
fn placed(path: &Text, directory: Option<&Text>) -> Text {
    let Some(directory) = directory.filter(|_| !path.starts_with('/')) else {
        return path.clone();
    };
    let mut whole = directory.clone();
    whole.push_made("/", directory.span());
    whole.push(path);
    whole
}

fn of_patch(args: &[Text]) -> Asked {
    let mut asked = Asked::default();
    let mut operands = Vec::new();
    each_option(args, "pidoFBDgrVxYz", |option, value| match (option, value) {
        ("p" | "strip", Some(value)) => asked.strip = value.parse().ok(),
        ("i" | "input", Some(value)) => asked.inputs = vec![value.clone()],
        ("d" | "directory", Some(value)) => asked.directory = Some(value.clone()),
        ("o" | "output", Some(value)) => asked.output = Some(value.clone()),
        ("R" | "reverse", _) => asked.reverse = true,
        ("", Some(value)) => operands.push(value.clone()),
        _ => {}
    });
    let mut operands = operands.into_iter();
    asked.target = operands.next().map(|path| placed(&path, asked.directory.as_ref()));
    asked.inputs.extend(operands.next());
    asked
}

fn of_git(args: &[Text]) -> Asked {
    let mut asked = Asked { strip: Some(1), ..Asked::default() };
    each_option(args, "pC", |option, value| match (option, value) {
        ("p", Some(value)) => asked.strip = value.parse().ok(),
        ("directory", Some(value)) => asked.directory = Some(value.clone()),
        ("R" | "reverse", _) => asked.reverse = true,
        ("", Some(value)) if value.as_str() != "-" => asked.inputs.push(value.clone()),
        _ => {}
    });
    asked
}

/// Calls `take` with each option and its value, and with each operand as the value of no option; `valued` are the letters
/// that take a value.
fn each_option(args: &[Text], valued: &str, mut take: impl FnMut(&str, Option<&Text>)) {
    const LONG: [&str; 5] = ["strip", "input", "directory", "output", "fuzz"];
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if let Some(long) = arg.strip_prefix("--").filter(|long| !long.is_empty()) {
            match long.split_once('=') {
                Some((name, value)) => {
                    take(name, Some(&arg.slice(arg.len() - value.len()..arg.len())));
                }
                None if LONG.contains(&long) => take(long, args.next()),
                None => take(long, None),
            }
            continue;
        }
        let Some(cluster) = arg.strip_prefix('-').filter(|cluster| !cluster.is_empty()) else {
            take("", Some(arg));
            continue;
        };
        for (at, letter) in cluster.char_indices() {
            let end = at + letter.len_utf8();
            let name = cluster.get(at..end).unwrap_or_default();
            if valued.contains(letter) {
                let rest = arg.slice(1 + end..arg.len());
                let value = if rest.is_empty() { args.next() } else { Some(&rest) };
                take(name, value);
                break;
            }
            take(name, None);
        }
    }
}
