//! Simple commands: emission, assignments, which effects a program has.

use std::cell::Cell;

use crate::shell::evaluate::budget::Limit;
use crate::shell::evaluate::context::{Context, Ran, Unit};
use crate::shell::evaluate::unquoted::unquoted;
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::languages::code::{self, Reads};
use crate::shell::programs::answers::hide_no_name;
use crate::shell::programs::kinds::Builtin;
use crate::shell::programs::option_commands;
use crate::shell::programs::output::{self, Call, Data, Output};
use crate::shell::programs::shell_words::script_word;
use crate::shell::programs::which_shell::base_name;
use crate::shell::programs::wrappers::{Family, behind_unknown, family, keeps_words};
use crate::shell::syntax::lexer::{MAX_COMMANDS, MAX_DEPTH, TOO_DEEP};
use crate::shell::syntax::tree::{Part, Simple, Word};
use crate::shell::{Command, Language, Via, make_room};
use crate::source::{Span, Text, UNKNOWN};

impl Walker<'_> {
    /// Takes the place of a command, before those that its words hold.
    pub(crate) fn reserve(&mut self, span: Span, context: &Context) -> Option<usize> {
        self.tell_limits();
        if self.repeating > 0 && !self.budget.words(1) {
            return None;
        }
        make_room(&mut self.script.commands, 1);
        self.script.commands.push(Command {
            argv: Vec::new(),
            unquoted: Vec::new(),
            assignments: Vec::new(),
            redirects: Vec::new(),
            pipe_from: context.pipe_from,
            input: None,
            output: None,
            via: context.via,
            parent: context.parent,
            language: self.language,
            span,
        });
        Some(self.script.commands.len() - 1)
    }

    pub(crate) fn simple(&mut self, unit: &Unit<'_>, simple: &Simple, context: &Context) -> Ran {
        let met = std::mem::replace(&mut self.alternatives, 1);
        let mut ran = self.once(unit, simple, context);
        // What is captured takes part in the alternatives of the command around it.
        if context.via == Via::Substitution || self.in_alternatives {
            self.alternatives = self.alternatives.max(met);
            return ran;
        }
        if self.alternatives > 1 && !simple.words.is_empty() {
            self.in_alternatives = true;
            for alternative in 1..self.alternatives {
                if self.may_repeat(simple.place) {
                    self.alternative = alternative;
                    let other = self.again(|walker| walker.once(unit, simple, context));
                    ran.follow(&other);
                }
            }
            (self.alternative, self.in_alternatives) = (0, false);
        }
        self.alternatives = met;
        ran
    }

    /// True if the word is a variable that the script itself has set.
    fn is_set_here(&self, unit: &Unit<'_>, word: &Word) -> bool {
        word.parts.iter().any(|part| match part {
            Part::Param(param) => self.vars.local(unit.slice(param.name)).is_some(),
            _ => false,
        })
    }

    fn once(&mut self, unit: &Unit<'_>, simple: &Simple, context: &Context) -> Ran {
        if self.script.commands.len() >= MAX_COMMANDS {
            self.leave(unit.text, simple.place.start, context);
            return Ran::UNKNOWN;
        }
        let Some(id) = self.reserve(unit.span(simple.place), context) else {
            return Ran::UNKNOWN;
        };
        let outer = self.outer_reads;
        let mut argv = Vec::with_capacity(simple.words.len());
        for word in &simple.words {
            self.fields(unit, word, Some(id), &mut argv);
        }
        argv.shrink_to_fit();
        if self.repeating > 0 && !self.budget.words(argv.len()) {
            return Ran::UNKNOWN;
        }
        let known = self.alternatives == 1 && self.outer_reads == outer;
        let status = if known { self.test_status(&argv) } else { None };
        if let Some(ran) = self.said_before(id, simple, &argv, context) {
            return Ran { status, ..ran };
        }
        let counts_options = argv.first().is_some_and(|word| word.as_str() == "getopts");
        if let Some(last) = argv.last().filter(|_| self.language == Language::Bash) {
            self.last_word = Some(last.clone());
        }
        let plan = self.redirect(unit, &simple.redirections, id, argv.first());
        let mut inner = Context {
            parent: Some(id),
            via: Via::Wrapper,
            capture: context.capture || plan.to_file(),
            stdin: context.stdin.clone(),
            pipe_from: context.pipe_from,
        };
        if plan.stdin_replaced {
            (inner.stdin, inner.pipe_from) = (plan.stdin.clone(), None);
        }
        if simple.words.first().is_some_and(|word| is_computed(unit, word))
            && !hide_no_name(id, &self.script.commands)
            && let Some(command) = self.script.commands.get_mut(id)
        {
            command.via = Via::Computed;
        }
        if argv.first().is_some_and(is_unknown)
            && let Some(word) = simple.words.first()
            && self.is_set_here(unit, word)
            && let Some(command) = self.script.commands.get_mut(id)
        {
            command.via = Via::Chosen;
        }
        let key = self.own_key(id, &argv);
        let ran = if argv.is_empty() {
            let bare = simple.words.is_empty();
            self.assign_all(unit, &simple.assignments, (id, bare));
            let reads = simple.words.is_empty() && simple.assignments.is_empty();
            let file = plan.stdin.as_ref().filter(|_| reads && context.capture);
            match file {
                Some(data) => Ran::own(id, Output::Known(Data::clone(data))),
                None if plan.stdin_replaced && reads => Ran::own(id, Output::Unknown),
                None => {
                    if bare && !simple.assignments.is_empty() {
                        self.take_back_assignments(id);
                    }
                    Ran { tail: None, ..Ran::own(id, Output::Nothing) }
                }
            }
        } else if simple.assignments.is_empty() {
            self.started(id, argv, &inner)
        } else if matches!(family(argv.first().map_or("", Text::as_str)), Some(Family::Declare)) {
            self.assign_all(unit, &simple.assignments, (id, false));
            self.started(id, argv, &inner)
        } else {
            self.with_assignments(unit, simple, id, argv, &inner)
        };
        let ran = self.take_back(id, key, ran);
        let output = self.deliver(ran.output, &plan, context.capture);
        let status = if counts_options { ran.status } else { status };
        Ran { output, status, ..ran }
    }

    /// `NAME=value command`: what the command itself sets stays, if it is one of the shell's own.
    fn with_assignments(
        &mut self,
        unit: &Unit<'_>,
        simple: &Simple,
        id: usize,
        argv: Vec<Text>,
        inner: &Context,
    ) -> Ran {
        let name = argv.first().map_or("", Text::as_str);
        let sets = matches!(
            family(name),
            Some(Family::Builtin(Builtin::Read | Builtin::ReadArray | Builtin::Getopts))
        );
        let mark = self.vars.mark();
        self.assign_all(unit, &simple.assignments, (id, false));
        if !sets {
            let ran = self.started(id, argv, inner);
            self.vars.back_to(mark);
            return ran;
        }
        let given = self.vars.take_since(mark);
        let around: Vec<_> = given
            .iter()
            .map(|(name, _)| (name.clone(), self.vars.local(name).cloned().unwrap_or(Value::Unset)))
            .collect();
        for (name, value) in given {
            self.vars.set(&name, value);
        }
        let ran = self.started(id, argv, inner);
        for (name, value) in around {
            self.vars.set(&name, value);
        }
        ran
    }

    /// A command whose words are known: emits them under `id` and goes into its effects.
    fn started(&mut self, id: usize, argv: Vec<Text>, inner: &Context) -> Ran {
        let input = match &inner.stdin {
            Some(data) if self.budget.bytes(data.len()) => Some(data.to_text()),
            _ => None,
        };
        let ran = self.run(id, &argv, inner);
        let output = match &ran.output {
            Output::Known(data) if inner.capture && self.budget.bytes(data.len()) => {
                Some(data.to_text())
            }
            _ => None,
        };
        let is_text = script_word(&argv).is_some();
        let unquoted = argv.iter().skip(1).filter(|_| !is_text).filter_map(unquoted);
        let unquoted = argv.first().and_then(without_unset).into_iter().chain(unquoted).collect();
        if let Some(command) = self.script.commands.get_mut(id) {
            command.argv = argv;
            command.unquoted = unquoted;
            command.input = input.map(Box::new);
            command.output = output.map(Box::new);
        }
        ran
    }

    /// Emits a command of known words, such as the one behind a wrapper, and goes into its effects.
    pub(crate) fn run_words(&mut self, argv: Vec<Text>, span: Span, context: &Context) -> Ran {
        if argv.is_empty() || self.repeating > 0 && !self.budget.words(argv.len()) {
            return Ran::UNKNOWN;
        }
        let Some(id) = self.reserve(span, context) else {
            return Ran::UNKNOWN;
        };
        let inner = Context { parent: Some(id), via: Via::Wrapper, ..context.clone() };
        self.started(id, argv, &inner)
    }

    fn run(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let Some(program) = argv.first() else {
            return Ran::NOTHING;
        };
        if self.depth >= MAX_DEPTH {
            self.give_up(program.span(), TOO_DEEP);
            return Ran::UNKNOWN;
        }
        let past_functions = std::mem::take(&mut self.past_functions);
        if !self.functions.is_empty()
            && !past_functions
            && let Some(function) = self.functions.get(program.as_str()).cloned()
        {
            let args = argv.get(1..).unwrap_or_default();
            return self.call(&function, args, inner);
        }
        if !self.aliases.is_empty()
            && !past_functions
            && let Some(ran) = self.expand_alias(argv, inner)
        {
            return ran;
        }
        self.depth += 1;
        let ran = match self.family(program) {
            Some(Family::Wrapper(options)) => {
                self.texts_of_options(argv, inner);
                self.wrapped(&options, id, argv, inner)
            }
            Some(Family::Shell(language)) => self.shell(language, id, argv, inner),
            Some(Family::Code) => {
                let ran = self.code(id, argv, inner);
                match self.folded(argv, inner) {
                    Output::Known(data) => Ran::own(id, Output::Known(data)),
                    _ => ran,
                }
            }
            Some(Family::Special(special)) => self.special(special, id, argv, inner),
            Some(Family::Declare) => {
                self.declare(argv, inner);
                Ran::own(id, Output::Nothing)
            }
            Some(Family::Builtin(builtin)) => self.builtin(builtin, id, argv, inner),
            Some(Family::FileTool(tool)) => self.file_tool(tool, id, argv, inner),
            None => self.plain(id, argv, inner),
        };
        self.depth -= 1;
        ran
    }

    /// What is known of the program that a command names; nothing of a file of the build that only has its name.
    fn family(&self, program: &Text) -> Option<Family> {
        let known = family(base_name(program))?;
        let is_of_shell = matches!(known, Family::Builtin(_) | Family::Declare);
        let is_path = program.contains('/');
        (!is_path || !is_of_shell && self.files.get(program).is_none()).then_some(known)
    }

    /// A program without effects that this module knows: a written script, or just its output.
    pub(crate) fn plain(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        if let Some((program, args)) = argv.split_first() {
            match code::reads(base_name(program)) {
                Some(Reads::Program) => return self.code(id, argv, inner),
                Some(Reads::Tcl) => return self.tcl(id, argv, inner),
                Some(Reads::OtherShell) => return self.other_shell(id, argv, inner),
                None => self.compiled(argv, inner),
            }
            let context = Context { via: Via::ShellInput, ..inner.clone() };
            let ran = self.run_program(program, |walker, path, content| {
                walker
                    .with_args(Some(path), args, |walker| walker.run_named(path, content, &context))
            });
            if let Some(ran) = ran {
                return ran;
            }
        }
        if let Some(at) = behind_unknown(argv).or_else(|| self.script_behind(argv)) {
            return self.rest(argv, at, inner);
        }
        if let Some(function) = self.functions.get("command_not_found_handle").cloned() {
            self.call(&function, argv, inner);
        }
        self.texts_of_options(argv, inner);
        Ran::own(id, self.folded(argv, inner))
    }

    /// Where a shell stands among the words of a program that is not known, with a script whose content is.
    fn script_behind(&self, argv: &[Text]) -> Option<usize> {
        if !self.files.has_any() || keeps_words(argv) {
            return None;
        }
        let is_shell = |word: &Text| {
            matches!(family(base_name(word)), Some(Family::Shell(Language::Posix | Language::Bash)))
        };
        (1..argv.len().saturating_sub(1)).find(|at| {
            argv.get(*at).is_some_and(is_shell)
                && argv.get(at + 1).is_some_and(|path| self.files.get(path).is_some())
        })
    }

    /// Runs the texts that an ordinary program hands to a shell.
    fn texts_of_options(&mut self, argv: &[Text], inner: &Context) {
        let Some(program) = argv.first() else { return };
        if !option_commands::may_run_texts(base_name(program)) {
            return;
        }
        let input = inner.stdin.as_deref().map(Data::to_text);
        let context = Context { capture: false, stdin: None, pipe_from: None, ..inner.clone() };
        for text in option_commands::texts(argv, input.as_ref()) {
            let context = Context { via: Via::ShellText, ..context.clone() };
            self.script_text(&text, Language::Posix, &context);
        }
    }

    /// What the command prints, if somebody reads it.
    pub(crate) fn folded(&mut self, argv: &[Text], inner: &Context) -> Output {
        let (Some(first), Some(last), true) = (argv.first(), argv.last(), inner.capture) else {
            return Output::Unknown;
        };
        let stdin = inner.stdin.as_deref();
        if !self.budget.bytes(stdin.map_or(0, Data::len)) {
            return Output::Unknown;
        }
        let call = Call {
            variable: &|name| self.variable(name).cloned(),
            name: base_name(first),
            argv,
            stdin,
            files: &self.files,
            echo_escapes: self.language == Language::Posix,
            span: first.span().to(last.span()),
            cut: Cell::new(false),
        };
        let output = output::output(&call);
        if call.cut.get() {
            self.budget.spend(Limit::Output);
        }
        match output {
            Output::Known(data) if !self.budget.bytes(data.len()) => Output::Unknown,
            output => output,
        }
    }
}

/// True if a substitution makes the name of the program, and not only the directory that it lies in.
fn is_computed(unit: &Unit<'_>, word: &Word) -> bool {
    let mut computed = false;
    for part in &word.parts {
        match part {
            Part::Command { .. } | Part::Backquote { .. } => computed = true,
            Part::Literal { place, .. } if unit.slice(*place).contains('/') => computed = false,
            _ => {}
        }
    }
    computed
}

/// The name of a program as it is if the variables in it are not set: `x${UNSET}y` is `xy`.
fn without_unset(word: &Text) -> Option<Text> {
    if word.matches(UNKNOWN).nth(1).is_none() || word.contains('/') {
        return None;
    }
    let rest: String = word.chars().filter(|c| *c != UNKNOWN).collect();
    (rest.len() > 3).then(|| Text::made(rest, word.span()))
}

fn is_unknown(word: &Text) -> bool {
    !word.is_empty() && word.chars().all(|c| c == UNKNOWN)
}
