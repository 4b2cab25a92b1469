//! The pieces of a [`Text`]: where each run of bytes came from, kept as few as can be.

use std::ops::Range;

use ecow::EcoVec;

use super::{Piece, Pieces, Text};
use crate::source::Span;

impl Text {
    pub(super) fn push_piece(&mut self, value: &str, mut piece: Piece) {
        let whole = self.join_whole(piece.span);
        if value.is_empty() {
            return self.set_whole(whole);
        }
        if let Pieces::One { verbatim, origin } = &mut self.pieces {
            let is_first = self.value.is_empty() && whole == piece.span;
            let is_same = *verbatim && piece.verbatim && *origin == piece.origin;
            let goes_on = || is_same && is_behind(piece.span, self.whole);
            if is_first || !self.value.is_empty() && goes_on() {
                (*verbatim, *origin) = (piece.verbatim, piece.origin);
                self.whole = whole;
                self.value.push_str(value);
                return;
            }
        }
        piece.at = self.value.len() as u32;
        if matches!(self.pieces, Pieces::One { .. }) {
            self.pieces = Pieces::Many(self.take_pieces());
        }
        if let Pieces::Many(pieces) = &mut self.pieces {
            add(pieces, piece);
        }
        self.whole = whole;
        self.value.push_str(value);
    }

    pub(super) fn join_whole(&self, span: Span) -> Span {
        if self.value.is_empty() && self.whole.is_empty() { span } else { self.whole.to(span) }
    }

    /// Says that another source stands for the text as a whole; its pieces stay what they are.
    pub(super) fn set_whole(&mut self, whole: Span) {
        if whole != self.whole && !self.value.is_empty() {
            self.pieces = Pieces::Many(self.take_pieces());
        }
        self.whole = whole;
    }

    /// Takes the pieces out, to be changed and put back.
    pub(super) fn take_pieces(&mut self) -> EcoVec<Piece> {
        match std::mem::replace(&mut self.pieces, Pieces::one(true)) {
            Pieces::Many(pieces) => pieces,
            Pieces::One { .. } if self.value.is_empty() => EcoVec::new(),
            Pieces::One { verbatim, origin } => {
                // who adds a second piece adds more: the vector itself would grow by one first
                let mut pieces = EcoVec::with_capacity(4);
                pieces.push(Piece { origin, ..Piece::new(self.whole, verbatim) });
                pieces
            }
        }
    }

    pub(super) fn count(&self) -> usize {
        match &self.pieces {
            Pieces::One { .. } => usize::from(!self.value.is_empty()),
            Pieces::Many(pieces) => pieces.len(),
        }
    }

    /// The same as one piece, if it has more than so many: of a value that is put together step by step each step keeps all of
    /// them.
    pub(crate) fn condensed(self, most: usize) -> Self {
        if self.count() > most { Self::made(self.value, self.whole) } else { self }
    }

    pub(super) fn piece(&self, index: usize) -> Option<Piece> {
        match &self.pieces {
            Pieces::One { verbatim, origin } => (index < self.count())
                .then(|| Piece { origin: *origin, ..Piece::new(self.whole, *verbatim) }),
            Pieces::Many(pieces) => pieces.get(index).copied(),
        }
    }

    pub(super) fn piece_at(&self, offset: usize) -> Option<usize> {
        match &self.pieces {
            Pieces::One { .. } => (!self.value.is_empty()).then_some(0),
            Pieces::Many(pieces) => {
                pieces.partition_point(|piece| piece.at as usize <= offset).checked_sub(1)
            }
        }
    }

    /// Piece `index` cut to the value bytes `start..end`: the bytes it then covers, and their source.
    pub(super) fn narrow(&self, index: usize, start: usize, end: usize) -> (Range<usize>, Span) {
        let Some(piece) = self.piece(index) else {
            return (0..0, self.whole);
        };
        let piece_end = self.piece(index + 1).map_or(self.len(), |next| next.at as usize);
        let from = start.max(piece.at as usize).min(piece_end);
        let to = end.min(piece_end).max(from);
        let mut span = piece.span;
        if piece.verbatim {
            span.start = piece.span.start + (from - piece.at as usize) as u32;
            span.end = piece.span.start + (to - piece.at as usize) as u32;
        }
        (from..to, span)
    }

    pub(super) fn parts(&self, range: Range<usize>) -> impl Iterator<Item = (Piece, Span, &str)> {
        let valid = self.value.get(range.clone()).is_some();
        let first = self.piece_at(range.start).unwrap_or(0);
        let count = if valid && !range.is_empty() { self.count() } else { 0 };
        (first..count)
            .map_while(|index| Some((self.piece(index)?, index)))
            .take_while({
                let end = range.end;
                move |(piece, _)| (piece.at as usize) < end
            })
            .map(move |(piece, index)| {
                let (bytes, span) = self.narrow(index, range.start, range.end);
                (piece, span, self.value.get(bytes).unwrap_or_default())
            })
    }
}

/// Puts a piece behind the others, or lets the last one go on.
fn add(pieces: &mut EcoVec<Piece>, piece: Piece) {
    let goes_on = |last: &Piece| {
        last.verbatim
            && piece.verbatim
            && last.origin == piece.origin
            && is_behind(piece.span, last.span)
    };
    if !pieces.last().is_some_and(goes_on) {
        pieces.push(piece);
    } else if let Some(last) = pieces.make_mut().last_mut() {
        last.span.end = piece.span.end;
    }
}

/// True if the bytes of `span` stand right behind those of `before`.
fn is_behind(span: Span, before: Span) -> bool {
    span.file == before.file && span.start == before.end
}
