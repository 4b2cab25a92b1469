//! Whether a program has anything in it that is looked for: most files of a source tree have not, and are not read.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// What starts a program, runs code or fetches, as it is written in any of the languages. What names none of these
/// (`getattr(os, "sys" + "tem")`) has to take it from a module that is listed.
const TRIGGERS: &[&str] = &[
    "system(",
    "system ",
    "system2",
    "\"system",
    "'system",
    "system'",
    "open3",
    "popen",
    "Popen",
    "spawn",
    "Spawn",
    "subprocess",
    "child_process",
    "execv",
    "execl",
    "execS",
    "execF",
    "execa",
    "exec(",
    "exec ",
    "exec.",
    ".exec",
    "exec\"",
    "exec'",
    "eval(",
    "eval ",
    "_eval",
    "Function(",
    "loadstring",
    "load(",
    "passthru",
    "shell_exec",
    "proc_open",
    "Command::new",
    "ProcessBuilder",
    "Process.",
    "Process(",
    "Process;",
    "StartInfo",
    "startfile",
    "forkpty",
    "getoutput",
    "check_call",
    "check_output",
    "ShellExecute",
    "WinExec",
    "System.cmd",
    "os:cmd",
    "execute",
    "launchPath",
    "executableURL",
    "%x",
    "qx",
    "Sys.command",
    "subproc",
    "ForkExec",
    "StartProcess",
    "\"http",
    "'http",
    "`http",
    "\"git",
    "'git",
    "`git",
    "\"ftp",
    "'ftp",
    "__import__",
    "getattr(",
    "const_get",
    "public_send",
    " sh '",
    " sh \"",
    " sh(",
    "\tsh ",
    "commandLine",
    "run_command",
];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(TRIGGERS).ok()
});

/// True if the program has to be read; `runs_backquotes` for languages that run what stands between them.
pub(super) fn is_worth_reading(text: &str, runs_backquotes: bool) -> bool {
    runs_backquotes && memchr::memchr(b'`', text.as_bytes()).is_some()
        || FINDER.as_ref().is_none_or(|finder| finder.is_match(text))
}
