//! Builtins and small tools that change what the script knows: variables, directory, files; and `eval`.

use std::rc::Rc;

use crate::shell::Via;
use crate::shell::evaluate::context::joined;
use crate::shell::evaluate::context::{Context, Ran, unknown_text};
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::kinds::Builtin;
use crate::shell::programs::output::Output;
use crate::shell::programs::script_text::script_of;
use crate::shell::programs::which_shell::is_assignment;
use crate::source::Text;

/// Traps that are run again at the end; a shell has few signals.
const MAX_TRAPS: usize = 64;

/// The file that is being read.
const SOURCE: &str = "BASH_SOURCE";

impl Walker<'_> {
    pub(crate) fn builtin(
        &mut self,
        builtin: Builtin,
        id: usize,
        argv: &[Text],
        inner: &Context,
    ) -> Ran {
        let args = argv.get(1..).unwrap_or_default();
        match builtin {
            Builtin::Eval => {
                let Some(first) = args.first() else {
                    return Ran::NOTHING;
                };
                let text = joined(args, first.span());
                return self.same_shell(&text, Via::ShellText, inner);
            }
            Builtin::Trap => return self.trap(id, args, inner),
            Builtin::Source => return self.source(id, args, inner),
            Builtin::Command => {
                let looks = args.iter().take_while(|arg| arg.starts_with('-'));
                if looks.clone().any(|arg| arg.contains(['v', 'V'])) {
                    return Ran::own(id, self.folded(argv, inner));
                }
                return self.rest_past_functions(argv, 1 + looks.count(), inner);
            }
            Builtin::Shellish => {
                if let Some(input) = &inner.stdin {
                    let text = input.to_text();
                    let context = Context { via: Via::ShellInput, stdin: None, ..inner.clone() };
                    self.isolated(|walker| walker.text(&text, &context));
                }
            }
            Builtin::Cd => match args.iter().find(|arg| !arg.starts_with('-')) {
                Some(to) if to.is_known() => self.files.change_directory(to),
                _ => self.files.change_directory("~"),
            },
            Builtin::Pwd if self.files.directory().starts_with('/') => {
                let at = argv.first().map(Text::span).unwrap_or_default();
                let path = Text::made(self.files.directory(), at);
                return Ran::own(
                    id,
                    Output::Known(crate::shell::programs::output::Data::Text(path)),
                );
            }
            Builtin::Pwd => return Ran::own(id, Output::Unknown),
            Builtin::Set => self.set_positional(args),
            Builtin::Shift => self.shift(args),
            Builtin::Unset => {
                for name in args.iter().filter(|arg| !arg.starts_with('-')) {
                    self.vars.set(name, Value::Unset);
                    self.functions.remove(name.as_str());
                }
            }
            Builtin::Alias => self.alias(args),
            Builtin::Hash => self.hash(args),
            Builtin::Getopts => {
                let status = self.getopts(args);
                return Ran { status, ..Ran::own(id, Output::Nothing) };
            }
            Builtin::Read => self.read(args, inner),
            Builtin::ReadArray => self.read_array(args, inner),
            Builtin::Printf => return self.printf(id, argv, inner),
            Builtin::Test => {}
        }
        Ran::own(id, Output::Nothing)
    }

    /// Runs a text in the same shell: what it sets stays set.
    fn same_shell(&mut self, text: &Text, via: Via, inner: &Context) -> Ran {
        if !self.may_read(text) {
            return Ran::UNKNOWN;
        }
        self.text(text, &Context { via, ..inner.clone() })
    }

    fn trap(&mut self, id: usize, args: &[Text], inner: &Context) -> Ran {
        let action = args.iter().find(|arg| arg.as_str() != "--");
        if let Some(action) = action
            && args.len() > 1
            && !action.is_empty()
            && !action.starts_with('-')
            && !action.bytes().all(|byte| byte.is_ascii_digit())
        {
            let context = Context { capture: false, stdin: None, pipe_from: None, ..inner.clone() };
            self.same_shell(action, Via::ShellText, &context);
            if action.contains('$') && self.traps.len() < MAX_TRAPS {
                self.traps.push(action.clone());
            }
        }
        Ran::own(id, Output::Nothing)
    }

    /// At the end of a script its traps run with what variables have become.
    pub(crate) fn run_traps(&mut self) {
        for action in std::mem::take(&mut self.traps) {
            self.again(|walker| walker.same_shell(&action, Via::ShellText, &Self::top()));
        }
    }

    /// `alias NAME=TEXT`
    fn alias(&mut self, args: &[Text]) {
        for arg in args {
            if let Some((name, _)) = arg.split_once('=') {
                let text = arg.slice(name.len() + 1..arg.len());
                self.aliases.insert(name.to_owned(), text);
            }
        }
    }

    /// `hash -p PATH NAME`
    fn hash(&mut self, args: &[Text]) {
        if let [option, path, name] = args
            && option.as_str() == "-p"
        {
            self.aliases.insert(name.as_str().to_owned(), path.clone());
        }
    }

    /// The command that an alias stands for, with the words behind it.
    pub(crate) fn expand_alias(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let (program, args) = argv.split_first()?;
        let mut text = self.aliases.get(program.as_str())?.clone();
        let key = format!("alias {}", program.as_str());
        if !self.running.insert(key.clone()) {
            return None;
        }
        for arg in args {
            text.push_made(" ", arg.span_of(0..0));
            text.push(arg);
        }
        let ran = self.same_shell(&text, Via::ShellText, inner);
        self.running.remove(&key);
        Some(ran)
    }

    /// `. file [args]`
    fn source(&mut self, id: usize, args: &[Text], inner: &Context) -> Ran {
        let Some((path, args)) = args.split_first() else {
            return Ran::NOTHING;
        };
        let content = match path.as_str() {
            "/dev/stdin" | "/dev/fd/0" | "/proc/self/fd/0" => inner.stdin.clone(),
            path => self.files.get(path),
        };
        let Some(content) = content.and_then(|content| script_of(&content)) else {
            return Ran { open: true, tail: Some(id), ..Ran::UNKNOWN };
        };
        if !self.running.insert(path.as_str().to_owned()) {
            return Ran::own(id, Output::Nothing);
        }
        if !self.reads_whole(&content) {
            self.running.remove(path.as_str());
            return Ran::own(id, Output::Unknown);
        }
        let around = self.positional.clone();
        if !args.is_empty() {
            self.positional = Some(Rc::new(args.to_vec()));
        }
        // what it says of itself names the file, and its caller behind it again
        let before = self.vars.local(SOURCE).cloned().unwrap_or(Value::Unset);
        self.vars.set(SOURCE, Value::One(path.clone()));
        let ran = self.same_shell(&content, Via::ShellInput, inner);
        self.vars.set(SOURCE, before);
        self.positional = around;
        self.running.remove(path.as_str());
        ran
    }

    /// `export NAME=value …`
    pub(crate) fn declare(&mut self, argv: &[Text], inner: &Context) {
        for arg in argv.get(1..).unwrap_or_default() {
            if let Some((name, _)) = arg.split_once('=') {
                let value = arg.slice(name.len() + 1..arg.len());
                let plain = name.strip_suffix('+').unwrap_or(name);
                if !is_assignment(arg) && plain == name {
                    continue;
                }
                let value = match self.lookup(plain, None, arg.span()) {
                    Some(mut before) if plain != name => {
                        before.push(&value);
                        before
                    }
                    _ => value,
                };
                self.hook(plain, &value, inner);
                self.vars.set(plain, Value::One(value));
            }
        }
    }

    fn set_positional(&mut self, args: &[Text]) {
        let words = match args.iter().position(|arg| arg.as_str() == "--") {
            Some(dashes) => args.get(dashes + 1..),
            None if args.first().is_some_and(|arg| !arg.starts_with(['-', '+'])) => Some(args),
            None => None,
        };
        if let Some(words) = words {
            self.positional = Some(Rc::new(words.to_vec()));
        }
    }

    fn shift(&mut self, args: &[Text]) {
        let count = args.first().map_or(Ok(1), |arg| arg.parse()).unwrap_or(1);
        let Some(mut all) = self.positional.take() else { return };
        // Cheap enough for every script that does this by hand; a hostile one runs out of bytes.
        if !self.budget.bytes(all.len().saturating_sub(count) * 16) {
            return;
        }
        match Rc::get_mut(&mut all) {
            Some(own) => drop(own.drain(..count.min(own.len()))),
            None => all = Rc::new(all.iter().skip(count).cloned().collect()),
        }
        self.positional = Some(all);
    }

    /// `printf -v NAME` keeps what it would print.
    fn printf(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let [program, flag, name, rest @ ..] = argv else {
            return Ran::own(id, self.folded(argv, inner));
        };
        if flag.as_str() != "-v" {
            return Ran::own(id, self.folded(argv, inner));
        }
        let mut words = vec![program.clone()];
        words.extend_from_slice(rest);
        let context = Context { capture: true, ..inner.clone() };
        let value = match self.folded(&words, &context) {
            Output::Known(data) => data.to_text(),
            _ => unknown_text(name.span()),
        };
        self.vars.set(name, Value::One(value));
        Ran::own(id, Output::Nothing)
    }
}

/// The lines of a text, without their ends.
pub(crate) fn lines(text: &Text) -> Vec<Text> {
    parts(text, '\n')
}

/// The parts of a text between delimiters.
pub(crate) fn parts(text: &Text, delimiter: char) -> Vec<Text> {
    let mut at = 0;
    let mut all = Vec::new();
    for part in text.split_inclusive(delimiter) {
        all.push(text.slice(at..at + part.trim_end_matches(delimiter).len()));
        at += part.len();
    }
    all
}
