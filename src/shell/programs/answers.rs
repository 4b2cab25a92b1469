//! Commands in place of a program's name, `$(…)`, whose answer hides no name: they print nothing, only a yes or no, or
//! the path of a program that is written there.

use super::which_shell::base_name;
use crate::shell::{Command, Direction, Via};
use crate::source::Text;

/// Commands that are gone through for one substitution.
const MOST: usize = 64;

/// Programs that print nothing on their output.
const SILENT: &[&str] = &[
    ":", "[", "[[", "cd", "chgrp", "chmod", "chown", "cp", "exit", "export", "false", "kill",
    "killall", "ln", "mkdir", "mv", "pkill", "return", "rm", "rmdir", "set", "shift", "sleep",
    "sync", "test", "touch", "trap", "true", "unset", "wait",
];

/// Programs that pass lines on as they are.
const PASS_LINES: &[&str] = &["egrep", "fgrep", "grep", "head", "sort", "tail", "uniq"];

/// True if no substitution of command `id`, the first of these, makes a name that is written nowhere.
pub(crate) fn hide_no_name(id: usize, commands: &[Command]) -> bool {
    Answers { commands, left: MOST }.of(id)
}

struct Answers<'c> {
    commands: &'c [Command],
    left: usize,
}

impl Answers<'_> {
    /// All substitutions in the words of command `id` hide no name, and there is one.
    fn of(&mut self, id: usize) -> bool {
        let inside = self.inside(id);
        // `which x || echo 'command -v x'`: a message for where nothing is found
        let (said, looked): (Vec<usize>, Vec<usize>) =
            inside.into_iter().partition(|index| self.says_what_is_written(*index));
        !looked.is_empty() && looked.into_iter().all(|index| self.answers(index)) && said.len() <= 1
    }

    /// `echo` of one text, as it stands.
    fn says_what_is_written(&self, index: usize) -> bool {
        let Some(command) = self.commands.get(index) else { return false };
        let Some((program, args)) = command.argv.split_first() else { return false };
        let is_written = |text: &Text| is_in_one_place(text) && !text.contains(['\\', '%']);
        matches!(base_name(program), "echo" | "printf")
            && command.pipe_from.is_none()
            && matches!(args, [text] if is_written(text))
    }

    /// The commands whose output the substitutions of command `id` take.
    fn inside(&self, id: usize) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for (index, command) in self.commands.iter().enumerate().skip(id + 1) {
            if command.parent.is_none_or(|parent| parent < id) {
                break;
            }
            if command.parent == Some(id) && command.via == Via::Substitution {
                found.retain(|fed| command.pipe_from != Some(*fed));
                found.push(index);
            }
        }
        found
    }

    fn answers(&mut self, index: usize) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        let Some(command) = self.commands.get(index) else { return false };
        let Some(program) = command.argv.first() else {
            return !command.assignments.is_empty();
        };
        let mut to_file =
            command.redirects.iter().filter(|it| it.fd == 1 && it.direction != Direction::In);
        if to_file.any(|it| !is_output(&it.target)) {
            return true;
        }
        let behind = self.commands.get(index + 1).filter(|it| it.parent == Some(index));
        if behind.is_some_and(|it| it.via == Via::Wrapper) {
            return self.answers(index + 1);
        }
        let args = command.argv.get(1..).unwrap_or_default();
        let name = base_name(program);
        if prints_no_name(name, args) {
            return true;
        }
        if PASS_LINES.contains(&name) {
            return command.pipe_from.is_some_and(|feeder| self.answers(feeder));
        }
        let finds =
            matches!(name, "which" | "whereis" | "whence" | "type" | "realpath" | "readlink")
                || name == "command"
                    && args.first().is_some_and(|it| matches!(it.as_str(), "-v" | "-V"));
        // what it looks for stands there, or is found in the same way
        finds && self.inside(index).into_iter().all(|inside| self.answers(inside))
    }
}

fn prints_no_name(name: &str, args: &[Text]) -> bool {
    let has = |letter: char, long: &[&str]| {
        args.iter().any(|arg| match arg.strip_prefix("--") {
            Some(word) => long.contains(&word.split('=').next().unwrap_or_default()),
            None => arg.strip_prefix('-').is_some_and(|letters| letters.contains(letter)),
        })
    };
    match name {
        "grep" | "egrep" | "fgrep" => has('q', &["quiet", "silent"]) || has('c', &["count"]),
        "curl" => {
            (has('o', &["output", "remote-name"]) || has('O', &[]))
                && !args.iter().any(|arg| is_output(arg))
        }
        // it prints the recipes that it runs, which are read where they stand
        "make" | "gmake" => !has('s', &["silent", "quiet"]),
        "wget" => !args.iter().any(|arg| is_output(arg)),
        // strings keep their quotes, so that they name nothing
        "jq" | "gojq" | "jaq" | "tomlq" => {
            !has('r', &["raw-output", "raw-output0"]) && !has('j', &["join-output"])
        }
        "openssl" => args.iter().any(|arg| arg.as_str() == "-out"),
        _ => SILENT.contains(&name),
    }
}

/// The word sends what a program writes to its output: `-O -`, `-qO-`, `--output-document=-`, `/dev/stdout`.
fn is_output(word: &str) -> bool {
    let at = word.find("/dev/").map(|at| word.get(at..).unwrap_or_default());
    word == "-"
        || word.starts_with('-') && word.ends_with('-')
        || at.is_some_and(|device| device != "/dev/null")
        || word.contains("/proc/")
}

/// Nothing in the text is the value of a variable, or comes out of several pairs of quotes.
fn is_in_one_place(text: &Text) -> bool {
    text.is_known() && !text.is_spelled_apart() && text.origins(0..text.len()).is_empty()
}
