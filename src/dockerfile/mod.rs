//! Dockerfile text → tree, exactly as `BuildKit` reads it, error-tolerant and with the span of every token.
//!
//! Follows `BuildKit`'s `frontend/dockerfile/{parser,instructions,shell}`. This room knows nothing of shells
//! beyond `BuildKit`'s own word expansion, and judges nothing.

use crate::source::{Span, Text};

/// The instruction words that `BuildKit` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the instructions' own names")]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// Not an instruction: the build fails here.
    Unknown,
}

/// A here-document attached to an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The terminator word, unquoted; for COPY and ADD also the file name.
    pub name: String,
    /// File descriptor written before `<<` (0 if none).
    pub fd: u32,
    /// False if the delimiter was quoted: the body is then taken as it stands.
    pub expand: bool,
    /// `<<-`: leading tabs are stripped.
    pub chomp: bool,
    /// The body, terminator line excluded, tabs not yet stripped.
    pub content: Text,
}

/// One instruction, or what stands where one should.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// Which instruction.
    pub keyword: Keyword,
    /// The word as written (`run`, `RU\⏎N` joined).
    pub word: Text,
    /// `--name=value` flags, unquoted.
    pub flags: Vec<Text>,
    /// The values of `BuildKit`'s tree nodes; ENV and LABEL as key, value, separator; shell form is one value.
    pub args: Vec<Text>,
    /// Exec form: the arguments were a JSON array of strings.
    pub json: bool,
    /// Here-documents, in order.
    pub heredocs: Vec<Heredoc>,
    /// The instruction inside ONBUILD.
    pub trigger: Option<Box<Instruction>>,
    /// Comment lines directly above (text after `#`, trimmed), nearest last.
    pub comments: Vec<Text>,
    /// From the first byte of the word to the last byte of the instruction, here-documents included.
    pub span: Span,
    /// First line, from 1.
    pub start_line: u32,
    /// Last line, from 1.
    pub end_line: u32,
    /// Why `BuildKit` refuses this instruction.
    pub error: Option<SyntaxError>,
}

/// Which pass of `BuildKit` refuses the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The syntax tree cannot be built; `BuildKit` sees no instruction at all.
    Parse,
    /// The tree is fine, an instruction is not.
    Instructions,
}

/// Why `BuildKit` refuses the file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The failing pass.
    pub phase: Phase,
    /// What is wrong, in `BuildKit`'s words where it has some.
    pub message: String,
    /// The culprit.
    pub span: Span,
    /// The line that `BuildKit` names, from 1; 0 where it names none.
    pub line: u32,
}
