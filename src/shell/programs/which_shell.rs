//! Which language a shell speaks: from the argv of `SHELL`, or from a `#!` line.

use crate::source::Text;

/// The language that `SHELL` (or the default) selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) enum Language {
    /// `/bin/sh -c` and the like.
    #[default]
    Posix,
    /// bash, zsh, ksh: `$'…'`, `<(…)`, `<<<`, `[[`.
    Bash,
    /// `powershell -Command`, `pwsh`.
    PowerShell,
    /// `cmd /S /C`.
    Cmd,
}

/// Who runs a file that starts with `#!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Interpreter {
    /// A shell that this module reads.
    Shell(Language),
    /// Another program, by its base name: `python3`, `perl`.
    Other(String),
}

/// The language of the shell that `SHELL`'s words start; [`Language::Posix`] for a program that is no shell.
pub(crate) fn language_of(shell: &[Text]) -> Language {
    let mut words = shell.iter().map(Text::as_str);
    let first = words.next().unwrap_or_default();
    by_program(first)
        .or_else(|| words.take_while(|word| !word.starts_with("-c")).find_map(by_program))
        .unwrap_or_default()
}

/// Programs that are called like a shell and read another language.
const OTHER_SHELLS: [&str; 13] = [
    "csh", "elvish", "fish", "jimsh", "jsh", "ngsh", "nush", "rush", "scsh", "tclsh", "tcsh",
    "wish", "xonsh",
];

/// Reads a `#!` line (with or without the `#!`); `/usr/bin/env [-S] [NAME=value]` is seen through.
pub(crate) fn interpreter(line: &str) -> Interpreter {
    let line = line.trim_start_matches('\u{feff}');
    let line = line.strip_prefix("#!").unwrap_or(line).lines().next().unwrap_or_default();
    let mut words = line.split_ascii_whitespace();
    let mut program = words.next().unwrap_or_default();
    while matches!(base_name(program), "env" | "busybox") {
        let next = words.find(|word| !word.starts_with('-') && !word.contains('='));
        match next {
            Some(next) => program = next,
            None => break,
        }
    }
    // `with-contenv bash` hands on to a shell; a shell may have another name
    let language = by_program(program).or_else(|| words.find_map(by_program));
    let is_shell = |name: &str| name.ends_with("sh") && !OTHER_SHELLS.contains(&name);
    match language {
        Some(language) => Interpreter::Shell(language),
        None if is_shell(base_name(program)) => Interpreter::Shell(Language::Posix),
        None => Interpreter::Other(base_name(program).to_owned()),
    }
}

/// The language of a program, if it is a shell that this module reads.
pub(crate) fn by_program(program: &str) -> Option<Language> {
    let name = base_name(program);
    let short = match name.as_bytes() {
        [.., b'.', b'e', b'x', b'e'] | [.., b'.', b'E', b'X', b'E'] => {
            name.get(..name.len() - 4).unwrap_or(name)
        }
        _ => name,
    };
    match short {
        "sh" | "ash" | "dash" | "hush" | "posh" | "yash" | "osh" => Some(Language::Posix),
        "bash" | "zsh" | "ksh" | "ksh93" | "mksh" | "rbash" => Some(Language::Bash),
        _ if short.eq_ignore_ascii_case("powershell") || short.eq_ignore_ascii_case("pwsh") => {
            Some(Language::PowerShell)
        }
        _ if short.eq_ignore_ascii_case("cmd") => Some(Language::Cmd),
        _ => None,
    }
}

/// The language of a script that Windows runs by this ending of its name.
pub(crate) fn of_ending(path: &str) -> Option<Language> {
    let (_, ending) = path.rsplit_once('.')?;
    of_ending_word(&ending.to_ascii_lowercase())
}

/// The same of an ending in lower case.
pub(crate) fn of_ending_word(ending: &str) -> Option<Language> {
    match ending {
        "ps1" | "psm1" => Some(Language::PowerShell),
        "bat" | "cmd" => Some(Language::Cmd),
        _ => None,
    }
}

/// The part after the last `/` or `\`.
pub(crate) fn base_name(path: &str) -> &str {
    // names are so short that a search of many bytes at once takes longer
    match path.bytes().rposition(|byte| matches!(byte, b'/' | b'\\')) {
        Some(at) => path.get(at + 1..).unwrap_or(path),
        None => path,
    }
}

/// `NAME=value`
pub(crate) fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else {
        return false;
    };
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(crate::shell::syntax::lexer::is_name)
}
