//! Goes through the tree in the order in which a shell would run it, every branch once.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::shell::evaluate::budget::Budget;
use crate::shell::evaluate::calls::{Calls, Function};
use crate::shell::evaluate::redirect::without_tabs;
use crate::shell::evaluate::repeats::Repeats;
use crate::shell::evaluate::vars::Vars;
use crate::shell::file_map::FileMap;
use crate::shell::programs::files::Files;
use crate::shell::programs::output::{Data, Output};
use crate::shell::syntax::lexer::{MAX_DEPTH, Parser, TOO_DEEP};
use crate::shell::syntax::tree::{
    Compound, HereContent, Item, Join, List, Node, Place, Redirection,
};
use crate::shell::{HereDocument, Language, Scope, Script, Via};
use crate::source::{Span, Text};

/// A text and the places in it that its tree names.
pub(crate) struct Unit<'t> {
    pub(crate) text: &'t Text,
    shared: OnceCell<Rc<Text>>,
}

impl<'t> Unit<'t> {
    pub(crate) fn new(text: &'t Text) -> Self {
        Self { text, shared: OnceCell::new() }
    }

    pub(crate) fn slice(&self, place: Place) -> &'t str {
        self.text.get(place.start..place.end).unwrap_or_default()
    }

    pub(crate) fn span(&self, place: Place) -> Span {
        self.text.span_of(place.start..place.end)
    }
}

/// What a command inherits from where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) parent: Option<usize>,
    pub(crate) via: Via,
    /// Somebody reads what it prints.
    pub(crate) capture: bool,
    pub(crate) stdin: Option<Rc<Data>>,
    pub(crate) pipe_from: Option<usize>,
}

/// What became of a command or list.
#[derive(Clone)]
pub(crate) struct Ran {
    pub(crate) output: Output,
    /// The command whose output a pipe behind it reads.
    pub(crate) tail: Option<usize>,
    /// What that command prints is not constant.
    pub(crate) open: bool,
    /// Whether it succeeds, if that is known.
    pub(crate) status: Option<bool>,
}

impl Ran {
    pub(crate) const NOTHING: Self =
        Self { output: Output::Nothing, tail: None, open: false, status: None };
    pub(crate) const UNKNOWN: Self =
        Self { output: Output::Unknown, tail: None, open: false, status: None };

    /// Takes over the tail of what ran later, unless that is constant and this one's is not.
    pub(crate) fn follow(&mut self, later: &Ran) {
        if later.tail.is_some() && (later.open || !self.open) {
            self.tail = later.tail;
            self.open = later.open;
        }
    }
}

/// The state of one walk.
pub(crate) struct Walker<'s> {
    pub(crate) script: Script,
    pub(crate) vars: Vars<'s>,
    pub(crate) files: Files<'s>,
    pub(crate) language: Language,
    pub(crate) budget: Budget,
    pub(crate) depth: usize,
    /// Values taken from outside the script, which another build may give otherwise.
    pub(crate) outer_reads: usize,
    /// Variables whose value was worked out from such a value.
    pub(crate) doubtful: HashSet<String>,
    /// `alias`, `hash -p`: what a name stands for.
    pub(crate) aliases: HashMap<String, Text>,
    /// What `trap` has set.
    pub(crate) traps: Vec<Text>,
    /// The words of the last test that could be decided, or the option that `getopts` has come to, as one number.
    pub(crate) tested: u64,
    /// Letters of the current word that `getopts` has passed.
    pub(crate) option_at: usize,
    /// `$_`
    pub(crate) last_word: Option<Text>,
    /// Bodies around that are being walked through again.
    pub(crate) repeating: usize,
    /// Which of several possible values variables have now, and how many have been met.
    pub(crate) alternative: usize,
    pub(crate) alternatives: usize,
    /// A command is being gone through once for each alternative.
    pub(crate) in_worlds: bool,
    pub(crate) functions: HashMap<String, Function>,
    pub(crate) calls: Calls,
    pub(crate) repeats: Repeats,
    /// `$1` and on; `None` if not known.
    pub(crate) positional: Option<Rc<Vec<Text>>>,
    /// `$0`
    pub(crate) program: Option<Text>,
    given: Rc<[Text]>,
    /// Paths of written files that are being run.
    pub(crate) running: HashSet<String>,
}

impl<'s> Walker<'s> {
    /// `files` are what the script finds, and the directory that it starts in; `size` is the length of its text.
    pub(crate) fn new(
        scope: &'s dyn Scope,
        language: Language,
        size: usize,
        files: (FileMap, &str),
    ) -> Self {
        Self {
            script: Script::default(),
            vars: Vars::new(scope),
            files: Files::new(scope, files.0, files.1),
            language,
            budget: Budget::new(size),
            depth: 0,
            outer_reads: 0,
            doubtful: HashSet::new(),
            aliases: HashMap::new(),
            traps: Vec::new(),
            option_at: 0,
            tested: 0,
            last_word: None,
            repeating: 0,
            alternative: 0,
            alternatives: 1,
            in_worlds: false,
            functions: HashMap::new(),
            calls: Calls::default(),
            repeats: Repeats::new(),
            positional: None,
            program: None,
            given: Rc::from([]),
            running: HashSet::new(),
        }
    }

    /// What was read, and the files that it leaves.
    pub(crate) fn into_parts(mut self) -> (Script, FileMap) {
        self.tell_limits();
        (self.script, self.files.into_map())
    }

    pub(crate) fn top() -> Context {
        Context { parent: None, via: Via::Direct, capture: false, stdin: None, pipe_from: None }
    }

    /// The text of an instruction.
    pub(crate) fn read_top(&mut self, text: &Text, heredocs: &[HereDocument<'_>]) {
        self.given = heredocs.iter().map(|heredoc| heredoc.content.clone()).collect();
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
        self.script.commands.reserve(list.items.len());
        self.take_notes(text, parser.notes);
        if let Some(body) = self.lone_heredoc(&list) {
            return self.run_file(&body, context);
        }
        self.list(&Unit::new(text), &list, context)
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
        self.depth += 1;
        let mut all = Ran::NOTHING;
        for item in &list.items {
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

    fn compound(&mut self, unit: &Unit<'_>, compound: &Compound, context: &Context) -> Ran {
        if compound.redirections.is_empty() {
            return self.inner(unit, compound, context);
        }
        // A command without words carries the redirections of the group.
        let span = unit.span(compound.place);
        let Some(id) = self.reserve(span, context) else {
            return Ran::NOTHING;
        };
        let plan = self.redirect(unit, &compound.redirections, id);
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

/// The same, but nobody reads what it prints.
pub(crate) fn silent(context: &Context) -> Context {
    Context { capture: false, ..context.clone() }
}

fn only_assigns(node: &Node) -> bool {
    matches!(node, Node::Simple(simple) if simple.words.is_empty() && !simple.assignments.is_empty())
}

pub(crate) fn unknown_text(at: Span) -> Text {
    let mut text = Text::empty(at);
    text.push_unknown(at);
    text
}

fn unknown(at: Span) -> Data {
    Data::Text(unknown_text(at))
}
