//! What a command is given and what it leaves: the text with its places, what is inherited, what became of it.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::shell::Via;
use crate::shell::programs::output::{Data, Output};
use crate::shell::syntax::tree::Place;
use crate::source::{Span, Text};

/// A text and the places in it that its tree names.
pub(crate) struct Unit<'t> {
    pub(crate) text: &'t Text,
    pub(super) shared: OnceCell<Rc<Text>>,
}

impl<'t> Unit<'t> {
    pub(crate) fn new(text: &'t Text) -> Self {
        Self { text, shared: OnceCell::new() }
    }

    pub(crate) fn slice(&self, place: Place) -> &'t str {
        self.text.get(place.start..place.end).unwrap_or_default()
    }

    pub(crate) fn span(&self, place: Place) -> Span {
        self.text.span_of(place.start..place.end)
    }
}

/// What a command inherits from where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) parent: Option<usize>,
    pub(crate) via: Via,
    /// Somebody reads what it prints.
    pub(crate) capture: bool,
    pub(crate) stdin: Option<Rc<Data>>,
    pub(crate) pipe_from: Option<usize>,
}

/// The same, but nobody reads what it prints.
pub(crate) fn silent(context: &Context) -> Context {
    Context { capture: false, ..context.clone() }
}

/// What became of a command or list.
#[derive(Clone)]
pub(crate) struct Ran {
    pub(crate) output: Output,
    /// The command whose output a pipe behind it reads.
    pub(crate) tail: Option<usize>,
    /// What that command prints is not constant.
    pub(crate) open: bool,
    /// Whether it succeeds, if that is known.
    pub(crate) status: Option<bool>,
}

impl Ran {
    pub(crate) const NOTHING: Self =
        Self { output: Output::Nothing, tail: None, open: false, status: None };
    pub(crate) const UNKNOWN: Self =
        Self { output: Output::Unknown, tail: None, open: false, status: None };

    /// Takes over the tail of what ran later, unless that is constant and this one's is not.
    pub(crate) fn follow(&mut self, later: &Ran) {
        if later.tail.is_some() && (later.open || !self.open) {
            self.tail = later.tail;
            self.open = later.open;
        }
    }

    /// What one command printed.
    pub(crate) fn own(id: usize, output: Output) -> Self {
        Self { open: matches!(output, Output::Unknown), output, tail: Some(id), status: None }
    }
}

pub(crate) fn unknown_text(at: Span) -> Text {
    let mut text = Text::empty(at);
    text.push_unknown(at);
    text
}

/// Texts with blanks between them.
pub(crate) fn joined(items: &[Text], at: Span) -> Text {
    let Some((first, rest)) = items.split_first() else { return Text::empty(at) };
    let mut all = first.clone();
    if !rest.is_empty() {
        all.reserve(rest.iter().map(|item| 1 + item.len()).sum());
    }
    for item in rest {
        all.push_made(" ", item.span_of(0..0));
        all.push(item);
    }
    all
}
