//! Simple commands: emission, assignments, which effects a program has.

use crate::shell::evaluate::vars::{Value, alternatives};
use crate::shell::evaluate::walk::{Context, Ran, Unit, Walker};
use crate::shell::programs::language::base_name;
use crate::shell::programs::output::{self, Call, Data, Output};
use crate::shell::programs::wrappers::{Family, family};
use crate::shell::syntax::lexer::{MAX_DEPTH, TOO_DEEP};
use crate::shell::syntax::tree::{Assign, AssignValue, Part, Simple, Word};
use crate::shell::{Assignment, Command, Language, Via};
use crate::source::{Span, Text};

impl Ran {
    /// What one command printed.
    pub(crate) fn own(id: usize, output: Output) -> Self {
        Self { open: matches!(output, Output::Unknown), output, tail: Some(id) }
    }
}

impl Walker<'_> {
    /// Takes the place of a command, before those that its words hold.
    pub(crate) fn reserve(&mut self, span: Span, context: &Context) -> Option<usize> {
        self.tell_limits();
        if self.repeating > 0 && !self.budget.words(1) {
            return None;
        }
        self.script.commands.push(Command {
            argv: Vec::new(),
            assignments: Vec::new(),
            redirects: Vec::new(),
            pipe_from: context.pipe_from,
            input: None,
            output: None,
            via: context.via,
            parent: context.parent,
            span,
        });
        Some(self.script.commands.len() - 1)
    }

    pub(crate) fn simple(&mut self, unit: &Unit<'_>, simple: &Simple, context: &Context) -> Ran {
        let met = std::mem::replace(&mut self.worlds, 1);
        let mut ran = self.once(unit, simple, context);
        // What is captured takes part in the worlds of the command around it.
        if context.via == Via::Substitution || self.in_worlds {
            self.worlds = self.worlds.max(met);
            return ran;
        }
        if self.worlds > 1 && !simple.words.is_empty() {
            self.in_worlds = true;
            for world in 1..self.worlds {
                if self.may_repeat(simple.place) {
                    self.world = world;
                    let other = self.again(|walker| walker.once(unit, simple, context));
                    ran.follow(&other);
                }
            }
            (self.world, self.in_worlds) = (0, false);
        }
        self.worlds = met;
        ran
    }

    fn once(&mut self, unit: &Unit<'_>, simple: &Simple, context: &Context) -> Ran {
        let Some(id) = self.reserve(unit.span(simple.place), context) else {
            return Ran::UNKNOWN;
        };
        let mut argv = Vec::with_capacity(simple.words.len());
        for word in &simple.words {
            self.fields(unit, word, Some(id), &mut argv);
        }
        if self.repeating > 0 && !self.budget.words(argv.len()) {
            return Ran::UNKNOWN;
        }
        if let Some(ran) = self.said_before(id, simple, &argv, context) {
            return ran;
        }
        let plan = self.redirect(unit, &simple.redirections, id);
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
        if simple.words.first().is_some_and(is_computed)
            && let Some(command) = self.script.commands.get_mut(id)
        {
            command.via = Via::Computed;
        }
        let ran = if argv.is_empty() {
            self.assign_all(unit, &simple.assignments, id);
            let reads = simple.words.is_empty() && simple.assignments.is_empty();
            let file = plan.stdin.as_ref().filter(|_| reads && context.capture);
            match file {
                Some(data) => Ran::own(id, Output::Known(Data::clone(data))),
                None if plan.stdin_replaced && reads => Ran::own(id, Output::Unknown),
                None => {
                    self.set_before(id);
                    Ran { tail: None, ..Ran::own(id, Output::Nothing) }
                }
            }
        } else if simple.assignments.is_empty() {
            self.started(id, argv, &inner)
        } else if matches!(family(argv.first().map_or("", Text::as_str)), Some(Family::Declare)) {
            self.assign_all(unit, &simple.assignments, id);
            self.started(id, argv, &inner)
        } else {
            let mark = self.vars.mark();
            self.assign_all(unit, &simple.assignments, id);
            let ran = self.started(id, argv, &inner);
            self.vars.back_to(mark);
            ran
        };
        let output = self.deliver(ran.output, &plan, id, context.capture);
        Ran { output, ..ran }
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
        if let Some(command) = self.script.commands.get_mut(id) {
            command.argv = argv;
            command.input = input;
            command.output = output;
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
        if !self.functions.is_empty()
            && let Some(function) = self.functions.get(program.as_str()).cloned()
        {
            let args = argv.get(1..).unwrap_or_default();
            return self.call(&function, args, inner);
        }
        self.depth += 1;
        let ran = match family(base_name(program)) {
            Some(Family::Wrapper(options)) => self.wrapped(&options, id, argv, inner),
            Some(Family::Shell(language)) => self.shell(language, id, argv, inner),
            Some(Family::Code) => self.code(id, argv, inner),
            Some(Family::Special(special)) => self.special(special, id, argv, inner),
            Some(Family::Declare) => {
                self.declare(argv);
                Ran::own(id, Output::Nothing)
            }
            Some(Family::Builtin(builtin)) => self.builtin(builtin, id, argv, inner),
            None => self.plain(id, argv, inner),
        };
        self.depth -= 1;
        ran
    }

    /// A program without effects that this room knows: a written script, or just its output.
    fn plain(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        if let Some(program) = argv.first() {
            let context = Context { via: Via::ShellInput, ..inner.clone() };
            let run = |walker: &mut Self, content: &Text| walker.run_file(content, &context);
            if let Some(ran) = self.run_written(program, run) {
                return ran;
            }
        }
        Ran::own(id, self.folded(argv, inner))
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
        let output = output::output(&Call {
            name: base_name(first),
            argv,
            stdin,
            files: &self.files,
            echo_escapes: self.language == Language::Posix,
            span: first.span().to(last.span()),
        });
        match output {
            Output::Known(data) if !self.budget.bytes(data.len()) => Output::Unknown,
            output => output,
        }
    }

    fn assign_all(&mut self, unit: &Unit<'_>, assignments: &[Assign], id: usize) {
        for assign in assignments {
            self.assign(unit, assign, id);
        }
    }

    fn assign(&mut self, unit: &Unit<'_>, assign: &Assign, id: usize) {
        let name = unit.slice(assign.name);
        let (shown, value) = match &assign.value {
            AssignValue::Array(words) => {
                let mut items = self.kept_items(name, assign.append);
                for word in words {
                    self.fields(unit, word, Some(id), &mut items);
                }
                (joined(&items, unit.span(assign.name)), Value::Array(items))
            }
            AssignValue::Word(word) => {
                let met = std::mem::replace(&mut self.worlds, 1);
                let first = self.assigned(unit, name, word, assign.append, id);
                let mut all = vec![first.clone()];
                if !self.in_worlds {
                    for world in 1..self.worlds {
                        self.world = world;
                        all.push(self.assigned(unit, name, word, assign.append, id));
                    }
                    self.world = 0;
                }
                self.worlds = met;
                (first, alternatives(all))
            }
        };
        let value = match assign.index {
            Some(index) => self.with_item(name, unit.slice(index), shown.clone()),
            None => value,
        };
        self.vars.set(name, value);
        if let Some(command) = self.script.commands.get_mut(id) {
            let name = unit.text.slice(assign.name.start..assign.name.end);
            command.assignments.push(Assignment { name, value: shown });
        }
    }

    fn assigned(
        &mut self,
        unit: &Unit<'_>,
        name: &str,
        word: &Word,
        append: bool,
        id: usize,
    ) -> Text {
        let value = self.single(unit, word, Some(id));
        if !append {
            return value;
        }
        let at = unit.span(word.place);
        let mut whole = self.lookup(name, None, at).unwrap_or_else(|| Text::empty(at));
        if self.budget.bytes(whole.len() + value.len()) {
            whole.push(&value);
        }
        whole
    }

    fn kept_items(&self, name: &str, append: bool) -> Vec<Text> {
        match self.vars.local(name) {
            Some(Value::Array(items)) if append => items.clone(),
            Some(other) if append => other.scalar(self.world).into_iter().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// The array with one item set.
    fn with_item(&self, name: &str, index: &str, item: Text) -> Value {
        let mut items = self.kept_items(name, true);
        let index = self.arithmetic(index).and_then(|index| usize::try_from(index).ok());
        if let Some(index) = index.filter(|index| *index < 1024) {
            while items.len() <= index {
                items.push(Text::empty(item.span()));
            }
            if let Some(slot) = items.get_mut(index) {
                *slot = item;
            }
        }
        Value::Array(items)
    }
}

/// Texts with blanks between them.
pub(crate) fn joined(items: &[Text], at: Span) -> Text {
    let mut all = Text::empty(items.first().map_or(at, Text::span));
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            all.push_opaque(" ", item.span_of(0..0));
        }
        all.push(item);
    }
    all
}

fn is_computed(word: &Word) -> bool {
    let substitutes = |part: &Part| matches!(part, Part::Command { .. } | Part::Backquote { .. });
    word.parts.iter().any(substitutes)
}
