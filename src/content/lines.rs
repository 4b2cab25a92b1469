//! The lines of a file that comes in parts, for the content search. Keeps one line, and no more of it than a limit.

use super::line_search::FileSearch;

/// What of a line is searched, in bytes.
pub(crate) const MAX_LINE: usize = 1 << 20;

/// Hands the lines of one file to its search.
#[derive(Debug)]
pub(crate) struct Lines<'s> {
    search: Box<dyn FileSearch + 's>,
    /// The start of a line whose end was not met yet.
    open: Vec<u8>,
    /// A line was longer than [`MAX_LINE`].
    is_cut: bool,
}

impl<'s> Lines<'s> {
    pub(crate) fn new(search: Box<dyn FileSearch + 's>) -> Self {
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

    /// Finds lines that end in a word.
    #[derive(Debug)]
    struct Words(Vec<(&'static str, bool)>);

    impl FileSearch for Words {
        fn goes_on(&self) -> bool {
            self.0.iter().any(|(_, is_found)| !is_found)
        }

        fn lines(&mut self, lines: &[u8]) {
            for line in lines.split(|byte| *byte == b'\n') {
                for (word, is_found) in &mut self.0 {
                    *is_found |= line.ends_with(word.as_bytes());
                }
            }
        }

        fn matched(&self) -> Vec<String> {
            let found = self.0.iter().filter(|(_, is_found)| *is_found);
            found.map(|(word, _)| (*word).to_owned()).collect()
        }
    }

    fn searching(words: &[&'static str]) -> Lines<'static> {
        Lines::new(Box::new(Words(words.iter().map(|word| (*word, false)).collect())))
    }

    #[test]
    fn lines_are_the_same_however_the_file_comes() {
        let text = b"x first\nsecond\nno\nthird";
        for size in 1..=text.len() {
            let mut lines = searching(&["first\nsecond", "second", "third", "none"]);
            text.chunks(size).for_each(|part| lines.take(part));
            let wanted = ["second", "third"].map(str::to_owned).to_vec();
            assert_eq!(lines.finish(), (wanted, false), "{size}");
        }
    }

    #[test]
    fn a_long_line_is_searched_up_to_a_limit() {
        let mut lines = searching(&["ab", "next"]);
        let long = vec![b'a'; MAX_LINE];
        for part in [&long[..], b"b", b"\n", b"next\n"] {
            lines.take(part);
        }
        assert_eq!(lines.finish(), (vec!["next".to_owned()], true));
    }
}
