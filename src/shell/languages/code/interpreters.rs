//! Programs that stand in the words of their interpreters, and files and input that these are given.

use super::around::Around;
use super::asked::{Asked, code_argument};
use super::dialect::Dialect;
use super::program::say;
use super::state::Started;
use super::{tcl, triggers, writes};
use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::walker::Walker;
use crate::shell::languages::other_shells;
use crate::shell::programs::output::{Data, Output};
use crate::shell::programs::which_shell::base_name;
use crate::shell::{Language, Via};
use crate::source::{Text, UNKNOWN};

impl Walker<'_> {
    /// `python -c CODE`, `perl -e CODE`, `node file` …
    pub(crate) fn code(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let unknown = Ran { tail: Some(id), open: true, ..Ran::UNKNOWN };
        let Some(program) = argv.first() else {
            return unknown;
        };
        let name = base_name(program);
        let Some(dialect) = Dialect::of_interpreter(name) else {
            return unknown;
        };
        if name.starts_with("php") {
            self.prepended(argv, inner);
        }
        let mut directory = None;
        let asked = code_argument(name, argv);
        let is_line = matches!(asked, Asked::Code(..));
        let (text, given) = match asked {
            Asked::Code(text, at) => (text, at),
            Asked::Module(at) => return self.rest(argv, at, inner),
            Asked::File(path, at) => match self.files.get(&path) {
                Some(data) => {
                    directory = path.rsplit_once('/').map(|(directory, _)| directory.to_owned());
                    (data.to_text(), at)
                }
                None => return unknown,
            },
            Asked::Input => match &inner.stdin {
                Some(data) => (data.to_text(), argv.len() - 1),
                None => return unknown,
            },
        };
        // what a program of another file lists may be its data: hosts, names that a detector looks for
        let home = self.script.commands.first().map(|first| first.span.file);
        let is_elsewhere = home.is_some_and(|home| home != text.span().file);
        let text = self.with_included(text, directory, dialect);
        let says_something =
            || triggers::is_worth_reading(&text, dialect) || writes::may_write(&text);
        if is_elsewhere && !says_something() || !self.budget.text(text.len()) {
            return unknown;
        }
        let mut around = self.given_to(name, &text, argv, given);
        if is_line && let Some(data) = &inner.stdin {
            around = around.with_input(name, &data.to_text());
        }
        let mut said = say(&text, dialect, around);
        self.say_started(&mut said, &text);
        let context = Context {
            via: Via::Code,
            stdin: None,
            pipe_from: None,
            capture: false,
            ..inner.clone()
        };
        if !is_elsewhere && !said.fetched.is_empty() {
            // Of a program that a line holds all is seen: what it runs and does not hold is what it has fetched.
            said.hidden_code.append(&mut said.unknown_code);
        }
        if is_line && !is_elsewhere && !dialect.is_always_read() {
            // nothing but the line says what it starts: what that is made of lies elsewhere
            let is_unknown = |started: &&mut Started| matches!(started.words.as_slice(), [word] if word.chars().all(|c| c == UNKNOWN));
            said.started.iter_mut().filter(is_unknown).for_each(|started| started.hidden = true);
        }
        let strings = std::mem::take(&mut said.strings);
        if !strings.is_empty()
            && !is_elsewhere
            && let Some(code) = self.reserve(text.span(), &context)
        {
            let mut words = vec![program.clone()];
            words.extend(strings);
            let counted = self.budget.words(words.len());
            if let Some(command) = self.script.commands.get_mut(code).filter(|_| counted) {
                command.argv = words;
            }
        }
        let printed = said.printed.take();
        self.said(said, &context);
        match printed {
            Some(text) if inner.capture => Ran::own(id, Output::Known(Data::Text(text))),
            _ => unknown,
        }
    }

    /// `php -d auto_prepend_file=FILE`: the file runs, whatever else does.
    fn prepended(&mut self, argv: &[Text], inner: &Context) {
        for word in argv.iter().skip(1) {
            let Some((setting, path)) = word.trim_start_matches("-d").split_once('=') else {
                continue;
            };
            if matches!(setting, "auto_prepend_file" | "auto_append_file" | "opcache.preload") {
                let path = word.slice(word.len() - path.len()..word.len());
                let program = Text::made("php", word.span());
                self.run_words(vec![program, path], word.span(), inner);
            }
        }
    }

    /// What the words of an interpreter give to its program; those from `given` on are the program's own.
    fn given_to(&self, name: &str, code: &Text, argv: &[Text], given: usize) -> Around {
        let around = Around::default().with_environment(code, |name| self.variable(name).cloned());
        let mut around = around.with_arguments(name, argv.get(given..).unwrap_or_default());
        if name.ends_with("awk") {
            for pair in argv.windows(2) {
                let [option, value] = pair else { continue };
                if option.as_str() == "-v"
                    && let Some(at) = value.find('=')
                {
                    let set = value.slice(at + 1..value.len());
                    around = around.with_value(value.get(..at).unwrap_or_default(), set);
                }
            }
        }
        around
    }

    /// `expect -c TEXT`, `tclsh file`
    pub(crate) fn tcl(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        self.rewritten(id, argv, inner, tcl::commands)
    }

    /// `fish -c TEXT`, `csh file`
    pub(crate) fn other_shell(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        self.rewritten(id, argv, inner, other_shells::as_posix)
    }

    /// Runs a text behind `-c`, in a file or from the input, as what it says to `sh`.
    fn rewritten(
        &mut self,
        id: usize,
        argv: &[Text],
        inner: &Context,
        rewrite: fn(&Text) -> Text,
    ) -> Ran {
        let words = argv.get(1..).unwrap_or_default();
        let code = words.iter().zip(words.iter().skip(1)).find(|(flag, _)| {
            flag.starts_with('-') && !flag.starts_with("--") && flag.ends_with('c')
        });
        let file = || words.iter().find(|word| !word.starts_with('-'));
        let text = match code {
            Some((_, text)) => Some(text.clone()),
            None => match file() {
                Some(path) => self.files.get(path).map(|data| data.to_text()),
                None => inner.stdin.as_ref().map(|data| data.to_text()),
            },
        };
        if let Some(text) = text {
            let context = Context {
                via: Via::ShellText,
                stdin: None,
                pipe_from: None,
                capture: false,
                ..inner.clone()
            };
            self.script_text(&rewrite(&text), Language::Posix, &context);
        }
        Ran { tail: Some(id), open: true, ..Ran::UNKNOWN }
    }
}
