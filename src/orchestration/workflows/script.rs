//! What a step runs in the shell that it names.

use crate::orchestration::assembly::Assembly;
use crate::orchestration::compose::words::words;
use crate::source::{Span, Text};

/// Where scripts lie that a program is given; the real name is another one each time.
const DIRECTORY: &str = "/home/runner/work/_temp";

/// Shells that read what `RUN` is read as.
const POSIX: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];

/// Programs that a step names without arguments, with those that it gives them, and the ending of the script.
const PROGRAMS: [(&str, &[&str], &str); 4] = [
    ("cmd", &["/D", "/C"], "cmd"),
    ("powershell", &["-File"], "ps1"),
    ("pwsh", &["-File"], "ps1"),
    ("python", &[], "py"),
];

/// Runs a script by `shell`, or by the shell of Linux.
pub(super) fn run(shell: Option<&Text>, script: Text, assembly: &mut Assembly) {
    let Some(shell) = shell.filter(|shell| !is_posix(shell)) else {
        return assembly.script(script);
    };
    let known = PROGRAMS.iter().find(|(name, ..)| **shell == **name);
    let ending = known.map_or("sh", |(_, _, ending)| ending);
    let path = Text::made(format!("{DIRECTORY}/step.{ending}"), shell.span());
    let span = script.span();
    assembly.file(path.clone(), script, span);
    let mut all = vec![];
    match known {
        Some((_, given, _)) => {
            all.push(shell.clone());
            all.extend(given.iter().map(|word| Text::made(*word, shell.span())));
            all.push(path);
        }
        None => all.extend(words(shell).iter().map(|word| with_path(word, &path))),
    }
    assembly.runs(all, span);
}

/// True for a shell with options only.
fn is_posix(shell: &str) -> bool {
    let mut words = shell.split_ascii_whitespace();
    let name = words.next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    let is_option = |word: &str| {
        let is_command = !word.starts_with("--") && word.contains('c');
        word == "{0}" || word == "pipefail" || word.starts_with('-') && !is_command
    };
    POSIX.contains(&name) && words.all(is_option)
}

/// The word with the path of the script where `{0}` stands.
fn with_path(word: &Text, path: &Text) -> Text {
    let Some(at) = word.find("{0}") else { return word.clone() };
    let mut out = word.slice(0..at);
    out.push_made(path, word.span_of(at..at + 3));
    out.push_range(word, at + 3..word.len());
    out
}

/// Commands that stand one behind another, as one script.
pub(super) fn joined(lines: &[Text], span: Span) -> Text {
    let mut script = Text::empty(lines.first().map_or(span, Text::span));
    for line in lines {
        script.push(line);
        let end = Span { start: line.span().end, ..line.span() };
        script.push_made("\n", end);
    }
    script
}
