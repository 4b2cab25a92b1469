//! The text of a RUN or shell-form command → the commands that it runs, folded as far as constants go.
//!
//! Tolerant: what cannot be read becomes an opaque piece, never a lost line. This room knows no Dockerfile and
//! no miner; it never runs anything.

use crate::source::{Span, Text};

/// The language that `SHELL` (or the default) selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
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

/// Values of variables known before the build runs (ENV, ARG); `None` for what is not known.
pub trait Scope {
    /// The value of `name`, with its origin.
    fn get(&self, name: &str) -> Option<&Text>;
}

/// How a command came to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// It stands in the text.
    Direct,
    /// Inside `$(…)`, backquotes.
    Substitution,
    /// Inside `<(…)`, `>(…)`.
    ProcessSubstitution,
    /// Behind a wrapper in the same words: `sudo`, `env`, `nohup`, `timeout`, `xargs`, `exec`, `busybox` …
    Wrapper,
    /// Text handed to a shell as an argument: `sh -c '…'`, `eval "…"`, `su -c`.
    ShellText,
    /// Constant text piped or redirected into a shell: `echo … | base64 -d | sh`, `sh <<EOF`.
    ShellInput,
    /// The result of a folded substitution in command position: `$(printf '\57…')`.
    Computed,
}

/// Direction of a redirection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
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
pub struct Redirect {
    /// Direction.
    pub direction: Direction,
    /// The file name, folded.
    pub target: Text,
}

/// `NAME=value` before a command, or alone.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The name.
    pub name: Text,
    /// The value, folded.
    pub value: Text,
}

/// One simple command.
#[derive(Clone, Debug)]
pub struct Command {
    /// Program and arguments after quote removal, expansion and folding; parts that cannot be known are
    /// [`crate::source::UNKNOWN`]. Empty for a bare assignment or redirection.
    pub argv: Vec<Text>,
    /// Assignments in front of it.
    pub assignments: Vec<Assignment>,
    /// Redirections of it.
    pub redirects: Vec<Redirect>,
    /// Index in [`Script::commands`] of the command whose output it reads through a pipe.
    pub pipe_from: Option<usize>,
    /// Its standard input, where that is constant (here-document, here-string, folded pipe).
    pub input: Option<Text>,
    /// Its standard output, where that is constant (`echo`, `printf`, `cat <<EOF`, `base64 -d` …).
    pub output: Option<Text>,
    /// How it came to be run.
    pub via: Via,
    /// Index of the command that it was found in or behind (`None` for [`Via::Direct`]).
    pub parent: Option<usize>,
    /// Its first to last byte.
    pub span: Span,
}

/// A file that the script writes with content known before it runs.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file name, folded.
    pub path: Text,
    /// The content.
    pub content: Text,
    /// `>>` or `tee -a`.
    pub append: bool,
    /// Index of the writing command.
    pub by: usize,
}

/// All commands of one script, in source order; nested ones follow the command that holds them.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The commands.
    pub commands: Vec<Command>,
    /// Files written with known content.
    pub written: Vec<Written>,
    /// Pieces that could not be read, or that lie deeper than the reader goes, with the reason.
    pub opaque: Vec<(Span, &'static str)>,
}
