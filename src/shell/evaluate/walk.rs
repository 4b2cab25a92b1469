//! Goes through the tree in the order in which a shell would run it, every branch once.

use std::borrow::Borrow;
use std::rc::Rc;

use crate::shell::evaluate::context::{Context, Ran, Unit, silent, unknown_text};
use crate::shell::evaluate::functions::Function;
use crate::shell::evaluate::redirect::without_tabs;
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::file_map::FileMap;
use crate::shell::programs::output::{Data, Output};
use crate::shell::programs::which_shell::base_name;
use crate::shell::syntax::lexer::{MAX_DEPTH, Parser, TOO_DEEP};
use crate::shell::syntax::tree::{
    Compound, HereContent, Item, Join, List, Node, Place, Redirection,
};
use crate::shell::{HereDocument, Language, Script, Via, make_room};
use crate::source::{Span, Text};

impl Walker<'_> {
    /// What was read, and the files that it leaves.
    pub(crate) fn into_parts(mut self) -> (Script, FileMap) {
        self.tell_limits();
        self.script.work = self.budget.taken();
        (self.script, self.files.into_map())
    }

    pub(crate) fn top() -> Context {
        Context { parent: None, via: Via::Direct, capture: false, stdin: None, pipe_from: None }
    }

    /// The text of an instruction.
    pub(crate) fn read_top(&mut self, text: &Text, heredocs: &[HereDocument<'_>]) {
        self.given = heredocs.iter().map(|heredoc| heredoc.content.clone()).collect();
        // `sh -c TEXT` gets no arguments
        self.positional = Some(Rc::default());
        self.text_with(text, heredocs, &Self::top());
        self.run_traps();
    }

    /// A file that is run.
    pub(crate) fn read_file_top(&mut self, content: &Text) {
        self.run_file(content, &Self::top());
        self.run_traps();
    }

    /// The words of exec form.
    pub(crate) fn read_words(&mut self, argv: &[Text]) {
        let (Some(first), Some(last)) = (argv.first(), argv.last()) else {
            return;
        };
        let span = first.span().to(last.span());
        self.run_words(argv.to_vec(), span, &Self::top());
    }

    pub(crate) fn given(&self, index: usize) -> Option<Text> {
        self.given.get(index).cloned()
    }

    /// Reads and walks through a text in the current language.
    pub(crate) fn text(&mut self, text: &Text, context: &Context) -> Ran {
        self.text_with(text, &[], context)
    }

    fn text_with(&mut self, text: &Text, heredocs: &[HereDocument<'_>], context: &Context) -> Ran {
        match self.language {
            Language::PowerShell => return self.powershell(text, context),
            Language::Cmd => return self.cmd(text, context),
            Language::Posix | Language::Bash => {}
        }
        if self.depth >= MAX_DEPTH {
            self.give_up(text.span(), TOO_DEEP);
            self.flat(text, context);
            return Ran::UNKNOWN;
        }
        let mut parser = Parser::new(text, self.language == Language::Bash, self.depth);
        parser.given = heredocs;
        let list = parser.script();
        make_room(&mut self.script.commands, list.items.len());
        let rest = parser.rest;
        self.take_notes(text, parser.notes);
        if let Some(body) = self.lone_heredoc(&list) {
            return self.run_file(&body, context);
        }
        // what a whole script came to takes the place of its tree
        let ran = self.items(&Unit::new(text), list.items, context);
        if let Some(at) = rest {
            self.leave(text, at, context);
        }
        ran
    }

    /// The body of a here-document that is all there is: `BuildKit` runs it as the script.
    fn lone_heredoc(&self, list: &List) -> Option<Text> {
        let [Item { node: Node::Simple(simple), .. }] = list.items.as_slice() else {
            return None;
        };
        let [Redirection::HereDocument { body, .. }] = simple.redirections.as_slice() else {
            return None;
        };
        let body = body.get()?;
        let HereContent::Given(index) = body.content else {
            return None;
        };
        let bare = simple.words.is_empty() && simple.assignments.is_empty();
        let text = self.given(index).filter(|_| bare)?;
        Some(if body.chomp { without_tabs(&text) } else { text })
    }

    /// Runs `inside` and then forgets the variables, directory and positional parameters that it set.
    pub(crate) fn isolated<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.vars.mark();
        let directory = self.files.directory().to_owned();
        let positional = self.positional.clone();
        let language = self.language;
        let result = inside(self);
        self.language = language;
        self.positional = positional;
        self.files.return_to(directory);
        self.vars.back_to(mark);
        result
    }

    pub(crate) fn list(&mut self, unit: &Unit<'_>, list: &List, context: &Context) -> Ran {
        self.items(unit, &list.items, context)
    }

    /// Commands one after the other; those that are given away are dropped one after the other, too.
    fn items<I: Borrow<Item>>(
        &mut self,
        unit: &Unit<'_>,
        items: impl IntoIterator<Item = I>,
        context: &Context,
    ) -> Ran {
        self.depth += 1;
        let mut all = Ran::NOTHING;
        for item in items {
            let item = item.borrow();
            let before = if item.join == Join::Then { None } else { all.status };
            if before.is_some_and(|succeeded| succeeded == (item.join == Join::Or)) {
                self.unreached(|walker| drop(walker.node(unit, &item.node, &silent(context))));
                continue;
            }
            let open = item.join != Join::Then && before.is_none();
            let ran = if open && (item.join == Join::Or || only_assigns(&item.node)) {
                let mark = self.vars.mark();
                let ran = self.node(unit, &item.node, context);
                let changed = self.vars.take_since(mark);
                self.vars.merge(vec![changed], false);
                ran
            } else {
                self.node(unit, &item.node, context)
            };
            let instead = open && item.join == Join::Or && !matches!(all.output, Output::Nothing);
            all.follow(&ran);
            // `unknown && false` fails, `unknown || true` succeeds.
            let decides = |status: &bool| !open || *status == (item.join == Join::Or);
            all.status = ran.status.filter(decides);
            if context.capture && !instead {
                all.output = self.joined(all.output, ran.output);
            }
        }
        self.depth -= 1;
        all
    }

    /// Reads what does not run, once: what it would set or print is forgotten.
    pub(crate) fn unreached(&mut self, read: impl FnOnce(&mut Self)) {
        if self.repeating == 0 {
            self.isolated(read);
        }
    }

    /// One output behind the other.
    pub(crate) fn joined(&mut self, first: Output, second: Output) -> Output {
        match (first, second) {
            (first, Output::Nothing) => first,
            (Output::Nothing, second) => second,
            (Output::Unknown, Output::Unknown) => Output::Unknown,
            (Output::Known(mut first), Output::Known(second)) => {
                if !self.budget.bytes(second.len()) {
                    return Output::Unknown;
                }
                first.append(&second);
                Output::Known(first)
            }
            (Output::Known(mut first), Output::Unknown) => {
                first.append(&unknown(first.span()));
                Output::Known(first)
            }
            (Output::Unknown, Output::Known(second)) => {
                let mut first = unknown(second.span());
                first.append(&second);
                Output::Known(first)
            }
        }
    }

    pub(crate) fn node(&mut self, unit: &Unit<'_>, node: &Node, context: &Context) -> Ran {
        match node {
            Node::Nothing => Ran::NOTHING,
            Node::Simple(simple) => self.simple(unit, simple, context),
            Node::Pipeline(nodes) => self.pipeline(unit, nodes, context),
            Node::Not(node) => {
                let ran = self.node(unit, node, context);
                Ran { status: ran.status.map(|status| !status), ..ran }
            }
            Node::Coprocess { name, node } => self.coprocess(unit, *name, node, context),
            Node::Compound(compound) => self.compound(unit, compound, context),
            Node::Function { name, body, place } => {
                let text = unit.shared.get_or_init(|| Rc::new(unit.text.clone()));
                let function =
                    Function { text: Rc::clone(text), body: Rc::clone(body), place: *place };
                self.define(unit.slice(*name), function);
                self.isolated(|walker| {
                    walker.positional = None;
                    walker.node(unit, body, &Context { capture: false, ..context.clone() })
                });
                Ran::NOTHING
            }
        }
    }

    fn pipeline(&mut self, unit: &Unit<'_>, nodes: &[Node], context: &Context) -> Ran {
        let mut ran = Ran::NOTHING;
        let mut own = context.clone();
        for (index, node) in nodes.iter().enumerate() {
            if index > 0 {
                own.stdin =
                    std::mem::replace(&mut ran.output, Output::Nothing).known().map(Rc::new);
                own.pipe_from = ran.tail;
            }
            own.capture = index + 1 < nodes.len() || context.capture;
            let next = self.isolated(|walker| walker.node(unit, node, &own));
            ran = if next.tail.is_some() { next } else { Ran { output: next.output, ..ran } };
            ran.status = None;
        }
        ran
    }

    /// Its output is read from a descriptor of its own, which the first item of an array names.
    fn coprocess(
        &mut self,
        unit: &Unit<'_>,
        name: Option<Place>,
        node: &Node,
        context: &Context,
    ) -> Ran {
        let own = Context { capture: true, ..context.clone() };
        let ran = self.isolated(|walker| walker.node(unit, node, &own));
        let path = self.files.descriptor();
        self.files.set(&path, ran.output.known());
        let name = name.map_or("COPROC", |name| unit.slice(name));
        let (number, input) = (base_name(&path), base_name(&self.files.descriptor()).to_owned());
        let numbers = [number, &input].map(|number| Text::made(number, unit.text.span()));
        self.vars.set(name, Value::Array(numbers.to_vec()));
        Ran { output: Output::Nothing, ..ran }
    }

    fn compound(&mut self, unit: &Unit<'_>, compound: &Compound, context: &Context) -> Ran {
        if compound.redirections.is_empty() {
            return self.inner(unit, compound, context);
        }
        // A command without words carries the redirections of the group.
        let span = unit.span(compound.place);
        let Some(id) = self.reserve(span, context) else {
            return Ran::NOTHING;
        };
        let plan = self.redirect(unit, &compound.redirections, id, None);
        let mut own = context.clone();
        own.capture |= plan.to_file();
        if plan.stdin.is_some() || plan.stdin_replaced {
            own.stdin.clone_from(&plan.stdin);
            own.pipe_from = None;
        }
        let mut ran = self.inner(unit, compound, &own);
        ran.output = self.deliver(ran.output, &plan, context.capture);
        ran
    }
}

fn only_assigns(node: &Node) -> bool {
    matches!(node, Node::Simple(simple) if simple.words.is_empty() && !simple.assignments.is_empty())
}

fn unknown(at: Span) -> Data {
    Data::Text(unknown_text(at))
}
