//! Calls of the functions that a script defines: a body is walked through again where that can show something new.

use std::rc::Rc;

use crate::shell::Via;
use crate::shell::evaluate::context::{Context, Ran, Unit};
use crate::shell::evaluate::functions::{Around, Call, Function, Known};
use crate::shell::evaluate::walker::Walker;
use crate::shell::syntax::lexer::MAX_DEPTH;
use crate::shell::syntax::tree::Node;
use crate::source::{Span, Text};

/// Calls inside of calls that are followed. Functions of honest scripts are seen to call each other nine deep.
const MAX_ACTIVE: usize = 16;
/// What a call takes of the depth that a text may have.
const CALL_DEPTH: usize = 2;
const TOO_MANY_CALLS: &str =
    "functions call each other more than 16 deep: such a call is not followed";

/// Calls that are remembered; a script with more different ones walks through the oldest again.
const MAX_KNOWN: usize = 64;

impl Walker<'_> {
    pub(crate) fn define(&mut self, name: &str, function: Function) {
        self.calls.definitions += 1;
        self.functions.insert(name.to_owned(), function);
    }

    /// Walks through the body of a function with the arguments of one call.
    pub(crate) fn call(&mut self, function: &Function, args: &[Text], context: &Context) -> Ran {
        let body = &function.body;
        // A call of itself says nothing new with the arguments that it has, or with ones that nobody knows here.
        let mut around_it = self.calls.active.iter().filter(|call| Rc::ptr_eq(&call.body, body));
        let open = args.iter().any(|arg| !arg.is_known() || arg.contains(['*', '?']));
        if around_it.any(|call| open || call.is(body, args)) {
            return Ran::UNKNOWN;
        }
        if self.calls.active.len() >= MAX_ACTIVE || self.depth + CALL_DEPTH >= MAX_DEPTH {
            let at = args.first().map_or(Span::default(), Text::span);
            self.give_up(at, TOO_MANY_CALLS);
            return Ran::UNKNOWN;
        }
        let plain = !context.capture && context.stdin.is_none() && context.pipe_from.is_none();
        let around = self.around();
        if plain && let Some(ran) = self.remembered(body, args, around) {
            return ran;
        }
        if !self.may_repeat(function.place) {
            return Ran::UNKNOWN;
        }
        let args = Rc::new(args.to_vec());
        self.calls.active.push(Call { body: Rc::clone(body), args: Rc::clone(&args) });
        let before = self.positional.replace(Rc::clone(&args));
        self.depth += CALL_DEPTH;
        self.vars.begin_trace();
        let unit = Unit::new(&function.text);
        let inner = Context { via: Via::Function, ..context.clone() };
        let ran = self.again(|walker| walker.node(&unit, body, &inner));
        let trace = self.vars.end_trace();
        self.depth -= CALL_DEPTH;
        self.positional = before;
        self.calls.active.pop();
        if plain && self.around() == around {
            let writes = self.vars.written(&trace);
            let call = Call { body: Rc::clone(body), args };
            self.remember(Known { call, around, trace, writes, ran: ran.clone() });
        }
        Ran { status: None, ..ran }
    }

    fn around(&self) -> Around {
        Around {
            files: self.files.changes(),
            definitions: self.calls.definitions,
            alternative: self.in_alternatives.then_some(self.alternative),
        }
    }

    /// What an earlier call did that found the same values: its effects take place, its body is not walked through.
    fn remembered(&mut self, body: &Rc<Node>, args: &[Text], around: Around) -> Option<Ran> {
        let vars = &self.vars;
        let known = self.calls.known.iter().find(|known| {
            known.around == around && known.call.is(body, args) && vars.finds(&known.trace)
        })?;
        for (name, value) in &known.writes {
            self.vars.set(name, value.clone());
        }
        self.vars.retrace(&known.trace);
        Some(known.ran.clone())
    }

    fn remember(&mut self, known: Known) {
        if self.calls.known.len() >= MAX_KNOWN {
            self.calls.known.pop_front();
        }
        self.calls.known.push_back(known);
    }
}
