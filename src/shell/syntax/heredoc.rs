//! Redirections and here-documents: `>`, `2>&1`, `<<EOF` with the body on the next lines, `<<<`.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::shell::Direction;
use crate::shell::syntax::lexer::{Parser, is_name};
use crate::shell::syntax::pending::Pending;
use crate::shell::syntax::tree::{HereBody, HereContent, Part, Place, Redirection, Word};

impl Parser<'_> {
    /// Reads the redirection that stands here, if one does.
    pub(crate) fn redirection(&mut self) -> Option<Redirection> {
        let (fd, operator) = self.redirection_start()?;
        let name = self.descriptor_name();
        let inner = self.redirection_at(fd, operator);
        Some(match (name, fd) {
            (Some(name), Some(fd)) => Redirection::Named { name, fd, inner: Box::new(inner) },
            _ => inner,
        })
    }

    fn redirection_at(&mut self, fd: Option<u32>, operator: usize) -> Redirection {
        self.at = operator;
        let both = self.peek() == Some(b'&');
        self.at += usize::from(both);
        let first = self.peek();
        self.at += 1;
        let (direction, default) = match (first, self.peek()) {
            (Some(b'<'), Some(b'<')) => return self.here(fd.unwrap_or(0)),
            (Some(b'<'), Some(b'>')) => (Direction::InOut, 0),
            (Some(b'>'), Some(b'>')) => (Direction::Append, 1),
            (Some(b'<'), Some(b'&')) => return self.duplicate(Direction::In, fd),
            (Some(b'>'), Some(b'&')) => return self.duplicate(Direction::Out, fd),
            (Some(b'<'), _) => (Direction::In, 0),
            _ => (Direction::Out, 1),
        };
        let long = match direction {
            Direction::InOut | Direction::Append => true,
            Direction::Out => self.peek() == Some(b'|'),
            Direction::In => false,
        };
        self.at += usize::from(long);
        let target = self.target();
        let fd = fd.unwrap_or(default);
        Redirection::File { direction, fd, both, duplicates: false, target }
    }

    /// The place of the name in `{name}<`, if one stands here.
    fn descriptor_name(&self) -> Option<Place> {
        let start = self.at + 1;
        let mut end = start;
        while self.src.get(end).copied().is_some_and(is_name) {
            end += 1;
        }
        (self.peek() == Some(b'{')).then_some(Place::new(start, end))
    }

    /// Descriptor and the place of the operator.
    fn redirection_start(&self) -> Option<(Option<u32>, usize)> {
        let operator = |at: usize| {
            matches!(self.src.get(at), Some(b'<' | b'>')) && self.src.get(at + 1) != Some(&b'(')
        };
        let mut at = self.at;
        match self.peek()? {
            b'<' | b'>' => operator(at).then_some((None, at)),
            b'&' => (self.peek_at(1) == Some(b'>')).then_some((None, at)),
            b'0'..=b'9' => {
                while self.src.get(at).is_some_and(u8::is_ascii_digit) && at < self.at + 9 {
                    at += 1;
                }
                let fd = self.slice(Place::new(self.at, at)).parse().ok();
                operator(at).then_some((fd, at))
            }
            b'{' => {
                at += 1;
                while self.src.get(at).copied().is_some_and(is_name) && at < self.at + 64 {
                    at += 1;
                }
                let closed = at > self.at + 1 && self.src.get(at) == Some(&b'}');
                let name = self.slice(Place::new(self.at + 1, at));
                (closed && operator(at + 1)).then_some((Some(number_of(name)), at + 1))
            }
            _ => None,
        }
    }

    fn target(&mut self) -> Word {
        self.skip_blanks();
        self.word()
    }

    /// `>&2`, `<&-`, `>&file`, from the `&`.
    fn duplicate(&mut self, direction: Direction, fd: Option<u32>) -> Redirection {
        self.at += 1;
        let default = u32::from(direction == Direction::Out);
        let target = self.target();
        let text = self.slice(target.place);
        let digits = text.trim_end_matches('-');
        if let Ok(to) = digits.parse() {
            return Redirection::Duplicate { fd: fd.unwrap_or(default), to };
        }
        if digits.is_empty() {
            return Redirection::Duplicate { fd: fd.unwrap_or(default), to: u32::MAX };
        }
        let (both, fd) = (fd.is_none(), fd.unwrap_or(default));
        Redirection::File { direction, fd, both, duplicates: true, target }
    }

    /// `<<NAME`, `<<-NAME`, `<<<word`, from the second `<`.
    fn here(&mut self, fd: u32) -> Redirection {
        self.at += 1;
        if self.peek() == Some(b'<') {
            self.at += 1;
            return Redirection::HereString { fd, word: self.target() };
        }
        let chomp = self.peek() == Some(b'-');
        self.at += usize::from(chomp);
        let word = self.target();
        let quoted = word
            .parts
            .iter()
            .any(|part| matches!(part, Part::Quotes { .. } | Part::Literal { quoted: true, .. }));
        let name = self.unquoted(&word);
        let slot = Rc::new(OnceCell::new());
        if self.given.get(self.next_given).is_some_and(|given| given.name == name) {
            let content = HereContent::Given(self.next_given);
            self.next_given += 1;
            let _ = slot.set(HereBody { quoted, chomp, content });
        } else {
            let (at, slot) = (word.place.start, Rc::clone(&slot));
            self.pending.push(Pending { name, quoted, chomp, at, slot });
        }
        Redirection::HereDocument { fd, body: slot }
    }

    /// The word without its quotes; nothing in it is expanded.
    fn unquoted(&self, word: &Word) -> String {
        if word.parts.is_empty() {
            return self.slice(word.place).to_owned();
        }
        let mut name = String::new();
        for part in &word.parts {
            match part {
                Part::Literal { place, .. }
                | Part::Command { place, .. }
                | Part::Backquote { place, .. }
                | Part::Arithmetic { place, .. }
                | Part::Process { place, .. }
                | Part::Unknown { place } => name.push_str(self.slice(*place)),
                Part::Param(param) => name.push_str(self.slice(param.place)),
                Part::Decoded { value, .. } => name.push_str(value),
                Part::Quotes { .. } => {}
            }
        }
        name
    }

    /// Passes a line end, and the bodies of the here-documents that its line has announced.
    pub(crate) fn newline(&mut self) {
        self.at += 1;
        for pending in std::mem::take(&mut self.pending) {
            self.here_body(&pending);
        }
    }

    fn here_body(&mut self, pending: &Pending) {
        let start = self.at;
        let mut end = self.src.len();
        let mut closed = false;
        while !self.eof() {
            let line_start = self.at;
            self.skip_comment();
            let line = self.slice(Place::new(line_start, self.at));
            let line = line.strip_suffix('\r').unwrap_or(line);
            let line = if pending.chomp { line.trim_start_matches('\t') } else { line };
            self.at = (self.at + 1).min(self.src.len());
            if line == pending.name {
                end = line_start;
                closed = true;
                break;
            }
        }
        if !closed {
            self.note(pending.at, pending.at + 1, "a here-document has no end line");
        }
        let content = self.here_content(start, end, pending);
        let content = HereContent::Inside(content);
        let _ =
            pending.slot.set(HereBody { quoted: pending.quoted, chomp: pending.chomp, content });
    }

    fn here_content(&mut self, start: usize, end: usize, pending: &Pending) -> Word {
        if !pending.quoted {
            return self.part_of_text(start, end, pending.chomp);
        }
        let mut word = Word { place: Place::new(start, end), ..Word::default() };
        if !pending.chomp {
            word.parts.push(Part::Literal { place: word.place, quoted: true });
            return word;
        }
        let mut at = start;
        for line in self.slice(word.place).split_inclusive('\n') {
            let tabs = line.len() - line.trim_start_matches('\t').len();
            let place = Place::new(at + tabs, at + line.len());
            word.parts.push(Part::Literal { place, quoted: true });
            at += line.len();
        }
        word
    }

    /// At the end of the text: bodies that never came.
    pub(crate) fn close_pending(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            self.note(pending.at, pending.at + 1, "a here-document has no body");
        }
    }
}

/// The descriptor that a shell may give to `{name}`: another one for most other names.
fn number_of(name: &str) -> u32 {
    10 + name.bytes().fold(0_u32, |all, byte| all.wrapping_mul(31) + u32::from(byte)) % 240
}
