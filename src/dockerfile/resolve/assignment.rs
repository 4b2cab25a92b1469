//! Small pieces of resolving: an error of the build, a value that is not known, an ARG written back with the value
//! in effect.

use crate::dockerfile::resolve::step::Step;
use crate::dockerfile::syntax::instruction::{Instruction, Phase, SyntaxError};
use crate::source::{Span, Text};

pub(crate) fn build_error(message: String, span: Span, line: u32) -> SyntaxError {
    SyntaxError { phase: Phase::Build, message, span, line }
}

/// A value that cannot be known before the build.
pub(crate) fn unknown(span: Span) -> Text {
    let mut text = Text::empty(span);
    text.push_unknown(span);
    text
}

/// A value that stands in no file, given the place of the ARG that takes it.
pub(crate) fn placed(value: Text, span: Span) -> Text {
    if value.span() == Span::default() { Text::made(value.as_str(), span) } else { value }
}

/// Writes `name=value` with the value in effect into the arguments of a step.
pub(crate) fn assign(
    step: &mut Step,
    found: &Instruction,
    index: usize,
    name: &Text,
    value: &Text,
) {
    let args = step.args.get_or_insert_with(|| found.args.clone());
    let Some(arg) = args.make_mut().get_mut(index) else { return };
    let mut text = arg.slice(0..name.len());
    text.push_made("=", arg.span_of(name.len()..name.len() + 1));
    if value.span() == Span::default() {
        text.push_made(value, arg.span());
    } else {
        text.push(value);
    }
    *arg = text;
}
