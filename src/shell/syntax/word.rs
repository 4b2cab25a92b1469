//! Words and quotes: text → [`Word`]. What follows a `$` is in `substitution`.

use crate::shell::syntax::lexer::{Class, Parser, class};
use crate::shell::syntax::tree::{Part, Place, Word};

const UNCLOSED_QUOTE: &str = "a quote is never closed";

impl Parser<'_> {
    /// The word that starts here; empty if none does.
    pub(crate) fn word(&mut self) -> Word {
        let start = self.at;
        let end = self.plain_end(start);
        let plain = self.word_ends(end) && !self.is_process(end) && !self.is_pattern_list(end);
        if plain {
            self.at = end;
            return Word { place: Place::new(start, end), ..Word::default() };
        }
        self.word_of_parts(start, end)
    }

    fn word_of_parts(&mut self, start: usize, plain_end: usize) -> Word {
        let mut parts = Vec::new();
        let mut literal = start;
        let mut opening = false;
        self.at = plain_end;
        loop {
            let here = self.at;
            let Some(byte) = self.peek() else { break };
            match byte {
                b'{' => opening = true,
                b'\r' if self.peek_at(1) != Some(b'\n') => {}
                b'(' if self.is_pattern_list(here) => {
                    self.at = self.find_close(here + 1, b'(', b')').unwrap_or(here);
                }
                b'<' | b'>' if self.is_process(here) => {
                    self.flush(&mut parts, literal);
                    self.process(&mut parts);
                    literal = self.at;
                    continue;
                }
                _ if matches!(class(byte), Class::Special) && byte != b'\r' => {
                    self.flush(&mut parts, literal);
                    self.special(&mut parts, byte);
                    literal = self.at;
                    continue;
                }
                _ if matches!(class(byte), Class::Plain) => {}
                _ => break,
            }
            self.at = self.plain_end(self.at + 1);
        }
        self.flush(&mut parts, literal);
        let place = Place::new(start, self.at);
        let braces = opening && has_brace_list(self.slice(place));
        if parts.is_empty() && self.at > start {
            // Nothing but joined lines.
            parts.push(Part::Literal { place: Place::new(start, start), quoted: true });
        }
        // a script has very many words, and most have two or three parts
        parts.shrink_to_fit();
        Word { place, parts, braces }
    }

    /// A quote, backslash, backquote or `$` outside of double quotes.
    fn special(&mut self, parts: &mut Vec<Part>, byte: u8) {
        match byte {
            b'\'' => self.single(parts),
            b'"' => self.double(parts),
            b'`' => self.backquote(parts, false),
            b'\\' => self.backslash(parts),
            _ => self.dollar(parts, false),
        }
    }

    pub(crate) fn flush(&self, parts: &mut Vec<Part>, from: usize) {
        self.flush_as(parts, from, false);
    }

    fn flush_as(&self, parts: &mut Vec<Part>, from: usize, quoted: bool) {
        if self.at > from {
            parts.push(Part::Literal { place: Place::new(from, self.at), quoted });
        }
    }

    fn is_process(&self, at: usize) -> bool {
        matches!(self.src.get(at), Some(b'<' | b'>')) && self.src.get(at + 1) == Some(&b'(')
    }

    /// `@(a|b)` and its kin.
    fn is_pattern_list(&mut self, at: usize) -> bool {
        self.bash
            && self.src.get(at) == Some(&b'(')
            && at
                .checked_sub(1)
                .and_then(|before| self.src.get(before))
                .is_some_and(|byte| matches!(byte, b'?' | b'*' | b'+' | b'@' | b'!'))
            && self.look_for_close(at + 1, b'(', b')').is_some()
    }

    fn single(&mut self, parts: &mut Vec<Part>) {
        let open = self.at;
        let Some(close) = self.find_single(open + 1) else {
            self.note(open, open + 1, UNCLOSED_QUOTE);
            self.at += 1;
            return;
        };
        self.at = close + 1;
        parts.push(Part::Quotes { place: Place::new(open, close + 1) });
        if close > open + 1 {
            parts.push(Part::Literal { place: Place::new(open + 1, close), quoted: true });
        }
    }

    fn backslash(&mut self, parts: &mut Vec<Part>) {
        let from = self.at + 1;
        self.at = from;
        match self.peek() {
            None => {}
            Some(b'\n') => self.at += 1,
            Some(b'\r') if self.peek_at(1) == Some(b'\n') => self.at += 2,
            Some(_) => {
                self.skip_char();
                self.flush_as(parts, from, true);
            }
        }
    }

    /// `"…"`; an unclosed one is taken as a plain character, so that the lines after it are still read.
    pub(crate) fn double(&mut self, parts: &mut Vec<Part>) {
        let open = self.at;
        let (had_parts, had_pending) = (parts.len(), self.pending.len());
        parts.push(Part::Quotes { place: Place::new(open, open + 1) });
        self.at += 1;
        if self.quoted_until(parts, b"\"", false) {
            self.at += 1;
            if let Some(Part::Quotes { place }) = parts.get_mut(had_parts) {
                place.end = self.at;
            }
            return;
        }
        self.note(open, open + 1, UNCLOSED_QUOTE);
        if self.may_retry() {
            parts.truncate(had_parts);
            self.pending.truncate(had_pending);
            self.at = open + 1;
        }
    }

    /// Text in which only `$`, backquote and backslash are special, up to one of `stops`. False if the text
    /// ends first. No `stops`: the body of a here-document.
    pub(crate) fn quoted_until(
        &mut self,
        parts: &mut Vec<Part>,
        stops: &[u8],
        chomp: bool,
    ) -> bool {
        let mut literal = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                _ if stops.contains(&byte) => {
                    self.flush_as(parts, literal, true);
                    return true;
                }
                b'\\' if !self.escapes(stops) => self.at += 2,
                b'\\' => {
                    self.flush_as(parts, literal, true);
                    self.backslash(parts);
                    literal = self.at;
                }
                b'"' if stops.contains(&b'}') => {
                    self.flush_as(parts, literal, true);
                    self.double(parts);
                    literal = self.at;
                }
                b'`' | b'$' => {
                    self.flush_as(parts, literal, true);
                    if byte == b'$' {
                        self.dollar(parts, true);
                    } else {
                        self.backquote(parts, true);
                    }
                    literal = self.at;
                }
                b'\n' if chomp => {
                    self.at += 1;
                    self.flush_as(parts, literal, true);
                    self.skip_tabs();
                    literal = self.at;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.src.len());
        self.flush_as(parts, literal, true);
        stops.is_empty()
    }

    pub(crate) fn skip_tabs(&mut self) {
        while self.peek() == Some(b'\t') {
            self.at += 1;
        }
    }

    /// True if the backslash here takes the meaning of the next character away.
    fn escapes(&self, stops: &[u8]) -> bool {
        match self.peek_at(1) {
            Some(b'$' | b'`' | b'\\' | b'\n') => true,
            Some(byte) => stops.contains(&byte),
            None => false,
        }
    }

    /// Text of `${…}` outside of double quotes, up to one of `stops`. False if the text ends first.
    pub(crate) fn unquoted_until(&mut self, parts: &mut Vec<Part>, stops: &[u8]) -> bool {
        let mut literal = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                _ if stops.contains(&byte) => {
                    self.flush(parts, literal);
                    return true;
                }
                b'\'' | b'"' | b'`' | b'\\' | b'$' => {
                    self.flush(parts, literal);
                    self.special(parts, byte);
                    literal = self.at;
                }
                _ => self.at += 1,
            }
        }
        self.flush(parts, literal);
        false
    }
}

fn has_brace_list(word: &str) -> bool {
    word.contains('}') && (word.contains(',') || word.contains(".."))
}
