//! A place in PowerShell text, and the pieces that can be read from it.

use std::ops::Range;

use crate::shell::syntax::lexer::is_name;
use crate::source::Text;

/// Where reading stands.
pub(crate) struct Cursor<'t> {
    pub(crate) text: &'t Text,
    pub(crate) at: usize,
}

impl Cursor<'_> {
    pub(crate) fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    pub(crate) fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek(0).is_some_and(&wanted) {
            self.at += 1;
        }
    }

    pub(crate) fn skip_line(&mut self) {
        self.skip_while(|byte| byte != b'\n');
    }

    /// `$name =` or `$name +=` at the start of a statement.
    pub(crate) fn assignment(&mut self) -> Option<String> {
        self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
        let start = self.at;
        if self.peek(0) == Some(b'$') {
            let piece = self.variable();
            let name = self.text.get(piece).unwrap_or_default().trim_start_matches('$');
            let name = name.trim_matches(['{', '}']).to_ascii_lowercase();
            self.skip_while(|byte| matches!(byte, b' ' | b'\t'));
            if self.peek(0) == Some(b'=') {
                self.at += 1;
                return Some(name);
            }
        }
        self.at = start;
        None
    }

    /// Here two or more plain names in quotes stand, and nothing else up to the end of the statement or a pipe.
    pub(crate) fn is_list_of_names(&self) -> bool {
        const LONGEST: usize = 4096;
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).unwrap_or_default();
        let rest = rest.get(..LONGEST).unwrap_or(rest);
        let mut names = 0_usize;
        let mut at = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        while let Some(quote @ (b'\'' | b'"')) = rest.get(at) {
            let inside = rest.get(at + 1..).unwrap_or_default();
            let Some(length) = inside.iter().position(|byte| byte == quote) else { return false };
            let name = inside.get(..length).unwrap_or_default();
            let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.*".contains(byte);
            if name.is_empty() || name.starts_with(b"-") || !name.iter().all(part) {
                return false;
            }
            names += 1;
            at += length + 2;
            let between = rest.get(at..).unwrap_or_default();
            at += between.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
            match rest.get(at) {
                Some(b',') => at += 1,
                None | Some(b'\n' | b';' | b'|' | b')' | b'}') => return names > 1,
                _ => return false,
            }
            let between = rest.get(at..).unwrap_or_default();
            at += between.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        }
        false
    }

    /// A run of characters without a meaning.
    pub(crate) fn plain(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += 1;
        self.skip_while(|byte| !b" \t\r\n;|&{}()'\"$`,#".contains(&byte));
        // `#` inside a word is a character.
        if self.peek(0) == Some(b'#') {
            self.at += 1;
        }
        start..self.at
    }

    /// The inside of a quoted text; an unclosed one ends with the text.
    pub(crate) fn quoted(&mut self, quote: u8) -> Range<usize> {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.peek(0) {
            if byte == quote {
                self.at += 1;
                return start..self.at - 1;
            }
            if quote == b'"' && byte == b'$' {
                self.at += self.constant_inside().unwrap_or_default();
            }
            self.at += 1 + usize::from(byte == b'`' && quote == b'"');
        }
        self.at = self.at.min(self.text.len());
        start..self.at
    }

    /// The bytes of `$("x")` but the last, a text inside a quoted one.
    fn constant_inside(&self) -> Option<usize> {
        const LONGEST: usize = 256;
        let rest = self.text.as_bytes().get(self.at..)?.strip_prefix(b"$(\"")?;
        let length = rest.iter().take(LONGEST).position(|byte| b"\"$`(\n".contains(byte))?;
        rest.get(length..)?.starts_with(b"\")").then_some(length + 4)
    }

    /// `$name`, `${name}`, `$env:name`; a lone `$` is itself.
    pub(crate) fn variable(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += 1;
        if self.peek(0) == Some(b'{') {
            self.skip_while(|byte| byte != b'}' && byte != b'\n');
            self.at = (self.at + 1).min(self.text.len());
        } else {
            self.skip_while(|byte| is_name(byte) || byte == b':');
        }
        start..self.at
    }

    /// The inside of the parentheses that open here.
    pub(crate) fn parenthesis(&mut self) -> Range<usize> {
        let start = self.at + 1;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\'' | b'"' => {
                    self.quoted(byte);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return start..self.at - 1;
            }
        }
        start..self.at
    }

    /// Passes a `+` between two constants.
    pub(crate) fn skip_concatenation(&mut self) -> bool {
        let start = self.at;
        self.skip_while(|byte| matches!(byte, b' ' | b'\t'));
        if self.peek(0) == Some(b'+') {
            self.at += 1;
            self.skip_while(|byte| matches!(byte, b' ' | b'\t'));
            if matches!(self.peek(0), Some(b'\'' | b'"' | b'$')) {
                return true;
            }
        }
        self.at = start;
        false
    }
}
