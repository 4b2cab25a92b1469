//! What follows a `$`, a backquote or `<(`: parameters, commands, arithmetic.

use crate::shell::syntax::lexer::{MAX_DEPTH, Parser, TOO_DEEP, is_name, is_name_start};
use crate::shell::syntax::parse::stop;
use crate::shell::syntax::tree::{Anchor, List, Op, Param, Part, Place, Word};

/// Below the depth limit commands are read as if they stood outside; their words may still hold this many levels.
const WORDS_DEEPER: usize = 8;

impl Parser<'_> {
    /// Reads from a `$`.
    pub(crate) fn dollar(&mut self, parts: &mut Vec<Part>, quoted: bool) {
        let start = self.at;
        match self.peek_at(1) {
            Some(b'(') => {
                if self.peek_at(2) != Some(b'(') || !self.arithmetic(parts) {
                    self.command_substitution(parts, quoted);
                }
            }
            Some(b'{') => self.braced(parts, quoted),
            Some(b'\'') if !quoted => self.ansi_c(parts),
            Some(b'"') if !quoted => {
                self.at += 1;
                self.double(parts);
            }
            Some(byte) if is_name_start(byte) => {
                self.at += 1;
                let name = self.name();
                self.push_param(start, name, quoted, parts);
            }
            Some(byte) if byte.is_ascii_digit() || b"@*#?-$!".contains(&byte) => {
                self.at += 2;
                let name = Place::new(start + 1, start + 2);
                self.push_param(start, name, quoted, parts);
            }
            _ => {
                self.at += 1;
                parts.push(Part::Literal { place: Place::new(start, self.at), quoted });
            }
        }
    }

    /// Most words that have a variable have nothing else.
    fn push_param(&self, start: usize, name: Place, quoted: bool, parts: &mut Vec<Part>) {
        if parts.is_empty() {
            parts.reserve_exact(1);
        }
        parts.push(self.plain_param(start, name, quoted));
    }

    fn plain_param(&self, start: usize, name: Place, quoted: bool) -> Part {
        Part::Param(Box::new(Param {
            name,
            index: None,
            op: Op::Plain,
            word: None,
            second: None,
            place: Place::new(start, self.at),
            quoted,
        }))
    }

    fn name(&mut self) -> Place {
        let start = self.at;
        while self.peek().is_some_and(is_name) {
            self.at += 1;
        }
        Place::new(start, self.at)
    }

    /// `$(…)`, from the `$`.
    fn command_substitution(&mut self, parts: &mut Vec<Part>, quoted: bool) {
        let start = self.at;
        self.at += 2;
        match self.nested_list(start) {
            Some(body) => {
                let place = Place::new(start, self.at);
                parts.push(Part::Command { body: Box::new(body), place, quoted });
            }
            None => parts.push(Part::Unknown { place: Place::new(start, self.at) }),
        }
    }

    /// `<(…)`, `>(…)`
    pub(crate) fn process(&mut self, parts: &mut Vec<Part>) {
        let start = self.at;
        let reads = self.peek() == Some(b'<');
        self.at += 2;
        match self.nested_list(start) {
            Some(body) => {
                let place = Place::new(start, self.at);
                parts.push(Part::Process { body: Box::new(body), place, reads });
            }
            None => parts.push(Part::Unknown { place: Place::new(start, self.at) }),
        }
    }

    /// The commands up to `)`, which is passed; below the depth limit they are passed over.
    fn nested_list(&mut self, start: usize) -> Option<List> {
        if self.depth >= MAX_DEPTH + WORDS_DEEPER {
            let close = self.find_close(self.at, b'(', b')');
            self.at = close.map_or(self.src.len(), |close| close + 1);
            self.give_up(start, self.at, TOO_DEEP);
            return None;
        }
        self.depth += 1;
        let around = (self.stops, self.flattened);
        (self.stops, self.flattened) = (0, [0; 4]);
        let body = self.list(stop::PAREN);
        (self.stops, self.flattened) = around;
        self.depth -= 1;
        if self.peek() == Some(b')') {
            self.at += 1;
        } else {
            self.note(start, start + 2, "a substitution is never closed");
        }
        Some(body)
    }

    /// `$((…))`; false if it is a command substitution that starts with a subshell.
    fn arithmetic(&mut self, parts: &mut Vec<Part>) -> bool {
        let start = self.at;
        if self.depth >= MAX_DEPTH + WORDS_DEEPER {
            return false;
        }
        let Some(close) = self.look_for_close(start + 3, b'(', b')') else {
            return false;
        };
        if self.src.get(close + 1) != Some(&b')') {
            return false;
        }
        let inner = self.part_of_text(start + 3, close, false);
        self.at = close + 2;
        parts.push(Part::Arithmetic { inner: inner.into(), place: Place::new(start, self.at) });
        true
    }

    /// A range of the text, read like the inside of double quotes.
    pub(crate) fn part_of_text(&mut self, start: usize, end: usize, chomp: bool) -> Word {
        let mut word = Word { place: Place::new(start, end), ..Word::default() };
        let text = self.text.get(..end).unwrap_or_default();
        let mut inner = Parser::new(text, self.bash, self.depth + 1);
        inner.at = start;
        if chomp {
            inner.skip_tabs();
        }
        (inner.fuel, inner.retries) = (self.fuel, self.retries);
        inner.quoted_until(&mut word.parts, b"", chomp);
        (self.fuel, self.retries) = (inner.fuel, inner.retries);
        inner.notes.into_iter().for_each(|note| self.keep(note));
        word.parts.shrink_to_fit();
        word
    }

    pub(crate) fn backquote(&mut self, parts: &mut Vec<Part>, quoted: bool) {
        let start = self.at;
        let Some(close) = self.find_backquote(start + 1) else {
            self.note(start, start + 1, "a backquote is never closed");
            self.at += 1;
            return;
        };
        self.at = close + 1;
        let inner = Place::new(start + 1, close);
        parts.push(Part::Backquote { inner, place: Place::new(start, self.at), quoted });
    }

    /// `${…}`, from the `$`.
    fn braced(&mut self, parts: &mut Vec<Part>, quoted: bool) {
        let start = self.at;
        if self.depth >= MAX_DEPTH + WORDS_DEEPER {
            let close = self.find_close(start + 2, b'{', b'}');
            self.at = close.map_or(self.src.len(), |close| close + 1);
            self.give_up(start, self.at, TOO_DEEP);
            parts.push(Part::Unknown { place: Place::new(start, self.at) });
            return;
        }
        self.depth += 1;
        self.at += 2;
        let mut param = self.braced_head(quoted);
        let closed = self.braced_words(&mut param);
        self.depth -= 1;
        if closed {
            self.at += 1;
        } else {
            self.note(start, start + 2, "`${` is never closed");
            if self.may_retry() {
                self.at = start + 2;
                parts.push(Part::Literal { place: Place::new(start, self.at), quoted });
                return;
            }
        }
        param.place = Place::new(start, self.at);
        parts.push(Part::Param(Box::new(param)));
    }

    /// Prefix operator, name and index.
    fn braced_head(&mut self, quoted: bool) -> Param {
        let mut op = Op::Plain;
        let after = self.peek_at(1);
        let names = after.is_some_and(|byte| is_name(byte) || b"@*".contains(&byte));
        match self.peek() {
            Some(b'#') if names => op = Op::Length,
            Some(b'!') if after.is_some_and(is_name) => op = Op::Indirect,
            _ => {}
        }
        self.at += usize::from(op != Op::Plain);
        let mut name = self.name();
        if name.end == name.start && self.peek().is_some_and(|byte| b"@*#?-$!".contains(&byte)) {
            self.at += 1;
            name.end = self.at;
        }
        let mut index = None;
        if self.peek() == Some(b'[')
            && let Some(close) = self.look_for_close(self.at + 1, b'[', b']')
        {
            index = Some(Place::new(self.at + 1, close));
            self.at = close + 1;
        }
        let place = Place::default();
        Param { name, index, op, word: None, second: None, place, quoted }
    }

    /// Operator and the words behind it; true if it stops at the closing brace.
    fn braced_words(&mut self, param: &mut Param) -> bool {
        if self.peek() == Some(b'}') {
            return true;
        }
        let op = self.operator();
        if param.op == Op::Plain {
            param.op = op;
        }
        let stops: &[u8] = match op {
            Op::Replace { .. } => b"/}",
            Op::Substring => b":}",
            _ => b"}",
        };
        let (word, mut closed) = self.braced_word(stops, param.quoted);
        param.word = Some(word);
        if closed && self.peek() != Some(b'}') {
            self.at += 1;
            let (second, ends) = self.braced_word(b"}", param.quoted);
            param.second = Some(second);
            closed = ends;
        }
        closed
    }

    fn braced_word(&mut self, stops: &[u8], quoted: bool) -> (Word, bool) {
        let start = self.at;
        let mut parts = Vec::new();
        let closed = if quoted {
            self.quoted_until(&mut parts, stops, false)
        } else {
            self.unquoted_until(&mut parts, stops)
        };
        parts.shrink_to_fit();
        let place = Place::new(start, self.at);
        (Word { place, parts, braces: false }, closed)
    }

    fn operator(&mut self) -> Op {
        let (first, second) = (self.peek(), self.peek_at(1));
        let doubled = first == second && second.is_some();
        let case = |upper, all| Op::Case { upper, all };
        let replace = |all, at| Op::Replace { all, at };
        let (op, length) = match (first, second) {
            (Some(b':'), second) => colon_operator(second),
            (Some(b'-'), _) => (Op::Default { empty: false }, 1),
            (Some(b'='), _) => (Op::Assign { empty: false }, 1),
            (Some(b'?'), _) => (Op::Error, 1),
            (Some(b'+'), _) => (Op::Alternative { empty: false }, 1),
            (Some(b'#'), _) => (Op::Prefix { longest: doubled }, 1),
            (Some(b'%'), _) => (Op::Suffix { longest: doubled }, 1),
            (Some(b'/'), Some(b'#')) => (replace(false, Anchor::Start), 2),
            (Some(b'/'), Some(b'%')) => (replace(false, Anchor::End), 2),
            (Some(b'/'), _) => (replace(doubled, Anchor::Anywhere), 1),
            (Some(b'^'), _) => (case(true, doubled), 1),
            (Some(b','), _) => (case(false, doubled), 1),
            (Some(b'@'), Some(b'E' | b'P')) => (Op::Escapes, 2),
            (Some(b'@'), Some(b'U')) => (case(true, true), 2),
            (Some(b'@'), Some(b'u')) => (case(true, false), 2),
            (Some(b'@'), Some(b'L')) => (case(false, true), 2),
            _ => (Op::Other, 0),
        };
        self.at += length + usize::from(length == 1 && op.doubles() && doubled);
        op
    }

    /// `$'…'`, from the `$`.
    fn ansi_c(&mut self, parts: &mut Vec<Part>) {
        let start = self.at;
        let mut end = start + 2;
        while let Some(&byte) = self.src.get(end)
            && byte != b'\''
        {
            end += 1 + usize::from(byte == b'\\');
        }
        if end >= self.src.len() {
            self.at = start + 1;
            self.note(start, start + 2, "a quote is never closed");
            self.at += 1;
            return;
        }
        parts.push(Part::Quotes { place: Place::new(start, end + 1) });
        self.at = start + 2;
        while self.at < end {
            let from = self.at;
            let mut bytes = Vec::new();
            while self.at < end && self.peek() == Some(b'\\') {
                let rest = self.text.get(self.at + 1..end).unwrap_or_default();
                self.at +=
                    1 + crate::shell::programs::output::escapes::ansi_c(rest, &mut bytes).max(1);
            }
            if self.at > from {
                let value = String::from_utf8_lossy(&bytes).into();
                parts.push(Part::Decoded { value, place: Place::new(from, self.at) });
                continue;
            }
            while self.at < end && self.peek() != Some(b'\\') {
                self.at += 1;
            }
            parts.push(Part::Literal { place: Place::new(from, self.at), quoted: true });
        }
        self.at = end + 1;
    }
}

/// The operators that start with a colon, and their length.
fn colon_operator(second: Option<u8>) -> (Op, usize) {
    match second {
        Some(b'-') => (Op::Default { empty: true }, 2),
        Some(b'=') => (Op::Assign { empty: true }, 2),
        Some(b'?') => (Op::Error, 2),
        Some(b'+') => (Op::Alternative { empty: true }, 2),
        _ => (Op::Substring, 1),
    }
}
