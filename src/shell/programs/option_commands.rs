//! Options and operands of ordinary programs whose value a shell runs: `tar --to-command`, `git -c alias.x=!…`.
//!
//! Grammar only: which text runs. Running it is up to the walk.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::shell::languages::code::foreign;
use crate::shell::programs::which_shell::base_name;
use crate::source::Text;

/// Program, and the options whose value is the text of a command, as the next word or behind `=`.
const OPTIONS: &[(&str, &[&str])] = &[
    ("ansible", &["-a", "--args"]),
    ("bsdtar", &["--use-compress-program"]),
    ("consul-template", &["-exec", "--exec"]),
    ("cpio", &["--rsh-command"]),
    ("doppler", &["--command"]),
    ("envconsul", &["-exec"]),
    ("execlineb", &["-c", "-Pc"]),
    ("forever", &["-c"]),
    ("fpm", &["--after-install", "--after-upgrade", "--after-remove"]),
    ("fpm", &["--before-install", "--before-upgrade", "--before-remove"]),
    ("fzf", &["--preview"]),
    ("git", &["--exec", "--extcmd", "--upload-pack", "--receive-pack", "--tree-filter"]),
    ("git", &["--index-filter", "--msg-filter", "--env-filter", "--commit-filter"]),
    ("java", &["-XX:OnError", "-XX:OnOutOfMemoryError"]),
    ("man", &["-P", "--pager"]),
    ("mysql", &["--pager"]),
    ("nc", &["-e", "-c"]),
    ("ncat", &["-e", "--exec", "-c", "--sh-exec"]),
    ("nix-shell", &["--run", "--command"]),
    ("nodemon", &["-x", "--exec"]),
    ("npm", &["-c", "--call"]),
    ("npx", &["-c", "--call"]),
    ("rsync", &["-e", "--rsh"]),
    ("scp", &["-S"]),
    ("sftp", &["-S"]),
    ("sort", &["--compress-program"]),
    ("split", &["--filter"]),
    ("tar", &["-I", "-F", "--use-compress-program", "--to-command", "--info-script"]),
    ("tar", &["--new-volume-script", "--rsh-command"]),
    ("tcpdump", &["-z"]),
    ("uwsgi", &["--attach-daemon", "--legacy-attach-daemon", "--exec-asap", "--exec-post-app"]),
    ("uwsgi", &["--exec-pre-jail", "--exec-post-jail", "--exec-pre-app", "--exec-in-jail"]),
    ("vault", &["-exec"]),
    ("xterm", &["-e"]),
    ("zip", &["-TT", "--unzip-command"]),
];

/// Program, and what stands before the text in a word.
const PREFIXES: &[(&str, &[&str])] = &[
    ("apt", INVOKES),
    ("apt-get", INVOKES),
    ("scp", SSH),
    ("sftp", SSH),
    ("socat", &["EXEC:", "SYSTEM:", "exec:", "system:"]),
    ("ssh", SSH),
    ("tar", &["--checkpoint-action=exec=", "exec="]),
];

const INVOKES: &[&str] = &[
    "APT::Update::Pre-Invoke::=",
    "APT::Update::Post-Invoke::=",
    "APT::Update::Post-Invoke-Success::=",
    "DPkg::Pre-Invoke::=",
    "DPkg::Post-Invoke::=",
    "Dpkg::Pre-Invoke::=",
    "Dpkg::Post-Invoke::=",
    "DPkg::Pre-Install-Pkgs::=",
];
const SSH: &[&str] = &["ProxyCommand=", "LocalCommand=", "KnownHostsCommand="];

/// Settings of git whose value runs as a command; `*` stands for a name of one's choice.
const GIT_SETTINGS: &[&str] = &[
    "browser.*.cmd",
    "core.askpass",
    "core.editor",
    "core.fsmonitor",
    "core.gitproxy",
    "core.pager",
    "core.sshcommand",
    "credential.*.helper",
    "credential.helper",
    "diff.*.command",
    "diff.*.textconv",
    "diff.external",
    "difftool.*.cmd",
    "filter.*.clean",
    "filter.*.process",
    "filter.*.smudge",
    "gpg.program",
    "interactive.difffilter",
    "merge.*.driver",
    "mergetool.*.cmd",
    "pager.*",
    "remote.*.receivepack",
    "remote.*.uploadpack",
    "sequence.editor",
    "uploadpack.packobjectshook",
];

/// Programs with a command that hands the rest of its line to a shell, and how that command starts.
const ESCAPES: &[(&str, &[&str])] = &[
    ("ed", &["!"]),
    ("ex", VI),
    ("ftp", &["!"]),
    ("gdb", &["shell ", "!", "!!"]),
    ("gnuplot", &["!"]),
    ("lftp", &["!"]),
    ("mariadb", SQL),
    ("mysql", SQL),
    ("nvim", VI),
    ("psql", &["\\!"]),
    ("sqlite3", &[".shell ", ".system "]),
    ("vi", VI),
    ("view", VI),
    ("vim", VI),
];

const VI: &[&str] = &[":!", "!", ":silent !", "silent !"];
const SQL: &[&str] = &["\\!", "system "];

/// Programs whose operands are command lines, each of them one.
const LINES: &[&str] = &["concurrently", "multirun", "npm-run-all", "mprocs", "pocan"];

/// Interpreters of languages that no reader knows, and the options whose value is a program: what they hand to a shell is
/// written as constants, if only in pieces.
const CODE: &[(&str, &[&str])] = &[
    ("emacs", &["--eval", "-eval", "--execute"]),
    ("erl", &["-eval"]),
    ("ghc", &["-e"]),
    ("gnuplot", &["-e"]),
    ("guile", &["-c"]),
    ("maxima", &["--batch-string"]),
    ("ocaml", &["-e"]),
    ("octave", &["--eval"]),
    ("racket", &["-e", "--eval"]),
    ("raku", &["-e"]),
    ("sbcl", &["--eval"]),
    ("scala", &["-e"]),
    ("swipl", &["-g", "-t"]),
];

/// Programs with a command that hands the rest of its line to an interpreter.
const CODE_LINES: &[(&str, &[&str])] = &[
    ("gdb", &["python ", "py ", "python-interactive ", "guile "]),
    ("nvim", VI_CODE),
    ("rpm", &["%{lua:"]),
    ("vim", VI_CODE),
];

const VI_CODE: &[&str] =
    &["lua ", ":lua ", "py3 ", ":py3 ", "python3 ", ":python3 ", "perl ", "ruby "];

/// The texts that the program runs as commands, out of its words and its standard input.
pub(crate) fn texts(argv: &[Text], input: Option<&Text>) -> Vec<Text> {
    let Some((program, args)) = argv.split_first() else { return Vec::new() };
    let name = base_name(program);
    let mut found = Vec::new();
    for (_, options) in rows(OPTIONS, name) {
        found.extend(options.iter().filter_map(|option| value_of(args, option)));
    }
    for (_, prefixes) in rows(PREFIXES, name) {
        let behind = |word: &Text| {
            let prefix = prefixes.iter().find(|prefix| word.starts_with(**prefix))?;
            Some(word.slice(prefix.len()..word.len()))
        };
        found.extend(args.iter().filter_map(behind));
    }
    for (_, starts) in rows(ESCAPES, name) {
        let lines = args.iter().chain(input).flat_map(crate::shell::programs::builtins::lines);
        found.extend(lines.filter_map(|line| escaped(&line, starts)));
    }
    for (_, options) in rows(CODE, name) {
        let code = options.iter().filter_map(|option| value_of(args, option));
        found.extend(code.flat_map(|code| foreign::started(&code)));
    }
    for (_, starts) in rows(CODE_LINES, name) {
        let lines = args.iter().chain(input).flat_map(crate::shell::programs::builtins::lines);
        let code = lines.filter_map(|line| escaped(&line, starts));
        found.extend(code.flat_map(|code| foreign::started(&code)));
    }
    if LINES.contains(&name) {
        found.extend(args.iter().filter(|word| word.contains(' ')).cloned());
    }
    match name {
        "git" => found.extend(git(args)),
        "sed" => found.extend(args.iter().filter_map(sed)),
        "salt" | "salt-call" | "salt-ssh" => {
            let at = args.iter().position(|word| word.starts_with("cmd."));
            found.extend(at.and_then(|at| args.get(at + 1)).cloned());
        }
        _ => {}
    }
    found.retain(|text| !text.is_empty());
    found
}

/// True if [`texts`] may find something in the words of this program.
pub(crate) fn may_run_texts(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let rows = [OPTIONS, PREFIXES, ESCAPES, CODE, CODE_LINES].into_iter().flatten();
        let others = ["git", "sed", "salt", "salt-call", "salt-ssh"].into_iter();
        rows.map(|(program, _)| *program).chain(LINES.iter().copied()).chain(others).collect()
    });
    NAMES.contains(name)
}

type Row = (&'static str, &'static [&'static str]);

fn rows<'a>(table: &'static [Row], name: &'a str) -> impl Iterator<Item = &'static Row> + 'a {
    table.iter().filter(move |(program, _)| *program == name)
}

/// The value of an option: the next word, or what stands behind `=`, or behind the letter.
fn value_of(args: &[Text], option: &str) -> Option<Text> {
    let at = args.iter().position(|word| word.starts_with(option))?;
    let word = args.get(at)?;
    if word.len() == option.len() {
        return args.get(at + 1).cloned();
    }
    let long = option.starts_with("--");
    let cut = option.len() + usize::from(long);
    (!long || word.as_bytes().get(option.len()) == Some(&b'=')).then(|| word.slice(cut..word.len()))
}

/// What stands behind the first of these starts.
fn escaped(line: &Text, starts: &[&str]) -> Option<Text> {
    let line = line.trimmed();
    let start = starts.iter().find(|start| line.starts_with(**start))?;
    Some(line.slice(start.len()..line.len()))
}

fn git(args: &[Text]) -> Vec<Text> {
    let mut found: Vec<Text> = Vec::new();
    let at = |verb: &str| args.iter().position(|word| word.as_str() == verb);
    // `-c name=value`, `clone --config name=value`, `config [--global] name value`
    for (index, word) in args.iter().enumerate() {
        let (name, value) = match word.split_once('=') {
            Some((name, _)) => (name, Some(word.slice(name.len() + 1..word.len()))),
            None => (word.as_str(), args.get(index + 1).cloned()),
        };
        found.extend(value.and_then(|value| git_setting(name, &value)));
    }
    // `clean -x` and others mean another thing by it.
    if at("rebase").or(at("difftool")).is_some() {
        found.extend(value_of(args, "-x"));
    }
    for (verb, next) in [("submodule", "foreach"), ("bisect", "run")] {
        let Some(start) = at(verb).and(at(next)) else { continue };
        let words = args.get(start + 1..).unwrap_or_default();
        let first = words.iter().position(|word| !word.starts_with('-'));
        let words = first.and_then(|first| words.get(first..)).unwrap_or_default();
        let span = words.first().map(Text::span).unwrap_or_default();
        found.push(crate::shell::evaluate::context::joined(words, span));
    }
    found
}

/// The command in the value of a setting: of an alias or helper only what stands behind `!`.
fn git_setting(name: &str, value: &Text) -> Option<Text> {
    let name = name.trim_start_matches("--config=").to_ascii_lowercase();
    let bang = value.starts_with('!').then(|| value.slice(1..value.len()));
    if name.starts_with("alias.") {
        return bang;
    }
    let matches = |setting: &&str| match setting.split_once('*') {
        Some((start, end)) => {
            name.len() > start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
        None => name == **setting,
    };
    GIT_SETTINGS
        .iter()
        .any(|setting| matches(setting))
        .then(|| bang.unwrap_or_else(|| value.clone()))
}

/// `1e command`, `s/a/command/e`
fn sed(script: &Text) -> Option<Text> {
    let address = script.find(|c: char| !(c.is_ascii_digit() || matches!(c, '$' | ',' | ' ')))?;
    let rest = script.get(address..)?;
    if rest.starts_with("e ") {
        let end = rest.find('\n').unwrap_or(rest.len());
        return Some(script.slice(address + 2..address + end));
    }
    let body = rest.strip_prefix('s')?;
    let delimiter = body.chars().next().filter(char::is_ascii_punctuation)?;
    let mut parts = body.get(1..)?.match_indices(delimiter);
    let (first, second) = (parts.next()?.0, parts.next()?.0);
    let flags = body.get(1 + second + 1..)?;
    let runs = flags.contains('e') && flags.chars().all(|c| c.is_ascii_alphanumeric());
    let start = address + 2 + first + 1;
    runs.then(|| script.slice(start..address + 2 + second))
}
