//! Bytes of shell text: their classes, and the scans that find the end of something without reading it.

use crate::shell::HereDocument;
use crate::shell::syntax::notes::{self, Note};
use crate::shell::syntax::pending::Pending;
use crate::shell::syntax::tree::Place;

/// Nested constructs beyond this are not read any more.
pub(crate) const MAX_DEPTH: usize = 64;

/// What is said where that depth is met.
pub(crate) const TOO_DEEP: &str =
    "nested more than 64 deep: what lies deeper is read as if it stood outside";
/// How often an unclosed quote makes the reader go back and take it as a plain character.
const MAX_RETRIES: usize = 8;

/// What a byte means outside of quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    Plain,
    /// Space and tab.
    Blank,
    /// Ends a word: `\n ; & | ( ) < >`.
    Meta,
    /// Needs a closer look inside a word: quotes, `$`, backslash, brace, CR.
    Special,
}

#[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
const CLASSES: [Class; 256] = {
    let mut table = [Class::Plain; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match i as u8 {
            b' ' | b'\t' => Class::Blank,
            b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => Class::Meta,
            b'\'' | b'"' | b'`' | b'$' | b'\\' | b'{' | b'\r' => Class::Special,
            _ => Class::Plain,
        };
        i += 1;
    }
    table
};

pub(crate) fn class(byte: u8) -> Class {
    CLASSES.get(byte as usize).copied().unwrap_or(Class::Plain)
}

pub(crate) fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

pub(crate) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Commands of one script that are told apart: each is a fact that every rule looks at. The longest `configure` has a tenth
/// of it.
pub(crate) const MAX_COMMANDS: usize = 1 << 17;

/// Reads one text; the methods that build the tree are in `parse`, `compound`, `word`, `substitution` and
/// `heredoc`.
#[derive(Debug)]
pub(crate) struct Parser<'a> {
    pub(crate) text: &'a str,
    pub(crate) src: &'a [u8],
    pub(crate) at: usize,
    /// bash and its kin: `((` is arithmetic, `@(…)` a pattern.
    pub(crate) bash: bool,
    pub(crate) depth: usize,
    /// Terminators of the constructs around.
    pub(crate) stops: u16,
    /// Openers that were passed over below the depth limit.
    pub(crate) flattened: [usize; 4],
    pub(crate) pending: Vec<Pending>,
    pub(crate) given: &'a [HereDocument<'a>],
    pub(crate) next_given: usize,
    pub(crate) notes: Vec<Note>,
    /// Steps that scans for a maybe missing bracket may still take.
    pub(crate) fuel: usize,
    pub(crate) retries: usize,
    /// Simple commands so far, and where the text goes on that has more of them than are told apart.
    pub(crate) commands: usize,
    pub(crate) rest: Option<usize>,
    no_single: bool,
    no_backquote: bool,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str, bash: bool, depth: usize) -> Self {
        Self {
            text,
            src: text.as_bytes(),
            at: 0,
            bash,
            depth,
            stops: 0,
            flattened: [0; 4],
            pending: Vec::new(),
            given: &[],
            next_given: 0,
            notes: Vec::new(),
            fuel: 4 * text.len() + 256,
            retries: 0,
            commands: 0,
            rest: None,
            no_single: false,
            no_backquote: false,
        }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.src.get(self.at).copied()
    }

    pub(crate) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.src.get(self.at + ahead).copied()
    }

    pub(crate) fn eof(&self) -> bool {
        self.at >= self.src.len()
    }

    pub(crate) fn slice(&self, place: Place) -> &'a str {
        self.text.get(place.start..place.end).unwrap_or_default()
    }

    pub(crate) fn note(&mut self, start: usize, end: usize, reason: &'static str) {
        let place = Place::new(start, end.min(self.src.len()));
        self.keep(Note { place, reason, gave_up: false });
    }

    /// Notes that the text goes on where this reader stops.
    pub(crate) fn give_up(&mut self, start: usize, end: usize, reason: &'static str) {
        let place = Place::new(start, end.min(self.src.len()));
        self.keep(Note { place, reason, gave_up: true });
    }

    pub(crate) fn keep(&mut self, note: Note) {
        let kept = self.notes.iter().map(|other| (other.gave_up, other.reason));
        if notes::has_room(kept, note.gave_up, note.reason) {
            self.notes.push(note);
        }
    }

    /// Passes the character that nothing can be made of.
    pub(crate) fn skip_char(&mut self) {
        self.at += 1;
        while self.peek().is_some_and(|byte| byte & 0xC0 == 0x80) {
            self.at += 1;
        }
    }

    /// Blanks, joined lines, and CR before LF.
    pub(crate) fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.at += 1,
                b'\\' if self.peek_at(1) == Some(b'\n') => self.at += 2,
                b'\\' if self.peek_at(1) == Some(b'\r') && self.peek_at(2) == Some(b'\n') => {
                    self.at += 3;
                }
                b'\r' if self.peek_at(1) == Some(b'\n') => self.at += 1,
                _ => break,
            }
        }
    }

    /// Passes `#…` up to the line end.
    pub(crate) fn skip_comment(&mut self) {
        let rest = self.src.get(self.at..).unwrap_or_default();
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// Where the plain word at `from` ends; a special character ends it too.
    pub(crate) fn plain_end(&self, from: usize) -> usize {
        let rest = self.src.get(from..).unwrap_or_default();
        let plain = rest.iter().position(|&byte| class(byte) != Class::Plain);
        from + plain.unwrap_or(rest.len())
    }

    /// True if a word cannot go on at `at`.
    pub(crate) fn word_ends(&self, at: usize) -> bool {
        match self.src.get(at) {
            None => true,
            Some(b'\r') => self.src.get(at + 1) == Some(&b'\n'),
            Some(&byte) => matches!(class(byte), Class::Blank | Class::Meta),
        }
    }

    /// The closing `'` at or after `from`.
    pub(crate) fn find_single(&mut self, from: usize) -> Option<usize> {
        if self.no_single {
            return None;
        }
        let found = memchr::memchr(b'\'', self.src.get(from..)?);
        self.no_single = found.is_none();
        Some(from + found?)
    }

    /// The closing backquote at or after `from`.
    pub(crate) fn find_backquote(&mut self, from: usize) -> Option<usize> {
        if self.no_backquote {
            return None;
        }
        let mut at = from;
        while let Some(next) = memchr::memchr2(b'`', b'\\', self.src.get(at..).unwrap_or_default())
        {
            at += next;
            if self.src.get(at) == Some(&b'`') {
                return Some(at);
            }
            at += 2;
        }
        self.no_backquote = true;
        None
    }

    /// True if the reader may go back once more.
    pub(crate) fn may_retry(&mut self) -> bool {
        self.retries += 1;
        self.retries <= MAX_RETRIES
    }

    /// [`Self::find_close`] for a bracket that may have no partner: gives up once many have failed.
    pub(crate) fn look_for_close(&mut self, from: usize, open: u8, close: u8) -> Option<usize> {
        let end = self.src.len().min(from.saturating_add(self.fuel));
        let found = find_close(self.src.get(..end)?, from, open, close);
        self.fuel = self.fuel.saturating_sub(found.unwrap_or(end).saturating_sub(from));
        found
    }

    /// The bracket that closes the one opened before `from`.
    pub(crate) fn find_close(&self, from: usize, open: u8, close: u8) -> Option<usize> {
        find_close(self.src, from, open, close)
    }
}

/// A scan that knows quotes and nothing else.
fn find_close(src: &[u8], from: usize, open: u8, close: u8) -> Option<usize> {
    let mut depth = 1_usize;
    let mut double = false;
    let mut at = from;
    while let Some(&byte) = src.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\'' if !double => {
                let rest = src.get(at + 1..)?;
                at += memchr::memchr(b'\'', rest).map_or(0, |n| n + 1);
            }
            b'"' => double = !double,
            _ if byte == open && !double => depth += 1,
            _ if byte == close && !double => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}
