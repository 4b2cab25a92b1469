//! What the reader of one program has found so far, and the bounds that it keeps. Reads nothing itself.

use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::around::Around;
use super::dialect::Dialect;
use super::value::Known;
use crate::source::{Span, Text};

/// Starts, addresses and files that are written, of one program: nobody writes as many.
pub(super) const MOST: usize = 1024;
/// Bytes that all folded values may have together, beyond eight times the program: constants are joined a few times.
const MAX_BYTES: usize = 1 << 20;
/// `exec(decode(exec(decode(…))))`: packers of the wild use up to 50 layers.
const MAX_LAYERS: usize = 64;
/// Tokens of functions that are gone through again for the arguments of a call, in all: a decoder is called a few hundred
/// times and is short.
const MAX_STEPS: usize = 1 << 18;

/// Tokens that are looked through for the ends of bodies, and for each token of the program: those of a function in another
/// are looked through twice.
const LEAST_SIGHT: usize = 1 << 16;
const SIGHT: usize = 16;

/// A program that is started.
#[derive(Debug)]
pub(super) struct Started {
    /// Program and arguments; [`crate::source::UNKNOWN`] for what is not known.
    pub(super) words: Vec<Text>,
    /// The name of the program is decoded or made of character codes.
    pub(super) hidden: bool,
    /// The call.
    pub(super) span: Span,
}

/// What is written to a file.
#[derive(Debug)]
pub(super) struct Wrote {
    pub(super) path: Text,
    pub(super) content: Text,
    /// Behind what is there.
    pub(super) append: bool,
}

/// What a program text says.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Constants as they stand and as they are joined.
    pub(super) strings: Vec<Text>,
    /// Constants that stand nowhere as they are: joined, decoded.
    pub(super) computed: Vec<Text>,
    pub(super) started: Vec<Started>,
    /// Calls that fetch, with their address.
    pub(super) fetched: Vec<(Text, Text)>,
    /// Calls that run code which is decoded from what is not known.
    pub(super) hidden_code: Vec<Text>,
    /// Calls that run code of which nothing is known.
    pub(super) unknown_code: Vec<Text>,
    /// What it writes to files, in order.
    pub(super) written: Vec<Wrote>,
    /// What it prints, if that is constant.
    pub(super) printed: Option<Text>,
    /// What all of the program may take is spent: whatever stands in it may be missed.
    pub(super) spent: bool,
    /// A value or a body is larger than is worked out: data as a rule, so it matters only where what runs is not known.
    pub(super) is_cut: bool,
    /// The first start of a program, or run of code, that was not worked out as a bound had been reached.
    pub(super) unfinished: Option<Span>,
    /// The same where only a value was too large.
    pub(super) cut_short: Option<Span>,
    /// Parentheses, lists or blocks are nested deeper than the reader goes.
    pub(super) too_deep: bool,
}

impl Said {
    /// Something runs this very text: whatever is not worked out in it may be what it does.
    pub(super) fn is_started(&mut self, text: Span) {
        let missed = if self.spent { Some(text) } else { self.cut_short };
        self.unfinished = self.unfinished.or(missed);
    }
}

/// What a reader of one program remembers, its decoded layers included.
pub(super) struct State {
    pub(super) said: Said,
    pub(super) variables: HashMap<Rc<str>, Known>,
    pub(super) dialect: &'static Dialect,
    /// What the program is given.
    pub(super) around: Around,
    /// Starts and prints that were recorded, by unit and token: a body may be gone through again.
    pub(super) seen: HashSet<(usize, usize)>,
    /// The same of what is written to files.
    pub(super) seen_written: HashSet<(usize, usize)>,
    pub(super) bytes: usize,
    pub(super) layers: usize,
    pub(super) steps: usize,
    pub(super) units: usize,
    /// Tokens that may still be looked through for the ends of bodies: of each a few times as many as the program has.
    pub(super) sight: usize,
    /// Terms that are being read, one in another.
    pub(super) nested: usize,
    /// Bodies of functions and loops that are being gone through again, one in another.
    pub(super) replays: usize,
    /// Functions of the program that are being called, and the bodies of those that are statements.
    pub(super) calls: usize,
    pub(super) active: Vec<usize>,
    /// The list that was read last is one comprehension.
    pub(super) is_comprehension: bool,
    /// What the function that is being called returns.
    pub(super) result: Option<Known>,
    /// The variable that was assigned last, for `=~ tr/…/…/`.
    pub(super) assigned: Option<Rc<str>>,
    /// The keys and values of the table that was read last, until it has a name.
    pub(super) table: Vec<(Rc<str>, Known)>,
    /// Classes that the program defines: what it assigns in them are their members.
    pub(super) classes: HashSet<Rc<str>>,
    /// The one that was begun last.
    pub(super) class: Option<Rc<str>>,
}

impl State {
    /// For a program of so many bytes.
    pub(super) fn new(size: usize, dialect: &'static Dialect, around: Around) -> Self {
        Self {
            around,
            said: Said::default(),
            variables: HashMap::default(),
            dialect,
            seen: HashSet::default(),
            seen_written: HashSet::default(),
            bytes: MAX_BYTES + 8 * size,
            layers: MAX_LAYERS,
            steps: MAX_STEPS,
            units: 0,
            sight: LEAST_SIGHT,
            nested: 0,
            replays: 0,
            calls: 0,
            active: Vec::new(),
            is_comprehension: false,
            result: None,
            assigned: None,
            table: Vec::new(),
            classes: HashSet::default(),
            class: None,
        }
    }

    /// Gives a name the value back that it had before; none if it had none.
    pub(super) fn set_back(&mut self, name: Rc<str>, before: Option<Known>) {
        match before {
            Some(value) => drop(self.variables.insert(name, value)),
            None => drop(self.variables.remove(&name)),
        }
    }

    /// True if so many more bytes of computed values may be made.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        match self.bytes.checked_sub(bytes) {
            Some(left) => {
                self.bytes = left;
                true
            }
            None => {
                self.said.spent = true;
                false
            }
        }
    }

    /// As [`Self::take`] for what has been made already. What cannot be paid takes half of what is left, so that nobody can
    /// have it made again and again.
    pub(super) fn pay(&mut self, bytes: usize) -> bool {
        let paid = self.take(bytes);
        if !paid {
            self.bytes /= 2;
        }
        paid
    }

    /// So many tokens are read for the first time.
    pub(super) fn sees(&mut self, tokens: usize) {
        self.sight = self.sight.saturating_add(SIGHT * tokens);
    }

    /// True if functions of the program may be gone through again.
    pub(super) fn may_call(&mut self) -> bool {
        self.said.spent |= self.steps == 0;
        self.steps > 0
    }

    /// So many tokens of a function were gone through.
    pub(super) fn went(&mut self, tokens: usize) {
        self.steps = self.steps.saturating_sub(tokens + 1);
    }

    /// What is run here is not known: because a bound was reached, perhaps.
    pub(super) fn not_worked_out(&mut self, at: Span) {
        if self.said.spent {
            self.said.unfinished.get_or_insert(at);
        } else if self.said.is_cut {
            self.said.cut_short.get_or_insert(at);
        }
    }

    /// A value or a body is larger than is worked out.
    pub(super) fn cut(&mut self) {
        self.said.is_cut = true;
    }

    /// True the first time for what a token writes.
    pub(super) fn first_written(&mut self, unit: usize, mark: usize) -> bool {
        self.seen_written.insert((unit, mark))
    }

    /// True the first time for a token.
    pub(super) fn first(&mut self, unit: usize, at: usize) -> bool {
        self.seen.insert((unit, at))
    }

    /// A constant: there are no more of them than tokens that are gone through.
    pub(super) fn string(&mut self, text: &Text) {
        self.said.strings.push(text.clone());
    }

    /// A constant that stands nowhere as it is: its bytes have been paid for.
    pub(super) fn computed(&mut self, text: &Text) {
        /// Shorter ones name nothing.
        const SHORT: usize = 3;
        if text.len() > SHORT {
            self.said.computed.push(text.clone());
        }
    }
}
