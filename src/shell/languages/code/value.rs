//! What an expression of another language is worth, as far as constants go.

use std::rc::Rc;

use ecow::EcoString;

use crate::source::{Span, Text, UNKNOWN};

/// Parts that a text is split into, and letters that it is filled up with: each part is a value of its own.
pub(super) const MOST_PARTS: usize = 1 << 14;

/// What an item of a list counts for, in bytes: a pointer or two, as its text is shared.
pub(super) const SIZE_OF_ITEM: usize = 16;
/// What a value counts for that is no text.
const COPY: usize = 64;

/// Where a value stands, `at` if it is no constant.
pub(super) fn span_of(known: &Known, at: Span) -> Span {
    known.constant().map_or(at, Text::span)
}

/// The letters of a text, each a text of its own.
pub(super) fn letters(text: &Text) -> impl Iterator<Item = Known> {
    text.chars().map(|letter| Known::text(Text::made(letter.to_string(), text.span())))
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A string; parts of it may be [`UNKNOWN`].
    Text(Text),
    Number(u32),
    List(Rc<Vec<Known>>),
    /// A function or module, by its dotted name.
    Named(EcoString),
    Function(Rc<Function>),
    /// What a call that starts a program gives: more arguments may follow (`.arg("x")`).
    Started(usize),
    /// A file that the program may write to, by its path.
    Opened(Text),
    Unknown,
}

/// A function that the program defines, as far as it is an expression over its parameters.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) parameters: Vec<Rc<str>>,
    /// Which token list it stands in, and where in that its result starts.
    pub(super) unit: usize,
    pub(super) body: usize,
    /// Where its statements end; without it the body is one expression.
    pub(super) end: Option<usize>,
    /// What parameters stand for without an argument.
    pub(super) defaults: Vec<(Rc<str>, Known)>,
    /// The last parameter takes all arguments that are left.
    pub(super) takes_rest: bool,
}

impl Function {
    /// One that is an expression.
    pub(super) fn of_expression(parameters: Vec<Rc<str>>, unit: usize, body: usize) -> Self {
        Self { parameters, unit, body, end: None, defaults: Vec::new(), takes_rest: false }
    }
}

/// A value, and whether somebody would have to work to see it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) value: Value,
    /// It went through a decoder, was reversed, or is made of character codes.
    pub(super) hidden: bool,
}

impl Known {
    pub(super) const UNKNOWN: Self = Self { value: Value::Unknown, hidden: false };

    /// A value that anybody sees.
    pub(super) fn of(value: Value) -> Self {
        Self { value, hidden: false }
    }

    pub(super) fn text(text: Text) -> Self {
        Self::of(Value::Text(text))
    }

    pub(super) fn computed(text: impl Into<String>, at: Span) -> Self {
        Self::text(Text::made(text.into(), at))
    }

    pub(super) fn list(items: Vec<Known>) -> Self {
        let hidden = items.iter().any(|item| item.hidden);
        Self { value: Value::List(Rc::new(items)), hidden }
    }

    pub(super) fn named(name: impl Into<EcoString>) -> Self {
        Self::of(Value::Named(name.into()))
    }

    #[must_use]
    pub(super) fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    #[must_use]
    pub(super) fn hidden_if(mut self, hidden: bool) -> Self {
        self.hidden |= hidden;
        self
    }

    /// The string, if all of it is known.
    pub(super) fn constant(&self) -> Option<&Text> {
        match &self.value {
            Value::Text(text) if text.is_known() => Some(text),
            _ => None,
        }
    }

    pub(super) fn number(&self) -> Option<u32> {
        match &self.value {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> Option<&[Known]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// What it costs to copy it, in bytes.
    pub(super) fn size(&self) -> usize {
        match &self.value {
            Value::Text(text) => text.len(),
            Value::List(items) => COPY + SIZE_OF_ITEM * items.len(),
            _ => COPY,
        }
    }

    /// As a word of a command; [`UNKNOWN`] for what is not known, a number in digits.
    pub(super) fn word(&self, at: Span) -> Text {
        match &self.value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => Text::made(number.to_string(), at),
            _ => Text::made(UNKNOWN.to_string(), at),
        }
    }
}
