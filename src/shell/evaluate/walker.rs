//! The state of one walk through a script: what every file of the evaluator works on. Walks nothing itself.

use foldhash::{HashMap, HashSet};
use std::rc::Rc;

use crate::shell::evaluate::budget::Budget;
use crate::shell::evaluate::functions::{Calls, Function};
use crate::shell::evaluate::vars::Vars;
use crate::shell::file_map::FileMap;
use crate::shell::programs::files::Files;
use crate::shell::programs::output::Data;
use crate::shell::{Language, Scope, Script};
use crate::source::{Span, Text};

/// The first commands of each place and words, by what they are told apart by.
pub(crate) type Repeats = HashMap<u64, usize>;

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
    /// The next command is no function and no alias of the script: `command x`, `env x`.
    pub(crate) past_functions: bool,
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
    pub(crate) in_alternatives: bool,
    pub(crate) functions: HashMap<String, Function>,
    pub(crate) calls: Calls,
    pub(crate) repeats: Repeats,
    /// `$1` and on; `None` if not known.
    pub(crate) positional: Option<Rc<Vec<Text>>>,
    /// `$0`
    pub(crate) program: Option<Text>,
    pub(super) given: Rc<[Text]>,
    /// Paths of written files that are being run.
    pub(crate) running: HashSet<String>,
    /// Texts whose rest was left as one.
    pub(crate) left: HashSet<Span>,
    /// Files that descriptors write to.
    pub(crate) outputs: HashMap<u32, Text>,
    /// The input that `read` has taken lines of, and where the next one starts.
    pub(crate) taken: Option<(Rc<Data>, usize)>,
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
            budget: Budget::new(size, scope.left()),
            depth: 0,
            outer_reads: 0,
            doubtful: HashSet::default(),
            past_functions: false,
            aliases: HashMap::default(),
            traps: Vec::new(),
            option_at: 0,
            tested: 0,
            last_word: None,
            repeating: 0,
            alternative: 0,
            alternatives: 1,
            in_alternatives: false,
            functions: HashMap::default(),
            calls: Calls::default(),
            repeats: Repeats::default(),
            positional: None,
            program: None,
            given: Rc::from([]),
            running: HashSet::default(),
            left: HashSet::default(),
            outputs: HashMap::default(),
            taken: None,
        }
    }
}
