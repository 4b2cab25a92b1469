//! Builtins and small tools that change what the script knows: variables, directory, files; and `eval`.

use std::rc::Rc;

use crate::shell::Via;
use crate::shell::evaluate::command::joined;
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walk::{Context, Ran, Walker, unknown_text};
use crate::shell::programs::output::{Data, Output};
use crate::shell::programs::wrappers::is_assignment;
use crate::shell::syntax::lexer::is_name;
use crate::source::Text;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Builtin {
    Cd,
    Command,
    Copy,
    Dd,
    Eval,
    Install,
    Printf,
    Read,
    ReadArray,
    Set,
    /// Its standard input is run by a shell: `at`, `batch`.
    Shellish,
    Shift,
    Source,
    Tee,
    Trap,
    Unset,
}

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
                return self.rest(argv, 1 + looks.count(), inner);
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
            Builtin::Set => self.set_positional(args),
            Builtin::Shift => self.shift(args),
            Builtin::Unset => {
                for name in args.iter().filter(|arg| !arg.starts_with('-')) {
                    self.vars.set(name, Value::Unset);
                    self.functions.remove(name.as_str());
                }
            }
            Builtin::Read => self.read(args, inner),
            Builtin::ReadArray => self.read_array(args, inner),
            Builtin::Printf => return self.printf(id, argv, inner),
            Builtin::Tee => return self.tee(id, argv, inner),
            Builtin::Dd => return self.dd(id, args, inner),
            Builtin::Install => self.install(id, args, inner),
            Builtin::Copy => self.copy(args),
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
        }
        Ran::own(id, Output::Nothing)
    }

    /// `. file [args]`
    fn source(&mut self, id: usize, args: &[Text], inner: &Context) -> Ran {
        let Some((path, args)) = args.split_first() else {
            return Ran::NOTHING;
        };
        let content = match path.as_str() {
            "/dev/stdin" | "/dev/fd/0" | "/proc/self/fd/0" => inner.stdin.as_deref(),
            path => self.files.get(path),
        };
        let Some(content) = content.map(Data::to_text) else {
            return Ran { open: true, tail: Some(id), ..Ran::UNKNOWN };
        };
        let around = self.positional.clone();
        if !args.is_empty() {
            self.positional = Some(Rc::new(args.to_vec()));
        }
        let ran = self.same_shell(&content, Via::ShellInput, inner);
        self.positional = around;
        ran
    }

    /// `export NAME=value …`
    pub(crate) fn declare(&mut self, argv: &[Text]) {
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
        if let Some(all) = &self.positional {
            // Cheap enough for every script that does this by hand; a hostile one runs out of bytes.
            let kept: Vec<Text> = all.iter().skip(count).cloned().collect();
            let enough = self.budget.bytes(kept.len() * 16);
            self.positional = enough.then(|| Rc::new(kept));
        }
    }

    /// `read [-r] NAME …`
    fn read(&mut self, args: &[Text], inner: &Context) {
        let mut names = Vec::new();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "-p" | "-t" | "-n" | "-N" | "-d" | "-u" | "-i" => drop(args.next()),
                option if option.starts_with('-') => {}
                name if name.bytes().all(is_name) => names.push(arg),
                _ => {}
            }
        }
        let line = inner.stdin.as_deref().map(|input| {
            let text = input.to_text();
            let end = text.find('\n').unwrap_or(text.len());
            text.slice(0..end).trimmed()
        });
        let mut rest = line;
        let count = names.len();
        for (index, name) in names.into_iter().enumerate() {
            let value = match &mut rest {
                None => unknown_text(name.span()),
                Some(text) if index + 1 == count => text.clone(),
                Some(text) => {
                    let end = text.find([' ', '\t']).unwrap_or(text.len());
                    let first = text.slice(0..end);
                    *text = text.slice(end..text.len()).trimmed();
                    first
                }
            };
            self.vars.set(name, Value::One(value));
        }
    }

    /// `mapfile -t NAME`
    fn read_array(&mut self, args: &[Text], inner: &Context) {
        let Some(name) = args.iter().rfind(|arg| !arg.starts_with('-')) else {
            return;
        };
        let items = match inner.stdin.as_deref() {
            Some(Data::Text(text)) if self.budget.bytes(text.len()) => lines(text),
            _ => vec![unknown_text(name.span())],
        };
        self.vars.set(name, Value::Array(items));
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

    fn tee(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let args = argv.get(1..).unwrap_or_default();
        let append = args.iter().any(|arg| matches!(arg.as_str(), "-a" | "--append" | "-ai"));
        for path in args.iter().filter(|arg| !arg.starts_with('-')) {
            match &inner.stdin {
                Some(data) => self.write(path, Data::clone(data), append, id),
                None => self.files.set(path, None),
            }
        }
        Ran::own(id, self.folded(argv, inner))
    }

    /// `dd [if=FILE] of=FILE` without cutting or converting.
    fn dd(&mut self, id: usize, args: &[Text], inner: &Context) -> Ran {
        let operand = |name: &str| {
            let arg = args.iter().find(|arg| arg.starts_with(name))?;
            Some(arg.slice(name.len()..arg.len()))
        };
        let data = match operand("if=") {
            Some(from) if from.as_str() != "/dev/stdin" => self.files.get(&from).cloned(),
            _ => inner.stdin.as_deref().cloned(),
        };
        let cuts = ["skip=", "seek=", "count=", "conv="];
        let data = data.filter(|_| !cuts.iter().any(|name| operand(name).is_some()));
        match (operand("of="), data) {
            (Some(to), Some(data)) => self.write(&to, data, false, id),
            (Some(to), None) => self.files.set(&to, None),
            (None, Some(data)) => return Ran::own(id, Output::Known(data)),
            (None, None) => return Ran::own(id, Output::Unknown),
        }
        Ran::own(id, Output::Nothing)
    }

    /// `install [-m MODE] FROM TO`
    fn install(&mut self, id: usize, args: &[Text], inner: &Context) {
        let mut operands = Vec::new();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "-m" | "-o" | "-g" | "--mode" | "--owner" | "--group" => drop(args.next()),
                option if option.starts_with('-') && option.len() > 1 => {}
                _ => operands.push(arg),
            }
        }
        let [from, to] = operands.as_slice() else {
            return;
        };
        let data = match from.as_str() {
            "/dev/stdin" | "-" => inner.stdin.as_deref().cloned(),
            path => self.files.get(path).cloned(),
        };
        if let Some(data) = data {
            self.write(to, data, false, id);
        }
    }

    /// A copy, move or link of a file with known content is one too.
    fn copy(&mut self, args: &[Text]) {
        let mut operands = args.iter().filter(|arg| !arg.starts_with('-'));
        let (Some(from), Some(to), None) = (operands.next(), operands.next(), operands.next())
        else {
            return;
        };
        let Some(data) = self.files.get(from).cloned() else {
            return;
        };
        if !self.budget.bytes(data.len()) {
            return;
        }
        let name = crate::shell::programs::language::base_name(from);
        if to.ends_with('/') {
            self.files.set(&format!("{}{name}", to.as_str()), Some(data));
        } else {
            self.files.set(&format!("{}/{name}", to.as_str()), Some(data.clone()));
            self.files.set(to, Some(data));
        }
    }
}

/// The lines of a text, without their ends.
pub(crate) fn lines(text: &Text) -> Vec<Text> {
    let mut at = 0;
    let mut all = Vec::new();
    for line in text.split_inclusive('\n') {
        all.push(text.slice(at..at + line.trim_end_matches('\n').len()));
        at += line.len();
    }
    all
}
