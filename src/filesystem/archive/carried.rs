//! What a file may carry, and where that starts.

use super::written::Notation;

/// Something that a file carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// A packed stream or an archive from here to the end.
    Stream(u64),
    /// The same, of a kind that is not opened.
    Closed(u64),
    /// An archive from here on, if it is one: other bytes may stand behind it.
    Embedded(u64),
    /// Bytes in a notation.
    Written(u64, Notation),
    /// All of it is a text with zeros between its characters.
    Wide,
}

impl Carried {
    /// Where it starts.
    pub(super) fn start(self) -> u64 {
        match self {
            Self::Stream(at) | Self::Closed(at) | Self::Embedded(at) | Self::Written(at, _) => at,
            Self::Wide => 0,
        }
    }
}
