//! Bytes that are known, with their source.

use crate::source::{Span, Text};

/// No fold makes more than this.
pub(crate) const MAX_OUTPUT: usize = 4 << 20;

/// A stream of known bytes.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    /// A text.
    Text(Text),
    /// Bytes that are no UTF-8, and the source that stands for them.
    Bytes(Vec<u8>, Span),
}

impl Data {
    /// Bytes that `span` stands for.
    pub(crate) fn computed(bytes: Vec<u8>, span: Span) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(Text::made(text, span)),
            Err(error) => Self::Bytes(error.into_bytes(), span),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_str().as_bytes(),
            Self::Bytes(bytes, _) => bytes,
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.span(),
            Self::Bytes(_, span) => *span,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes().len()
    }

    /// The bytes from `start` to `end`, as far as there are any.
    pub(crate) fn part(&self, start: usize, end: usize) -> Self {
        let end = end.min(self.len());
        let start = start.min(end);
        match self {
            Self::Text(text) if text.get(start..end).is_some() => {
                Self::Text(text.slice(start..end))
            }
            _ => {
                let bytes = self.bytes().get(start..end).unwrap_or_default();
                Self::computed(bytes.to_vec(), self.span())
            }
        }
    }

    /// As text; what is no UTF-8 becomes U+FFFD.
    pub(crate) fn to_text(&self) -> Text {
        match self {
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes, span) => {
                Text::made(String::from_utf8_lossy(bytes).into_owned(), *span)
            }
        }
    }

    pub(crate) fn append(&mut self, other: &Data) {
        match (&mut *self, other) {
            (Self::Text(text), Self::Text(more)) => text.push(more),
            (Self::Bytes(bytes, span), more) => {
                bytes.extend_from_slice(more.bytes());
                *span = span.to(more.span());
            }
            (Self::Text(_), Self::Bytes(..)) => {
                let mut bytes = self.bytes().to_vec();
                bytes.extend_from_slice(other.bytes());
                *self = Self::Bytes(bytes, self.span().to(other.span()));
            }
        }
    }

    /// The text, if every part of it is known.
    pub(super) fn known_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) if text.is_known() => Some(text),
            _ => None,
        }
    }
}
