//! A string that remembers where each of its bytes came from.
//!
//! The same type carries a word through line joining, JSON decoding, ARG and ENV expansion and shell
//! folding, so that a diagnostic can always underline the exact source, and the ARG or ENV behind it.
//!
//! A file becomes some hundred texts, nearly all of them short and copied from one place: such a text holds
//! both its value and its source in itself, and the clones of a longer one share the value.

mod pieces;
mod replaced;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::{Deref, Range};

use ecow::{EcoString, EcoVec};

use super::{FileId, Span};

pub(crate) use replaced::NextMark;

/// Stands in a [`Text`] for a part whose value cannot be known before the build runs.
pub(crate) const UNKNOWN: char = '\u{FFFC}';

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// First byte of the value that this piece covers; it ends where the next one starts.
    at: u32,
    /// The source bytes that stand for it.
    span: Span,
    /// Value bytes and source bytes correspond one to one.
    verbatim: bool,
    /// Where the value was written, when `span` only names it (`$X` → the `ARG X=…`).
    origin: Option<Span>,
}

impl Piece {
    fn new(span: Span, verbatim: bool) -> Self {
        Self { at: 0, span, verbatim, origin: None }
    }
}

/// The pieces of a text: none without a value, else at least one.
#[derive(Clone, Debug)]
enum Pieces {
    /// One, for which the source of the whole text stands.
    One { verbatim: bool, origin: Option<Span> },
    /// Spelled out.
    Many(EcoVec<Piece>),
}

impl Pieces {
    fn one(verbatim: bool) -> Self {
        Self::One { verbatim, origin: None }
    }
}

/// A copy of a string; `EcoString::from` takes one byte after the other.
pub(crate) fn copied(text: &str) -> EcoString {
    let mut copy = EcoString::with_capacity(text.len());
    copy.push_str(text);
    copy
}

/// A string with the source of each byte.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    value: EcoString,
    pieces: Pieces,
    whole: Span,
}

impl Default for Text {
    fn default() -> Self {
        Self::empty(Span::default())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        let pieces = self.count().max(other.count());
        self.value == other.value
            && self.whole == other.whole
            && (0..pieces).all(|index| self.piece(index) == other.piece(index))
    }
}

impl Eq for Text {}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.value
    }
}

impl Text {
    /// An empty text that stands at `at`.
    pub(crate) fn empty(at: Span) -> Self {
        Self { value: EcoString::new(), pieces: Pieces::one(true), whole: at }
    }

    /// Text copied from the source; byte `i` of `value` is byte `span.start + i` of the file.
    /// A value of another length than the span is taken as [`Text::made`].
    pub(crate) fn verbatim(value: impl Into<EcoString>, span: Span) -> Self {
        let value = value.into();
        let verbatim = value.len() == span.len();
        Self { value, pieces: Pieces::one(verbatim), whole: span }
    }

    /// Bytes copied from the source, with a control character for each that is not UTF-8, so that byte offsets stay.
    pub(crate) fn of_bytes(bytes: &[u8], span: Span) -> Self {
        Self::verbatim(one_byte_each(bytes), span)
    }

    /// Text that `span` as a whole stands for (decoded, unescaped, computed).
    pub(crate) fn made(value: impl Into<EcoString>, span: Span) -> Self {
        Self { value: value.into(), pieces: Pieces::one(false), whole: span }
    }

    /// A value copied from several places of a file, from each its share of bytes.
    pub(crate) fn gathered(value: &str, shares: impl IntoIterator<Item = Span>) -> Self {
        let mut at = 0;
        let pieces: EcoVec<Piece> = shares
            .into_iter()
            .map(|span| {
                let piece = Piece { at, ..Piece::new(span, true) };
                at += span.len() as u32;
                piece
            })
            .collect();
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return Self::default();
        };
        let whole = first.span.to(last.span);
        let pieces = if pieces.len() == 1 { Pieces::one(true) } else { Pieces::Many(pieces) };
        Self { value: value.into(), pieces, whole }
    }

    /// The value.
    pub(crate) fn as_str(&self) -> &str {
        &self.value
    }

    /// The source of the whole text.
    pub(crate) fn span(&self) -> Span {
        self.whole
    }

    /// True if no part is [`UNKNOWN`].
    pub(crate) fn is_known(&self) -> bool {
        /// The first byte of the sign, which nearly no text has.
        const FIRST: u8 = 0xef;
        memchr::memchr(FIRST, self.value.as_bytes()).is_none() || !self.value.contains(UNKNOWN)
    }

    /// True if the text stands in one place, byte for byte: what is written there can be replaced.
    pub(crate) fn is_as_written(&self) -> bool {
        self.span().range().len() == self.len() && self.origins(0..self.len()).is_empty()
    }

    /// Appends source bytes as they stand.
    pub(crate) fn push_verbatim(&mut self, value: &str, span: Span) {
        let verbatim = value.len() == span.len();
        self.push_piece(value, Piece::new(span, verbatim));
    }

    /// Appends a value that `span` as a whole stands for.
    pub(crate) fn push_made(&mut self, value: &str, span: Span) {
        self.push_piece(value, Piece::new(span, false));
    }

    /// Appends the value of a variable: `at` is where it is used, `value` is what was written.
    pub(crate) fn push_through(&mut self, value: &Text, at: Span) {
        let origin = value.piece(0).and_then(|piece| piece.origin).unwrap_or(value.whole);
        let is_alone = self.value.is_empty() && !value.is_empty() && self.join_whole(at) == at;
        if is_alone {
            let pieces = Pieces::One { verbatim: false, origin: Some(origin) };
            *self = Self { value: value.value.clone(), pieces, whole: at };
            return;
        }
        self.push_piece(&value.value, Piece { origin: Some(origin), ..Piece::new(at, false) });
    }

    /// Appends a part that cannot be known; `at` is the source that stands for it.
    pub(crate) fn push_unknown(&mut self, at: Span) {
        self.push_made(UNKNOWN.encode_utf8(&mut [0; 4]), at);
    }

    /// Appends another text with its sources.
    pub(crate) fn push(&mut self, other: &Text) {
        self.push_range(other, 0..other.len());
    }

    /// Appends a byte range of another text with its sources; a range off char boundaries adds nothing.
    pub(crate) fn push_range(&mut self, other: &Text, range: Range<usize>) {
        if range.start == 0 && range.end == other.len() && self.value.is_empty() {
            let whole = self.join_whole(other.whole);
            *self = other.clone();
            self.set_whole(whole);
            return;
        }
        if let (Pieces::One { .. }, Some(piece)) = (&other.pieces, other.piece(0))
            && range == (0..other.len())
        {
            return self.push_piece(&other.value, piece);
        }
        for (piece, span, part) in other.parts(range) {
            self.push_piece(part, Piece { at: 0, span, ..piece });
        }
    }

    /// Makes room for this many more bytes of the value.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.value.reserve(bytes);
    }

    /// Drops everything from byte `len` on; no effect if `len` is off a char boundary.
    pub(crate) fn truncate(&mut self, len: usize) {
        if len >= self.len() || !self.value.is_char_boundary(len) {
            return;
        }
        let mut pieces = self.take_pieces();
        let kept = pieces.partition_point(|piece| (piece.at as usize) < len);
        pieces.truncate(kept);
        if let Some(last) = pieces.make_mut().last_mut().filter(|last| last.verbatim) {
            last.span.end = last.span.start + (len as u32 - last.at);
        }
        self.pieces = Pieces::Many(pieces);
        self.value.truncate(len);
    }

    /// The byte range as a text of its own; empty if the range is off char boundaries.
    #[must_use]
    pub(crate) fn slice(&self, range: Range<usize>) -> Text {
        if range.start == 0 && range.end == self.len() {
            return self.clone();
        }
        if let Some(piece) = self.piece_around(&range)
            && let Some(value) = self.value.get(range.clone())
        {
            let pieces = Pieces::One { verbatim: piece.verbatim, origin: piece.origin };
            return Self { value: copied(value), pieces, whole: piece.span };
        }
        let mut out = Text::empty(self.span_of(range.clone()));
        for (piece, span, part) in self.parts(range) {
            out.push_piece(part, Piece { at: 0, span, ..piece });
        }
        out
    }

    /// The piece that holds the whole range, cut to it. So lie nearly all words, those of a command of several lines too.
    fn piece_around(&self, range: &Range<usize>) -> Option<Piece> {
        let index = self.piece_at(range.start)?;
        let end = match &self.pieces {
            Pieces::Many(pieces) => pieces.get(index + 1).map(|next| next.at as usize),
            Pieces::One { .. } => None,
        };
        let inside = range.start < range.end && range.end <= end.unwrap_or(self.len());
        let mut piece = self.piece(index).filter(|_| inside)?;
        if piece.verbatim {
            let start = piece.span.start + (range.start as u32 - piece.at);
            (piece.span.start, piece.span.end) = (start, start + range.len() as u32);
        }
        Some(piece)
    }

    /// The source that stands for a byte range of the value.
    pub(crate) fn span_of(&self, range: Range<usize>) -> Span {
        let (start, end) = (range.start.min(self.len()), range.end.min(self.len()));
        if let Pieces::One { verbatim, .. } = self.pieces {
            return if verbatim && !self.value.is_empty() {
                let at = |offset: usize| self.whole.start + offset as u32;
                Span { start: at(start), end: at(end.max(start)), ..self.whole }
            } else {
                self.whole
            };
        }
        let Some(first) = self.piece_at(start) else {
            return self.whole;
        };
        let mut span = self.narrow(first, start, end.max(start)).1;
        let ends_later = |next: Piece| (next.at as usize) < end;
        if end > start
            && self.piece(first + 1).is_some_and(ends_later)
            && let Some(last) = self.piece_at(end - 1)
            && last != first
        {
            span = span.to(self.narrow(last, start, end).1);
        }
        span
    }

    /// The sources of its parts, in order.
    pub(crate) fn parts_of_source(&self) -> impl Iterator<Item = Span> {
        (0..self.count()).filter_map(|index| self.piece(index)).map(|piece| piece.span)
    }

    /// Where the values of variables inside the byte range were written, each once, in order.
    pub(crate) fn origins(&self, range: Range<usize>) -> Vec<Span> {
        let mut out = Vec::new();
        for (piece, ..) in self.parts(range) {
            if let Some(origin) = piece.origin
                && !out.contains(&origin)
            {
                out.push(origin);
            }
        }
        out
    }

    /// True if one or two source characters that add nothing (quotes, a backslash) stand between two letters or
    /// digits of the value: `mi""ner`, `mi\ner`.
    pub(crate) fn is_spelled_apart(&self) -> bool {
        let Pieces::Many(pieces) = &self.pieces else {
            return false;
        };
        pieces.windows(2).any(|pair| {
            let [left, right] = pair else { return false };
            let gap = right.span.start.wrapping_sub(left.span.end);
            let at = right.at as usize;
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            left.verbatim
                && right.verbatim
                && left.span.file == right.span.file
                && (1..=2).contains(&gap)
                && is_letter(self.value.get(..at).and_then(|before| before.chars().next_back()))
                && is_letter(self.value.get(at..).and_then(|after| after.chars().next()))
        })
    }

    /// The same text where the file `from` is `to`.
    pub(crate) fn moved(&self, from: FileId, to: FileId) -> Text {
        let piece = |piece: &Piece| Piece {
            span: piece.span.moved(from, to),
            origin: piece.origin.map(|origin| origin.moved(from, to)),
            ..*piece
        };
        let pieces = match &self.pieces {
            Pieces::One { verbatim, origin } => Pieces::One {
                verbatim: *verbatim,
                origin: origin.map(|origin| origin.moved(from, to)),
            },
            Pieces::Many(pieces) => Pieces::Many(pieces.iter().map(piece).collect()),
        };
        Text { value: self.value.clone(), pieces, whole: self.whole.moved(from, to) }
    }

    /// The text without blanks at both ends.
    #[must_use]
    pub(crate) fn trimmed(&self) -> Text {
        let start = self.len() - self.value.trim_start().len();
        self.slice(start..(start + self.value.trim().len()))
    }
}

/// The text with a control character for each byte that is not UTF-8, so that byte offsets stay.
pub(crate) fn one_byte_each(bytes: &[u8]) -> Cow<'_, str> {
    // nearly every text is one, which is told in a fraction of the time
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| '\u{1a}'));
    }
    out.into()
}
