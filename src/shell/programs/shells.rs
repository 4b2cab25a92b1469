//! Shells as commands: `sh -c TEXT`, `sh file`, `… | sh`, and files that are run.

use std::rc::Rc;

use crate::shell::Via;
use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::walker::Walker;
use crate::shell::file_map::Content;
use crate::shell::languages::powershell;
use crate::shell::programs::output::{Data, Output};
use crate::shell::programs::script_text::script_of;
use crate::shell::programs::shell_words::{Source, source};
use crate::shell::programs::which_shell::{self, Interpreter, Language, base_name};
use crate::shell::programs::wrappers::{Family, behind_unknown, family};
use crate::source::Text;

impl Walker<'_> {
    pub(crate) fn shell(
        &mut self,
        language: Language,
        id: usize,
        argv: &[Text],
        inner: &Context,
    ) -> Ran {
        match language {
            Language::PowerShell => return self.powershell_command(id, argv, inner),
            Language::Cmd => return self.cmd_command(id, argv, inner),
            Language::Posix | Language::Bash => {}
        }
        self.startup_file(language, argv, inner);
        let unknown = Ran { tail: Some(id), open: true, ..Ran::UNKNOWN };
        match source(argv) {
            Source::Command(text, rest) => {
                let (program, args) = match rest.split_first() {
                    Some((program, args)) => (Some(program), args),
                    None => (None, rest),
                };
                let context = Context { via: Via::ShellText, ..inner.clone() };
                self.with_args(program, args, |walker| walker.script_text(text, language, &context))
            }
            Source::File(path, args) => {
                let context = Context { via: Via::ShellInput, ..inner.clone() };
                let found = self.files.script(path);
                let ran = self.run_found(found, path, |walker, path, content| {
                    walker.with_args(Some(path), args, |walker| {
                        walker.script_text(content, language, &context)
                    })
                });
                // a script that is not known may be a wrapper: `bash /entry.sh sh -c TEXT`
                let at = if ran.is_none() { behind_unknown(argv) } else { None };
                match at.filter(|at| *at > 1) {
                    Some(at) => self.rest(argv, at, inner),
                    None => ran.unwrap_or(unknown),
                }
            }
            Source::Input(args) => {
                let Some(input) = &inner.stdin else {
                    return unknown;
                };
                let content = input.to_text();
                let context =
                    Context { via: Via::ShellInput, stdin: None, pipe_from: None, ..inner.clone() };
                self.with_args(None, args, |walker| {
                    walker.script_text(&content, language, &context)
                })
            }
        }
    }

    /// Runs the file that a variable names for shells to read first: `BASH_ENV` for scripts, `ENV` for terminals. Nothing
    /// that it sets is kept.
    fn startup_file(&mut self, language: Language, argv: &[Text], inner: &Context) {
        let has = |letter| {
            let value = |at: usize| {
                let before = at.checked_sub(1).and_then(|before| argv.get(before));
                before.is_some_and(|it| matches!(it.as_str(), "--rcfile" | "--init-file"))
            };
            let options = argv.iter().enumerate().skip(1);
            let mut options = options.take_while(|(at, word)| word.starts_with('-') || value(*at));
            options.any(|(_, word)| !word.starts_with("--") && word.contains(letter))
        };
        let is_terminal = has('i') || argv.len() == 1 && inner.stdin.is_none();
        let rc = argv.windows(2).find_map(|pair| match pair {
            [option, path] if matches!(option.as_str(), "--rcfile" | "--init-file") => Some(path),
            _ => None,
        });
        if let Some(path) = rc.filter(|_| is_terminal).cloned() {
            return self.first_file(&path, language, inner);
        }
        let name = match language {
            Language::Bash if !is_terminal => "BASH_ENV",
            Language::Posix if is_terminal => "ENV",
            _ => return,
        };
        let local = self.vars.local(name).and_then(|value| value.scalar(0));
        let Some(path) = local.or_else(|| self.vars.outer(name)).cloned() else { return };
        self.first_file(&path, language, inner);
    }

    fn first_file(&mut self, path: &Text, language: Language, inner: &Context) {
        let context =
            Context { via: Via::ShellInput, stdin: None, pipe_from: None, ..inner.clone() };
        self.run_program(path, |walker, _, content| {
            walker.script_text(content, language, &context)
        });
    }

    pub(crate) fn with_args(
        &mut self,
        program: Option<&Text>,
        args: &[Text],
        run: impl FnOnce(&mut Self) -> Ran,
    ) -> Ran {
        let around = (self.program.clone(), self.positional.clone());
        self.program = program.cloned().or_else(|| self.program.take());
        self.positional = Some(Rc::new(args.to_vec()));
        let ran = run(self);
        (self.program, self.positional) = around;
        ran
    }

    /// Runs the file that `word` names, by its path or as a program, if its content is known. A file that runs itself
    /// would only say the same again: where paths are not known, any file may seem to.
    pub(crate) fn run_program(
        &mut self,
        word: &Text,
        run: impl FnOnce(&mut Self, &Text, &Text) -> Ran,
    ) -> Option<Ran> {
        let found = self.files.program(word);
        self.run_found(found, word, run)
    }

    fn run_found(
        &mut self,
        found: Option<(String, Content)>,
        word: &Text,
        run: impl FnOnce(&mut Self, &Text, &Text) -> Ran,
    ) -> Option<Ran> {
        let (path, content) = found?;
        let content = script_of(&content)?;
        if !self.running.insert(path.clone()) {
            return None;
        }
        if !self.reads_whole(&content) {
            self.running.remove(&path);
            return None;
        }
        let shown =
            if path == word.as_str() { word.clone() } else { Text::made(&path, word.span()) };
        let ran = run(self, &shown, &content);
        self.running.remove(&path);
        Some(ran)
    }

    /// True if a shell may read this file to its end: the first time as many bytes are added to what may be read, then it
    /// is a body like that of a loop.
    pub(crate) fn reads_whole(&mut self, content: &Text) -> bool {
        let span = content.span();
        let line = content.lines().next().unwrap_or_default();
        let is_foreign = line.starts_with("#!")
            && matches!(which_shell::interpreter(line), Interpreter::Other(_));
        if is_foreign {
            return true;
        }
        if self.script.whole.contains(&span) {
            return self.budget.repeat(content.len(), self.script.commands.len());
        }
        self.budget.grow(content.len());
        self.script.whole.insert(span);
        self.script.whole.extend(content.parts_of_source());
        true
    }

    /// Runs a text in a shell of its own: nothing that it sets stays.
    pub(crate) fn script_text(
        &mut self,
        text: &Text,
        language: Language,
        context: &Context,
    ) -> Ran {
        if !self.may_read(text) {
            return Ran::UNKNOWN;
        }
        self.isolated(|walker| {
            walker.language = language;
            walker.text(text, context)
        })
    }

    /// Runs a file of this path: Windows goes by its ending.
    pub(crate) fn run_named(&mut self, path: &str, content: &Text, context: &Context) -> Ran {
        match which_shell::of_ending(path) {
            Some(language) => self.script_text(content, language, context),
            None => self.run_file(content, context),
        }
    }

    /// Runs a file by its `#!` line.
    pub(crate) fn run_file(&mut self, content: &Text, context: &Context) -> Ran {
        let line = content.lines().next().unwrap_or_default();
        if !line.starts_with("#!") {
            return self.script_text(content, self.language, context);
        }
        match which_shell::interpreter(line) {
            Interpreter::Shell(language) => self.script_text(content, language, context),
            Interpreter::Other(name) => {
                let at = content.span_of(0..line.len());
                let words = vec![Text::made(name, at)];
                let stdin = Some(Rc::new(Data::Text(content.clone())));
                self.run_words(words, at, &Context { stdin, pipe_from: None, ..context.clone() })
            }
        }
    }

    /// `powershell -Command …`, `-EncodedCommand BASE64`, `-File f`
    fn powershell_command(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let context = Context { via: Via::ShellText, ..inner.clone() };
        let text = match powershell::command_text(argv) {
            Some(powershell::Asked::Text(text)) => text,
            Some(powershell::Asked::File(path)) => {
                let content = self.files.get(&path).and_then(|content| script_of(&content));
                let Some(content) = content else { return Ran::own(id, Output::Unknown) };
                if !self.reads_whole(&content) {
                    return Ran::own(id, Output::Unknown);
                }
                content
            }
            None => match &inner.stdin {
                Some(input) => input.to_text(),
                None => return Ran::own(id, Output::Unknown),
            },
        };
        self.script_text(&text, Language::PowerShell, &context)
    }

    /// `cmd /c …`
    fn cmd_command(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let switch = argv.iter().position(|word| {
            matches!(word.get(..2), Some("/c" | "/C" | "/k" | "/K" | "/r" | "/R"))
        });
        let Some(switch) = switch else {
            return Ran::own(id, Output::Unknown);
        };
        let mut words = argv.get(switch + 1..).unwrap_or_default().to_vec();
        if let Some(attached) = argv.get(switch).filter(|word| word.len() > 2) {
            words.insert(0, attached.slice(2..attached.len()));
        }
        let Some(first) = words.first() else {
            return Ran::own(id, Output::Unknown);
        };
        let text = crate::shell::evaluate::context::joined(&words, first.span());
        let context = Context { via: Via::ShellText, ..inner.clone() };
        self.script_text(&text, Language::Cmd, &context)
    }
}

/// What the words of SHELL do with one more argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A shell reads it as a script.
    Script,
    /// It is an argument of a command that is known.
    Argument,
    /// Nobody knows.
    Unknown,
}

/// What these words, those of SHELL, do with the text of an instruction.
pub(crate) fn takes_text(shell: &[Text]) -> Takes {
    let Some(first) = shell.first() else { return Takes::Script };
    match family(base_name(first)) {
        Some(Family::Code) => return Takes::Argument,
        Some(Family::Shell(Language::PowerShell | Language::Cmd)) => return Takes::Script,
        _ => {}
    }
    let known = shell.iter().any(|word| which_shell::by_program(word).is_some());
    let last = shell.last().and_then(|word| word.strip_prefix('-'));
    let asks = last.is_some_and(|letters| !letters.starts_with('-') && letters.contains('c'));
    let split = shell.iter().any(|word| word.starts_with("-S"));
    match (known, asks) {
        (true, true) if !split => Takes::Script,
        (true, false) => Takes::Argument,
        _ if family(base_name(first)).is_some() => Takes::Argument,
        _ => Takes::Unknown,
    }
}
