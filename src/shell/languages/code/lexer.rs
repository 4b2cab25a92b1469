//! Program text of other languages → names, strings and marks.

use foldhash::HashMap;

use super::bytes::end_of;
use super::dialect::{Backquote, DIALECTS, Dialect, Interpolation, Single};
use super::strings::{Style, string};
use super::tags::Tags;
use crate::shell::evaluate::arith;
use crate::source::{NextMark, Text};

/// A part of an interpolated string.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(Text),
    /// An expression: `#{…}`, `${…}`, `{…}`.
    Code(Text),
}

/// What is larger than a name stands in a box: a text may have a token for nearly every byte.
#[derive(Clone, Debug)]
pub(super) enum Token<'t> {
    Str(Box<Text>),
    /// A string with values inside.
    Template(Box<[Piece]>),
    /// A string in backquotes that is run.
    Backquoted(Box<[Piece]>),
    /// `tr/a-z/b/`, `y/a/b/` of Perl: from, to.
    Translate(Box<(&'t str, &'t str)>),
    Name(&'t str),
    Number(u32),
    Mark(u8),
    LineEnd,
}

impl Token<'_> {
    pub(super) fn text(text: Text) -> Self {
        Self::Str(Box::new(text))
    }

    /// A string, with values inside or without.
    pub(super) fn string(content: Result<Vec<Piece>, Text>) -> Self {
        content.map_or_else(Self::text, |pieces| Self::Template(pieces.into()))
    }

    /// A string that is run.
    pub(super) fn command(content: Result<Vec<Piece>, Text>) -> Self {
        let pieces = content.unwrap_or_else(|text| vec![Piece::Text(text)]);
        Self::Backquoted(pieces.into())
    }
}

/// The tokens of a text, and where each starts.
pub(super) struct Lexer<'t> {
    pub(super) text: &'t Text,
    pub(super) src: &'t [u8],
    pub(super) dialect: &'static Dialect,
    pub(super) at: usize,
    /// Where the last string of each kind of quote that has no end would have had to end: none before it is tried again.
    unclosed: [usize; 3],
    pub(super) tokens: Vec<(Token<'t>, u32)>,
    /// Where the here-document ends that starts behind this line.
    pub(super) body_ends: Option<usize>,
    /// The lines that may end a here-document, once one was seen.
    pub(super) tags: Option<Tags<'t>>,
    /// Where the marks that close quoted words stand next: of the first and of the second part of a quote.
    ends: HashMap<(u8, Part), NextMark<'t>>,
    /// No raw string that starts with so many `#`, or more, has an end.
    pub(super) unclosed_raw: usize,
    /// Bytes that may still be looked through for the ends of regular expressions that have none.
    pub(super) sight: usize,
    /// What starts a regular expression may have one that was not looked for.
    pub(super) is_cut: bool,
}

/// Which part of `tr/a/b/` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    First,
    Second,
}

/// How often a line may be looked through for ends that it has not: code with so many divisions in one line is made by hand.
const SIGHT: usize = 16;

/// What a text is made of.
pub(super) struct Lexed<'t> {
    pub(super) tokens: Vec<(Token<'t>, u32)>,
    /// What stands in quotes somewhere may have been taken for code.
    pub(super) is_cut: bool,
}

/// Reads a text to its end.
pub(super) fn tokens<'t>(text: &'t Text, dialect: &'static Dialect) -> Lexed<'t> {
    let src = text.as_bytes();
    let mut lexer = Lexer {
        text,
        src,
        dialect,
        at: 0,
        unclosed: [0; 3],
        tokens: Vec::with_capacity(text.len() / 6),
        body_ends: None,
        tags: None,
        ends: HashMap::default(),
        unclosed_raw: usize::MAX,
        sight: SIGHT * text.len(),
        is_cut: false,
    };
    while let Some(&byte) = lexer.src.get(lexer.at) {
        lexer.one(byte);
    }
    Lexed { tokens: lexer.tokens, is_cut: lexer.is_cut }
}

impl<'t> Lexer<'t> {
    pub(super) fn push(&mut self, token: Token<'t>, start: usize, end: usize) {
        self.tokens.push((token, start as u32));
        self.at = end;
    }

    pub(super) fn rest(&self) -> &'t [u8] {
        self.src.get(self.at..).unwrap_or_default()
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.as_str().get(from..to).unwrap_or_default()
    }

    fn one(&mut self, byte: u8) {
        let start = self.at;
        match byte {
            b' ' | b'\t' | b'\r' => {
                self.at = end_of(self.src, start + 1, |b| matches!(b, b' ' | b'\t' | b'\r'));
            }
            b'\n' => {
                self.push(Token::LineEnd, start, start + 1);
                if let Some(end) = self.body_ends.take() {
                    self.at = end.max(start + 1);
                }
            }
            b'<' if self.rest().starts_with(b"<<") && self.here_document() => {}
            b'\\' if self.rest().starts_with(b"\\\n") => self.at += 2,
            _ if may_start_comment(byte) && self.comment() => {}
            b'"' | b'\'' | b'`' if self.names_match() => {
                self.push(Token::Mark(byte), start, start + 1);
            }
            b'"' => self.quoted(byte),
            b'\'' => self.single_quoted(),
            b'`' => self.backquoted(),
            b'0'..=b'9' => {
                let end = end_of(self.src, start, |b| b.is_ascii_alphanumeric() || b == b'_');
                let number = arith::number(self.slice(start, end));
                let number = number.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
                self.push(Token::Number(number), start, end);
            }
            b'%' if self.words_literal() => {}
            b'/' if self.regular_expression() => {}
            _ if byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$' | b'@') => self.name(),
            _ => self.push(Token::Mark(byte), start, start + 1),
        }
    }

    /// In Perl a quote names a variable behind `$`: what stands before a match, behind it, between the items of a list.
    fn names_match(&self) -> bool {
        let before = self.src.get(..self.at).unwrap_or_default();
        self.dialect.interpreters.contains(&"perl")
            && before.ends_with(b"$")
            && !before.ends_with(b"$$")
            && !before.ends_with(b"\\$")
    }

    /// Passes over a comment.
    fn comment(&mut self) -> bool {
        let rest = self.rest();
        if self.dialect.block_comments && rest.starts_with(b"/*") {
            let body = rest.get(2..).unwrap_or_default();
            let length = memchr::memmem::find(body, b"*/").map_or(body.len(), |end| end + 2);
            self.at += 2 + length;
            return true;
        }
        let is_comment = self.dialect.comments.iter().any(|mark| rest.starts_with(mark.as_bytes()));
        // `#{` opens an interpolation, `$#` counts in Perl
        let counts = self.at > 0 && self.src.get(self.at - 1) == Some(&b'$');
        if !is_comment || rest.starts_with(b"#{") || counts {
            return false;
        }
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        true
    }

    /// A string behind the prefix that the token before it is.
    fn quoted(&mut self, quote: u8) {
        let start = self.at;
        let prefix = match self.tokens.last() {
            Some((Token::Name(name), at)) if *at as usize + name.len() == start => *name,
            Some((Token::Mark(b'$' | b'@'), at)) if *at as usize + 1 == start => "$",
            _ => "",
        };
        let known = is_prefix(prefix);
        if known {
            self.tokens.pop();
        }
        let raw = known && prefix.contains(['r', 'R', '@']);
        let inside = known && prefix.contains(['f', 'F', '$', 's']);
        let Some((value, end, pieces)) = self.string(start, raw) else {
            self.push(Token::Mark(quote), start, start + 1);
            return;
        };
        let style = match self.dialect.interpolation {
            Interpolation::Prefix if inside => Some(Style::Braces),
            Interpolation::Prefix => None,
            Interpolation::Dollar => Some(Style::Dollar),
            Interpolation::Hash => Some(Style::Hash),
            Interpolation::Backslash => Some(Style::Backslash),
        };
        let style = style.filter(|_| quote == b'"' || inside);
        self.push(Token::string(Self::template(value, pieces, style)), start, end);
    }

    fn single_quoted(&mut self) {
        if self.dialect.single == Single::String {
            return self.quoted(b'\'');
        }
        let start = self.at;
        let length = match self.rest() {
            [_, b'\\', ..] => {
                memchr::memchr(b'\'', self.rest().get(3..).unwrap_or_default()).map(|at| at + 4)
            }
            [_, _, b'\'', ..] => Some(3),
            _ => None,
        };
        match length.filter(|length| *length <= 12).and_then(|_| self.string(start, false)) {
            Some((value, end, _)) => self.push(Token::text(value), start, end),
            None => self.push(Token::Mark(b'\''), start, start + 1),
        }
    }

    fn backquoted(&mut self) {
        let start = self.at;
        let raw = self.dialect.backquote == Backquote::Raw;
        let found =
            if self.dialect.backquote == Backquote::Other { None } else { self.string(start, raw) };
        let Some((value, end, escaped)) = found else {
            self.push(Token::Mark(b'`'), start, start + 1);
            return;
        };
        let style = match self.dialect.interpolation {
            _ if raw => None,
            Interpolation::Hash => Style::Hash.into(),
            _ => Style::Dollar.into(),
        };
        let pieces = Self::template(value, escaped, style);
        let token = match self.dialect.backquote {
            Backquote::Command => Token::command(pieces),
            _ => Token::string(pieces),
        };
        self.push(token, start, end);
    }

    fn name(&mut self) {
        let start = self.at;
        let end = name_end(self.src, start, self.dialect.join == b".");
        let name = self.slice(start, end);
        let rest = self.src.get(end..).unwrap_or_default();
        let quotes =
            self.dialect.join == b"." && self.dialect.interpolation == Interpolation::Dollar;
        if quotes && self.perl_quote(name, end) {
            return;
        }
        let raw_string =
            matches!(name, "r" | "br") && rest.first().is_some_and(|b| matches!(b, b'#' | b'"'));
        if raw_string && self.dialect.compilers.contains(&"cargo") && self.rust_raw(end) {
            return;
        }
        self.push(Token::Name(name), start, end);
    }

    /// Where the next `close` stands; asked from the first place to the last for each part.
    pub(super) fn end(&mut self, from: usize, close: u8, part: Part) -> Option<usize> {
        let text = self.text.as_str();
        let ends = self.ends.entry((close, part));
        ends.or_insert_with(|| NextMark::new(text, char::from(close))).from(from)
    }

    /// The string at `open`, unless one with these quotes was found to have no end.
    fn string(&mut self, open: usize, raw: bool) -> Option<(Text, usize, Vec<usize>)> {
        let kind = match self.src.get(open)? {
            b'"' => 0,
            b'\'' => 1,
            _ => 2,
        };
        if self.unclosed.get(kind).is_some_and(|end| open < *end) {
            return None;
        }
        string(self.text, open, raw)
            .map_err(|end| {
                if let Some(unclosed) = self.unclosed.get_mut(kind) {
                    *unclosed = end;
                }
            })
            .ok()
    }

    /// The parts of a string with values inside; the string itself if it has none.
    pub(super) fn template(
        value: Text,
        escaped: Vec<usize>,
        style: Option<Style>,
    ) -> Result<Vec<Piece>, Text> {
        let Some(style) = style else { return Err(value) };
        let mut pieces = Vec::new();
        let mut from = 0;
        let mut at = 0;
        let last_brace = memchr::memrchr(b'}', value.as_bytes());
        while let Some(found) =
            style.find(value.get(at..).unwrap_or_default(), last_brace.is_some_and(|it| it >= at))
        {
            let (start, code) = (at + found.start, at + found.code.start..at + found.code.end);
            at += found.end;
            if escaped.contains(&start) {
                continue;
            }
            pieces.push(Piece::Text(value.slice(from..start)));
            pieces.push(Piece::Code(value.slice(code)));
            from = at;
        }
        if pieces.is_empty() {
            return Err(value);
        }
        pieces.push(Piece::Text(value.slice(from..value.len())));
        Ok(pieces)
    }
}

/// True for the first byte of a comment of any language.
fn may_start_comment(byte: u8) -> bool {
    #[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
    const FIRST: [bool; 256] = {
        let mut first = [false; 256];
        first[b'/' as usize] = true;
        let mut at = 0;
        while at < DIALECTS.len() {
            let mut mark = 0;
            while mark < DIALECTS[at].comments.len() {
                first[DIALECTS[at].comments[mark].as_bytes()[0] as usize] = true;
                mark += 1;
            }
            at += 1;
        }
        first
    };
    FIRST.get(usize::from(byte)).copied().unwrap_or_default()
}

pub(super) fn closing(open: u8) -> Option<u8> {
    Some(match open {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        b'<' => b'>',
        b'/' | b'|' | b'!' | b',' | b'#' | b'~' => open,
        _ => return None,
    })
}

fn is_prefix(name: &str) -> bool {
    (1..=2).contains(&name.len()) && name.bytes().all(|byte| b"rRbBuUfFsL$@".contains(&byte))
}

/// A name with its `.`, `::`, `->` and `?.` members; between variables of Perl and PHP a dot joins.
pub(super) fn name_end(src: &[u8], from: usize, joins: bool) -> usize {
    let is_joint = joins && src.get(from) == Some(&b'$');
    let mut end = end_of(src, from + 1, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$'));
    loop {
        let rest = src.get(end..).unwrap_or_default();
        let joint = match rest {
            [b'.', ..] if is_joint => return end,
            [b'.', next, ..] if next.is_ascii_alphabetic() || matches!(next, b'_' | b'$') => 1,
            [b':', b':', next, ..] | [b'-', b'>', next, ..] | [b'?', b'.', next, ..]
                if next.is_ascii_alphabetic() || *next == b'_' =>
            {
                2
            }
            _ => return end,
        };
        end = end_of(src, end + joint, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$'));
    }
}
