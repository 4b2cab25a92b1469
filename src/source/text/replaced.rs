//! Parts of a text that stand for something else, such as references to variables and entities.

use super::Text;

/// Bytes that replacing adds to a text. A file of 1 MiB can name a value of some kilobytes a hundred thousand times.
const MOST_ADDED: usize = 1 << 20;

impl Text {
    /// The text with other texts in the place of parts that start with a mark: `of` is told where one starts, and says what
    /// stands there instead and where the part ends. Where the text would grow by more than 1 MiB, that is unknown.
    pub(crate) fn replaced(
        &self,
        mark: &str,
        mut of: impl FnMut(usize) -> Option<(Text, usize)>,
    ) -> Text {
        if !self.contains(mark) {
            return self.clone();
        }
        let mut out = Text::empty(self.span());
        let most = self.len() + MOST_ADDED;
        let mut from = 0;
        for (at, _) in self.match_indices(mark) {
            if at >= from
                && let Some((instead, end)) = of(at)
            {
                out.push_range(self, from..at);
                if out.len() + instead.len() > most {
                    out.push_unknown(self.span_of(at..end));
                } else {
                    out.push(&instead);
                }
                from = end;
            }
        }
        out.push_range(self, from..self.len());
        out
    }

    /// Its lines, each with its end.
    pub(crate) fn whole_lines(&self) -> impl Iterator<Item = Text> {
        let mut at = 0;
        self.split_inclusive('\n').map(move |line| {
            at += line.len();
            self.slice(at - line.len()..at)
        })
    }
}

/// Where a mark stands next. Who asks for places from the first to the last has the text searched once, whatever is in it.
pub(crate) struct NextMark<'t> {
    text: &'t str,
    mark: char,
    /// The one that was found last; none behind it if it is the length of the text.
    next: Option<usize>,
}

impl<'t> NextMark<'t> {
    pub(crate) fn new(text: &'t str, mark: char) -> Self {
        Self { text, mark, next: None }
    }

    /// The first one from a place on.
    pub(crate) fn from(&mut self, at: usize) -> Option<usize> {
        if self.next.is_none_or(|next| next < at) {
            let found = self.text.get(at..).and_then(|rest| rest.find(self.mark));
            self.next = Some(found.map_or(self.text.len(), |found| at + found));
        }
        self.next.filter(|next| *next < self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span, UNKNOWN};

    fn text(value: &str) -> Text {
        Text::verbatim(value, Span::new(FileId(0), 0, value.len()))
    }

    #[test]
    fn parts_are_replaced_from_the_first_to_the_last() {
        let content = text("a(b)c(d(e)f(");
        let mut close = NextMark::new(&content, ')');
        let replaced = content.replaced("(", |at| {
            let end = close.from(at)?;
            let inside = content.get(at + 1..end)?;
            Some((Text::made(format!("<{inside}>"), content.span()), end + 1))
        });
        assert_eq!(replaced.as_str(), "a<b>c<d(e>f(");
        assert_eq!(content.replaced("x", |_| None), content);
    }

    #[test]
    fn what_would_grow_without_end_is_unknown() {
        let content = text(&"$".repeat(5));
        let value = Text::made("x".repeat(MOST_ADDED / 4), content.span());
        let grown = content.replaced("$", |at| Some((value.clone(), at + 1)));
        assert_eq!(grown.len(), MOST_ADDED + UNKNOWN.len_utf8());
        assert!(!grown.is_known());
        let fits = text("$$$$").replaced("$", |at| Some((value.clone(), at + 1)));
        assert!(fits.is_known());
    }

    #[test]
    fn lines_keep_their_ends_and_places() {
        let content = text("a\r\n\nb");
        let lines: Vec<Text> = content.whole_lines().collect();
        assert_eq!(lines.iter().map(Text::as_str).collect::<Vec<_>>(), ["a\r\n", "\n", "b"]);
        assert_eq!(lines[2].span(), Span::new(FileId(0), 4, 5));
    }
}
