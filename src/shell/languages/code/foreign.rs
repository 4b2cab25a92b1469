//! Programs in languages that no dialect describes: what they hand to a shell, by the constants in them.
//!
//! Constants with nothing but marks and blanks between them are one text: `"a" ++ "b"`, `(concat "a" "b")`.

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
];

/// Constants of one program that are kept.
const MOST: usize = 256;

/// The command lines that the program may start.
pub(crate) fn started(code: &Text) -> Vec<Text> {
    if !STARTS.iter().any(|name| code.contains(name)) {
        return Vec::new();
    }
    let mut all: Vec<Text> = Vec::new();
    let mut end_of_last = None;
    let mut at = 0;
    while let Some(open) = code.get(at..).and_then(|rest| rest.find(['"', '\''])) {
        let open = at + open;
        let quote = code.as_bytes().get(open).copied().unwrap_or_default();
        let Some(close) = closing(code, open + 1, quote) else { break };
        let inside = code.slice(open + 1..close);
        let between = end_of_last.and_then(|end: usize| code.get(end..open));
        let joins = between.is_some_and(|between| between.chars().all(is_join));
        if all.len() >= MOST {
            break;
        }
        match all.last_mut() {
            Some(last) if joins => last.push(&inside),
            _ => all.push(inside),
        }
        end_of_last = Some(close + 1);
        at = close + 1;
    }
    all
}

/// What stands between two constants that become one; a comma separates arguments.
fn is_join(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '+' | '.' | '&' | '~' | '^' | '<' | '>' | '*' | '|')
}

fn closing(code: &str, from: usize, quote: u8) -> Option<usize> {
    let mut escaped = false;
    let bytes = code.as_bytes().get(from..)?;
    let length = bytes.iter().position(|byte| {
        let ends = *byte == quote && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    })?;
    Some(from + length)
}
