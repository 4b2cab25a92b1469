//! Build stages: where each one starts and ends, its name and base as written.

use std::ops::Range;

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::instruction::Instruction;
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::validate;
use crate::source::Text;

/// A build stage: a FROM and what follows it.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// The name behind `AS`, as written; compare [`Stage::key`], names have no case.
    pub(crate) name: Option<Text>,
    /// The base as written, not expanded; empty if FROM has no argument.
    pub(crate) base: Text,
    /// The value of `--platform`, not expanded.
    pub(crate) platform: Option<Text>,
    /// Index of the FROM in [`crate::dockerfile::Dockerfile::instructions`].
    pub(crate) from: usize,
    /// Indices of the instructions behind the FROM.
    pub(crate) body: Range<usize>,
    /// First line of the FROM, from 1.
    pub(crate) start_line: u32,
    /// Last line of the FROM, from 1.
    pub(crate) end_line: u32,
}

impl Stage {
    /// The name in lower case, by which the stage is found.
    pub(crate) fn key(&self) -> Option<String> {
        self.name.as_ref().map(|name| go::to_lower(name))
    }
}

/// The stages of a file.
pub(crate) fn stages(instructions: &[Instruction]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for (index, found) in instructions.iter().enumerate() {
        if found.keyword == Keyword::From {
            stages.push(stage(index, found));
        } else if let Some(stage) = stages.last_mut() {
            stage.body.end = index + 1;
        }
    }
    stages
}

fn stage(index: usize, found: &Instruction) -> Stage {
    let name = match found.args.as_slice() {
        [_, as_word, name, ..] if validate::is_as(as_word) => Some(name.clone()),
        _ => None,
    };
    let nothing = || Text::empty(found.span);
    Stage {
        name,
        base: found.args.first().cloned().unwrap_or_else(nothing),
        platform: found.flag("platform").filter(|platform| !platform.is_empty()),
        from: index,
        body: index + 1..index + 1,
        start_line: found.start_line,
        end_line: found.end_line,
    }
}
