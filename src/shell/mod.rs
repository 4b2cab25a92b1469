//! The text of a RUN or shell-form command → the commands that it runs, folded as far as constants go.
//!
//! Tolerant: what cannot be read is noted as such, never a lost line. This module knows no Dockerfile and
//! no miner; it never runs anything.
//!
//! The way of a script: [`parse`] makes a tree of it, [`walk`] goes through the tree in the order in which a
//! shell would run it, [`expand`] turns words into values, [`fold`] works out what constant commands print,
//! [`wrappers`] finds the command behind `sudo`, `env`, `xargs`.

mod evaluate;
mod file_map;
mod languages;
mod moved;
mod programs;
mod session;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use evaluate::budget::Work;
pub(crate) use file_map::{FileMap, cleaned};
pub(crate) use languages::code::Dialect;
pub(crate) use programs::script_text::is_machine_code;
pub(crate) use session::Session;

pub(crate) use file_map::Content;
pub(crate) use programs::output::{Data, decode_base64, decode_hex};

pub(crate) use programs::shell_words::script_word;
pub(crate) use programs::which_shell::{
    Interpreter, Language, interpreter, language_of, of_ending_word,
};

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use crate::source::{Span, Text};

/// What is known before the build runs: values of variables (ENV, ARG), files that it is given. `None` for what is not
/// known.
pub(crate) trait Scope {
    /// The value of `name`, with its origin.
    fn get(&self, name: &str) -> Option<&Text>;

    /// The files that the build is given under paths of this pattern.
    fn listed(&self, pattern: &str) -> Vec<String> {
        let _ = pattern;
        Vec::new()
    }

    /// The content of a file that the build is given; the path is one of those that [`FileMap::give`] was told.
    fn given(&self, path: &str) -> Option<Content> {
        let _ = path;
        None
    }

    /// What the scripts of the build may still make the reader do.
    fn left(&self) -> Work {
        Work::OF_BUILD
    }
}

/// No variables, and what the scripts of a build have left.
impl Scope for Work {
    fn get(&self, _name: &str) -> Option<&Text> {
        None
    }

    fn left(&self) -> Work {
        *self
    }
}

/// A scope that knows no variable.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NoScope;

impl Scope for NoScope {
    fn get(&self, _name: &str) -> Option<&Text> {
        None
    }
}

/// A here-document whose body a Dockerfile reader has already taken out of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HereDocument<'a> {
    /// The terminator word, unquoted.
    pub(crate) name: &'a str,
    /// The body, terminator line excluded, tabs not yet stripped.
    pub(crate) content: &'a Text,
}

/// How a command came to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Via {
    /// It stands in the text.
    Direct,
    /// Inside `$(…)`, backquotes.
    Substitution,
    /// Inside `<(…)`, `>(…)`.
    ProcessSubstitution,
    /// Behind a wrapper in the same words: `sudo`, `env`, `nohup`, `timeout`, `xargs`, `exec`, `busybox` …
    Wrapper,
    /// The body of a function, with the arguments of one call. (Where it is defined, it is `Direct`.)
    Function,
    /// Text handed to a shell as an argument: `sh -c '…'`, `eval "…"`, `su -c`.
    ShellText,
    /// Constant text piped or redirected into a shell, or written to a file that a shell then reads:
    /// `echo … | base64 -d | sh`, `sh <<EOF`, `. ./written-before`.
    ShellInput,
    /// What the program text handed to another interpreter says (`python -c`, `perl -e`, `node -e`): argv is
    /// the interpreter and then each constant string of that program, concatenations folded.
    Code,
    /// The program is the value of a variable that the script sets to what nobody knows before it runs.
    Chosen,
    /// The result of a folded substitution in command position: `$(printf '\57…')`.
    Computed,
    /// What a program of another language takes from the network and runs: argv is the call that runs it and the
    /// addresses that the program fetches.
    Downloaded,
}

/// Direction of a redirection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// `< target`
    In,
    /// `> target`, `>| target`, `&> target`
    Out,
    /// `>> target`
    Append,
    /// `<> target`
    InOut,
}

/// A redirection of a command to or from a file (`>&2` and here-documents are not in this list).
#[derive(Clone, Debug)]
pub(crate) struct Redirect {
    /// Direction.
    pub(crate) direction: Direction,
    /// The file descriptor written in front (`2>`), or the default one of the operator.
    #[cfg_attr(not(test), allow(dead_code, reason = "tests of the reader show it"))]
    pub(crate) fd: u32,
    /// The file name, folded.
    pub(crate) target: Text,
}

/// `NAME=value` before a command, or alone.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    /// The name.
    pub(crate) name: Text,
    /// The value, folded; the items of an array joined by blanks.
    pub(crate) value: Text,
}

/// One simple command.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// Program and arguments after quote removal, expansion and folding; parts that cannot be known are
    /// [`crate::source::UNKNOWN`]. Empty for a bare assignment, and for the redirections of a group or loop.
    pub(crate) argv: Vec<Text>,
    /// Arguments with quotes inside of a word, without them: what a second shell would see that is given them.
    pub(crate) unquoted: Vec<Text>,
    /// Assignments in front of it.
    pub(crate) assignments: Vec<Assignment>,
    /// Redirections of it.
    pub(crate) redirects: Vec<Redirect>,
    /// Index in [`Script::commands`] of the command whose output it reads through a pipe: the innermost one
    /// behind wrappers, and of several the last whose output is not constant.
    pub(crate) pipe_from: Option<usize>,
    /// Its standard input, where that is constant (here-document, here-string, folded pipe). A part of it may
    /// still be [`crate::source::UNKNOWN`].
    pub(crate) input: Option<Box<Text>>,
    /// Its standard output, where that is constant (`echo`, `printf`, `cat <<EOF`, `base64 -d` …) and
    /// something reads it: a pipe, a file or a substitution.
    pub(crate) output: Option<Box<Text>>,
    /// How it came to be run.
    pub(crate) via: Via,
    /// Index of the command that it was found in or behind. `None` for what stands in the text itself, and for
    /// a substitution in the head of a loop or case.
    pub(crate) parent: Option<usize>,
    /// What reads its text.
    pub(crate) language: Language,
    /// Its first to last byte.
    pub(crate) span: Span,
}

/// Room for so many more. Of a list that doubles half may be empty, and commands are large.
pub(crate) fn make_room<T>(list: &mut Vec<T>, count: usize) {
    if list.capacity() - list.len() < count {
        list.reserve_exact(count.max(list.len() / 4));
    }
}

/// A file that the script writes with content known before it runs.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// The file name, folded.
    pub(crate) path: Text,
    /// The content that this one command writes; unreadable bytes are U+FFFD.
    pub(crate) content: Text,
    /// `>>` or `tee -a`.
    #[cfg_attr(not(test), allow(dead_code, reason = "tests of the reader show it"))]
    pub(crate) append: bool,
}

/// A path that a command of the script writes to, whatever with: a redirection, a copy, a link, an edit in place.
#[derive(Clone, Debug)]
pub(crate) struct WrittenPath {
    /// The word that names it, or the directory that it is in.
    pub(crate) word: Text,
    /// The path without `.` and `..`; absolute if the directory is known that the command stands in.
    pub(crate) path: String,
}

/// A piece of a script that is not read as commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The piece.
    pub(crate) span: Span,
    /// Why.
    pub(crate) reason: &'static str,
    /// The reader gave up at a limit; otherwise the script is one that a shell would refuse as well.
    pub(crate) gave_up: bool,
}

/// All commands of one script, in source order; nested ones follow the command that holds them.
///
/// A command may stand here more than once, with the same span and other words: once for each word of a `for`
/// list, each call of a function, and each value that a variable may have after an `if` or `case`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    /// The commands.
    pub(crate) commands: Vec<Command>,
    /// Files written with known content.
    pub(crate) written: Vec<Written>,
    /// Paths written, those of unknown content included.
    pub(crate) paths: Vec<WrittenPath>,
    /// Strings that a program of another language makes of its constants: they stand nowhere as they are.
    pub(crate) constants: Vec<Text>,
    /// Pieces that could not be read, or that lie deeper than the reader goes, with the reason.
    pub(crate) unread: Vec<Unread>,
    /// Variables whose value is not known: where one is used, and its name.
    pub(crate) unset: BTreeMap<Span, EcoString>,
    /// Texts of files that were read to their end because a command runs them, and the parts that they were put
    /// together from.
    pub(crate) whole: BTreeSet<Span>,
    /// What it took of [`Scope::left`].
    pub(crate) work: Work,
}

/// Reads shell text: RUN, shell-form CMD, ENTRYPOINT and HEALTHCHECK, the content of a script.
pub(crate) fn read(text: &Text, language: Language, scope: &dyn Scope) -> Script {
    read_with_heredocs(text, &[], language, scope)
}

/// Reads shell text whose here-documents a Dockerfile reader has taken out of it: the text still has the
/// `<<NAME` operators, the bodies come in the same order. If one here-document is all there is, its body is
/// the script, as [`read_file`] reads it: that is how `BuildKit` runs it.
pub(crate) fn read_with_heredocs(
    text: &Text,
    heredocs: &[HereDocument<'_>],
    language: Language,
    scope: &dyn Scope,
) -> Script {
    Session::new(scope, FileMap::default(), "").read(text, heredocs, language)
}

/// Reads a text that the words of SHELL are given as their last argument, in each way in which it may be run.
#[cfg(test)]
pub(crate) fn read_given(shell: &[Text], text: &Text, scope: &dyn Scope) -> Vec<Script> {
    Session::new(scope, FileMap::default(), "").read_given(shell, text)
}

/// Reads the value of a variable that another program runs, such as `PROMPT_COMMAND`; `None` for any other variable.
pub(crate) fn read_hook(name: &str, value: &Text, scope: &dyn Scope) -> Option<Script> {
    programs::hook_variables::is_hook(name)
        .then(|| Session::new(scope, FileMap::default(), "").read_hook(name, value))
}

/// Reads exec form: the words as they stand, nothing in them is expanded; `["sh", "-c", "…"]` and wrappers are
/// seen through.
pub(crate) fn read_argv(argv: &[Text], scope: &dyn Scope) -> Script {
    Session::new(scope, FileMap::default(), "").read_argv(argv)
}

/// Reads the content of a file of another language: the commands that it starts, the addresses that it fetches (each a
/// command of the function that fetches, [`Via::Code`]), and what it makes of its constants.
///
/// `run` says what runs it.
pub(crate) fn read_program(content: &Text, dialect: &'static Dialect, run: RunBy) -> Script {
    Session::new(&NoScope, FileMap::default(), "").read_program(content, dialect, run)
}

/// What runs a program of another language that lies in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RunBy {
    /// Nothing that names this very file: another file may import it, a compiler takes all of them.
    Others,
    /// A command or a tool that starts this very file.
    Itself,
    /// A runner of tests at most: what a test starts and fetches happens, its other strings are examples.
    Tests,
}

/// Reads a program as [`read_program`] does, or knows what that has read.
pub(crate) type ReadProgram<'r> = dyn Fn(&Text, &'static Dialect, RunBy) -> Script + 'r;

/// Reads a file as [`read_file`] does, or knows what that has read.
pub(crate) type ReadScript<'r> = dyn Fn(&Text, Language, &dyn Scope) -> Script + 'r;

/// Reads the content of a file that will be run: its `#!` line decides, `language` where there is none.
///
/// Under a foreign interpreter
/// the script is one command, the interpreter, with the file as input, and what its code says ([`Via::Code`]).
pub(crate) fn read_file(content: &Text, language: Language, scope: &dyn Scope) -> Script {
    Session::new(scope, FileMap::default(), "").read_file(content, language)
}
