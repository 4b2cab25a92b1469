//! One instruction as read: its words, flags, here-documents, and why `BuildKit` refuses it.
//!
//! Reads no text itself.

use ecow::EcoVec;

use crate::dockerfile::syntax::keyword::Keyword;
use crate::source::{Span, Text};

/// A here-document attached to an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heredoc {
    /// The terminator word, unquoted; for COPY and ADD also the file name.
    pub(crate) name: String,
    /// File descriptor written before `<<` (0 if none; too great a number is `u64::MAX`).
    pub(crate) fd: u64,
    /// False if the delimiter was quoted: the body is then taken as it stands.
    pub(crate) expand: bool,
    /// `<<-`: leading tabs are stripped.
    pub(crate) chomp: bool,
    /// The body, terminator line excluded, tabs not yet stripped.
    pub(crate) content: Text,
}

/// One instruction, or what stands where one should.
#[derive(Clone, Debug)]
pub(crate) struct Instruction {
    /// Which instruction.
    pub(crate) keyword: Keyword,
    /// The word as written (`run`, `RU\⏎N` joined).
    pub(crate) word: Text,
    /// `--name=value` flags, unquoted.
    pub(crate) flags: Vec<Text>,
    /// The values of `BuildKit`'s tree nodes; ENV and LABEL as key, value, separator (`=` or nothing);
    /// shell form is one value; HEALTHCHECK starts with its type; ONBUILD has none but a trigger.
    pub(crate) args: EcoVec<Text>,
    /// Exec form: the arguments were a JSON array of strings.
    pub(crate) json: bool,
    /// Here-documents, in order; those of ONBUILD belong to its trigger.
    pub(crate) heredocs: Vec<Heredoc>,
    /// The instruction inside ONBUILD.
    pub(crate) trigger: Option<Box<Instruction>>,
    /// The trigger as the build of a child image reads it, where that differs: `BuildKit` stores its text,
    /// and reads it again with `\` as the escape character.
    pub(crate) reread: Option<Box<Instruction>>,
    /// Comment lines since the last instruction (as [`crate::dockerfile::Comment::text`]), nearest last; an empty comment
    /// cuts off those above it.
    pub(crate) comments: Vec<Text>,
    /// From the first byte of the word to the last byte of the instruction, here-documents included.
    pub(crate) span: Span,
    /// First line, from 1.
    pub(crate) start_line: u32,
    /// Last line, from 1.
    pub(crate) end_line: u32,
    /// Why `BuildKit` refuses this instruction. In a trigger: why the build of a child image would.
    pub(crate) error: Option<SyntaxError>,
}

impl Instruction {
    /// The values of the flag `--name`, in order; empty for a flag without value.
    pub(crate) fn flag_values<'i>(&'i self, name: &'i str) -> impl Iterator<Item = Text> + 'i {
        self.flags.iter().filter_map(move |flag| flag_value(flag, name))
    }

    /// The value of the flag `--name`, the last one if it stands there repeatedly.
    pub(crate) fn flag(&self, name: &str) -> Option<Text> {
        self.flags.iter().rev().find_map(|flag| flag_value(flag, name))
    }

    /// The trigger of ONBUILD as the build of a child image reads it.
    pub(crate) fn fired_trigger(&self) -> Option<&Instruction> {
        self.reread.as_deref().or(self.trigger.as_deref())
    }
}

/// `name=value` apart; no value without `=`.
pub(crate) fn split_assignment(word: &Text) -> (Text, Option<Text>) {
    match word.find('=') {
        Some(at) => (word.slice(0..at), Some(word.slice(at + 1..word.len()))),
        None => (word.clone(), None),
    }
}

fn flag_value(flag: &Text, name: &str) -> Option<Text> {
    let rest = flag.strip_prefix("--")?.strip_prefix(name)?;
    match rest.strip_prefix('=') {
        Some(value) => Some(flag.slice(flag.len() - value.len()..flag.len())),
        None if rest.is_empty() => Some(flag.slice(flag.len()..flag.len())),
        None => None,
    }
}

/// Which pass of `BuildKit` refuses the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Phase {
    /// The syntax tree cannot be built; `BuildKit` sees no instruction at all.
    Parse,
    /// The tree is fine, an instruction is not.
    Instructions,
    /// The instructions are fine, but what they say cannot be built.
    Build,
}

/// Why `BuildKit` refuses the file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// The failing pass.
    pub(crate) phase: Phase,
    /// What is wrong, in `BuildKit`'s words where it has some.
    pub(crate) message: String,
    /// The culprit.
    pub(crate) span: Span,
    /// The line that `BuildKit` names, from 1; 0 where it names none.
    pub(crate) line: u32,
}
