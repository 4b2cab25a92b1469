//! Programs in other languages, as arguments of their interpreters and as files: the commands that they start, the
//! addresses that they fetch, their constants.
//!
//! No reader of those languages: strings, joins, a few dozen functions of their libraries, variables, and the names
//! of the functions that start programs. One table says how each language writes these.

mod applied;
mod arguments;
mod around;
mod arrows;
mod asked;
mod bodies;
mod bytes;
mod calls;
mod command_line;
mod compiled;
mod cursor;
mod definitions;
mod dialect;
mod downloads;
mod evaluate;
mod fold;
pub(crate) mod foreign;
mod functions;
mod heredocs;
mod includes;
mod keywords;
mod lexer;
mod library;
mod lists;
mod loops;
mod macros;
mod members;
mod program;
mod quotes;
mod shapes;
mod starting;
mod starts;
mod state;
mod strings;
mod tcl;
mod templates;
mod traits;
mod triggers;
mod unpacking;
mod value;
mod writes;

use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::walker::Walker;
use crate::shell::languages::other_shells;
use crate::shell::programs::output::{Data, Output};
use crate::shell::{Language, RunBy, Via};
use crate::source::{Text, UNKNOWN};
use around::Around;
use asked::{Asked, code_argument};
use command_line::{LONGEST_LINE, WAITS, is_absolute_path, is_command_line, is_message};
pub(crate) use dialect::Dialect;
use program::say;
use state::{Said, Started};

/// How an interpreter's text is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reads {
    Program,
    Tcl,
    /// A shell with a grammar of its own.
    OtherShell,
}

/// Interpreters that run few images; those that nearly every image has stand with the other programs of a shell.
pub(crate) fn reads(name: &str) -> Option<Reads> {
    match name {
        "R" | "Rscript" | "bun" | "deno" | "elixir" | "escript" | "groovy" | "hhvm" | "ipython"
        | "jruby" | "jshell" | "julia" | "luajit" | "micropython" | "pypy" | "pypy3" | "qjs"
        | "rust-script" | "scala" | "scala-cli" | "swift" | "ts-node" | "tsx" | "zx" => {
            Some(Reads::Program)
        }
        "expect" | "wish" => Some(Reads::Tcl),
        "csh" | "elvish" | "fish" | "ion" | "nu" | "tcsh" | "xonsh" => Some(Reads::OtherShell),
        // `tclsh8.6`
        _ if name.starts_with("tclsh") => Some(Reads::Tcl),
        _ => None,
    }
}

impl Dialect {
    /// False for a text of this language that starts, fetches and runs nothing: it need not be read.
    pub(crate) fn says_something(&self, text: &str) -> bool {
        self.is_always_read() || triggers::is_worth_reading(text, self)
    }
}

impl Walker<'_> {
    /// `python -c CODE`, `perl -e CODE`, `node file` …
    pub(crate) fn code(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let unknown = Ran { tail: Some(id), open: true, ..Ran::UNKNOWN };
        let Some(program) = argv.first() else {
            return unknown;
        };
        let name = crate::shell::programs::which_shell::base_name(program);
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

    /// Calls that fetch, as commands of their own.
    fn fetched(&mut self, calls: &[(Text, Text)], context: &Context) {
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
    fn say_started(&mut self, said: &mut Said, text: &Text) {
        said.is_started(text.span());
        if said.too_deep {
            self.give_up(text.span_of(0..1), cursor::TOO_DEEP);
        }
    }

    /// Runs what a program starts.
    fn said(&mut self, mut said: Said, context: &Context) {
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

impl Walker<'_> {
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
