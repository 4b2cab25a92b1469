//! Instructions as the generic rule sees them: keyword and value.

use ecow::EcoVec;

use super::Place;
use crate::dockerfile::{ImageSource, Instruction, Keyword, Step};
use crate::source::{Span, Text};

/// An instruction as the generic rule sees it. Its texts are made when they are asked for: hardly a policy does.
#[derive(Clone, Debug)]
pub(crate) struct InstructionFact {
    /// The instruction.
    pub(crate) place: Place,
    word: Span,
    json: bool,
    args: EcoVec<Text>,
    expanded: Option<EcoVec<Text>>,
    /// The stage that a FROM goes on from, by index.
    pub(crate) based_on: Option<usize>,
}

impl InstructionFact {
    pub(crate) fn new(place: Place, instruction: &Instruction, step: &Step) -> Self {
        Self {
            place,
            word: instruction.word.span(),
            json: instruction.json,
            args: instruction.args.clone(),
            expanded: step.args.clone(),
            based_on: match (instruction.keyword, &step.from) {
                (Keyword::From, Some(ImageSource::Stage(stage))) => Some(*stage),
                _ => None,
            },
        }
    }

    /// Its arguments after expansion.
    pub(crate) fn arguments(&self) -> &[Text] {
        self.expanded.as_ref().unwrap_or(&self.args)
    }

    /// Everything behind the instruction word as written, lines joined.
    pub(crate) fn value(&self) -> Text {
        self.joined(&self.args)
    }

    /// The same after expansion, where that differs.
    pub(crate) fn expanded(&self) -> Option<Text> {
        let expanded = self.joined(self.expanded.as_ref()?);
        (expanded.as_str() != self.value().as_str()).then_some(expanded)
    }

    /// The arguments in one text, a blank between two; exec form as the JSON array that it is.
    fn joined(&self, args: &[Text]) -> Text {
        let mut out = Text::empty(self.word);
        let shown: Vec<&Text> = args.iter().filter(|arg| self.json || !arg.is_empty()).collect();
        for (index, arg) in shown.iter().enumerate() {
            let separator = match (self.json, index) {
                (true, 0) => "[\"",
                (true, _) => "\", \"",
                (false, 0) => "",
                (false, _) => " ",
            };
            out.push_made(separator, arg.span());
            out.push(arg);
        }
        if self.json {
            let at = shown.last().map_or(out.span(), |last| last.span());
            out.push_made(if shown.is_empty() { "[]" } else { "\"]" }, at);
        }
        out
    }
}
