//! Programs in languages that no dialect describes: what they hand to a shell, by the constants in them.
//!
//! Constants with nothing but marks and blanks between them are one text: `"a" ++ "b"`, `(concat "a" "b")`.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::source::Text;

/// Names of functions that start programs in such languages.
const STARTS: &[&str] = &[
    "shell-command",
    "call-process",
    "start-process",
    "make-process",
    "os:cmd",
    "open_port",
    "system",
    "syscmd",
    "run-program",
    "callCommand",
    "callProcess",
    "spawnCommand",
    "readProcess",
    "shell",
    "execShellCmd",
    "command",
    "executeShell",
    "startProcess",
    "Child",
    "exec",
    "popen",
    "process",
    "executable",
    "run(",
    "Run",
    "actions",
    "rule",
    ".string",
    ".ascii",
    ".asciz",
];

/// Finds one of them: once for every compiled program of a tree.
static ANY_START: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(STARTS).ok());

/// Names whose constants behind them are a program and its arguments.
const CALLS: &[&str] = &[
    ".ascii",
    ".asciz",
    ".string",
    "Child.init",
    "ProcessBuilder",
    "RunCommand",
    "addSystemCommand",
    "call-process",
    "callProcess",
    "child_process",
    "command",
    "exec",
    "executable",
    "execute_command_line",
    "invoke",
    "make-process",
    "open-process",
    "process",
    "proc",
    "rawSystem",
    "run",
    "run-process",
    "run-program",
    "sh",
    "shell",
    "spawn",
    "spawnProcess",
    "start-process",
    "startProcess",
    "system",
    "system*",
];

/// The command lines that the program may start.
pub(crate) fn started(code: &Text) -> Vec<Text> {
    if ANY_START.as_ref().is_some_and(|starts| !starts.is_match(code.as_str())) {
        return Vec::new();
    }
    texts(code)
}

/// The constants of the program, those that nothing but marks and blanks parts as one.
pub(crate) fn texts(code: &Text) -> Vec<Text> {
    let mut all: Vec<Text> = Vec::new();
    let mut end_of_last = None;
    let mut at = 0;
    let quotes = |rest: &[u8]| memchr::memchr2(b'"', b'\'', rest);
    while let Some(open) = code.as_bytes().get(at..).and_then(quotes) {
        let open = at + open;
        let quote = code.as_bytes().get(open).copied().unwrap_or_default();
        let Some(close) = closing(code, open + 1, quote) else { break };
        let inside = code.slice(open + 1..close);
        let between = end_of_last.and_then(|end: usize| code.get(end..open));
        let joins = between.is_some_and(|between| between.chars().all(is_join));
        match all.last_mut() {
            Some(last) if joins => last.push(&inside),
            _ => all.push(inside),
        }
        end_of_last = Some(close + 1);
        at = close + 1;
    }
    all
}

/// The programs that calls start, with their arguments: constants behind one of the names, with nothing between them but
/// what puts them into one list.
pub(crate) fn calls(code: &Text) -> Vec<Vec<Text>> {
    let mut all = Vec::new();
    let (mut at, mut line_end) = (0, 0);
    let mut ends = Ends::default();
    while let Some(open) = code.get(at..).and_then(|rest| rest.find(['"', '\'', '\n'])) {
        let open = at + open;
        let quote = code.as_bytes().get(open).copied().unwrap_or_default();
        if quote == b'\n' {
            at = open + 1;
            continue;
        }
        if !is_called(code.get(at..open).unwrap_or_default()) {
            if open >= line_end {
                line_end = code
                    .get(open..)
                    .and_then(|it| it.find('\n'))
                    .map_or(code.len(), |it| open + it);
            }
            // quotes that stand for something else are not closed on their line
            let close = ends.closing(code, open + 1, quote).filter(|close| *close < line_end);
            at = close.unwrap_or(open) + 1;
            continue;
        }
        let (mut words, mut is_joined) = (Vec::new(), false);
        at = open;
        while let Some(quote @ (b'"' | b'\'')) = code.as_bytes().get(at).copied() {
            let Some(close) = ends.closing(code, at + 1, quote) else { break };
            let word = code.slice(at + 1..close);
            match words.last_mut().filter(|_| is_joined) {
                Some(last) => Text::push(last, &word),
                None => words.push(word),
            }
            let behind = code.get(close + 1..).unwrap_or_default();
            let rest = behind.trim_start_matches(is_between);
            let between = behind.get(..behind.len() - rest.len()).unwrap_or_default().trim();
            is_joined = matches!(between, "&" | "+" | "++");
            let rest = if is_joined || !matches!(rest.bytes().next(), Some(b'+')) {
                rest
            } else {
                let joined = rest.trim_start_matches('+').trim_start();
                is_joined = joined.starts_with(['"', '\'']);
                if is_joined { joined } else { rest }
            };
            let rest = ["list", "vec", "array"]
                .iter()
                .find_map(|word| rest.strip_prefix(word))
                .map_or(rest, |rest| rest.trim_start_matches(is_between));
            at = code.len() - rest.len();
        }
        at = at.max(open + 1);
        all.push(words);
    }
    all
}

/// Where the last constants in either kind of quotes end that were looked for: all that open before end there, too, and a
/// quote that is never closed is looked for once.
#[derive(Default)]
struct Ends([Range<usize>; 2]);

impl Ends {
    fn closing(&mut self, code: &str, from: usize, quote: u8) -> Option<usize> {
        let [double, single] = &mut self.0;
        let known = if quote == b'"' { double } else { single };
        if !known.contains(&from) {
            *known = from..closing(code, from, quote).unwrap_or(code.len());
        }
        (known.end < code.len()).then_some(known.end)
    }
}

/// What stands between two words of a list.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | '\t' | ',' | '(' | ')' | '[' | ']' | '{' | '}' | '&' | '.' | '#' | '=' | '>')
}

/// One of the names ends here, with nothing behind it but what opens a list.
fn is_called(before: &str) -> bool {
    let before = before.trim_end_matches(is_between);
    let before = before.trim_end_matches(['*', '!', ':']).trim_end();
    CALLS.iter().any(|name| {
        before.strip_suffix(name).is_some_and(|rest| {
            name.starts_with('.')
                || !rest.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        })
    })
}

/// What stands between two constants that become one; a comma separates arguments.
fn is_join(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '+' | '.' | '&' | '~' | '^' | '<' | '>' | '*' | '|')
}

fn closing(code: &str, from: usize, quote: u8) -> Option<usize> {
    let bytes = code.as_bytes();
    let mut at = from;
    loop {
        at += memchr::memchr2(quote, b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&quote) {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::calls;
    use crate::source::{FileId, Span, Text};

    fn called(code: &str) -> Vec<Vec<String>> {
        let text = Text::verbatim(code, Span::new(FileId(0), 0, code.len()));
        let words = |words: Vec<Text>| words.iter().map(|word| word.as_str().to_owned()).collect();
        calls(&text).into_iter().map(words).collect()
    }

    #[test]
    fn constants_behind_a_name_are_a_program_and_its_arguments() {
        let quoted = "(quote 'a)\n(defun don't ())\n(run-program \"x\" (list \"-o\" \"y\"))\n";
        assert_eq!(called(quoted), [["x", "-o", "y"]]);
        assert_eq!(called("(print \"run\" \"x\")"), Vec::<Vec<String>>::new());
    }

    #[test]
    fn quotes_that_are_never_closed_cost_what_their_text_costs() {
        let started = Instant::now();
        // each looked for to the end of the text would take minutes
        for code in ["\\'".repeat(400_000), "run\"\\".repeat(200_000), "'\"\\".repeat(200_000)] {
            let _ = called(&format!("'{code}"));
        }
        assert!(started.elapsed() < Duration::from_secs(30), "too slow");
    }
}
