//! Why a text is refused as the value of a setting, and how a type that is read from a text says so to serde.

use std::fmt;

use crate::source::{FileId, Span};

/// What is wrong with a text, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadValue {
    /// A lower-case fragment without a final stop; code in backticks.
    pub(crate) message: String,
    /// One action, imperative.
    pub(crate) help: String,
    /// Where it stands, if not where the value does.
    pub(crate) span: Option<Span>,
}

impl BadValue {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), span: None }
    }

    /// The same at another place than that of the whole value.
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.span = self.span.or(Some(span));
        self
    }

    /// Takes apart what `Display` writes; a text of one line has no help.
    pub(super) fn from_lines(words: &str) -> (&str, Option<&str>, Option<Span>) {
        let mut lines = words.splitn(3, '\n');
        let message = lines.next().unwrap_or_default();
        let help = lines.next();
        let place = lines.next().and_then(|place| {
            let mut numbers = place.split(' ').map(|number| number.parse().ok());
            let mut next = || numbers.next().flatten();
            Some(Span { file: FileId(next()?), start: next()?, end: next()? })
        });
        (message, help, place)
    }
}

/// A line for each part: serde carries an error as a text, and the reader of a document takes it apart again.
impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", one_line(&self.message), one_line(&self.help))?;
        match self.span {
            Some(Span { file, start, end }) => write!(f, "\n{} {start} {end}", file.0),
            None => Ok(()),
        }
    }
}

impl std::error::Error for BadValue {}

/// What the writer of a value wrote may hold a line feed.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// `Deserialize` and `JsonSchema` for types that are read from one string by `FromStr` with [`BadValue`].
macro_rules! from_text {
    ($($type:ty: $about:literal, $example:literal;)+) => {$(
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(reader)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "description": $about,
                    "examples": [$example],
                })
            }
        }
    )+};
}

pub(crate) use from_text;
