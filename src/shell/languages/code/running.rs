//! What a program has said, as commands of the script that runs it.

use super::cursor::TOO_DEEP;
use super::state::{Said, Started};
use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::shell::{Language, Via};
use crate::source::{Text, UNKNOWN};

impl Walker<'_> {
    /// Calls that fetch, as commands of their own.
    pub(super) fn fetched(&mut self, calls: &[(Text, Text)], context: &Context) {
        for (call, address) in calls {
            if self.budget.words(2)
                && let Some(id) =
                    self.reserve(call.span(), &Context { via: Via::Code, ..context.clone() })
                && let Some(command) = self.script.commands.get_mut(id)
            {
                command.argv = vec![call.clone(), address.clone()];
            }
        }
    }

    /// Takes a program for one that something runs, and says if it is nested deeper than it is read.
    pub(super) fn say_started(&mut self, said: &mut Said, text: &Text) {
        said.is_started(text.span());
        if said.too_deep {
            self.give_up(text.span_of(0..1), TOO_DEEP);
        }
    }

    /// Runs what a program starts.
    pub(super) fn said(&mut self, mut said: Said, context: &Context) {
        self.said_written(std::mem::take(&mut said.written));
        self.downloads(&mut said, context);
        for call in said.hidden_code {
            let unknown = Text::made(UNKNOWN.to_string(), call.span());
            self.computed(vec![call, unknown], context);
        }
        for started in said.started {
            self.start_said(started, context);
        }
        if let Some(at) = said.unfinished {
            self.give_up(at, "a program makes more of its constants than is worked out");
        }
    }

    fn start_said(&mut self, started: Started, context: &Context) {
        let Started { words, hidden, span } = started;
        let context = Context { via: Via::ShellText, ..context.clone() };
        if hidden {
            let words = if words.is_empty() {
                vec![Text::made(UNKNOWN.to_string(), span)]
            } else {
                words.clone()
            };
            self.computed(words, &context);
        }
        let Some(first) = words.first() else { return };
        if words.len() == 1 || first.contains(' ') {
            if words.len() == 1 && first.chars().all(|c| c == UNKNOWN) {
                return;
            }
            self.script_text(first, Language::Posix, &context);
            if words.len() == 1 {
                return;
            }
        }
        // Of a program that the reader does not know only known arguments say something.
        if words.iter().any(|word| word.is_known()) {
            self.run_words(words, span, &context);
        }
    }

    /// A command whose program somebody would have to work out.
    fn computed(&mut self, words: Vec<Text>, context: &Context) {
        let Some(span) = words.first().map(Text::span) else { return };
        if self.budget.words(words.len())
            && let Some(id) = self.reserve(span, &Context { via: Via::Computed, ..context.clone() })
            && let Some(command) = self.script.commands.get_mut(id)
        {
            command.argv = words;
        }
    }
}
