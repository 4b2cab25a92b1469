//! Names of functions that start programs, run code or print, and words around them: one row a name.

use std::sync::LazyLock;

use foldhash::HashSet;

use super::cursor::Argument;
use super::dialect::Dialect;
use super::functions::last;

/// What a function that starts a program takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// A line for a shell, or program and arguments as words or as one list.
    Words,
    /// One more argument stands in front of them.
    WordsBehindOne,
}

/// Start programs whatever they are called on: `os.system`, `subprocess.Popen`, `Kernel.spawn`.
const STARTS: &[&str] = &[
    "BashOperator",
    "CreateProcess",
    "CreateProcessA",
    "CreateProcessW",
    "Popen",
    "ProcessBuilder",
    "ProcessStartInfo",
    "ShellExecute",
    "ShellExecuteA",
    "ShellExecuteW",
    "WinExec",
    "capture2",
    "capture2e",
    "capture3",
    "check_call",
    "check_output",
    "commandLine",
    "create_subprocess_exec",
    "create_subprocess_shell",
    "execFile",
    "execFileSync",
    "execSync",
    "execa",
    "execl",
    "execle",
    "execlp",
    "execlpe",
    "executeShell",
    "execv",
    "execve",
    "execvp",
    "execvpe",
    "expect_exec",
    "forkpty",
    "getoutput",
    "getstatusoutput",
    "passthru",
    "pcntl_exec",
    "pipeProcess",
    "pipeShell",
    "pipeline_start",
    "popen",
    "popen2",
    "popen2e",
    "popen3",
    "proc_open",
    "qx",
    "runInteractiveProcess",
    "run_command",
    "shell_exec",
    "spawn",
    "spawnProcess",
    "spawnShell",
    "spawnSync",
    "spawn_command_line_async",
    "startProcess",
    "startfile",
    "system",
    "system2",
];

/// Start programs when called on these only: `run`, `exec` and `start` are ordinary words.
const STARTS_OF: &[(&[&str], &[&str])] = &[
    (
        &["subprocess", "sp", "asyncio.subprocess", "anyio", "trio", "invoke", "delegator"],
        &["run", "call", "run_process"],
    ),
    (
        &["child_process", "cp", "childProcess", "shelljs", "shell", "proc", "sh"],
        &["exec", "run", "fork", "command", "Command"],
    ),
    (
        &["Kernel", "Process", "IO", "PTY", "pty"],
        &["exec", "run", "runSync", "start", "Start", "popen", "spawn"],
    ),
    (
        &["os"],
        &[
            "execute",
            "posix_spawn",
            "posix_spawnp",
            "spawnl",
            "spawnlp",
            "spawnv",
            "spawnvp",
            "StartProcess",
            "cmd",
            // of xmake
            "exec",
            "run",
            "runv",
            "vrun",
            "vrunv",
        ],
    ),
    // tasks of Nox, Fabric, Invoke and waf are given what runs their commands
    (
        &["session", "s", "c", "ctx", "context", "conn", "connection", "bld"],
        &["run", "sudo", "local", "exec_command", "cmd_and_log"],
    ),
    (&["Schedule", "$schedule", "schedule"], &["exec"]),
    (&["exec"], &["Command"]),
    (&["syscall"], &["Exec", "ForkExec", "StartProcess"]),
    (&["unix"], &["Exec"]),
    (&["Command", "process", "tokio", "std"], &["new", "cargo_bin"]),
    (&["Runtime", "getRuntime"], &["exec"]),
    (&["System", "sys", "Sys"], &["cmd", "shell", "command"]),
    (&["Deno", "Bun"], &["run", "Command", "$"]),
    (&["os"], &["proc"]),
    // of Elixir
    (&["Port"], &["open"]),
    (&["sh"], &["Run", "RunV", "RunWith", "Output", "Exec"]),
    (&["processx", "Cli", "CliWrap", "Shellwords"], &["run", "Wrap"]),
];

/// Members that may start a program, so that most names are told by one look.
static MEMBERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let of_receiver = STARTS_OF.iter().flat_map(|(_, names)| names.iter());
    STARTS.iter().chain(of_receiver).chain(&["exec", "sh", "bat"]).copied().collect()
});

/// What a call to `name` starts; in some languages a lone `exec` starts a program, and `spawn` in those that are compiled
/// a thread or a task.
pub(super) fn start(name: &str, dialect: &Dialect) -> Option<Start> {
    let mut members = name.rsplit(['.', ':', '>']).filter(|member| !member.is_empty());
    let last = members.next().unwrap_or_default().trim_end_matches('?');
    let is_behind_one = name.ends_with("CommandContext") || last.starts_with("spawn");
    // an open file stands in front of the words
    if last == "fexecve" {
        return Some(Start::WordsBehindOne);
    }
    if !is_behind_one && !MEMBERS.contains(last) {
        return None;
    }
    let receiver =
        members.next().map(|member| member.trim_end_matches(['-', '?'])).unwrap_or_default();
    if matches!(receiver, "platform" | "threading" | "thread" | "task" | "tokio" | "rayon") {
        return None;
    }
    if last == "spawn" && !dialect.is_interpreted {
        return None;
    }
    if name.ends_with("CommandContext") && receiver == "exec"
        || last.starts_with("spawn") && receiver == "os"
    {
        return Some(Start::WordsBehindOne);
    }
    let of_receiver =
        || STARTS_OF.iter().any(|(of, names)| of.contains(&receiver) && names.contains(&last));
    // `sh` of Rake, Gradle and Jenkins is a function of no module
    let alone = receiver.is_empty()
        && (last == "exec" && !dialect.exec_is_eval || matches!(last, "sh" | "bat"));
    (STARTS.binary_search(&last).is_ok() || of_receiver() || alone).then_some(Start::Words)
}

/// Says how a process of Laravel is run, and gives it back.
pub(super) fn is_of_process(member: &str) -> bool {
    matches!(
        member,
        "env"
            | "forever"
            | "idleTimeout"
            | "input"
            | "newPendingProcess"
            | "path"
            | "quietly"
            | "timeout"
            | "tty"
    )
}

/// Properties that name the program and its arguments before it is started.
pub(super) fn is_program_property(name: &str, dialect: &Dialect) -> bool {
    match last(name) {
        // of Apple's `Process`; elsewhere these words mean what a function is given
        "arguments" => {
            let is_of_apple =
                dialect.interpreters.contains(&"swift") || dialect.endings.contains(&"mm");
            name.contains('.') && is_of_apple
        }
        "launchPath" | "executableURL" | "CommandLine" => name.contains('.'),
        // `new ProcessStartInfo { FileName = "x", Arguments = "y" }`
        "FileName" | "Arguments" => true,
        _ => false,
    }
}

/// Runs a text as code of the same language.
pub(super) fn evaluates(name: &str, exec_is_eval: bool) -> bool {
    matches!(
        name,
        "eval"
            | "Eval.me"
            | "Function"
            | "loadstring"
            | "load"
            | "instance_eval"
            | "class_eval"
            | "execScript"
            | "create_function"
            | "runInThisContext"
            | "vm.runInThisContext"
            | "vm.runInNewContext"
            | "Meta.parse"
            | "module._compile"
            | "builtins.exec"
            | "builtins.eval"
            | "__builtins__.exec"
            | "parse"
    ) || exec_is_eval && matches!(name, "exec" | "compile")
}

/// Runs a text as a program of its own; elsewhere it is the path of one.
pub(super) fn is_worker(name: &str, arguments: &[Argument<'_>]) -> bool {
    let text = arguments.first().and_then(|(_, text)| text.constant());
    last(name) == "Worker" && text.is_some_and(|text| text.contains('('))
}

/// Miners of browsers are made so, each by a name of its own: `new Zzz.Anonymous(key)`.
pub(super) fn is_miner_of_browser(name: &str, dialect: &Dialect) -> bool {
    let kinds = ["Anonymous", "User"];
    dialect.interpreters.contains(&"node") && name.contains('.') && kinds.contains(&last(name))
}

/// Runs the code at the address that it is given; others of these names only say where something comes from.
pub(super) fn runs_address(name: &str, dialect: &Dialect) -> bool {
    const RUNS: &[(&str, &[&str])] = &[
        ("rscript", &["source", "source_url"]),
        ("php", &["include", "include_once", "require", "require_once"]),
        // a worker of a browser imports scripts, too: `importScripts` is none
        ("node", &["import"]),
        ("lua", &["dofile"]),
        ("julia", &["include"]),
        ("groovy", &["evaluate"]),
    ];
    let of_dialect = RUNS.iter().find(|(program, _)| dialect.interpreters.contains(program));
    of_dialect.is_some_and(|(_, names)| names.contains(&last(name)))
}

/// Prints its arguments.
pub(super) fn prints(name: &str) -> bool {
    matches!(
        name,
        "print"
            | "puts"
            | "printf"
            | "console.log"
            | "echo"
            | "say"
            | "sys.stdout.write"
            | "process.stdout.write"
            | "io.write"
            | "cat"
    )
}

/// Words of a language that say nothing about the value behind them.
pub(super) fn is_passed_over(name: &str) -> bool {
    matches!(
        name,
        "new"
            | "await"
            | "async"
            | "const"
            | "let"
            | "var"
            | "my"
            | "our"
            | "local"
            | "final"
            | "val"
            | "mut"
            | "scalar"
            | "static"
            | "unsafe"
            | "typeof"
            | "not"
            | "do"
            | "then"
            | "else"
            | "begin"
            | "try"
            | "export"
            | "public"
            | "private"
            | "protected"
            | "go"
            | "defer"
            | "move"
            | "string"
            | "ref"
            | "and"
            | "or"
            | "if"
            | "elif"
            | "unless"
    )
}

/// The name of an argument that is the command or a part of it.
pub(super) fn is_command_key(key: &str) -> bool {
    matches!(
        key,
        "args"
            | "arguments"
            | "argv"
            | "bash_command"
            | "cmd"
            | "cmdline"
            | "command"
            | "executable"
            | "program"
            | "popenargs"
            | "file"
            | "path"
            | "fileName"
    )
}

#[cfg(test)]
mod tests {
    use super::{Dialect, STARTS, Start, start};

    #[test]
    fn names_are_sorted() {
        assert!(STARTS.is_sorted());
    }

    fn start_of(name: &str, ending: &str) -> Option<Start> {
        start(name, Dialect::of_ending(ending).expect("a known ending"))
    }

    #[test]
    fn ordinary_words_start_a_program_on_their_receiver_only() {
        assert_eq!(start_of("os.system", "py"), Some(Start::Words));
        assert_eq!(start_of("std::process::Command::new", "rs"), Some(Start::Words));
        assert_eq!(start_of("exec.Command", "go"), Some(Start::Words));
        assert_eq!(start_of("regex.exec", "js"), None);
        assert_eq!(start_of("cursor.execute", "py"), None);
        assert_eq!(start_of("exec", "rb"), Some(Start::Words));
        assert_eq!(start_of("exec", "py"), None);
        assert_eq!(start_of("platform.system", "py"), None);
        assert_eq!(start_of("thread::spawn", "rs"), None);
    }

    #[test]
    fn spawn_starts_a_program_where_programs_are_run_from_their_text() {
        for (name, ending) in [("spawn", "js"), ("child_process.spawn", "ts"), ("spawn", "rb")] {
            assert_eq!(start_of(name, ending), Some(Start::Words), "{name} of {ending}");
        }
        for (name, ending) in
            [("spawn", "go"), ("self.pool.spawn", "rs"), ("Isolate.spawn", "dart")]
        {
            assert_eq!(start_of(name, ending), None, "{name} of {ending}");
        }
    }
}
