//! Functions whose body is statements: gone through again for the arguments of a call, if they start what these decide.

use std::rc::Rc;

use super::cursor::{Argument, Cursor, MAX_DEPTH};
use super::lexer::Token;
use super::value::{Function, Known, Value};

/// Tokens of a body that is gone through again: what decodes is far shorter. A longer one is read once, as it stands.
pub(super) const LONGEST_BODY: usize = 1 << 13;
/// Tokens between the parameters of a function and its body: a type.
const LONGEST_HEAD: usize = 64;
/// Calls of functions that the program defines further down: a file has some hundred.
pub(super) const MOST_PENDING: usize = 1 << 12;

/// What stands in front of a body.
pub(super) struct Head {
    pub(super) name: Option<Rc<str>>,
    pub(super) parameters: Vec<Rc<str>>,
    pub(super) defaults: Vec<(Rc<str>, Known)>,
    /// The last parameter takes all arguments that are left.
    pub(super) takes_rest: bool,
    /// The token that it starts with.
    pub(super) start: usize,
}

impl<'t> Cursor<'t, '_> {
    /// The column of a token that a line starts with; of any other none.
    fn column(&self, at: usize) -> usize {
        let start = |at: usize| self.tokens.get(at).map_or(0, |(_, start)| *start as usize);
        match at.checked_sub(1).and_then(|before| self.tokens.get(before)) {
            Some((Token::LineEnd, end)) => start(at) - *end as usize - 1,
            None => start(at),
            _ => 0,
        }
    }

    /// How many tokens may be looked through for an end.
    pub(super) fn sight(&self) -> usize {
        LONGEST_BODY.min(self.state.sight)
    }

    /// So many tokens were looked through for an end; without one it lies further on, or nowhere.
    pub(super) fn looked(&mut self, tokens: usize, found: bool) {
        let sight = self.sight();
        self.state.sight -= tokens.min(self.state.sight);
        if !found && tokens >= LONGEST_BODY {
            self.state.cut();
        } else if !found && tokens >= sight {
            self.state.said.spent = true;
        }
    }

    /// Goes to the first token of the body of what starts at `start`, and says where it ends; `None` if it has none, or a long one.
    pub(super) fn block(&mut self, start: usize) -> Option<usize> {
        if self.depth >= MAX_DEPTH {
            self.nests_too_deep();
            return None;
        }
        let body = self.start_of_block()?;
        let sight = self.sight();
        let end = if self.state.dialect.ends_blocks_with_a_word() {
            self.end_by_word(start, sight)
        } else if self.is_mark(body - self.at, b'{') {
            self.closed(body, sight)
        } else {
            self.indented(start, body, sight)
        };
        let rest = self.tokens.len().saturating_sub(body);
        let seen = end.map_or(sight, |end| end.saturating_sub(body)).min(rest);
        self.looked(seen, end.is_some());
        self.at = if end.is_some() { body } else { self.at };
        end
    }

    /// Where the body starts: behind a colon in Python, at the brace in most languages.
    fn start_of_block(&mut self) -> Option<usize> {
        if self.state.dialect.ends_blocks_with_a_word() {
            return Some(self.at);
        }
        for ahead in 0..LONGEST_HEAD {
            match self.peek(ahead)? {
                Token::Mark(b':') if self.state.dialect.exec_is_eval => {
                    return Some(self.at + ahead + 1);
                }
                Token::Mark(b'{') => return Some(self.at + ahead),
                Token::Mark(b';' | b'=' | b'}') => return None,
                _ => {}
            }
        }
        self.state.cut();
        None
    }

    /// Behind the mark that closes the one at `open`.
    fn closed(&self, open: usize, sight: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (index, (token, _)) in self.tokens.iter().enumerate().skip(open).take(sight) {
            match token {
                Token::Mark(b'(' | b'[' | b'{') => depth += 1,
                Token::Mark(b')' | b']' | b'}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(index + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Where the lines end that stand further in than the one that starts at `start`; of a body on the same line its end.
    fn indented(&self, start: usize, body: usize, sight: usize) -> Option<usize> {
        let is_line_end = |at: usize| matches!(self.tokens.get(at), Some((Token::LineEnd, _)));
        let is_one_line = !is_line_end(body);
        let around = self.column(start);
        let mut at = body;
        loop {
            while !is_line_end(at) {
                if at >= self.tokens.len() {
                    return Some(at);
                }
                if at >= body + sight {
                    return None;
                }
                at += 1;
            }
            if is_one_line {
                return Some(at);
            }
            while is_line_end(at) {
                at += 1;
            }
            if at < self.tokens.len() && self.column(at) <= around {
                return Some(at);
            }
        }
    }

    /// Up to the `end` on the same line, or the one that stands below the start.
    fn end_by_word(&self, start: usize, sight: usize) -> Option<usize> {
        let around = self.column(start);
        let mut is_first_line = true;
        for (index, (token, _)) in self.tokens.iter().enumerate().skip(self.at).take(sight) {
            match token {
                Token::LineEnd => is_first_line = false,
                Token::Name("end") => {
                    let begins = matches!(
                        index.checked_sub(1).and_then(|at| self.tokens.get(at)),
                        Some((Token::LineEnd, _))
                    );
                    if is_first_line || begins && self.column(index) <= around {
                        return Some(index);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Goes through a body once.
    pub(super) fn statements(&mut self, body: usize, end: usize) {
        let parentheses = std::mem::replace(&mut self.in_parentheses, false);
        self.at = body;
        // what stands in braces is counted where they are read
        let more = usize::from(!self.is_mark(0, b'{'));
        self.depth += more;
        self.lines(end);
        self.depth -= more;
        self.in_parentheses = parentheses;
    }

    /// The body of a function that is being defined, if it is to be gone through again for the arguments of calls.
    pub(super) fn body(&mut self, head: Head) -> Option<Rc<Function>> {
        let here = self.at;
        let Some(end) = self.block(head.start) else {
            self.at = here;
            return None;
        };
        let (body, before) = (self.at, self.state.said.started.len());
        let outer = self.function.take();
        if let Some(name) = &head.name {
            self.function = Some((Rc::clone(name), head.parameters.clone()));
        }
        let around: Vec<_> = head
            .parameters
            .iter()
            .map(|name| (Rc::clone(name), self.state.variables.remove(name)))
            .collect();
        self.statements(body, end);
        for (name, value) in around {
            if let Some(value) = value {
                self.state.variables.insert(name, value);
            }
        }
        self.function = outer;
        let takes = !head.parameters.is_empty() || self.state.dialect.takes_arguments_by_list();
        if !takes || self.state.said.started.len() == before {
            return None;
        }
        let function = Rc::new(Function {
            parameters: head.parameters,
            defaults: head.defaults,
            takes_rest: head.takes_rest,
            unit: self.unit,
            body,
            end: Some(end),
        });
        let known = Known::of(Value::Function(Rc::clone(&function)));
        if let Some(name) = head.name {
            self.state.variables.insert(Rc::clone(&name), known);
            self.called_before(&name, &function);
        }
        Some(function)
    }

    /// A call of what the program may define further down.
    pub(super) fn remember_call(&mut self, name: &str, arguments: &[Argument<'t>]) {
        let is_plain = !name.contains(['.', ':', '>']);
        let is_known = arguments.iter().any(|(_, value)| value.constant().is_some());
        if !is_plain || !is_known || self.state.replays > 0 {
            return;
        }
        if self.pending_calls >= MOST_PENDING {
            self.state.cut();
            return;
        }
        self.pending_calls += 1;
        self.pending.entry(name.into()).or_default().push(arguments.to_vec());
    }

    fn called_before(&mut self, name: &str, function: &Function) {
        for arguments in self.pending.remove(name).unwrap_or_default() {
            self.apply(function, &arguments);
        }
    }

    /// Goes through the statements of a function whose parameters are set; what it returns.
    pub(super) fn called(&mut self, function: &Function, end: usize) -> Known {
        if self.state.active.contains(&function.body) {
            // how often a function calls itself only a run tells
            self.state.cut();
            return Known::UNKNOWN;
        }
        self.state.active.push(function.body);
        self.state.replays += 1;
        let outer = self.state.result.take();
        self.statements(function.body, end);
        let result = std::mem::replace(&mut self.state.result, outer);
        self.state.replays -= 1;
        self.state.active.pop();
        result.unwrap_or(Known::UNKNOWN)
    }

    /// `static void f(String x) throws E { … }`: the definition of a function as it is written without a word of its own.
    pub(super) fn is_typed_definition(&self, start: usize) -> bool {
        let types = matches!(
            start.checked_sub(1).and_then(|at| self.tokens.get(at)),
            Some((Token::Name(word), _)) if !matches!(*word, "new" | "return" | "else" | "throw" | "await" | "do" | "go" | "defer")
        ) || matches!(
            start.checked_sub(1).and_then(|at| self.tokens.get(at)),
            Some((Token::Mark(b'*' | b'>' | b']'), _))
        );
        if self.state.dialect.is_interpreted || !types || !self.is_mark(0, b'(') {
            return false;
        }
        let mut is_behind = false;
        let mut ahead = 1;
        // up to the next parenthesis at the most: no token is looked at twice
        loop {
            match self.peek(ahead) {
                Some(Token::Mark(b')')) if !is_behind => is_behind = true,
                Some(Token::Mark(b'{')) => return is_behind,
                Some(Token::LineEnd | Token::Name(_) | Token::Mark(b',' | b'<' | b'>' | b'.')) => {}
                Some(Token::Mark(b'[' | b']' | b'*' | b'&' | b':' | b'?')) if !is_behind => {}
                _ => return false,
            }
            ahead += 1;
        }
    }

    /// The parameters of such a function, behind its name: the last name in front of each comma.
    pub(super) fn typed_definition(&mut self, name: &str, start: usize) -> Known {
        let (mut parameters, mut last) = (Vec::new(), None);
        self.at += 1;
        while let Some(token) = self.peek(0) {
            self.at += 1;
            match token {
                Token::Name(name) => last = Some(Rc::from(*name)),
                Token::Mark(b',') => parameters.extend(last.take()),
                Token::Mark(b')') => break,
                _ => {}
            }
        }
        parameters.extend(last);
        let head = Head {
            name: Some(name.into()),
            parameters,
            defaults: Vec::new(),
            takes_rest: false,
            start,
        };
        self.body(head);
        Known::UNKNOWN
    }
}
