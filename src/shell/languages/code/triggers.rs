//! Whether a program has anything in it that is looked for: most files of a source tree have not, and are not read.

use std::sync::LazyLock;

use super::dialect::{Backquote, Dialect, Single};
use crate::byte_search::ByteSearch;

/// What starts a program, fetches or speaks to a pool in Go and in other languages. Sources of Go are the most that builds compile.
/// What names none of these (`getattr(os, "sys" + "tem")`) has to take it from a module that is listed.
const IN_GO: &[&str] = &[
    "system(",
    "popen",
    "Popen",
    "execv",
    "execl",
    "exec(",
    "exec ",
    "exec.",
    ".exec",
    "exec\"",
    "Process(",
    "ShellExecute",
    "WinExec",
    "ForkExec",
    "StartProcess",
    "\"http",
    "`http",
    "\"git",
    "`git",
    "\"ftp",
    "stratum",
    "//go:generate",
    "mining.",
    "\"login\"",
    "'login'",
];

/// The same in other languages than Go, where `process`, `system` and `Child` are ordinary words.
const ELSEWHERE: &[&str] = &[
    "system ",
    "system2",
    "\"system",
    "'system",
    "system'",
    "open3",
    "spawn",
    "Spawn",
    "subprocess",
    "addSystemCommand(",
    "bash_command",
    "Process::",
    "child_process",
    "execS",
    "execF",
    "execa",
    "exec'",
    "passthru",
    "shell_exec",
    "proc_open",
    "Command::new",
    "ProcessBuilder",
    "Process.",
    "Process;",
    "StartInfo",
    "startfile",
    "forkpty",
    "getoutput",
    "check_call",
    "check_output",
    "System.cmd",
    "os:cmd",
    "launchPath",
    "executableURL",
    "Sys.command",
    "subproc",
    "'http",
    "'git",
    "'ftp",
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
    "process",
    "Child",
    "run-program",
    "RunCommand",
    "execute_command_line",
    "rawSystem",
    "os.proc(",
    "Deno.Command",
    ".asciz",
    ".ascii",
    ".string",
    "Run \"",
    "command =>",
    "(shell",
    "shell \"",
    "(sh \"",
    "/sh \"",
];

/// What runs code, or starts a program without parentheses, in languages that do so: their texts are read as they run.
const OF_SCRIPTS: &[&str] = &[
    "$`",
    ".Anonymous(",
    "CoinHive",
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
    "import sh",
    "sh import ",
    "partial(",
    "os.system",
];

static OF_GO: LazyLock<Option<ByteSearch>> = LazyLock::new(|| search(&[IN_GO]));
static OF_ANY: LazyLock<Option<ByteSearch>> = LazyLock::new(|| search(&[IN_GO, ELSEWHERE]));
static OF_SCRIPT: LazyLock<Option<ByteSearch>> =
    LazyLock::new(|| search(&[IN_GO, ELSEWHERE, OF_SCRIPTS]));

fn search(lists: &[&[&str]]) -> Option<ByteSearch> {
    ByteSearch::new(|| lists.iter().flat_map(|list| *list).map(|word| word.as_bytes()))
}

/// True if the program has to be read.
pub(super) fn is_worth_reading(text: &str, dialect: &Dialect) -> bool {
    let runs_backquotes = dialect.backquote == Backquote::Command;
    if runs_backquotes && memchr::memchr(b'`', text.as_bytes()).is_some() {
        return true;
    }
    // Languages in which single quotes hold one character are compiled, and call with parentheses only.
    if dialect.single == Single::String {
        return opens_pipe(text.as_bytes())
            || OF_SCRIPT.as_ref().is_none_or(|search| search.first(text.as_bytes()).is_some());
    }
    let search = if dialect.is_of_ending("go") { &OF_GO } else { &OF_ANY };
    let Some(search) = search.as_ref() else { return true };
    opens_pipe(text.as_bytes())
        || search.any(text.as_bytes(), |start, end| says_something(text, start, end))
}

/// `open(X, "-|")`, `"-| x"`, `"|- x"`. Three bytes are too few for the search for all others: with four it passes over
/// four times as much.
fn opens_pipe(text: &[u8]) -> bool {
    memchr::memchr_iter(b'|', text).any(|at| {
        let (before, rest) = text.split_at_checked(at).unwrap_or_default();
        before.ends_with(b"\"-")
            || before.ends_with(b"'-")
            || before.ends_with(b"\"") && rest.starts_with(b"|-")
    })
}

/// Neither prose (`the file system is`, `processes`) nor the path of a module (`"github.com/x/y"`), which stands in every
/// file of Go, nor a word that only some other language has as it is.
fn says_something(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let rest = text.get(end..).unwrap_or_default();
    let word = text.get(start..end).unwrap_or_default();
    if word.ends_with(' ') {
        return !starts_word(rest.trim_start_matches(' '));
    }
    match word {
        "\"git" | "'git" | "`git" => {
            !(rest.starts_with("hub.com/") || rest.starts_with("lab.com/"))
        }
        "\"http" | "'http" | "`http" => begins_address(rest),
        "process" => is_name(before, rest),
        // that of Zig has a member that starts it
        "Child" => rest.starts_with('.'),
        // directives of assemblers stand in front of their text
        ".string" | ".ascii" | ".asciz" => rest.trim_start_matches([' ', '\t']).starts_with('"'),
        _ => true,
    }
}

/// What stands behind `http` in a constant goes on as an address, if only with what it is joined with: the name of the
/// protocol alone, and names that start with it, stand in many.
fn begins_address(rest: &str) -> bool {
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let is_joined = || {
        let behind = rest.strip_prefix(['"', '\'', '`']).unwrap_or_default();
        behind.trim_start().starts_with(['+', '.', '<', '&', '~', '|'])
    };
    rest.starts_with([':', '%', '{', '$', '\\', '#']) || is_joined()
}

fn starts_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The word between these is a name or the end of one, and no word of a sentence: `create_process x`, `process "x"`.
fn is_name(before: &str, rest: &str) -> bool {
    if rest.starts_with(|c: char| c.is_ascii_lowercase()) {
        return false;
    }
    if before.ends_with(['_', '-', '.', ':', '(']) {
        return true;
    }
    let behind = rest.trim_start_matches([',', '.', ')']);
    let next = behind.trim_start();
    let is_apart = next.len() < behind.len() || behind.is_empty();
    !is_apart || !(next.is_empty() || starts_word(next) || next.starts_with(['/', '*', '#']))
}

#[cfg(test)]
mod tests {
    use super::{Dialect, is_worth_reading};

    fn is_read(ending: &str, text: &str) -> bool {
        Dialect::of_ending(ending).is_some_and(|dialect| is_worth_reading(text, dialect))
    }

    #[test]
    fn words_are_few_enough_for_vector_instructions() {
        let lists = [super::IN_GO, super::ELSEWHERE, super::OF_SCRIPTS];
        assert!(lists.iter().map(|list| list.len()).sum::<usize>() < 128);
    }

    #[test]
    fn prose_and_modules_of_compiled_languages_are_nothing_to_read() {
        assert!(!is_read("go", "import \"github.com/x/y\" // the system is\n\texecute()"));
        assert!(!is_read("c", "/* exec  of the system of files */"));
        assert!(!is_read(
            "go",
            "// in the process of processing.\n// A process. Children: x.string\n"
        ));
        assert!(is_read("py", "# the system is"));
        assert!(is_read("js", "x = 'github.com/x/y'"));
    }

    #[test]
    fn starts_and_addresses_are_read_in_every_language() {
        for text in
            ["create_process p", "import std.process;", "(call-process\n\"x\")", ".string \"x\""]
        {
            // Go has no such words
            assert!(!is_read("go", text), "{text}");
            for ending in ["c", "rs", "java"] {
                assert!(is_read(ending, text), "{ending}: {text}");
            }
        }
        for text in ["open(X, \"-|\", y)", "open(X, '-|')", "open(X, \"|-\")"] {
            for ending in ["c", "go", "rs", "java", "py", "pl"] {
                assert!(is_read(ending, text), "{ending}: {text}");
            }
        }
        for text in ["system (\"x\")", "f = system ;"] {
            for ending in ["c", "py", "rs", "java", "rb", "groovy"] {
                assert!(is_read(ending, text), "{ending}: {text}");
            }
        }
        for text in ["exec.Command(x)", "f = exec.Command", "windows.CreateProcess(x)"] {
            assert!(is_read("go", text), "{text}");
        }
        for text in ["\"http\"", "\"https\", x", "\"httpOnly\""] {
            for ending in ["c", "go", "rs", "java"] {
                assert!(!is_read(ending, text), "{ending}: {text}");
            }
        }
        for text in [
            "get(\"git@h:x\")",
            "a(\"https://h\")",
            "a(\"http\" + \"://h\")",
            "\"https\"\n + x",
            "f(\"http%s://h\", s)",
        ] {
            for ending in ["c", "go", "rs", "java", "py", "rb", "groovy"] {
                assert!(is_read(ending, text), "{ending}: {text}");
            }
        }
    }
}
