//! Strings with values inside.

use super::cursor::Cursor;
use super::lexer::Piece;
use super::value::Known;
use crate::source::Text;

impl Cursor<'_, '_> {
    /// The text that a string with values inside stands for.
    pub(super) fn template(&mut self, pieces: &[Piece]) -> Known {
        let mut text = Text::default();
        let mut hidden = false;
        for piece in pieces {
            let known = match piece {
                Piece::Text(text) => Known::text(text.clone()),
                Piece::Code(code) => self.inside(code),
            };
            hidden |= known.hidden;
            let at = match piece {
                Piece::Text(text) | Piece::Code(text) => text.span(),
            };
            let word = known.word(at);
            if !self.state.take(word.len()) {
                return Known::UNKNOWN;
            }
            text.push(&word);
        }
        self.keep(Known::text(text).hidden_if(hidden))
    }

    /// The value that a string names: under its bare name, or with the mark that stands before it.
    pub(super) fn inside(&mut self, code: &Text) -> Known {
        let code = match code.find([':', '!']) {
            // `{x!r:>4}` of Python
            Some(end) if self.state.dialect.exec_is_eval && !code.contains(['"', '\'', '(']) => {
                code.slice(0..end)
            }
            _ => code.trimmed(),
        };
        let bare = code.trim_start_matches('$');
        let marked = format!("${bare}");
        for name in [code.as_str(), bare, marked.as_str()] {
            if let Some(known) = self.state.variables.get(name) {
                return known.clone();
            }
        }
        if code.starts_with('$') { Known::UNKNOWN } else { self.state.inside(&code) }
    }
}
