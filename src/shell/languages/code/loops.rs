//! Loops over constants: their body is gone through once for each item, within a bound.

use std::rc::Rc;

use super::arguments::unnamed;
use super::bodies::LONGEST_BODY;
use super::cursor::{Argument, Cursor};
use super::lexer::Token;
use super::starts;
use super::value::{Known, Value, letters};

/// Rounds of one loop.
const MOST_ROUNDS: usize = 256;

impl<'t> Cursor<'t, '_> {
    /// A statement starts at this token.
    pub(super) fn starts_statement(&self, start: usize) -> bool {
        let before = start.checked_sub(1).and_then(|at| self.tokens.get(at));
        !self.in_parentheses
            && matches!(
                before,
                None | Some((Token::LineEnd | Token::Mark(b';' | b'{' | b'}' | b':' | b')'), _))
            )
    }

    /// A loop, behind its word.
    pub(super) fn repeated_statement(&mut self, word: &str, start: usize) -> Known {
        let gone = match word {
            "while" => self.while_left(start),
            _ => self.each_of(start),
        };
        match gone {
            Some(value) => value,
            None if word == "for" => self.counted(),
            None => Known::UNKNOWN,
        }
    }

    /// `for x in LIST`, `for (const x of LIST)`, `foreach (LIST as $x)`, `for my $x (LIST)`: its body for each item.
    pub(super) fn each_of(&mut self, start: usize) -> Option<Known> {
        let here = self.at;
        let opened = usize::from(self.is_mark(0, b'('));
        if opened == 1 && self.counts() {
            return None;
        }
        self.at += opened;
        while matches!(self.peek(0), Some(Token::Name("const" | "let" | "var" | "my" | "our"))) {
            self.at += 1;
        }
        let Some((name, list)) = self.header(opened == 1) else {
            self.at = here;
            return None;
        };
        self.state.variables.remove(name);
        let Some((body, end)) = self.body_of_loop(start, opened == 1) else {
            return Some(Known::UNKNOWN);
        };
        let Some(items) = rounds(&list).filter(|_| self.is_worth_repeating(body, end)) else {
            self.statements(body, end);
            return Some(Known::UNKNOWN);
        };
        let name: Rc<str> = name.into();
        for (index, item) in items.into_iter().enumerate() {
            if !self.round(Some((&name, item)), body, end) {
                // what stands in it is read once all the same
                if index == 0 {
                    self.statements(body, end);
                }
                break;
            }
        }
        self.at = end;
        Some(Known::UNKNOWN)
    }

    /// The variable of a loop and what it goes over.
    fn header(&mut self, is_open: bool) -> Option<(&'t str, Known)> {
        let pair = match (self.peek(0), self.peek(1), self.peek(2)) {
            (Some(Token::Name(name)), Some(Token::Name("in" | "of")), _) => {
                self.at += 2;
                let first = self.expression();
                if is_open || !self.is_mark(0, b',') {
                    return Some((name, first));
                }
                let mut all = vec![first];
                while self.is_mark(0, b',') {
                    self.at += 1;
                    all.push(self.expression());
                }
                (*name, Known::list(all))
            }
            // `for my $x ("a", "b")`
            (Some(Token::Name(name)), Some(Token::Mark(b'(')), _)
                if !is_open && name.starts_with('$') =>
            {
                self.at += 1;
                (*name, self.term())
            }
            // `foreach ($list as $x)`
            (Some(_), ..) if is_open => {
                let list = self.expression();
                match (self.peek(0), self.peek(1)) {
                    (Some(Token::Name("as")), Some(Token::Name(name))) => {
                        self.at += 2;
                        (*name, list)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(pair)
    }

    /// `for (i = 0; i < 9; i++)`: it has a mark that ends a statement in its parentheses.
    fn counts(&self) -> bool {
        const LONGEST: usize = 48;
        let mut depth = 0_usize;
        for ahead in 0..LONGEST {
            match self.peek(ahead) {
                Some(Token::Mark(b'(' | b'[')) => depth += 1,
                Some(Token::Mark(b')' | b']')) => depth -= 1,
                Some(Token::Mark(b';')) => return true,
                None | Some(Token::Mark(b'{') | Token::LineEnd) => return false,
                Some(_) => {}
            }
            if depth == 0 {
                return false;
            }
        }
        false
    }

    /// `for (i = 0; …)`: what its variable is in the body nobody works out.
    pub(super) fn counted(&mut self) -> Known {
        if !self.is_mark(0, b'(') || !self.counts() {
            return Known::UNKNOWN;
        }
        self.at += 1;
        while !matches!(self.peek(0), None | Some(Token::Mark(b';' | b'{' | b'}'))) {
            if let (Some(Token::Name(name)), Some(Token::Mark(b'='))) = (self.peek(0), self.peek(1))
            {
                self.counters.push(name);
            }
            self.expression();
            while self.is_mark(0, b',') {
                self.at += 1;
            }
        }
        for name in std::mem::take(&mut self.counters) {
            if !matches!(
                self.state.variables.get(name).map(|known| &known.value),
                Some(Value::Text(_))
            ) {
                self.state.variables.insert(name.into(), Known::UNKNOWN);
            }
        }
        Known::UNKNOWN
    }

    /// `while x:` of Python: as long as there is something left of a text or list.
    pub(super) fn while_left(&mut self, start: usize) -> Option<Known> {
        let (Some(Token::Name(name)), Some(Token::Mark(b':'))) = (self.peek(0), self.peek(1))
        else {
            return None;
        };
        if !self.state.dialect.exec_is_eval || !self.is_left(name) {
            return None;
        }
        let here = self.at;
        let Some((body, end)) = self.body_of_loop(start, false) else {
            self.at = here;
            return None;
        };
        for round in 0..MOST_ROUNDS {
            if !self.is_left(name) {
                break;
            }
            if !self.round(None, body, end) {
                if round == 0 {
                    self.statements(body, end);
                }
                break;
            }
        }
        self.at = end;
        Some(Known::UNKNOWN)
    }

    fn is_left(&self, name: &str) -> bool {
        match self.state.variables.get(name).map(|known| &known.value) {
            Some(Value::Text(text)) => !text.is_empty() && text.is_known(),
            Some(Value::List(items)) => !items.is_empty(),
            _ => false,
        }
    }

    /// The body of a loop: where it starts and ends.
    fn body_of_loop(&mut self, start: usize, is_open: bool) -> Option<(usize, usize)> {
        if is_open {
            if !self.is_mark(0, b')') {
                return None;
            }
            self.at += 1;
            self.skip_line_ends();
        }
        if is_open && !self.is_mark(0, b'{') {
            // one statement
            let length = (0..LONGEST_BODY).find(|ahead| {
                matches!(self.peek(*ahead), None | Some(Token::LineEnd | Token::Mark(b';' | b'}')))
            })?;
            return Some((self.at, self.at + length));
        }
        let end = self.block(start)?;
        Some((self.at, end))
    }

    /// One round; false if no more of them may be gone.
    fn round(&mut self, item: Option<(&Rc<str>, Known)>, body: usize, end: usize) -> bool {
        if !self.state.may_call() {
            return false;
        }
        if let Some((name, item)) = item {
            self.state.variables.insert(Rc::clone(name), item);
        }
        self.state.replays += 1;
        self.statements(body, end);
        self.state.replays -= 1;
        self.state.went(end.saturating_sub(body));
        true
    }

    /// The body starts something or makes a text longer.
    fn is_worth_repeating(&self, body: usize, end: usize) -> bool {
        let tokens = self.tokens.get(body..end).unwrap_or_default();
        tokens.iter().any(|(token, _)| match token {
            Token::Mark(b'+') | Token::Backquoted(_) => true,
            Token::Mark(b'.') => self.state.dialect.join == b".",
            Token::Name(name) => {
                starts::start(name, self.state.dialect).is_some()
                    || [".push", ".append", ".insert"].iter().any(|it| name.ends_with(it))
                    || matches!(
                        self.state.variables.get(*name),
                        Some(Known { value: Value::Function(_), .. })
                    )
            }
            _ => false,
        })
    }

    /// `ELEMENT for x in LIST if CONDITION` of Python, behind the element that starts at `element`.
    pub(super) fn comprehended(&mut self, element: usize) -> Option<Known> {
        let here = self.at;
        let (Some(Token::Name("for")), Some(Token::Name(name)), Some(Token::Name("in"))) =
            (self.peek(0), self.peek(1), self.peek(2))
        else {
            return None;
        };
        self.at += 3;
        let list = self.expression();
        let condition = matches!(self.peek(0), Some(Token::Name("if"))).then_some(self.at + 1);
        if condition.is_some() {
            self.at += 1;
            while !self.at_separator(b']') {
                self.expression();
            }
        }
        let (behind, picks_letters) = (self.at, matches!(list.value, Value::Text(_)));
        let Some(items) = rounds(&list).filter(|_| self.at_separator(b']')) else {
            self.at = here;
            return None;
        };
        let name: Rc<str> = (*name).into();
        let before = self.state.variables.get(&name).cloned();
        let mut all = Vec::new();
        for item in items {
            if !self.state.may_call() {
                break;
            }
            self.state.variables.insert(Rc::clone(&name), item.clone());
            let kept = condition.is_none_or(|at| self.holds(at, &item));
            self.at = element;
            let made = self.expression();
            self.state.went(here.saturating_sub(element));
            if kept {
                all.push(made.hidden_if(picks_letters));
            }
        }
        self.state.set_back(name, before);
        self.at = behind;
        let is_known = |known: &Known| !matches!(known.value, Value::Unknown | Value::Named(_));
        match all.iter().all(is_known) {
            true => Some(Known::list(all)),
            // what a list is made of is like what it was made from
            false => Some(Known::UNKNOWN.hidden_if(all.iter().any(|known| known.hidden))),
        }
    }

    /// What stands in brackets: items, or what a comprehension gives.
    pub(super) fn list(&mut self, mut items: Vec<Argument<'t>>) -> Known {
        let is_one = std::mem::take(&mut self.state.is_comprehension) && items.len() == 1;
        match items.pop_if(|_| is_one) {
            Some((_, made)) => made,
            None => Known::list(unnamed(items)),
        }
    }

    /// The condition of a comprehension for one item, as far as it asks for a kind of letters; any other holds.
    fn holds(&self, at: usize, item: &Known) -> bool {
        let Some((Token::Name(asked), _)) = self.tokens.get(at) else { return true };
        let Some(text) = item.constant() else { return true };
        let all = |is: fn(char) -> bool| !text.is_empty() && text.chars().all(is);
        match asked.rsplit('.').next().unwrap_or_default() {
            "isalpha" => all(char::is_alphabetic),
            "isalnum" => all(char::is_alphanumeric),
            "islower" => all(char::is_lowercase),
            "isupper" => all(char::is_uppercase),
            "isdigit" | "isnumeric" => all(char::is_numeric),
            _ => true,
        }
    }

    /// `reduce(f, LIST)`
    pub(super) fn reduced(&mut self, function: &Known, list: &Known) -> Option<Known> {
        let Value::Function(function) = &function.value else { return None };
        let function = Rc::clone(function);
        let mut items = list.items()?.iter().take(MOST_ROUNDS).cloned();
        let first = items.next()?;
        Some(items.fold(first, |left, right| {
            let both: [Argument<'t>; 2] = [(None, left), (None, right)];
            self.apply(&function, &both)
        }))
    }
}

/// The items that a loop goes over; `None` if they are not known, or too many.
fn rounds(list: &Known) -> Option<Vec<Known>> {
    let items = match &list.value {
        Value::List(items) => items.to_vec(),
        Value::Text(text) if text.is_known() => letters(text).take(MOST_ROUNDS + 1).collect(),
        _ => return None,
    };
    (!items.is_empty() && items.len() <= MOST_ROUNDS).then_some(items)
}
