//! Here-documents of Perl, Ruby and PHP: `<<'E'`, `<<~E`, `<<<E`.

use super::bytes::end_of;
use super::dialect::{Backquote, Interpolation};
use super::lexer::{Lexer, Token};
use super::strings::Style;
use super::tags::Tags;

impl Lexer<'_> {
    /// Reads a here-document whose tag stands here; its lines are passed over when the end of this line is reached.
    pub(super) fn here_document(&mut self) -> bool {
        let start = self.at;
        if self.dialect.backquote != Backquote::Command
            || self.dialect.interpolation == Interpolation::Prefix
            || self.body_ends.is_some()
        {
            return false;
        }
        let mut at = start + 2;
        let is_one = |at: usize, bytes: &[u8]| self.src.get(at).is_some_and(|b| bytes.contains(b));
        at += usize::from(is_one(at, b"<"));
        let may_indent = is_one(at, b"~-");
        at += usize::from(may_indent);
        let quote = self.src.get(at).copied().filter(|byte| matches!(byte, b'\'' | b'"'));
        at += usize::from(quote.is_some());
        let end =
            end_of(self.src, at, |b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit());
        let tag = self.slice(at, end);
        let is_closed = quote.is_none_or(|quote| self.src.get(end) == Some(&quote));
        if !tag.starts_with(|c: char| c.is_ascii_uppercase()) || !is_closed {
            return false;
        }
        let behind = end + usize::from(quote.is_some());
        let rest = self.src.get(behind..).unwrap_or_default();
        let Some(body) = memchr::memchr(b'\n', rest).map(|length| behind + length + 1) else {
            return false;
        };
        let text = self.text;
        let tags = self.tags.get_or_insert_with(|| Tags::of(text));
        let Some(close) = tags.end(body, tag, may_indent) else { return false };
        let line = self.src.get(close..).unwrap_or_default();
        let resume = close + memchr::memchr(b'\n', line).unwrap_or(line.len());
        let value = self.text.slice(body..close);
        let style = match self.dialect.interpolation {
            _ if quote == Some(b'\'') => None,
            Interpolation::Hash => Some(Style::Hash),
            _ => Some(Style::Dollar),
        };
        self.push(Token::string(Self::template(value, Vec::new(), style)), start, behind);
        self.body_ends = Some(resume);
        true
    }
}
