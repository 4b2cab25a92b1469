//! Loops over constants: their body is gone through once for each item, within a bound.

use std::rc::Rc;

use super::arguments::unnamed;
use super::cursor::{Argument, Cursor};
use super::fold;
use super::lexer::Token;
use super::starts;
use super::value::{Known, SIZE_OF_ITEM, Value, letters};

/// Rounds of any loop.
pub(super) const MOST_ROUNDS: usize = 256;
/// Tokens of all rounds of a loop that has more: what decodes a text is short, and leaves enough to those behind it.
pub(super) const MOST_TOKENS: usize = 1 << 16;

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
            if opened == 1 {
                // what stands in the parentheses is not read again: with each loop in them it would be read twice as often
                return Some(Known::UNKNOWN);
            }
            self.at = here;
            return None;
        };
        self.state.variables.remove(name);
        let Some((body, end)) = self.body_of_loop(start, opened == 1) else {
            return Some(Known::UNKNOWN);
        };
        let is_worth = self.is_worth_repeating(body, end);
        let Some(items) = is_worth.then(|| self.rounds(&list, end - body)).flatten() else {
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
    fn counts(&mut self) -> bool {
        let sight = self.sight();
        let mut depth = 0_usize;
        for ahead in 0..sight {
            match self.peek(ahead) {
                Some(Token::Mark(b'(' | b'[')) => depth += 1,
                Some(Token::Mark(b')' | b']')) => depth = depth.saturating_sub(1),
                Some(Token::Mark(b';')) => {
                    self.looked(ahead, true);
                    return true;
                }
                None | Some(Token::Mark(b'{') | Token::LineEnd) => depth = 0,
                Some(_) => {}
            }
            if depth == 0 {
                self.looked(ahead, true);
                return false;
            }
        }
        self.looked(sight, false);
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
        if self.is_left(name) {
            self.state.cut();
            self.forget(body, end);
        }
        self.at = end;
        Some(Known::UNKNOWN)
    }

    /// What a loop assigns that was not gone through to its end is not known.
    fn forget(&mut self, body: usize, end: usize) {
        let tokens = self.tokens.get(body..end).unwrap_or_default();
        for (at, (token, _)) in tokens.iter().enumerate() {
            let is_mark =
                |ahead: usize| matches!(tokens.get(at + ahead), Some((Token::Mark(b'='), _)));
            if let Token::Name(name) = token
                && (is_mark(1) || is_mark(2))
            {
                self.state.variables.insert((*name).into(), Known::UNKNOWN);
            }
        }
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
            let sight = self.sight();
            let length = (0..sight).find(|ahead| {
                matches!(self.peek(*ahead), None | Some(Token::LineEnd | Token::Mark(b';' | b'}')))
            });
            self.looked(length.unwrap_or(sight), length.is_some());
            return Some((self.at, self.at + length?));
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

    /// `ELEMENT for x in LIST if CONDITION` of Python, behind the element that starts at `element`, and what that is worth; and
    /// whether what it gives is a list.
    pub(super) fn comprehended(&mut self, element: usize, value: &Known) -> Option<(Known, bool)> {
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
        let ends = self.at_separator(b']');
        let Some(items) = ends.then(|| self.rounds(&list, here - element)).flatten() else {
            // the list is not read again: with each list in a list it would be read twice as often
            let at = self.span(self.at);
            let items = list.items().filter(|_| value.hidden && self.state.take(list.size()));
            let made = items.and_then(|items| fold::characters(items, at));
            let made = made.map_or(Known::UNKNOWN, Known::text);
            return Some((made.hidden_if(value.hidden || list.hidden), false));
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
        let made = match all.iter().all(is_known) {
            true => Known::list(all),
            // what a list is made of is like what it was made from
            false => Known::UNKNOWN.hidden_if(all.iter().any(|known| known.hidden)),
        };
        Some((made, true))
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
        let items = list.items().filter(|_| self.state.take(list.size()))?;
        let mut items = items.iter().cloned();
        let first = items.next()?;
        Some(items.fold(first, |left, right| {
            let both: [Argument<'t>; 2] = [(None, left), (None, right)];
            self.apply(&function, &both)
        }))
    }

    /// The items that a loop of so many tokens goes over; `None` if they are not known, or too many.
    fn rounds(&mut self, list: &Known, tokens: usize) -> Option<Vec<Known>> {
        let most = MOST_ROUNDS.max(MOST_TOKENS / tokens.max(1));
        let count = match &list.value {
            Value::List(items) => items.len(),
            Value::Text(text) if text.is_known() => text.chars().take(most + 1).count(),
            _ => return None,
        };
        if count > most {
            self.state.cut();
        }
        if count == 0 || count > most || !self.state.take(SIZE_OF_ITEM * count) {
            return None;
        }
        match &list.value {
            Value::List(items) => Some(items.to_vec()),
            Value::Text(text) => Some(letters(text).collect()),
            _ => None,
        }
    }
}
