//! A Dockerfile as Anchore Engine reads it, with its quirks (`gates/dockerfile.py`): lines, no continuations, no
//! here-documents, no variables. Only for comparing verdicts.

use std::ops::Range;

/// One entry: an upper-case key and the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The text before the first blank, in upper case.
    pub(super) key: String,
    /// The whole line, trimmed.
    pub(super) line: String,
    /// The bytes that it comes from.
    pub(super) range: Range<usize>,
}

impl Entry {
    /// What stands behind the key, trimmed.
    pub(super) fn value(&self) -> &str {
        self.line.split_once(' ').map_or("", |(_, rest)| rest).trim_matches(is_space)
    }
}

/// The entries of a text. A line with `\$` in it counts as continued: the pair goes, and the next line follows without a
/// blank; at the end of the file such a line is lost.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for range in lines(text) {
        let line = text.get(range.clone()).unwrap_or_default().trim_matches(is_space);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (mut whole, start) = open.take().unwrap_or((String::new(), range.start));
        if line.contains("\\$") {
            whole.push_str(&line.replace("\\$", ""));
            open = Some((whole, start));
            continue;
        }
        whole.push_str(line);
        let key = whole.split(' ').next().unwrap_or_default().to_uppercase();
        entries.push(Entry { key, line: whole, range: start..range.end });
    }
    entries
}

/// The lines as Python's `splitlines` takes them, without their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, end) in text.char_indices().filter(|(_, c)| is_line_end(*c)) {
        lines.push(start..at.max(start));
        start = at + end.len_utf8();
    }
    lines.push(start..text.len());
    lines
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r'
            | '\u{b}'
            | '\u{c}'
            | '\u{1c}'
            | '\u{1d}'
            | '\u{1e}'
            | '\u{85}'
            | '\u{2028}'
            | '\u{2029}'
    )
}

/// What Python's `strip` takes away.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_instructions_whatever_they_belong_to() {
        let keys = |text: &str| {
            entries(text)
                .into_iter()
                .map(|it| (it.key.clone(), it.value().to_owned()))
                .collect::<Vec<_>>()
        };
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(keys("RUN a && \\\n   curl b"), [pair("RUN", "a && \\"), pair("CURL", "b")]);
        assert_eq!(keys("run\tx y"), [pair("RUN\tX", "y")]);
        assert_eq!(keys("# c\n\nRUN echo \\$A\nRUN b"), [pair("RUN", "echo ARUN b")]);
        assert_eq!(keys("RUN echo \\$A"), []);
    }
}
