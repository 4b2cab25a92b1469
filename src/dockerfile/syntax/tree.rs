//! A Dockerfile as read: directives, instructions, stages, comments, errors.

use crate::dockerfile::syntax::directive::{Directive, Syntax};
use crate::dockerfile::syntax::instruction::{Instruction, Phase, SyntaxError};
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::stage::Stage;
use crate::source::{FileId, Span, Text};

/// A comment line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// The text after `#`, trimmed; of an indented line with the `#`, as BuildKit has it.
    pub(crate) text: Text,
    /// From `#` to the end of the line.
    pub(crate) span: Span,
    /// Its line, from 1.
    pub(crate) line: u32,
}

/// A Dockerfile as read. Also holds what stands behind errors, where `BuildKit` gives up.
#[derive(Clone, Debug)]
pub(crate) struct Dockerfile {
    /// The file.
    pub(crate) file: FileId,
    /// The escape character: `\` or `` ` ``.
    pub(crate) escape: char,
    /// Parser directives that the parser obeys, in order.
    pub(crate) directives: Vec<Directive>,
    /// The frontend that the file asks for.
    pub(crate) syntax: Option<Syntax>,
    /// The instructions, in order.
    pub(crate) instructions: Vec<Instruction>,
    /// The build stages, in order.
    pub(crate) stages: Vec<Stage>,
    /// What is wrong, in file order.
    pub(crate) errors: Vec<SyntaxError>,
    /// Comment lines, those inside continued instructions included, directives not.
    pub(crate) comments: Vec<Comment>,
    /// Lines without content inside continued instructions, from 1.
    pub(crate) empty_continuations: Vec<u32>,
}

impl Dockerfile {
    /// The syntax tree could be built.
    pub(crate) fn parse_ok(&self) -> bool {
        !self.errors.iter().any(|error| error.phase == Phase::Parse)
    }

    /// `BuildKit` accepts every instruction.
    pub(crate) fn ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// The error with which `BuildKit` stops.
    pub(crate) fn first_error(&self) -> Option<&SyntaxError> {
        self.errors.iter().min_by_key(|error| error.phase)
    }

    /// ARG instructions before the first FROM: their values can be used in every FROM.
    pub(crate) fn global_args(&self) -> impl Iterator<Item = &Instruction> {
        let before = self.instructions.iter().take_while(|it| it.keyword != Keyword::From);
        before.filter(|it| it.keyword == Keyword::Arg)
    }
}
