//! Code that a program runs and does not hold: it fetches it, or hides it.

use super::cursor::{Argument, Cursor};
use super::functions;
use super::starts;
use super::state::{MOST, Said};
use super::value::{Known, Value};
use crate::shell::Via;
use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::source::Text;

impl Walker<'_> {
    /// What a program that fetches runs without holding it is what it fetches; that is told apart from what it hides.
    pub(super) fn downloads(&mut self, said: &mut Said, context: &Context) {
        let fetched: Vec<Text> = said.fetched.iter().map(|(_, address)| address.clone()).collect();
        if fetched.is_empty() {
            return;
        }
        let mut calls = std::mem::take(&mut said.hidden_code);
        for started in said.started.iter_mut().filter(|started| started.hidden) {
            started.hidden = false;
            let program = started.words.first().filter(|word| word.is_known());
            calls.push(program.cloned().unwrap_or_else(|| Text::made("sh", started.span)));
        }
        for call in calls {
            self.downloaded(call, &fetched, context);
        }
    }

    /// A call that runs what the program has fetched.
    fn downloaded(&mut self, call: Text, fetched: &[Text], context: &Context) {
        let span = call.span();
        if self.budget.words(1 + fetched.len())
            && let Some(id) =
                self.reserve(span, &Context { via: Via::Downloaded, ..context.clone() })
            && let Some(command) = self.script.commands.get_mut(id)
        {
            command.argv = std::iter::once(call).chain(fetched.iter().cloned()).collect();
        }
    }
}

impl<'t> Cursor<'t, '_> {
    pub(super) fn evaluated(&mut self, name: &str, at: usize, arguments: &[Argument<'t>]) -> Known {
        // `new Function("parameter", "code")`
        let code = if name == "Function" { arguments.last() } else { arguments.first() };
        let Some((_, code)) = code else { return Known::named(name) };
        if name == "compile" {
            return code.clone();
        }
        if !self.state.first(self.unit, at) {
            return Known::UNKNOWN;
        }
        match code.constant().cloned() {
            Some(text) => self.state.run(&text),
            None if code.hidden || self.is_fetched_by_command(code) => self.runs_hidden(name, at),
            None => {
                self.runs_unknown(name, at);
                self.state.not_worked_out(self.span(at));
            }
        }
        Known::UNKNOWN
    }

    /// What a command prints that is given an address: `` eval `curl …` ``.
    fn is_fetched_by_command(&mut self, code: &Known) -> bool {
        let Value::Started(index) = code.value else { return false };
        let Some(started) = self.state.said.started.get(index) else { return false };
        let Some(address) = started.words.iter().find(|word| word.contains("://")) else {
            return false;
        };
        let call = Text::made("command", started.span);
        let address = address.clone();
        self.fetched(call, address);
        true
    }

    fn fetched(&mut self, call: Text, address: Text) {
        if self.state.said.fetched.len() < MOST {
            self.state.said.fetched.push((call, address));
        } else {
            self.state.said.spent = true;
        }
    }

    /// Code is run here that nobody sees. One such call tells as much as a thousand.
    pub(super) fn runs_hidden(&mut self, name: &str, at: usize) {
        if self.state.said.hidden_code.len() < MOST {
            let call = Text::made(name, self.span(at));
            self.state.said.hidden_code.push(call);
        }
    }

    /// Code is run here of which nothing is known: what the program has fetched, perhaps.
    fn runs_unknown(&mut self, name: &str, at: usize) {
        if self.state.said.unknown_code.len() < MOST {
            let call = Text::made(name, self.span(at));
            self.state.said.unknown_code.push(call);
        }
    }

    /// `fetch(u).then(eval)`: a function that runs code is handed to another one.
    pub(super) fn hands_on_evaluator(&mut self, at: usize, arguments: &[Argument<'t>]) {
        for (_, value) in arguments {
            if let Value::Named(name) = &value.value
                && starts::evaluates(name, self.state.dialect.exec_is_eval)
            {
                self.runs_unknown(&name.clone(), at);
            }
        }
    }

    /// Remembers an address that a call fetches; true if it does: what comes from it is seen by nobody.
    pub(super) fn fetch(&mut self, name: &str, at: usize, arguments: &[Argument<'t>]) -> bool {
        let address = arguments.iter().find_map(|(_, value)| match &value.value {
            Value::Text(text) if text.contains("://") || text.starts_with("git@") => {
                Some(text.clone())
            }
            _ => None,
        });
        if let Some(address) = address
            && (functions::fetches(name) || starts::runs_address(name, self.state.dialect))
        {
            let call = Text::made(name, self.span(at));
            if starts::runs_address(name, self.state.dialect) {
                self.runs_hidden(name, at);
            }
            self.fetched(call, address);
            return true;
        }
        false
    }
}

/// `["sh", "-c", code]`, `run("sh", input=code)`: a shell is started with a text that nobody sees.
pub(super) fn is_hidden_script(values: &[Known], arguments: &[Argument<'_>]) -> bool {
    let words: Vec<&Known> = values
        .iter()
        .flat_map(|value| value.items().unwrap_or(std::slice::from_ref(value)))
        .collect();
    let program = words.first().and_then(|word| word.constant());
    let is_shell = program.is_some_and(|name| {
        matches!(name.rsplit('/').next(), Some("sh" | "bash" | "dash" | "ash" | "zsh" | "ksh"))
    });
    let is_input = |key: Option<&str>| matches!(key, Some("input" | "stdin_data"));
    is_shell
        && (words.iter().skip(1).any(|word| word.hidden)
            || arguments.iter().any(|(key, value)| is_input(*key) && value.hidden))
}
