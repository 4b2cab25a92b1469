//! Compound commands: groups, `if`, loops, `case`, `[[ ]]`, `(( ))`, functions.

use std::rc::Rc;

use crate::shell::syntax::lexer::{MAX_DEPTH, Parser, TOO_DEEP};
use crate::shell::syntax::parse::stop;
use crate::shell::syntax::tree::{
    Arm, Compound, Kind, List, Node, Place, Redirection, Simple, Word,
};

impl Parser<'_> {
    /// One command of any kind.
    pub(crate) fn command(&mut self) -> Node {
        let word = match self.peek() {
            Some(b'(') => "(",
            Some(b'{') if self.word_ends(self.at + 1) => "{",
            Some(b'[' | b'c' | b'f' | b'i' | b's' | b't' | b'u' | b'w') => {
                self.reserved_candidate()
            }
            _ => return self.simple(),
        };
        let keyword = match word {
            "(" => "(",
            "{" => "{",
            "[[" => "[[",
            "if" => "if",
            "while" => "while",
            "until" => "until",
            "for" | "select" => "for",
            "case" => "case",
            "function" => "function",
            "time" => return self.timed(),
            _ => return self.simple(),
        };
        let start = self.at;
        self.at += word.len();
        if self.depth >= MAX_DEPTH {
            self.flatten(start, keyword);
            return Node::Nothing;
        }
        self.depth += 1;
        let node = self.opened(start, keyword);
        self.depth -= 1;
        node
    }

    /// `time` before a compound command is a reserved word, before a simple one it is left in front.
    fn timed(&mut self) -> Node {
        let start = self.at;
        self.at += 4;
        self.skip_blanks();
        let compound = match self.peek() {
            Some(b'(') => true,
            Some(b'{') => self.word_ends(self.at + 1),
            _ => matches!(self.reserved_candidate(), "if" | "while" | "until" | "for" | "case"),
        };
        if compound && self.depth < MAX_DEPTH {
            self.depth += 1;
            let node = self.command();
            self.depth -= 1;
            return node;
        }
        self.at = start;
        self.simple()
    }

    /// Below the depth limit an opener is passed over: its content is read as if it stood outside.
    fn flatten(&mut self, start: usize, keyword: &str) {
        self.give_up(start, self.at, TOO_DEEP);
        let index = match keyword {
            "(" => 0,
            "{" => 1,
            "if" => 2,
            "while" | "until" | "for" => 3,
            _ => return,
        };
        if let Some(count) = self.flattened.get_mut(index) {
            *count += 1;
        }
    }

    fn opened(&mut self, start: usize, keyword: &str) -> Node {
        let kind = match keyword {
            "(" if self.bash && self.peek() == Some(b'(') => match self.arithmetic_command() {
                Some(kind) => kind,
                None => self.group(stop::PAREN),
            },
            "(" => self.group(stop::PAREN),
            "{" => self.group(stop::BRACE),
            "[[" => self.test(start),
            "if" => self.conditional(start),
            "while" => self.repeated(start, false),
            "until" => self.repeated(start, true),
            "for" => self.for_each(start),
            "case" => self.case(start),
            _ => return self.function(start),
        };
        let redirections = self.redirections();
        let place = Place::new(start, self.at);
        Node::Compound(Box::new(Compound { kind, redirections, place }))
    }

    fn redirections(&mut self) -> Vec<Redirection> {
        let mut all = Vec::new();
        loop {
            let end = self.at;
            self.skip_blanks();
            let Some(redirection) = self.redirection() else {
                self.at = end;
                return all;
            };
            all.push(redirection);
        }
    }

    fn group(&mut self, closer: u16) -> Kind {
        let start = self.at - 1;
        let subshell = closer == stop::PAREN;
        let around = (self.stops, self.flattened);
        if subshell {
            (self.stops, self.flattened) = (0, [0; 4]);
        }
        let body = self.list(closer);
        if subshell {
            (self.stops, self.flattened) = around;
        }
        let close = if subshell { b')' } else { b'}' };
        if self.peek() == Some(close) {
            self.at += 1;
        } else {
            self.note(start, start + 1, "a group is never closed");
        }
        Kind::Group { body, subshell }
    }

    /// `(( … ))`, from the second parenthesis.
    fn arithmetic_command(&mut self) -> Option<Kind> {
        let close = self.look_for_close(self.at + 1, b'(', b')')?;
        if self.src.get(close + 1) != Some(&b')') {
            return None;
        }
        let word = self.part_of_text(self.at + 1, close, false);
        self.at = close + 2;
        Some(Kind::Arithmetic { word })
    }

    /// Passes the reserved word `expected`, or notes that it is missing.
    fn expect(&mut self, expected: &str, opened: usize) -> bool {
        if self.reserved_candidate() == expected {
            self.at += expected.len();
            return true;
        }
        self.note(opened, opened + 2, "a closing word is missing");
        false
    }

    fn conditional(&mut self, start: usize) -> Kind {
        let mut arms = Vec::new();
        let mut otherwise = None;
        loop {
            let condition = self.list(stop::THEN | stop::ELSE | stop::FI);
            let body = if self.reserved_candidate() == "then" {
                self.at += 4;
                self.list(stop::ELSE | stop::FI)
            } else {
                self.note(start, start + 2, "a closing word is missing");
                List::default()
            };
            arms.push((condition, body));
            match self.reserved_candidate() {
                "elif" => self.at += 4,
                "else" => {
                    self.at += 4;
                    otherwise = Some(self.list(stop::FI));
                    break;
                }
                _ => break,
            }
        }
        self.expect("fi", start);
        Kind::If { arms, otherwise }
    }

    fn repeated(&mut self, start: usize, until: bool) -> Kind {
        let condition = self.list(stop::DO | stop::DONE);
        let body = self.do_group(start);
        Kind::Loop { condition, body, until }
    }

    fn do_group(&mut self, start: usize) -> List {
        self.skip_lines();
        if self.peek() == Some(b';') {
            self.at += 1;
            self.skip_lines();
        }
        if self.peek() == Some(b'{') && self.word_ends(self.at + 1) {
            self.at += 1;
            let body = self.list(stop::BRACE);
            self.at += usize::from(self.peek() == Some(b'}'));
            return body;
        }
        if !self.expect("do", start) {
            return List::default();
        }
        let body = self.list(stop::DONE);
        self.expect("done", start);
        body
    }

    fn for_each(&mut self, start: usize) -> Kind {
        self.skip_blanks();
        if self.peek() == Some(b'(')
            && self.peek_at(1) == Some(b'(')
            && let Some(close) = self.look_for_close(self.at + 2, b'(', b')')
        {
            let head = self.part_of_text(self.at + 2, close, false);
            self.at = (close + 2).min(self.src.len());
            let body = self.do_group(start);
            let condition = Kind::Arithmetic { word: head };
            let place = Place::new(start, self.at);
            let head = Compound { kind: condition, redirections: Vec::new(), place };
            let mut condition = List::default();
            condition.items.push(crate::shell::syntax::tree::Item {
                join: crate::shell::syntax::tree::Join::Then,
                node: Node::Compound(Box::new(head)),
            });
            return Kind::Loop { condition, body, until: false };
        }
        let name = self.word().place;
        self.skip_lines();
        let mut words = None;
        if self.reserved_candidate() == "in" {
            self.at += 2;
            words = Some(self.words());
        }
        let body = self.do_group(start);
        Kind::For { name, words, body }
    }

    /// Words up to the end of the line or command.
    fn words(&mut self) -> Vec<Word> {
        let mut words = Vec::new();
        loop {
            self.skip_blanks();
            if self.peek() == Some(b'#') {
                self.skip_comment();
            }
            let word = self.word();
            if word.place.start == word.place.end {
                return words;
            }
            words.push(word);
        }
    }

    fn case(&mut self, start: usize) -> Kind {
        self.skip_blanks();
        let subject = self.word();
        self.skip_lines();
        let mut arms = Vec::new();
        if !self.expect("in", start) {
            return Kind::Case { subject, arms };
        }
        loop {
            self.skip_lines();
            if self.eof() || self.reserved_candidate() == "esac" {
                break;
            }
            let Some(patterns) = self.case_patterns() else {
                break;
            };
            let body = self.list(stop::ARM | stop::ESAC);
            let falls = self.slice(Place::new(self.at, self.at + 3)).contains('&');
            arms.push(Arm { patterns, body, falls });
            if self.peek() != Some(b';') {
                break;
            }
            self.at += 2;
            self.at += usize::from(self.peek() == Some(b'&'));
        }
        self.expect("esac", start);
        Kind::Case { subject, arms }
    }

    /// `(a | b)`; passes to the next line if this one has no `)`.
    fn case_patterns(&mut self) -> Option<Vec<Word>> {
        let start = self.at;
        let mut patterns = Vec::new();
        self.at += usize::from(self.peek() == Some(b'('));
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b')') => {
                    self.at += 1;
                    return Some(patterns);
                }
                Some(b'|') => self.at += 1,
                None | Some(b'\n' | b';' | b'&') => {
                    self.note(start, self.at, "a case pattern has no `)`");
                    // What stands there is read as commands.
                    self.at = start;
                    return (!self.eof() && self.peek() != Some(b';')).then(Vec::new);
                }
                Some(_) => {
                    let before = self.at;
                    patterns.push(self.word());
                    if self.at == before {
                        self.skip_char();
                    }
                }
            }
        }
    }

    fn test(&mut self, start: usize) -> Kind {
        let mut words = vec![Word { place: Place::new(start, start + 2), ..Word::default() }];
        loop {
            self.skip_lines();
            let before = self.at;
            if self.eof() || self.peek() == Some(b';') {
                self.note(start, start + 2, "`[[` is never closed");
                break;
            }
            let word = self.word();
            if self.at == before {
                self.skip_char();
                continue;
            }
            let end = self.slice(word.place) == "]]";
            words.push(word);
            if end {
                break;
            }
        }
        Kind::Test { words }
    }

    /// True for `()` behind the only word of a command: a function is defined.
    pub(crate) fn call_parens(&mut self, simple: &Simple) -> bool {
        let start = self.at;
        self.at += 1;
        self.skip_blanks();
        let named = simple.words.len() == 1 && simple.assignments.is_empty();
        if named && self.peek() == Some(b')') && self.depth < MAX_DEPTH {
            self.at += 1;
            return true;
        }
        self.at = start;
        false
    }

    pub(crate) fn function_body(&mut self, simple: &Simple) -> Node {
        let name = simple.words.first().map(|word| word.place).unwrap_or_default();
        self.skip_lines();
        let start = self.at;
        self.depth += 1;
        let body = Rc::new(self.command());
        self.depth -= 1;
        Node::Function { name, body, place: Place::new(start, self.at) }
    }

    /// `function name [()] body`, from behind the word.
    fn function(&mut self, _start: usize) -> Node {
        self.skip_blanks();
        let name = self.word().place;
        self.skip_blanks();
        if self.peek() == Some(b'(') {
            self.at += 1;
            self.skip_blanks();
            self.at += usize::from(self.peek() == Some(b')'));
        }
        self.skip_lines();
        let start = self.at;
        let body = Rc::new(self.command());
        Node::Function { name, body, place: Place::new(start, self.at) }
    }
}
