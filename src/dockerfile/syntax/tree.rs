//! A Dockerfile as read: directives, instructions, stages, comments, errors.

use crate::dockerfile::syntax::directive::{Directive, Syntax};
use crate::dockerfile::syntax::instruction::{Instruction, Phase, SyntaxError};
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::stage::Stage;
use crate::source::{FileId, Span, Text};

/// A comment line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The text after `#`, trimmed; of an indented line with the `#`, as BuildKit has it.
    pub text: Text,
    /// From `#` to the end of the line.
    pub span: Span,
    /// Its line, from 1.
    pub line: u32,
}

/// A Dockerfile as read. Also holds what stands behind errors, where `BuildKit` gives up.
#[derive(Clone, Debug)]
pub struct Dockerfile {
    /// The file.
    pub file: FileId,
    /// The escape character: `\` or `` ` ``.
    pub escape: char,
    /// Parser directives that the parser obeys, in order.
    pub directives: Vec<Directive>,
    /// The frontend that the file asks for.
    pub syntax: Option<Syntax>,
    /// The instructions, in order.
    pub instructions: Vec<Instruction>,
    /// The build stages, in order.
    pub stages: Vec<Stage>,
    /// What is wrong, in file order.
    pub errors: Vec<SyntaxError>,
    /// Comment lines, those inside continued instructions included, directives not.
    pub comments: Vec<Comment>,
    /// Lines without content inside continued instructions, from 1.
    pub empty_continuations: Vec<u32>,
}

impl Dockerfile {
    /// The syntax tree could be built.
    pub fn parse_ok(&self) -> bool {
        !self.errors.iter().any(|error| error.phase == Phase::Parse)
    }

    /// `BuildKit` accepts every instruction.
    pub fn ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// The error with which `BuildKit` stops.
    pub fn first_error(&self) -> Option<&SyntaxError> {
        self.errors.iter().min_by_key(|error| error.phase)
    }

    /// ARG instructions before the first FROM: their values can be used in every FROM.
    pub fn global_args(&self) -> impl Iterator<Item = &Instruction> {
        let before = self.instructions.iter().take_while(|it| it.keyword != Keyword::From);
        before.filter(|it| it.keyword == Keyword::Arg)
    }
}
