//! The shape of the tree: instructions, here-documents, comments, errors.

use ecow::EcoVec;

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::directive::{Directive, Syntax};
use crate::dockerfile::syntax::stage::Stage;
use crate::source::{FileId, Span, Text};

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

impl Keyword {
    /// Every instruction, in alphabetical order.
    pub const ALL: [Self; 18] = [
        Self::Add,
        Self::Arg,
        Self::Cmd,
        Self::Copy,
        Self::Entrypoint,
        Self::Env,
        Self::Expose,
        Self::From,
        Self::Healthcheck,
        Self::Label,
        Self::Maintainer,
        Self::Onbuild,
        Self::Run,
        Self::Shell,
        Self::Stopsignal,
        Self::User,
        Self::Volume,
        Self::Workdir,
    ];

    /// The instruction in capital letters; empty for [`Keyword::Unknown`].
    pub fn word(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Arg => "ARG",
            Self::Cmd => "CMD",
            Self::Copy => "COPY",
            Self::Entrypoint => "ENTRYPOINT",
            Self::Env => "ENV",
            Self::Expose => "EXPOSE",
            Self::From => "FROM",
            Self::Healthcheck => "HEALTHCHECK",
            Self::Label => "LABEL",
            Self::Maintainer => "MAINTAINER",
            Self::Onbuild => "ONBUILD",
            Self::Run => "RUN",
            Self::Shell => "SHELL",
            Self::Stopsignal => "STOPSIGNAL",
            Self::User => "USER",
            Self::Volume => "VOLUME",
            Self::Workdir => "WORKDIR",
            Self::Unknown => "",
        }
    }

    /// Reads an instruction word in any case, by Go's rules (the Kelvin sign is a `k`).
    pub(crate) fn from_word(word: &[u8]) -> Self {
        let mut lower = [0; 11];
        let mut len = 0;
        let mut at = 0;
        while at < word.len() {
            let (c, width) = go::decode(word.get(at..).unwrap_or_default());
            let folded = |c: char| if c.is_ascii() { c.to_ascii_lowercase() } else { go::lower(c) };
            let c = c.map(folded).filter(char::is_ascii);
            let (Some(c), Some(slot)) = (c, lower.get_mut(len)) else { return Self::Unknown };
            *slot = c as u8;
            len += 1;
            at += width;
        }
        match lower.get(..len).unwrap_or_default() {
            b"add" => Self::Add,
            b"arg" => Self::Arg,
            b"cmd" => Self::Cmd,
            b"copy" => Self::Copy,
            b"entrypoint" => Self::Entrypoint,
            b"env" => Self::Env,
            b"expose" => Self::Expose,
            b"from" => Self::From,
            b"healthcheck" => Self::Healthcheck,
            b"label" => Self::Label,
            b"maintainer" => Self::Maintainer,
            b"onbuild" => Self::Onbuild,
            b"run" => Self::Run,
            b"shell" => Self::Shell,
            b"stopsignal" => Self::Stopsignal,
            b"user" => Self::User,
            b"volume" => Self::Volume,
            b"workdir" => Self::Workdir,
            _ => Self::Unknown,
        }
    }

    /// ADD, COPY and RUN take here-documents.
    pub(crate) fn takes_heredocs(self) -> bool {
        matches!(self, Self::Add | Self::Copy | Self::Run)
    }
}

/// A here-document attached to an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The terminator word, unquoted; for COPY and ADD also the file name.
    pub name: String,
    /// File descriptor written before `<<` (0 if none; too great a number is `u64::MAX`).
    pub fd: u64,
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
    /// The values of `BuildKit`'s tree nodes; ENV and LABEL as key, value, separator (`=` or nothing);
    /// shell form is one value; HEALTHCHECK starts with its type; ONBUILD has none but a trigger.
    pub args: EcoVec<Text>,
    /// Exec form: the arguments were a JSON array of strings.
    pub json: bool,
    /// Here-documents, in order; those of ONBUILD belong to its trigger.
    pub heredocs: Vec<Heredoc>,
    /// The instruction inside ONBUILD.
    pub trigger: Option<Box<Instruction>>,
    /// The trigger as the build of a child image reads it, where that differs: `BuildKit` stores its text,
    /// and reads it again with `\` as the escape character.
    pub reread: Option<Box<Instruction>>,
    /// Comment lines since the last instruction (as [`Comment::text`]), nearest last; an empty comment
    /// cuts off those above it.
    pub comments: Vec<Text>,
    /// From the first byte of the word to the last byte of the instruction, here-documents included.
    pub span: Span,
    /// First line, from 1.
    pub start_line: u32,
    /// Last line, from 1.
    pub end_line: u32,
    /// Why `BuildKit` refuses this instruction. In a trigger: why the build of a child image would.
    pub error: Option<SyntaxError>,
}

impl Instruction {
    /// The values of the flag `--name`, in order; empty for a flag without value.
    pub fn flag_values<'i>(&'i self, name: &'i str) -> impl Iterator<Item = Text> + 'i {
        self.flags.iter().filter_map(move |flag| flag_value(flag, name))
    }

    /// The value of the flag `--name`, the last one if it stands there repeatedly.
    pub fn flag(&self, name: &str) -> Option<Text> {
        self.flags.iter().rev().find_map(|flag| flag_value(flag, name))
    }

    /// Key and value of each pair of ENV, LABEL (value without its separator) and ARG (`None` without `=`).
    pub fn pairs(&self) -> Vec<(Text, Option<Text>)> {
        match self.keyword {
            Keyword::Env | Keyword::Label => {
                let pair = |pair: &[Text]| match pair {
                    [key, value, ..] => Some((key.clone(), Some(value.clone()))),
                    _ => None,
                };
                self.args.chunks(3).filter_map(pair).collect()
            }
            Keyword::Arg => self.args.iter().map(split_assignment).collect(),
            _ => Vec::new(),
        }
    }

    /// The trigger of ONBUILD as the build of a child image reads it.
    pub fn fired_trigger(&self) -> Option<&Instruction> {
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

/// Which pass of `BuildKit` refuses the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The syntax tree cannot be built; `BuildKit` sees no instruction at all.
    Parse,
    /// The tree is fine, an instruction is not.
    Instructions,
    /// The instructions are fine, but what they say cannot be built.
    Build,
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
