//! Calls of functions that the program defines: what they give for these arguments.

use std::rc::Rc;

use super::cursor::{Argument, Cursor, MAX_DEPTH};
use super::starts;
use super::value::{Function, Known, Value};

impl<'t> Cursor<'t, '_> {
    /// The value of a function that the program defines, for these arguments.
    pub(super) fn apply(&mut self, function: &Function, arguments: &[Argument<'t>]) -> Known {
        let hidden = arguments.iter().any(|(_, value)| value.hidden);
        let can_tell =
            arguments.is_empty() || arguments.iter().any(|(_, value)| self.says_something(value));
        if function.unit != self.unit || !can_tell {
            return Known::UNKNOWN.hidden_if(hidden);
        }
        if self.depth >= MAX_DEPTH {
            self.state.cut();
            if function.end.is_some() {
                // its statements start something
                self.state.not_worked_out(self.span(self.at));
            }
            return Known::UNKNOWN.hidden_if(hidden);
        }
        if !self.state.may_call() {
            return Known::UNKNOWN.hidden_if(hidden);
        }
        let around: Vec<_> = self
            .given(function, arguments)
            .into_iter()
            .map(|(name, value)| {
                let before = self.state.variables.insert(Rc::clone(&name), value);
                (name, before)
            })
            .collect();
        self.depth += 4;
        self.state.calls += 1;
        let back = std::mem::replace(&mut self.at, function.body);
        let parentheses = std::mem::replace(&mut self.in_parentheses, false);
        let value = match function.end {
            Some(end) => self.called(function, end),
            None => self.once_more(),
        };
        self.state.went(self.at.saturating_sub(function.body));
        (self.at, self.in_parentheses) = (back, parentheses);
        self.state.calls -= 1;
        self.depth -= 4;
        for (name, value) in around.into_iter().rev() {
            self.state.set_back(name, value);
        }
        value
    }

    /// The expression that a function is.
    fn once_more(&mut self) -> Known {
        self.state.replays += 1;
        let value = self.expression();
        self.state.replays -= 1;
        value
    }

    /// A value, or a function that starts programs.
    fn says_something(&self, value: &Known) -> bool {
        match &value.value {
            Value::Unknown => false,
            Value::Named(name) => {
                self.state.dialect.has_macros() || starts::start(name, self.state.dialect).is_some()
            }
            _ => true,
        }
    }

    /// What the parameters of a function stand for in a call: by their place, by their name, as they are without an argument.
    fn given(&self, function: &Function, arguments: &[Argument<'t>]) -> Vec<(Rc<str>, Known)> {
        let named = |key: Option<&str>| {
            key.is_some_and(|key| function.parameters.iter().any(|name| &**name == key))
        };
        let places: Vec<&Known> =
            arguments.iter().filter(|(key, _)| !named(*key)).map(|(_, value)| value).collect();
        let mut all = Vec::new();
        let last = function.parameters.len().saturating_sub(1);
        for (index, name) in function.parameters.iter().enumerate() {
            let by_name = arguments.iter().find(|(key, _)| *key == Some(&**name));
            let default = || function.defaults.iter().find(|(of, _)| of == name);
            let value = if let Some((_, value)) = by_name {
                value.clone()
            } else if function.takes_rest && index == last {
                let rest = places.get(index..).unwrap_or_default();
                Known::list(rest.iter().map(|value| (*value).clone()).collect())
            } else if let Some(value) = places.get(index) {
                (*value).clone()
            } else if let Some((_, value)) = default() {
                value.clone()
            } else {
                continue;
            };
            all.push((Rc::clone(name), value));
        }
        if self.state.dialect.takes_arguments_by_list() && function.end.is_some() {
            let list = Known::list(places.iter().map(|value| (*value).clone()).collect());
            all.push(("@_".into(), list));
            for (index, value) in places.iter().enumerate() {
                all.push((format!("_.{index}").into(), (*value).clone()));
            }
        }
        all
    }
}
