//! The place of each byte of a scalar: the parser says what it comes to, the text here what each part of it is made of.

use granit_parser::ScalarStyle;

use crate::source::{FileId, Span, Text};

/// The text of a scalar; `raw` is its source, quotes included, that starts at `at`.
pub(super) fn text(value: &str, style: ScalarStyle, raw: &str, file: FileId, at: usize) -> Text {
    let whole = Span::new(file, at, at + raw.len());
    if value == raw {
        return Text::verbatim(value, whole);
    }
    let quotes =
        usize::from(matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted));
    let inner = raw.get(quotes..raw.len().saturating_sub(quotes)).unwrap_or_default();
    let whole = Span::new(file, at + quotes, at + quotes + inner.len());
    if value == inner {
        return Text::verbatim(value, whole);
    }
    let mut aligner = Aligner {
        value,
        source: inner,
        base: at + quotes,
        file,
        text: Text::empty(whole),
        done: 0,
        at: 0,
    };
    let fits = match style {
        ScalarStyle::Literal => aligner.empty_lines().and_then(|()| aligner.literal()),
        ScalarStyle::Folded => aligner.empty_lines().and_then(|()| aligner.folded(style)),
        _ => aligner.folded(style),
    };
    match fits {
        Some(()) => aligner.text,
        // a text that is read in another way than here still stands at its scalar
        None => Text::made(value, whole),
    }
}

/// Walks through a value and its source side by side.
struct Aligner<'a> {
    value: &'a str,
    source: &'a str,
    /// Where the source starts in the file.
    base: usize,
    file: FileId,
    text: Text,
    /// Bytes of the value and of the source that are behind.
    done: usize,
    at: usize,
}

impl Aligner<'_> {
    /// Each line of the value is the end of a line of the source.
    fn literal(&mut self) -> Option<()> {
        let value = self.value.get(self.done..)?;
        let mut lines = self.source.split_inclusive('\n');
        for line in value.split_inclusive('\n') {
            let content = line.strip_suffix('\n').unwrap_or(line);
            let from = lines.next().unwrap_or_default();
            let written = from.trim_end_matches(['\n', '\r']);
            let start = self.base + self.at + written.len().saturating_sub(content.len());
            // the source starts behind the blanks of its first line
            let blanks =
                if written.ends_with(content) { 0 } else { content.strip_suffix(written)?.len() };
            self.text.push_made(content.get(..blanks)?, Span::new(self.file, start, start));
            let is_whole = from.ends_with('\n') && !from.ends_with("\r\n") && line.ends_with('\n');
            let end = start + content.len() - blanks + usize::from(is_whole);
            let same = if is_whole { line } else { content }.get(blanks..)?;
            self.text.push_verbatim(same, Span::new(self.file, start, end));
            if !is_whole && line.ends_with('\n') {
                self.text.push_made("\n", Span::new(self.file, end, end));
            }
            self.at += from.len();
        }
        Some(())
    }

    /// Empty lines at the start of a block: the source starts behind them.
    fn empty_lines(&mut self) -> Option<()> {
        let lines = self.value.len() - self.value.trim_start_matches('\n').len();
        if !self.source.starts_with(['\n', '\r']) {
            let start = Span::new(self.file, self.base, self.base);
            self.text.push_made(self.value.get(..lines)?, start);
            self.done = lines;
        }
        Some(())
    }

    /// Lines are joined; quotes have escapes.
    fn folded(&mut self, style: ScalarStyle) -> Option<()> {
        let mut from = (self.done, self.at);
        while self.done < self.value.len() {
            let rest = self.source.get(self.at..)?;
            let break_end = line_break(rest);
            let escape = match style {
                ScalarStyle::DoubleQuoted if rest.starts_with('\\') => escape(rest),
                ScalarStyle::SingleQuoted if rest.starts_with("''") => Some(2),
                _ => None,
            };
            if break_end.is_none() && escape.is_none() {
                let (value, source) = (self.next_value()?, rest.chars().next());
                if source == Some(value) {
                    self.done += value.len_utf8();
                    self.at += value.len_utf8();
                    continue;
                }
                // a line feed that the source does not end with
                let is_end = source.is_none() && self.value.get(self.done..) == Some("\n");
                return is_end.then(|| {
                    self.copy(from);
                    self.text.push_made(
                        "\n",
                        Span::new(self.file, self.base + self.at, self.base + self.at),
                    );
                });
            }
            self.copy(from);
            let start = self.at;
            let before = self.done;
            match (escape, break_end) {
                (Some(length), _) => {
                    self.at += length;
                    if !rest.starts_with("\\\n") && !rest.starts_with("\\\r\n") {
                        self.done += self.next_value()?.len_utf8();
                    }
                }
                (None, Some(length)) => {
                    self.at += length;
                    let blanks = self.value.get(self.done..)?;
                    self.done += blanks.len() - blanks.trim_start_matches([' ', '\t', '\n']).len();
                }
                (None, None) => {}
            }
            let span = Span::new(self.file, self.base + start, self.base + self.at);
            let value = self.value.get(before..self.done)?;
            if !value.is_empty() {
                self.text.push_made(value, span);
            }
            from = (self.done, self.at);
        }
        self.copy(from);
        Some(())
    }

    fn next_value(&self) -> Option<char> {
        self.value.get(self.done..)?.chars().next()
    }

    /// Appends what is the same in the value and the source since `from`.
    fn copy(&mut self, (value, source): (usize, usize)) {
        let same = self.value.get(value..self.done).unwrap_or_default();
        if !same.is_empty() {
            let span = Span::new(self.file, self.base + source, self.base + self.at);
            self.text.push_verbatim(same, span);
        }
    }
}

/// Length of blanks, line breaks and the indent behind them, if there is a line break.
fn line_break(rest: &str) -> Option<usize> {
    if !rest.starts_with([' ', '\t', '\n', '\r']) {
        return None;
    }
    let blanks = rest.trim_start_matches([' ', '\t', '\r', '\n']);
    let length = rest.len() - blanks.len();
    rest.get(..length)?.contains('\n').then_some(length)
}

/// Length of an escape in double quotes; of one that joins lines with the indent of the next one.
fn escape(rest: &str) -> Option<usize> {
    let kind = rest.get(1..)?.chars().next()?;
    Some(match kind {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        '\n' | '\r' => {
            let blanks = rest.get(1..)?;
            rest.len() - blanks.trim_start_matches([' ', '\t', '\r', '\n']).len()
        }
        other => 1 + other.len_utf8(),
    })
}
