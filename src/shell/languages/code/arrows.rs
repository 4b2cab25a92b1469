//! Functions without a name, and what is made of lists by calling them for each item: `x => …`, `map`.

use std::rc::Rc;

use super::bodies::Head;
use super::cursor::{Argument, Cursor};
use super::dialect::Backquote;
use super::functions::{self, Fold};
use super::lexer::Token;
use super::value::{Function, Known, Value};
use crate::source::Span;

impl<'t> Cursor<'t, '_> {
    /// `x => …` stands here.
    pub(super) fn is_arrow(&self) -> bool {
        self.state.dialect.backquote == Backquote::Template
            && matches!(self.peek(0), Some(Token::Name(_)))
            && self.marks(1, b"=>")
    }

    /// `x => …`
    pub(super) fn arrow(&mut self) -> Known {
        let parameter = match self.peek(0) {
            Some(Token::Name(name)) => vec![Rc::from(*name)],
            _ => Vec::new(),
        };
        self.at += 3;
        self.arrow_body(parameter)
    }

    /// `(x, y) => …`, behind the parentheses.
    pub(super) fn arrow_behind(&mut self, items: &[Argument<'t>]) -> Option<Known> {
        if self.state.dialect.backquote != Backquote::Template || !self.marks(0, b"=>") {
            return None;
        }
        let name = |(key, value): &Argument<'t>| match (key, &value.value) {
            (None, Value::Named(name)) => Rc::from(name.as_str()),
            _ => Rc::from(key.unwrap_or("_")),
        };
        let parameters = items.iter().map(name).collect();
        self.at += 2;
        Some(self.arrow_body(parameters))
    }

    /// What it gives: an expression, or what a block returns at once.
    fn arrow_body(&mut self, parameters: Vec<Rc<str>>) -> Known {
        let returns = self.is_mark(0, b'{') && matches!(self.peek(1), Some(Token::Name("return")));
        if self.is_mark(0, b'{') && !returns {
            let here = self.at;
            let head = Head {
                name: None,
                parameters,
                defaults: Vec::new(),
                takes_rest: false,
                start: here,
            };
            return match self.body(head) {
                Some(function) => Known::of(Value::Function(function)),
                None if self.at == here => self.expression(),
                None => Known::UNKNOWN,
            };
        }
        let body = self.at + if returns { 2 } else { 0 };
        // what the names stand for outside is not what they stand for in it
        let around: Vec<_> = parameters
            .iter()
            .map(|name| (Rc::clone(name), self.state.variables.remove(name)))
            .collect();
        let value = self.expression();
        for (name, value) in around {
            if let Some(value) = value {
                self.state.variables.insert(name, value);
            }
        }
        let function = Function::of_expression(parameters, self.unit, body);
        Known { value: Value::Function(Rc::new(function)), hidden: value.hidden }
    }

    /// `list.map(f)`: what the function gives for each item; else the list stands for what comes out.
    pub(super) fn each(&mut self, mut values: Vec<Known>, span: Span) -> Known {
        if let Some(Known { value: Value::Function(function), hidden }) = values.get(1) {
            let (function, hidden) = (Rc::clone(function), *hidden);
            return self.each_called(&values.swap_remove(0), &function, hidden);
        }
        let (is_hidden, makes_characters) = match values.get(1) {
            Some(Known { value: Value::Named(function), .. }) => {
                (false, functions::fold(function) == Some(Fold::Characters))
            }
            made => (made.is_some_and(|made| made.hidden), false),
        };
        let list = values.swap_remove(0);
        if !makes_characters {
            return if is_hidden { Known::UNKNOWN.hidden() } else { list };
        }
        let text = self.folded(Fold::Characters, std::slice::from_ref(&list), span);
        if text.constant().is_some() { Known::list(vec![text]) } else { list }
    }

    fn each_called(&mut self, list: &Known, function: &Function, hidden: bool) -> Known {
        let items = match &list.value {
            Value::List(items) if self.state.take(2 * list.size()) => items.to_vec(),
            // what is not known, bytes of a text among it
            _ if hidden => return Known::UNKNOWN.hidden(),
            _ => return list.clone(),
        };
        let made = items.into_iter().map(|item| {
            let known = self.apply(function, &[(None, item.clone())]);
            // a function that is not worked out gives something like what it takes
            let is_known = !matches!(known.value, Value::Unknown | Value::Named(_));
            if is_known || hidden || known.hidden { known.hidden_if(hidden) } else { item }
        });
        Known::list(made.collect())
    }

    /// The number of a character, or a number that is combined with another one.
    pub(super) fn exclusive_or(left: &Known, right: &Known) -> Known {
        let number = |known: &Known| match known.constant() {
            Some(text) if text.chars().count() == 1 => text.chars().next().map(u32::from),
            _ => known.number(),
        };
        match (number(left), number(right)) {
            (Some(a), Some(b)) => Known::of(Value::Number(a ^ b)),
            _ => Known::UNKNOWN.hidden_if(left.hidden || right.hidden),
        }
    }
}
