//! Programs as files of their own: that something starts, that are compiled, or that only lie there.

use super::around::Around;
use super::command_line::{LONGEST_LINE, WAITS, is_absolute_path, is_command_line, is_message};
use super::dialect::Dialect;
use super::foreign;
use super::program::say;
use super::state::Started;
use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::shell::{Language, RunBy, Via};
use crate::source::Text;

impl Walker<'_> {
    /// A program of another language as a file.
    ///
    /// In one that somebody starts, a path among its constants may be the program where the call names none.
    pub(crate) fn program(&mut self, content: &Text, dialect: &'static Dialect, run: RunBy) {
        let is_started = run == RunBy::Itself;
        if !is_started && !dialect.says_something(content) {
            return;
        }
        let around =
            Around::default().with_environment(content, |name| self.variable(name).cloned());
        let mut said = say(content, dialect, around);
        if is_started {
            self.say_started(&mut said, content);
        }
        let context = Self::top();
        self.fetched(&said.fetched, &context);
        if dialect.starts_by_names() {
            for words in foreign::calls(content) {
                let context = Context { via: Via::Code, ..context.clone() };
                match words.as_slice() {
                    [] => {}
                    [line] if line.contains(' ') => {
                        let context = Context { via: Via::ShellText, ..context };
                        self.script_text(line, Language::Posix, &context);
                    }
                    [first, ..] => {
                        let span = first.span();
                        self.run_words(words, span, &context);
                    }
                }
            }
        }
        if is_started || !dialect.is_interpreted() && run != RunBy::Tests {
            // what the reader takes for no call may be one, of a tool that runs the program: a line with an option is a command
            let made = said.computed.iter().filter(|line| line.len() <= LONGEST_LINE).cloned();
            let texts = if is_started { foreign::texts } else { foreign::started };
            for line in texts(content).into_iter().chain(made).filter(|line| is_command_line(line))
            {
                let context = Context { via: Via::Code, ..context.clone() };
                self.script_text(&line, Language::Posix, &context);
            }
        }
        if run != RunBy::Tests {
            self.script.constants.extend(said.computed.iter().cloned());
            let messages =
                said.strings.iter().filter(|it| !dialect.is_interpreted() && is_message(it));
            let messages: Vec<&Text> = messages.collect();
            // of what is compiled nobody keeps the text: what it may send is kept
            if !messages.is_empty() && !WAITS.iter().any(|word| content.contains(word)) {
                self.script.constants.extend(messages.into_iter().cloned());
            }
        }
        let names_none =
            |started: &Started| started.words.first().is_none_or(|word| !word.is_known());
        if is_started && said.started.iter().any(names_none) {
            for path in said.strings.iter().filter(|text| is_absolute_path(text)) {
                self.run_words(
                    vec![path.clone()],
                    path.span(),
                    &Context { via: Via::Code, ..context.clone() },
                );
            }
        }
        self.said(said, &context);
    }
}
