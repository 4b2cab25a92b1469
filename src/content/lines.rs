//! The lines of a file that comes in parts, for the content search. Keeps one line, and no more of it than a limit.

use crate::anchore::FileSearch;

/// What of a line is searched, in bytes.
pub(crate) const MAX_LINE: usize = 1 << 20;

/// Hands the lines of one file to its search.
#[derive(Debug)]
pub(crate) struct Lines<'s> {
    search: FileSearch<'s>,
    /// The start of a line whose end was not met yet.
    open: Vec<u8>,
    /// A line was longer than [`MAX_LINE`].
    is_cut: bool,
}

impl<'s> Lines<'s> {
    pub(crate) fn new(search: FileSearch<'s>) -> Self {
        Self { search, open: Vec::new(), is_cut: false }
    }

    /// Takes the next bytes of the file.
    pub(crate) fn take(&mut self, part: &[u8]) {
        if !self.search.goes_on() {
            self.open = Vec::new();
            return;
        }
        let mut rest = part;
        if !self.open.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (piece, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            self.keep(piece);
            if !piece.ends_with(b"\n") {
                return;
            }
            self.search.lines(&self.open);
            self.open.clear();
            rest = behind;
        }
        let end = memchr::memrchr(b'\n', rest).map_or(0, |at| at + 1);
        let (lines, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        self.search.lines(lines);
        self.keep(behind);
    }

    /// Keeps the next piece of a line, as far as there is room.
    fn keep(&mut self, piece: &[u8]) {
        let room = MAX_LINE.saturating_sub(self.open.len());
        self.is_cut |= piece.len() > room;
        self.open.extend_from_slice(piece.get(..room).unwrap_or(piece));
    }

    /// What matched, and whether a line was too long to be searched to its end.
    pub(crate) fn finish(mut self) -> (Vec<String>, bool) {
        if !self.open.is_empty() {
            self.search.lines(&self.open);
        }
        (self.search.matched(), self.is_cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anchore::ContentSearch;
    use crate::source::Sources;

    #[test]
    fn lines_are_the_same_however_the_file_comes() {
        let mut sources = Sources::default();
        let list = sources.add("list", b"A=first\nB=second\nC=third\nD=$\n".to_vec());
        let search = ContentSearch::parse(list, &sources).unwrap();
        let text = b"x first\nsecond\nno\nthird";
        for size in 1..=text.len() {
            let mut lines = Lines::new(search.of_file(0));
            text.chunks(size).for_each(|part| lines.take(part));
            assert_eq!(lines.finish(), (vec!["B=second".to_owned(), "C=third".to_owned()], false));
        }
    }

    #[test]
    fn a_long_line_is_searched_up_to_a_limit() {
        let mut sources = Sources::default();
        let list = sources.add("list", b"A=a*b\nB=next\n".to_vec());
        let search = ContentSearch::parse(list, &sources).unwrap();
        let mut lines = Lines::new(search.of_file(0));
        let long = vec![b'a'; MAX_LINE];
        for part in [&long[..], b"b", b"\n", b"next\n"] {
            lines.take(part);
        }
        assert_eq!(lines.finish(), (vec!["B=next".to_owned()], true));
    }
}
