//! Parser directives (`# escape=`, `# syntax=`, `# check=`), and which frontend a file asks for.
//!
//! `BuildKit` looks twice, by slightly different rules: the parser trims blanks before `#`, the search
//! for `syntax` does not, but also knows `//`, JSON and a `#!` line.

use std::ops::Range;

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::json_text;
use crate::dockerfile::syntax::line::{Line, Lines, Part};
use crate::source::{FileId, Span, Text};

/// The longest line that `BuildKit` reads, line feed excluded.
pub(crate) const MAX_LINE: usize = 65_535;

/// The directives that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DirectiveName {
    /// `syntax`: the frontend image that is to read the file.
    Syntax,
    /// `escape`: the escape character.
    Escape,
    /// `check`: which build checks run.
    Check,
}

impl DirectiveName {
    /// The name in lower case.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }

    fn from_word(word: &[u8]) -> Option<Self> {
        [Self::Syntax, Self::Escape, Self::Check]
            .into_iter()
            .find(|name| word.eq_ignore_ascii_case(name.word().as_bytes()))
    }
}

/// A parser directive that the parser obeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Directive {
    /// Which one.
    pub(crate) name: DirectiveName,
    /// Its value, without blanks at both ends.
    pub(crate) value: Text,
    /// Its line, from 1.
    pub(crate) line: u32,
    /// From `#` to the end of the value.
    pub(crate) span: Span,
    /// Blanks stand before the `#`: the parser obeys it, the search for a frontend does not see it.
    pub(crate) indented: bool,
}

/// How a file names its frontend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SyntaxForm {
    /// `# syntax=`
    Hash,
    /// `// syntax=`
    Slash,
    /// The whole file is one JSON object with a `syntax` string.
    Json,
}

/// The frontend that a file asks for (`DetectSyntax`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// The image: the value up to its first blank.
    pub(crate) image: Text,
    /// The whole value.
    pub(crate) value: Text,
    /// How it is written.
    pub(crate) form: SyntaxForm,
    /// A `#!` line stands above it.
    pub(crate) after_shebang: bool,
}

/// Reads directives line by line until the first line that is none.
#[derive(Debug)]
pub(crate) struct DirectiveReader {
    prefix: &'static [u8],
    seen: Vec<DirectiveName>,
    done: bool,
}

impl DirectiveReader {
    pub(crate) fn new(prefix: &'static [u8]) -> Self {
        Self { prefix, seen: Vec::new(), done: false }
    }

    /// The directive on `line` and the range of its value; an error if its name was seen before.
    pub(crate) fn read(
        &mut self,
        line: &[u8],
    ) -> Result<Option<(DirectiveName, Range<usize>)>, DirectiveName> {
        let found = if self.done { None } else { self.matched(line) };
        let Some((name, value)) = found else {
            self.done = true;
            return Ok(None);
        };
        if self.seen.contains(&name) {
            return Err(name);
        }
        self.seen.push(name);
        Ok(Some((name, value)))
    }

    fn matched(&self, line: &[u8]) -> Option<(DirectiveName, Range<usize>)> {
        let rest = line.strip_prefix(self.prefix)?;
        let rest = rest.get(go::leading_space(rest)..)?;
        let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = DirectiveName::from_word(rest.get(..word)?)?;
        let rest = skip_blanks(rest.get(word..)?);
        let value = rest.strip_prefix(b"=")?;
        let start = line.len() - skip_blanks(value).len();
        let end = line.len() - line.iter().rev().take_while(|&&b| go::is_regexp_space(b)).count();
        match (value.is_empty(), start < end) {
            (true, _) => None,
            (_, true) => Some((name, start..end)),
            // Nothing but blanks: the last of them is the value.
            _ => Some((name, line.len() - 1..line.len())),
        }
    }
}

fn skip_blanks(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().take_while(|&&byte| go::is_regexp_space(byte)).count();
    bytes.get(blanks..).unwrap_or_default()
}

/// The length of the byte-order mark at the start, if any.
pub(crate) fn bom(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 }
}

/// The frontend that the file asks for.
pub(crate) fn detect_syntax(file: FileId, bytes: &[u8]) -> Option<Syntax> {
    let mut at = bom(bytes);
    let after_shebang = bytes.get(at..)?.starts_with(b"#!");
    if after_shebang {
        let rest = bytes.get(at..)?;
        at += memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    }
    let (value, form) = search_comments(file, bytes, at, b"#")
        .map(|value| (value, SyntaxForm::Hash))
        .or_else(|| Some((search_comments(file, bytes, at, b"//")?, SyntaxForm::Slash)))
        .or_else(|| Some((search_json(file, bytes, at)?, SyntaxForm::Json)))?;
    let image = match form {
        SyntaxForm::Json => value.len(),
        _ => value.find(' ').unwrap_or(value.len()),
    };
    Some(Syntax { image: value.slice(0..image), value, form, after_shebang })
}

fn search_comments(file: FileId, bytes: &[u8], at: usize, prefix: &'static [u8]) -> Option<Text> {
    let mut reader = DirectiveReader::new(prefix);
    for line in Lines::new(bytes, at) {
        let content = line.bytes.strip_suffix(b"\n").unwrap_or(line.bytes);
        if content.len() > MAX_LINE {
            return None;
        }
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let (name, value) = reader.read(content).ok()??;
        if name == DirectiveName::Syntax {
            return Some(Line::new(file, content, line.start).whole().sub(value).text());
        }
    }
    None
}

fn search_json(file: FileId, bytes: &[u8], at: usize) -> Option<Text> {
    let line = Line::new(file, bytes.get(at..)?, at);
    let members: Vec<(Part<'_>, Option<Part<'_>>)> = json_text::object(line.whole())?;
    let is_syntax = |key: &Part<'_>| json_text::decode(*key).as_str() == "syntax";
    let (_, value) = members.into_iter().rfind(|(key, _)| is_syntax(key))?;
    Some(json_text::decode(value?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(line: &str) -> Option<&str> {
        let found = DirectiveReader::new(b"#").read(line.as_bytes());
        found.unwrap().and_then(|(_, range)| line.get(range))
    }

    #[test]
    fn directives_are_found_in_any_case_and_spacing() {
        assert_eq!(value("#escape=`"), Some("`"));
        assert_eq!(value("#\u{a0} ESCape \t = ` \t\r"), Some("`"));
        assert_eq!(value("# escape=  "), Some(" "));
        assert_eq!(value("# escape="), None);
        assert_eq!(value("# escape=`\u{a0}"), Some("`\u{a0}"));
        assert_eq!(value("# escapes=`"), None);
        assert_eq!(value(" # escape=`"), None);
    }

    #[test]
    fn the_first_line_that_is_no_directive_ends_them() {
        let mut reader = DirectiveReader::new(b"#");
        assert!(reader.read(b"# hello").unwrap().is_none());
        assert!(reader.read(b"# escape=`").unwrap().is_none());
    }

    #[test]
    fn a_second_directive_of_the_same_name_is_an_error() {
        let mut reader = DirectiveReader::new(b"#");
        assert!(reader.read(b"# escape=`").is_ok());
        assert_eq!(reader.read(b"# Escape=`"), Err(DirectiveName::Escape));
    }
}
