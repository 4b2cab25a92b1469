//! A logical line → instruction word, flags and arguments, and arguments → words, as `BuildKit` splits them.
//!
//! Flags are read byte by byte, so that a byte beyond ASCII is a Latin-1 character there (0x85 and 0xA0
//! are blanks); words are read as UTF-8. Quotes stay in words: the expansion removes them.

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::line::Part;
use crate::source::Text;

/// A logical line taken apart.
#[derive(Debug)]
pub(crate) struct Command<'l> {
    /// The instruction word.
    pub(crate) word: Part<'l>,
    /// Flags, unquoted.
    pub(crate) flags: Vec<Text>,
    /// What follows, without white space at both ends.
    pub(crate) args: Part<'l>,
}

/// Splits a logical line into its instruction word, flags and arguments.
pub(crate) fn split_command(line: Part<'_>, escape: u8) -> Command<'_> {
    let line = line.trimmed();
    let (word, rest) = split_once(line);
    let Some(rest) = rest else {
        return Command { word, flags: Vec::new(), args: line.from(line.len()) };
    };
    let mut reader = FlagReader { rest, escape, at: 0, flags: Vec::new() };
    let args = rest.from(reader.read_all());
    Command { word, flags: reader.flags, args: args.trimmed() }
}

/// The part before the first run of ASCII blanks, and the part after it.
pub(crate) fn split_once(part: Part<'_>) -> (Part<'_>, Option<Part<'_>>) {
    let bytes = part.bytes();
    let Some(end) = bytes.iter().position(|&byte| go::is_separator(byte)) else {
        return (part, None);
    };
    let rest = bytes.get(end..).unwrap_or_default();
    let blanks = rest.iter().take_while(|&&byte| go::is_separator(byte)).count();
    (part.sub(0..end), Some(part.from(end + blanks)))
}

/// Splits at runs of ASCII blanks.
pub(crate) fn split_blanks(part: Part<'_>) -> Vec<Part<'_>> {
    let mut words = Vec::new();
    let mut rest = Some(part).filter(|part| !part.is_empty());
    while let Some(part) = rest {
        let (word, next) = split_once(part);
        words.push(word);
        rest = next;
    }
    words
}

struct FlagReader<'l> {
    rest: Part<'l>,
    escape: u8,
    at: usize,
    flags: Vec<Text>,
}

impl FlagReader<'_> {
    /// Reads all flags; gives the offset at which the arguments start.
    fn read_all(&mut self) -> usize {
        let bytes = self.rest.bytes();
        loop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            self.at += rest.iter().take_while(|&&byte| go::is_latin1_space(byte)).count();
            if !bytes.get(self.at..).unwrap_or_default().starts_with(b"--") {
                return self.at;
            }
            let flag = self.read_flag();
            if flag.as_str() == "--" {
                return self.at;
            }
            self.flags.push(flag);
        }
    }

    /// Reads one flag up to the blank behind it.
    fn read_flag(&mut self) -> Text {
        let bytes = self.rest.bytes();
        let mut flag = Text::empty(self.rest.sub(self.at..self.at).span());
        let mut quote = None;
        while let Some(&byte) = bytes.get(self.at) {
            match quote {
                None if go::is_latin1_space(byte) => break,
                None if byte == b'\'' || byte == b'"' => quote = Some(byte),
                Some(open) if byte == open => quote = None,
                _ if byte == self.escape => match bytes.get(self.at + 1) {
                    Some(&next) => {
                        self.at += 1;
                        self.push(&mut flag, next);
                    }
                    None => quote = None,
                },
                _ => {
                    let plain = self.plain_run();
                    if plain > 0 {
                        self.rest.sub(self.at..self.at + plain).push_to(&mut flag);
                        self.at += plain;
                        continue;
                    }
                    self.push(&mut flag, byte);
                }
            }
            self.at += 1;
        }
        flag
    }

    /// How many bytes from here on mean themselves, in quotes and outside.
    fn plain_run(&self) -> usize {
        let rest = self.rest.bytes().get(self.at..).unwrap_or_default();
        let is_plain = |byte: u8| {
            byte.is_ascii_graphic() && !matches!(byte, b'\'' | b'"') && byte != self.escape
        };
        rest.iter().take_while(|byte| is_plain(**byte)).count()
    }

    fn push(&self, flag: &mut Text, byte: u8) {
        let place = self.rest.sub(self.at..self.at + 1);
        if byte.is_ascii() {
            place.push_to(flag);
        } else {
            flag.push_made(char::from(byte).encode_utf8(&mut [0; 4]), place.span());
        }
    }
}

/// Splits into words at Unicode white space outside quotes; quotes and escapes stay.
pub(crate) fn split_words(part: Part<'_>, escape: u8) -> Vec<Part<'_>> {
    let bytes = part.bytes();
    let mut words = Vec::new();
    let mut at = go::leading_space(bytes);
    while at < bytes.len() {
        let (end, next) = word_end(bytes, at, escape);
        if end > at {
            words.push(part.sub(at..end));
        }
        at = next + go::leading_space(bytes.get(next..).unwrap_or_default());
    }
    words
}

/// Where the word that starts at `at` ends, and where reading goes on: an escape at the very end is dropped.
fn word_end(bytes: &[u8], at: usize, escape: u8) -> (usize, usize) {
    let mut at = at;
    let mut quote = None;
    while let Some(&byte) = bytes.get(at) {
        let (c, width) = go::decode(bytes.get(at..).unwrap_or_default());
        match quote {
            None if c.is_some_and(char::is_whitespace) => return (at, at),
            None if byte == b'\'' || byte == b'"' => quote = Some(byte),
            Some(open) if byte == open => quote = None,
            _ if byte == escape && quote != Some(b'\'') => {
                if at + 1 == bytes.len() {
                    return (at, at + 1);
                }
                at += 1;
                at += go::decode(bytes.get(at..).unwrap_or_default()).1;
                continue;
            }
            _ => {}
        }
        at += width;
    }
    (at, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::syntax::line::Line;
    use crate::source::FileId;

    fn words(text: &[u8]) -> Vec<String> {
        let line = Line::new(FileId(0), text, 0);
        split_words(line.whole(), b'\\').iter().map(|word| word.text().to_string()).collect()
    }

    fn flags(text: &[u8]) -> (Vec<String>, String) {
        let line = Line::new(FileId(0), text, 0);
        let command = split_command(line.whole(), b'\\');
        let flags = command.flags.iter().map(|flag| flag.to_string()).collect();
        (flags, command.args.text().to_string())
    }

    #[test]
    fn words_keep_quotes_and_escapes() {
        assert_eq!(words(b"a=\"b c\" d='\\'  e=\\ f "), ["a=\"b c\"", "d='\\'", "e=\\ f"]);
        assert_eq!(words("a\u{3000}b\u{a0}c".as_bytes()), ["a", "b", "c"]);
        assert_eq!(words(b"a=b\\"), ["a=b"]);
        assert_eq!(words(b"a \\"), ["a"]);
        assert_eq!(words(b"a=\"b\\"), ["a=\"b"]);
        assert_eq!(words(b"a=\"b\\\" c\" d"), ["a=\"b\\\" c\"", "d"]);
    }

    #[test]
    fn flags_are_unquoted_and_end_at_two_dashes() {
        assert_eq!(
            flags(b"COPY --fr\"o\"m=a\\b '--x' y"),
            (vec!["--from=ab".into()], "'--x' y".into())
        );
        assert_eq!(flags(b"RUN --a='b c'\t-- --d"), (vec!["--a=b c".into()], "--d".into()));
        assert_eq!(flags(b"RUN --a="), (vec!["--a=".into()], String::new()));
        assert_eq!(flags(b"RUN --a\\"), (vec!["--a".into()], String::new()));
        assert_eq!(flags(b"RUN\x0b--\"\" --a x"), (vec![], "--a x".into()));
    }

    #[test]
    fn flag_bytes_are_latin1() {
        assert_eq!(
            flags("RUN --a=\u{e9} x".as_bytes()),
            (vec!["--a=\u{c3}\u{a9}".into()], "x".into())
        );
        // The second byte of U+00E0 is 0xA0, a blank in Latin-1.
        assert_eq!(flags("RUN --a=\u{e0} x".as_bytes()), (vec!["--a=\u{c3}".into()], "x".into()));
    }
}
