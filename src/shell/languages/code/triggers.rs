//! Whether a program has anything in it that is looked for: most files of a source tree have not, and are not read.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::dialect::{Backquote, Dialect, Single};

/// What starts a program or fetches, as it is written in any of the languages. What names none of these
/// (`getattr(os, "sys" + "tem")`) has to take it from a module that is listed.
const EVERYWHERE: &[&str] = &[
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
    "launchPath",
    "executableURL",
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
    "stratum",
    "commandLine",
    " sh '",
    " sh \"",
    " sh(",
    "\tsh ",
    "run_command",
    "callCommand",
    "callProcess",
    "execShellCmd",
    "execCmd",
    "executeShell",
    "spawnShell",
    "//go:generate",
    "\"-|",
    "'-|",
    "\"|-",
    "process",
    "Child",
    "run-program",
    "RunCommand",
    "execute_command_line",
    "rawSystem",
    "os.proc(",
    "Deno.Command",
    "$`",
    ".asciz",
    ".ascii",
    ".string",
    "Run \"",
    "command =>",
    "(shell",
    "shell \"",
    "mining.",
    "\"login\"",
    "'login'",
];

/// What runs code, or starts a program without parentheses, in languages that do so: their texts are read as they run.
const OF_SCRIPTS: &[&str] = &[
    "execute",
    "eval(",
    "eval ",
    "_eval",
    "Function(",
    "loadstring",
    "load(",
    "%x",
    "qx",
    "__import__",
    "getattr(",
    "const_get",
    "public_send",
];

static OF_ANY: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| finder(&[EVERYWHERE]));
static OF_SCRIPT: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| finder(&[EVERYWHERE, OF_SCRIPTS]));

fn finder(lists: &[&[&str]]) -> Option<AhoCorasick> {
    let patterns = lists.iter().flat_map(|list| *list);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(patterns).ok()
}

/// True if the program has to be read.
pub(super) fn is_worth_reading(text: &str, dialect: &Dialect) -> bool {
    let runs_backquotes = dialect.backquote == Backquote::Command;
    if runs_backquotes && memchr::memchr(b'`', text.as_bytes()).is_some() {
        return true;
    }
    // Languages in which single quotes hold one character are compiled, and call with parentheses only.
    if dialect.single == Single::String {
        return OF_SCRIPT.as_ref().is_none_or(|finder| finder.is_match(text));
    }
    let Some(finder) = OF_ANY.as_ref() else { return true };
    finder.find_iter(text).any(|found| says_something(text, found.range()))
}

/// Neither prose (`the file system is`) nor the path of a module (`"github.com/x/y"`), which stands in every file of Go.
fn says_something(text: &str, found: Range<usize>) -> bool {
    let rest = text.get(found.end..).unwrap_or_default();
    let word = text.get(found).unwrap_or_default();
    if word.ends_with(' ') {
        return !rest.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_alphabetic());
    }
    let is_module = || rest.starts_with("hub.com/") || rest.starts_with("lab.com/");
    !(word.ends_with("git") && is_module())
}

#[cfg(test)]
mod tests {
    use super::{Dialect, is_worth_reading};

    fn is_read(ending: &str, text: &str) -> bool {
        Dialect::of_ending(ending).is_some_and(|dialect| is_worth_reading(text, dialect))
    }

    #[test]
    fn prose_and_modules_of_compiled_languages_are_nothing_to_read() {
        assert!(!is_read("go", "import \"github.com/x/y\" // the system is\n\texecute()"));
        assert!(!is_read("c", "/* exec  of the system of files */"));
        assert!(is_read("py", "# the system is"));
        assert!(is_read("js", "x = 'github.com/x/y'"));
    }

    #[test]
    fn starts_and_addresses_are_read_in_every_language() {
        for text in ["system (\"x\")", "f = system ;", "get(\"git@h:x\")", "a(\"https://h\")"] {
            for ending in ["c", "go", "rs", "java", "py", "rb", "groovy"] {
                assert!(is_read(ending, text), "{ending}: {text}");
            }
        }
    }
}
