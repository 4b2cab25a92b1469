//! A command that is written as one text → its words, as Compose splits them: quotes and backslashes, and no shell.

use crate::source::Text;

/// Words of a command: a kernel starts no program with more.
pub(super) const MOST_WORDS: usize = 65_536;

/// The words of a command, no more than are read.
pub(in crate::orchestration) fn words(text: &Text) -> Vec<Text> {
    let mut words = Vec::new();
    let mut word: Option<Text> = None;
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next().filter(|_| words.len() < MOST_WORDS) {
        let mut add = |range: std::ops::Range<usize>| {
            let new = || Text::empty(text.span_of(range.clone()));
            word.get_or_insert_with(new).push_range(text, range.clone());
        };
        match (quote, c) {
            (None | Some('"'), '\\') => {
                if let Some((next, c)) = chars.next() {
                    add(next..next + c.len_utf8());
                }
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                add(at..at);
            }
            (Some(open), _) if open == c => quote = None,
            // `go-shellwords` ends where a shell would begin another command
            (None, ';' | '&' | '|' | '<' | '>') => break,
            (None, _) if c.is_whitespace() => words.extend(word.take()),
            _ => add(at..at + c.len_utf8()),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::source::{FileId, Span, Text};

    #[test]
    fn words_are_split_at_blanks_outside_quotes() {
        let split = |text: &str| {
            let text = Text::verbatim(text, Span::new(FileId(0), 0, text.len()));
            words(&text).iter().map(|word| word.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(split("a  'b c' \"d\\\"e\"f\\ g ''"), ["a", "b c", "d\"ef g", ""]);
        assert_eq!(split("run 'a;b' ; other > x"), ["run", "a;b"]);
        assert_eq!(split("\n sh -c \"x && y\"\n"), ["sh", "-c", "x && y"]);
    }
}
