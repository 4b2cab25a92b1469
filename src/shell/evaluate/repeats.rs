//! What a body says again: a command with the words that it had in an earlier round is no new fact.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::kinds::Builtin;
use crate::shell::programs::option_commands::may_run_texts;
use crate::shell::programs::output::{Data, Output};
use crate::shell::programs::which_shell::base_name;
use crate::shell::programs::wrappers::{Family, behind_unknown, family};
use crate::shell::syntax::tree::Simple;
use crate::source::Text;

/// An input longer than this is not compared.
const COMPARED_INPUT: usize = 4096;

impl Walker<'_> {
    /// If the command `id`, the last one emitted, says what an earlier round has said at its place: takes it back, and
    /// gives what the earlier one would have done. Only for programs that leave nothing behind.
    pub(crate) fn said_before(
        &mut self,
        id: usize,
        simple: &Simple,
        argv: &[Text],
        context: &Context,
    ) -> Option<Ran> {
        if self.repeating == 0
            || self.script.commands.len() != id + 1
            || !self.is_pure(simple, argv)
        {
            return None;
        }
        let key = self.key(id, argv, context)?;
        let first = *self.repeats.entry(key).or_insert(id);
        if first == id {
            return None;
        }
        self.script.commands.pop();
        let output = match self.folded(argv, context) {
            Output::Known(_) if !context.capture => Output::Unknown,
            output => output,
        };
        Some(Ran::own(first, output))
    }

    /// Takes back bare assignments that an earlier round has made with the same values.
    pub(crate) fn set_before(&mut self, id: usize) {
        let Some(command) = self.script.commands.last() else { return };
        let last = self.script.commands.len() == id + 1 && command.redirects.is_empty();
        if self.repeating == 0 || !last {
            return;
        }
        let mut hasher = DefaultHasher::new();
        (command.span.file, command.span.start, command.span.end).hash(&mut hasher);
        for assignment in &command.assignments {
            (assignment.name.as_str(), assignment.value.as_str()).hash(&mut hasher);
        }
        let first = *self.repeats.entry(hasher.finish()).or_insert(id);
        if first != id {
            self.script.commands.pop();
        }
    }

    fn is_pure(&self, simple: &Simple, argv: &[Text]) -> bool {
        let Some(program) = argv.first() else { return false };
        let plain = match family(base_name(program)) {
            None => true,
            Some(Family::Builtin(Builtin::Printf)) => {
                argv.get(1).is_none_or(|word| word.as_str() != "-v")
            }
            Some(_) => false,
        };
        plain
            && behind_unknown(argv).is_none()
            && !may_run_texts(base_name(program))
            && simple.redirections.is_empty()
            && simple.assignments.is_empty()
            && !self.functions.contains_key(program.as_str())
            && self.files.get(program).is_none()
    }

    fn key(&self, id: usize, argv: &[Text], context: &Context) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        let span = self.script.commands.get(id)?.span;
        (span.file, span.start, span.end, context.pipe_from).hash(&mut hasher);
        for word in argv {
            word.as_str().hash(&mut hasher);
        }
        let input = context.stdin.as_deref().map(Data::bytes);
        if input.is_some_and(|input| input.len() > COMPARED_INPUT) {
            return None;
        }
        input.hash(&mut hasher);
        Some(hasher.finish())
    }
}
