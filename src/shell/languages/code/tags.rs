//! The tags that end here-documents. Knows no language.

/// The lines of a text that may end a here-document, so that each is looked for once, however many start.
pub(super) struct Tags<'t> {
    /// The tag, whether blanks stand before it, and where its line starts; in this order.
    lines: Vec<(&'t str, bool, usize)>,
}

impl<'t> Tags<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let (mut lines, mut at) = (Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            let line = line.strip_suffix(';').unwrap_or(line);
            let tag = line.trim_start();
            let is_part = |b: u8| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit();
            if !tag.is_empty() && tag.bytes().all(is_part) {
                lines.push((tag, tag.len() < line.len(), start));
            }
        }
        lines.sort_unstable();
        Self { lines }
    }

    /// Where the first line from `body` on starts that ends a document.
    pub(super) fn end(&self, body: usize, tag: &str, may_indent: bool) -> Option<usize> {
        let first = |is_indented: bool| {
            let index = self.lines.partition_point(|line| *line < (tag, is_indented, body));
            let (found, indented, at) = self.lines.get(index)?;
            (*found == tag && *indented == is_indented).then_some(*at)
        };
        let indented = first(true).filter(|_| may_indent);
        first(false).into_iter().chain(indented).min()
    }
}
