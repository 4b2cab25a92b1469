//! Shell text → tree: lists, pipelines, simple commands. Compound commands are in `compound`.

use crate::shell::syntax::lexer::{MAX_COMMANDS, Parser, is_name, is_name_start};
use crate::shell::syntax::tree::{
    Assign, AssignValue, Item, Join, List, Node, Part, Place, Simple, Word,
};

const NO_COMMAND: &str = "a command is missing";

/// What ends a list, as bits.
pub(crate) mod stop {
    pub(crate) const THEN: u16 = 1;
    pub(crate) const DO: u16 = 2;
    pub(crate) const DONE: u16 = 4;
    pub(crate) const FI: u16 = 8;
    /// `else`, `elif`
    pub(crate) const ELSE: u16 = 16;
    pub(crate) const ESAC: u16 = 32;
    /// `;;`, `;&`, `;;&`
    pub(crate) const ARM: u16 = 64;
    pub(crate) const PAREN: u16 = 128;
    pub(crate) const BRACE: u16 = 256;
}

impl Parser<'_> {
    /// The whole text.
    pub(crate) fn script(&mut self) -> List {
        let list = self.list(0);
        self.close_pending();
        list
    }

    /// Commands up to one of `own` or of what ends a construct around; the terminator is not passed.
    pub(crate) fn list(&mut self, own: u16) -> List {
        let around = self.stops;
        self.stops |= own;
        let mut list = List::default();
        let mut join = Join::Then;
        while self.skip_separators() {
            let (found, length) = self.terminator();
            if found != 0 {
                if self.absorb(found) {
                    self.at += length;
                    continue;
                }
                if self.stops & found != 0 {
                    break;
                }
                self.note(self.at, self.at + length, "a closing word without an opening one");
                self.at += length;
                continue;
            }
            let before = self.at;
            let node = self.pipeline();
            if !matches!(node, Node::Nothing) {
                list.items.push(Item { join, node });
            }
            join = self.join();
            if join != Join::Then && matches!(self.peek(), Some(b'&' | b'|' | b';')) {
                self.note(self.at, self.at + 1, NO_COMMAND);
            }
            if self.at == before {
                self.note(before, before + 1, "a character that no command can start with");
                self.skip_char();
            }
        }
        self.stops = around;
        list.items.shrink_to_fit();
        list
    }

    /// Blanks, line ends, comments, stray `;` and `&`; false at the end of the text.
    fn skip_separators(&mut self) -> bool {
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return false,
                Some(b'\n') => self.newline(),
                Some(b'#') => self.skip_comment(),
                Some(b';') if self.peek_at(1) == Some(b';') || self.peek_at(1) == Some(b'&') => {
                    return true;
                }
                Some(b'&') if self.peek_at(1) == Some(b'>') => return true,
                Some(b';' | b'&') => self.at += 1,
                Some(_) => return true,
            }
        }
    }

    fn join(&mut self) -> Join {
        self.skip_blanks();
        let join = match (self.peek(), self.peek_at(1)) {
            (Some(b'&'), Some(b'&')) => Join::And,
            (Some(b'|'), Some(b'|')) => Join::Or,
            _ => return Join::Then,
        };
        self.at += 2;
        self.skip_blanks();
        join
    }

    /// The terminator that stands here and its length; 0 if none does.
    fn terminator(&self) -> (u16, usize) {
        match self.peek() {
            Some(b')') => (stop::PAREN, 1),
            Some(b';') if self.peek_at(1) == Some(b';') => {
                (stop::ARM, 2 + usize::from(self.peek_at(2) == Some(b'&')))
            }
            Some(b';') if self.peek_at(1) == Some(b'&') => (stop::ARM, 2),
            Some(b'}') if self.word_ends(self.at + 1) => (stop::BRACE, 1),
            Some(b't' | b'e' | b'd' | b'f') => {
                let word = self.reserved_candidate();
                let found = match word {
                    "then" => stop::THEN,
                    "else" | "elif" => stop::ELSE,
                    "fi" => stop::FI,
                    "do" => stop::DO,
                    "done" => stop::DONE,
                    "esac" => stop::ESAC,
                    _ => 0,
                };
                (found, word.len())
            }
            _ => (0, 0),
        }
    }

    /// The plain word here, if it may be a reserved one.
    pub(crate) fn reserved_candidate(&self) -> &str {
        let end = self.plain_end(self.at);
        let whole = end - self.at <= 8 && self.word_ends(end);
        if whole { self.slice(Place::new(self.at, end)) } else { "" }
    }

    /// True if the terminator belongs to an opener that was passed over.
    fn absorb(&mut self, found: u16) -> bool {
        let (index, closes) = match found {
            stop::PAREN => (0, true),
            stop::BRACE => (1, true),
            stop::FI => (2, true),
            stop::THEN | stop::ELSE => (2, false),
            stop::DONE => (3, true),
            stop::DO => (3, false),
            _ => return false,
        };
        let Some(count) = self.flattened.get_mut(index).filter(|count| **count > 0) else {
            return false;
        };
        *count -= usize::from(closes);
        true
    }

    fn pipeline(&mut self) -> Node {
        let negated = self.peek() == Some(b'!') && self.word_ends(self.at + 1);
        let node = self.plain_pipeline();
        if negated && !matches!(node, Node::Nothing) { Node::Not(Box::new(node)) } else { node }
    }

    fn plain_pipeline(&mut self) -> Node {
        let first = self.piped();
        let mut nodes = Vec::new();
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'|') || self.peek_at(1) == Some(b'|') {
                break;
            }
            self.at += 1;
            self.at += usize::from(self.peek() == Some(b'&'));
            self.skip_lines();
            if self.eof() || self.terminator().0 & self.stops != 0 {
                break;
            }
            let before = self.at;
            nodes.push(self.piped());
            if self.at == before {
                self.note(before, before + 1, NO_COMMAND);
                break;
            }
        }
        if nodes.is_empty() {
            return first;
        }
        nodes.insert(0, first);
        Node::Pipeline(nodes)
    }

    /// One command of a pipeline, behind `!` and `coproc`.
    fn piped(&mut self) -> Node {
        loop {
            let word = match self.peek() {
                Some(b'!' | b'c') => self.reserved_candidate(),
                _ => "",
            };
            let is_coprocess = word == "coproc";
            if word != "!" && !is_coprocess {
                return self.command();
            }
            self.at += word.len();
            self.skip_blanks();
            if is_coprocess {
                return self.coprocess();
            }
        }
    }

    /// What stands behind `coproc`: a command, or a name and a compound command.
    fn coprocess(&mut self) -> Node {
        let start = self.at;
        let mut end = start;
        while self.src.get(end).copied().is_some_and(is_name) {
            end += 1;
        }
        let rest = self.src.get(end..).unwrap_or_default().trim_ascii_start();
        let mut name = None;
        if end > start && matches!(rest.first(), Some(b'{' | b'(')) {
            name = Some(Place::new(start, end));
            self.at = end;
            self.skip_blanks();
        }
        Node::Coprocess { name, node: Box::new(self.command()) }
    }

    /// Blanks, line ends and comments.
    pub(crate) fn skip_lines(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'\n') => self.newline(),
                Some(b'#') => self.skip_comment(),
                _ => return,
            }
        }
    }

    pub(crate) fn simple(&mut self) -> Node {
        let start = self.at;
        if self.commands >= MAX_COMMANDS {
            self.rest.get_or_insert(start);
            self.at = self.src.len();
            return Node::Nothing;
        }
        self.commands += 1;
        let mut simple = Simple::default();
        let mut end = start;
        loop {
            if let Some(redirection) = self.redirection() {
                simple.redirections.push(redirection);
                end = self.at;
            } else {
                match self.peek() {
                    None | Some(b'\n' | b';' | b'&' | b'|' | b')' | b'#') => break,
                    Some(b'(') => {
                        if self.call_parens(&simple) {
                            return self.function_body(&simple);
                        }
                        self.note(self.at, self.at + 1, "a parenthesis where none may stand");
                        break;
                    }
                    _ => {}
                }
                let leads = simple.words.is_empty();
                let takes = leads || declares(self.text, simple.words.first());
                match self.assignment(takes, !leads) {
                    Some(assign) if simple.words.is_empty() => {
                        // most commands have one: a script of megabytes has very many of them
                        if simple.assignments.is_empty() {
                            simple.assignments.reserve_exact(1);
                        }
                        simple.assignments.push(assign);
                    }
                    // `declare -a x=(…)`: the array is kept as an assignment, the name stays a word.
                    Some(assign) => {
                        simple.words.push(Word { place: assign.name, ..Word::default() });
                        simple.assignments.push(assign);
                    }
                    None => {
                        let evaluated = !leads && is_eval(self.text, simple.words.first());
                        let array = if evaluated { self.array_word() } else { None };
                        let word = array.unwrap_or_else(|| self.word());
                        if word.place.end == word.place.start {
                            break;
                        }
                        if simple.words.capacity() == 0 {
                            simple.words.reserve(6);
                        }
                        simple.words.push(word);
                    }
                }
                end = self.at;
            }
            self.skip_blanks();
        }
        if self.peek() == Some(b'#') {
            self.skip_comment();
        }
        simple.words.shrink_to_fit();
        simple.place = Place::new(start, end);
        if end == start { Node::Nothing } else { Node::Simple(simple) }
    }

    /// `name=…`, where one may stand; behind `declare` only an array is one.
    fn assignment(&mut self, allowed: bool, only_array: bool) -> Option<Assign> {
        if !allowed || !self.peek().is_some_and(is_name_start) {
            return None;
        }
        let rest = self.src.get(self.at..)?;
        let length = rest.iter().position(|&byte| !is_name(byte))?;
        let mut at = self.at + length;
        let name = Place::new(self.at, at);
        let mut index = None;
        if self.src.get(at) == Some(&b'[') {
            let close = self.look_for_close(at + 1, b'[', b']')?;
            index = Some(Place::new(at + 1, close));
            at = close + 1;
        }
        let append = self.src.get(at) == Some(&b'+');
        at += usize::from(append);
        if self.src.get(at) != Some(&b'=') || only_array && self.src.get(at + 1) != Some(&b'(') {
            return None;
        }
        self.at = at + 1;
        let value = if self.peek() == Some(b'(') {
            AssignValue::Array(self.array())
        } else {
            AssignValue::Word(self.word())
        };
        Some(Assign { name, append, index, value })
    }

    /// `name=(…)` behind `eval`: bash takes it as one word, which is read once more.
    fn array_word(&mut self) -> Option<Word> {
        let Assign { name, value: AssignValue::Array(words), .. } = self.assignment(true, true)?
        else {
            return None;
        };
        let literal = |start, end| Part::Literal { place: Place::new(start, end), quoted: false };
        let (start, mut parts) = (name.start, Vec::new());
        let mut at = start;
        for word in words {
            parts.push(literal(at, word.place.start));
            if word.parts.is_empty() {
                parts.push(literal(word.place.start, word.place.end));
            }
            parts.extend(word.parts);
            at = word.place.end;
        }
        parts.push(literal(at, self.at));
        Some(Word { place: Place::new(start, self.at), parts, braces: false })
    }

    fn array(&mut self) -> Vec<Word> {
        let start = self.at;
        self.at += 1;
        let mut words = Vec::new();
        loop {
            self.skip_lines();
            match self.peek() {
                Some(b')') => {
                    self.at += 1;
                    return words;
                }
                None | Some(b';' | b'&' | b'|') => {
                    self.note(start, start + 1, "an array is never closed");
                    return words;
                }
                _ => {}
            }
            let before = self.at;
            let word = self.word();
            words.push(word);
            if self.at == before {
                self.skip_char();
            }
        }
    }
}

/// True for the builtins whose arguments are assignments.
fn declares(text: &str, first: Option<&Word>) -> bool {
    matches!(written(text, first), "declare" | "local" | "export" | "readonly" | "typeset")
}

fn is_eval(text: &str, first: Option<&Word>) -> bool {
    written(text, first) == "eval"
}

fn written<'t>(text: &'t str, word: Option<&Word>) -> &'t str {
    word.and_then(|word| text.get(word.place.start..word.place.end)).unwrap_or_default()
}
