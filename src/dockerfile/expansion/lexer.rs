//! The machine behind [`crate::dockerfile::expansion::expand`]: reads a word character by character and builds its value.
//!
//! Mirrors the control flow of `BuildKit`'s `shellWord`, so that the results, and the order in which
//! errors win, are the same.

mod substitution;

use std::ops::Range;

use crate::dockerfile::expansion::lookup::{Budget, ExpandError, Lookup, Mode, Unmatched};
use crate::dockerfile::expansion::splitter::Splitter;
use crate::source::{Span, Text};

/// `${a:-${b:-…}}` may nest this deep; deeper is an error here, not in `BuildKit`.
const MAX_DEPTH: usize = 64;

/// So many unset variables of one word are told.
const MAX_UNMATCHED: usize = 64;

type Outcome<T = ()> = Result<T, ExpandError>;

/// One run over one word.
pub(crate) struct Lexer<'w> {
    word: &'w Text,
    mode: Mode,
    vars: &'w dyn Lookup,
    budget: &'w Budget,
    at: usize,
    depth: usize,
    out: Text,
    /// A range of the word that belongs behind `out` as it stands.
    pending: Range<usize>,
    splitter: Splitter,
    unmatched: Vec<Unmatched>,
}

impl<'w> Lexer<'w> {
    pub(crate) fn new(
        word: &'w Text,
        mode: Mode,
        vars: &'w dyn Lookup,
        budget: &'w Budget,
    ) -> Self {
        let at = if word.starts_with('\u{FEFF}') { 3 } else { 0 };
        Self {
            word,
            mode,
            vars,
            budget,
            at,
            depth: 0,
            out: Text::empty(word.span()),
            pending: 0..0,
            splitter: Splitter::default(),
            unmatched: Vec::new(),
        }
    }

    /// Reads the whole word.
    pub(crate) fn read_all(&mut self) -> Outcome {
        self.read_until(None, self.mode.raw_escapes)
    }

    /// The value, the ranges of its words, and the variables that are not set.
    pub(crate) fn finish(mut self) -> (Text, Vec<Range<usize>>, Vec<Unmatched>) {
        self.flush();
        let words = self.splitter.finish(self.out.len());
        (self.out, words, self.unmatched)
    }

    fn peek(&self) -> Option<char> {
        let byte = *self.word.as_bytes().get(self.at)?;
        if byte.is_ascii() {
            return Some(char::from(byte));
        }
        self.word.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn error(&self, start: usize, message: impl Into<String>) -> ExpandError {
        ExpandError { message: message.into(), span: self.word.span_of(start..self.at.max(start)) }
    }

    /// Length of the result so far.
    fn len(&self) -> usize {
        self.out.len() + self.pending.len()
    }

    /// Appends a range of the word.
    fn push(&mut self, range: Range<usize>) {
        if self.pending.end == range.start && !self.pending.is_empty() {
            self.pending.end = range.end;
        } else {
            self.flush();
            self.pending = range;
        }
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.out.push_range(self.word, pending);
        }
    }

    /// Takes back what was appended from `mark` on.
    fn take(&mut self, mark: usize) -> String {
        self.flush();
        let taken = self.out.get(mark..).unwrap_or_default().to_owned();
        self.out.truncate(mark);
        taken
    }

    /// Appends the value of a variable used at `span`.
    fn push_value(&mut self, value: &Text, span: Span) -> Outcome {
        let Some(left) = self.budget.growth.get().checked_sub(value.len()) else {
            let message = "the values of variables grow too long".to_owned();
            return Err(ExpandError { message, span });
        };
        self.budget.growth.set(left);
        self.flush();
        if value.span() == Span::default() {
            self.out.push_made(value, span);
        } else {
            self.out.push_through(value, span);
        }
        Ok(())
    }

    /// Appends what `$` stands for and splits it into words; the caller stands before the `$`.
    fn push_dollar(&mut self) -> Outcome {
        let mark = self.len();
        self.dollar()?;
        if self.depth > 0 {
            return Ok(());
        }
        self.flush();
        let Self { out, splitter, .. } = self;
        for (at, c) in out.get(mark..).unwrap_or_default().char_indices() {
            splitter.char(c, mark + at);
        }
        Ok(())
    }

    fn split_raw(&mut self, mark: usize) {
        if self.depth == 0 {
            let end = self.len();
            self.splitter.raw(mark..end);
        }
    }

    /// Reads up to `stop`, which is read too, or to the end of the word.
    fn read_until(&mut self, stop: Option<char>, raw_escapes: bool) -> Outcome {
        let start = self.at;
        while let Some(c) = self.peek() {
            if Some(c) == stop {
                self.next();
                return Ok(());
            }
            let (at, mark) = (self.at, self.len());
            match c {
                '$' => self.push_dollar()?,
                '<' => {
                    self.possible_heredoc();
                    self.split_raw(mark);
                }
                '\'' if self.mode.quotes => {
                    self.single_quote()?;
                    self.split_raw(mark);
                }
                '"' if self.mode.quotes => {
                    self.double_quote(raw_escapes)?;
                    self.split_raw(mark);
                }
                _ if c == self.mode.escape => {
                    self.next();
                    let from = if raw_escapes { at } else { self.at };
                    self.next();
                    self.push(from..self.at);
                    self.split_raw(mark);
                }
                _ => {
                    self.next();
                    self.push(at..self.at);
                    if self.depth == 0 {
                        self.splitter.char(c, mark);
                    }
                }
            }
        }
        let Some(stop) = stop else { return Ok(()) };
        let message = format!("unexpected end of statement while looking for matching {stop}");
        Err(self.error(start, message))
    }

    fn single_quote(&mut self) -> Outcome {
        let start = self.at;
        self.next();
        let inside = self.at;
        loop {
            match self.next() {
                None => {
                    let message =
                        "unexpected end of statement while looking for matching single-quote";
                    return Err(self.error(start, message));
                }
                Some('\'') => break,
                Some(_) => {}
            }
        }
        let (from, to) = (if self.mode.raw_quotes { start } else { inside }, self.at);
        self.push(from..if self.mode.raw_quotes { to } else { to - 1 });
        Ok(())
    }

    fn double_quote(&mut self, raw_escapes: bool) -> Outcome {
        let start = self.at;
        self.next();
        if self.mode.raw_quotes {
            self.push(start..self.at);
        }
        loop {
            let at = self.at;
            match self.peek() {
                None => {
                    let message =
                        "unexpected end of statement while looking for matching double-quote";
                    return Err(self.error(start, message));
                }
                Some('"') => {
                    self.next();
                    if self.mode.raw_quotes {
                        self.push(at..self.at);
                    }
                    return Ok(());
                }
                Some('$') => self.dollar()?,
                Some(c) if c == self.mode.escape => {
                    self.next();
                    match self.peek() {
                        // A trailing escape vanishes, unless escapes stay.
                        None if raw_escapes => self.push(at..self.at),
                        None => {}
                        Some(next) if next == '"' || next == '$' || next == self.mode.escape => {
                            let from = if raw_escapes { at } else { self.at };
                            self.next();
                            self.push(from..self.at);
                        }
                        Some(_) => {
                            if raw_escapes {
                                self.push(at..self.at);
                            }
                            self.push(at..self.at);
                        }
                    }
                }
                Some(_) => {
                    self.next();
                    self.push(at..self.at);
                }
            }
        }
    }

    /// `<<` swallows the blanks behind it, so that they do not split the word.
    fn possible_heredoc(&mut self) {
        let start = self.at;
        self.next();
        if self.peek() == Some('<') {
            self.next();
            while matches!(self.peek(), Some('\t' | '\r' | ' ')) {
                self.next();
            }
        }
        self.push(start..self.at);
    }
}
