//! What a body says again: a command with the words that it had in an earlier round is no new fact.

use std::hash::{BuildHasher, Hash, Hasher};

use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::kinds::Builtin;
use crate::shell::programs::option_commands::may_run_texts;
use crate::shell::programs::output::{Data, Output};
use crate::shell::programs::which_shell::base_name;
use crate::shell::programs::wrappers::{Family, behind_unknown, family};
use crate::shell::syntax::tree::Simple;
use crate::source::{Span, Text};

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
        let first = self.said_first(id, key)?;
        let output = match self.folded(argv, context) {
            Output::Known(_) if !context.capture => Output::Unknown,
            output => output,
        };
        Some(Ran::own(first, output))
    }

    /// What tells a command of the shell itself from the others that a body says: nobody learns anything from the words
    /// of a test, and from a declaration only what it declares.
    pub(crate) fn own_key(&self, id: usize, argv: &[Text]) -> Option<u64> {
        if self.repeating == 0 {
            return None;
        }
        let words = match family(argv.first()?)? {
            Family::Builtin(Builtin::Shift | Builtin::Test) => &[],
            Family::Declare => argv,
            _ => return None,
        };
        Some(self.hash_of(self.script.commands.get(id)?.span, words))
    }

    /// Takes the command `id` back if it is the last one and an earlier round has emitted one of this key.
    pub(crate) fn take_back(&mut self, id: usize, key: Option<u64>, ran: Ran) -> Ran {
        let is_last = self.script.commands.len() == id + 1;
        let last = self.script.commands.last().filter(|_| is_last);
        let (Some(key), Some(last)) = (key, last) else { return ran };
        if !last.redirects.is_empty() || !last.assignments.is_empty() {
            return ran;
        }
        let Some(first) = self.said_first(id, key) else { return ran };
        let tail = ran.tail.map(|tail| if tail == id { first } else { tail });
        Ran { tail, ..ran }
    }

    /// True if an earlier round has set the variable whose name stands here to these items.
    pub(crate) fn set_before(&mut self, name: Span, items: &[Text]) -> bool {
        if self.repeating == 0 {
            return false;
        }
        let key = self.hash_of(name, items);
        self.repeats.insert(key, self.script.commands.len()).is_some()
    }

    /// Takes back the command `id` of bare assignments if all of them have been made in earlier rounds.
    pub(crate) fn take_back_assignments(&mut self, id: usize) {
        let is_last = self.script.commands.len() == id + 1;
        let Some(last) = self.script.commands.last().filter(|_| is_last) else { return };
        if self.repeating > 0 && last.redirects.is_empty() && last.assignments.is_empty() {
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
        let input = context.stdin.as_deref().map(Data::bytes);
        if input.is_some_and(|input| input.len() > COMPARED_INPUT) {
            return None;
        }
        let span = self.script.commands.get(id)?.span;
        Some(self.hash_of((span, context.pipe_from, input), argv))
    }

    /// What this and these words are told apart by.
    fn hash_of(&self, what: impl Hash, words: &[Text]) -> u64 {
        let mut hasher = self.repeats.hasher().build_hasher();
        what.hash(&mut hasher);
        for word in words {
            word.as_str().hash(&mut hasher);
        }
        hasher.finish()
    }

    /// The first command of this key; `id`, the last one, is taken back for it.
    fn said_first(&mut self, id: usize, key: u64) -> Option<usize> {
        let first = *self.repeats.entry(key).or_insert(id);
        (first != id).then(|| {
            self.script.commands.pop();
            first
        })
    }
}
