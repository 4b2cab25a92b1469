//! The syntax tree of one shell text: byte places in that text, no values yet.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::shell::Direction;

/// A byte range of the text that the tree was made of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Place {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }
}

/// Commands one after the other.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) items: Vec<Item>,
}

/// How an item follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// `;`, `&` or a line end.
    Then,
    /// `&&`
    And,
    /// `||`
    Or,
}

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) join: Join,
    pub(crate) node: Node,
}

#[derive(Debug)]
pub(crate) enum Node {
    /// Nothing that runs: an opening word below the depth limit.
    Nothing,
    Simple(Simple),
    Pipeline(Vec<Node>),
    /// `! command`
    Not(Box<Node>),
    /// `coproc [NAME] command`
    Coprocess {
        name: Option<Place>,
        node: Box<Node>,
    },
    Compound(Box<Compound>),
    Function {
        name: Place,
        body: Rc<Node>,
        place: Place,
    },
}

#[derive(Debug, Default)]
pub(crate) struct Simple {
    pub(crate) words: Vec<Word>,
    pub(crate) assignments: Vec<Assign>,
    pub(crate) redirections: Vec<Redirection>,
    pub(crate) place: Place,
}

#[derive(Debug)]
pub(crate) struct Compound {
    pub(crate) kind: Kind,
    pub(crate) redirections: Vec<Redirection>,
    pub(crate) place: Place,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Group {
        body: List,
        subshell: bool,
    },
    If {
        arms: Vec<(List, List)>,
        otherwise: Option<List>,
    },
    Loop {
        condition: List,
        body: List,
        /// The condition ends the loop instead of going on.
        until: bool,
    },
    For {
        name: Place,
        words: Option<Vec<Word>>,
        body: List,
    },
    Case {
        subject: Word,
        arms: Vec<Arm>,
    },
    /// `[[ … ]]`: all its words, the brackets included.
    Test {
        words: Vec<Word>,
    },
    /// `(( … ))`
    Arithmetic {
        word: Word,
    },
}

/// One arm of `case`.
#[derive(Debug, Default)]
pub(crate) struct Arm {
    /// None where they could not be read.
    pub(crate) patterns: Vec<Word>,
    pub(crate) body: List,
    /// It ends with `;&` or `;;&`, so that the next one may run as well.
    pub(crate) falls: bool,
}

/// `name=value`, `name+=value`, `name[i]=value`, `name=(…)`.
#[derive(Debug)]
pub(crate) struct Assign {
    pub(crate) name: Place,
    pub(crate) append: bool,
    /// The text between the brackets of `name[i]=`.
    pub(crate) index: Option<Place>,
    pub(crate) value: AssignValue,
}

#[derive(Debug)]
pub(crate) enum AssignValue {
    Word(Word),
    Array(Vec<Word>),
}

#[derive(Debug)]
pub(crate) enum Redirection {
    File {
        direction: Direction,
        fd: u32,
        both: bool,
        /// `<&word`, `>&word`: the word may come to the number of a descriptor.
        duplicates: bool,
        target: Word,
    },
    /// `>&2`: where `to` is 1 or 2 the output stays visible or not.
    Duplicate {
        fd: u32,
        to: u32,
    },
    HereString {
        fd: u32,
        word: Word,
    },
    /// `{name}<file`: a free descriptor, whose number the variable gets.
    Named {
        name: Place,
        fd: u32,
        inner: Box<Redirection>,
    },
    HereDocument {
        fd: u32,
        body: Rc<OnceCell<HereBody>>,
    },
}

/// The body of a here-document, once the reader has come to it.
#[derive(Debug)]
pub(crate) struct HereBody {
    pub(crate) quoted: bool,
    pub(crate) chomp: bool,
    pub(crate) content: HereContent,
}

#[derive(Debug)]
pub(crate) enum HereContent {
    /// In the same text, as the parts of a double-quoted word; leading tabs are already left out.
    Inside(Word),
    /// The nth document that the Dockerfile reader handed over.
    Given(usize),
}

/// A word; no parts means that it stands for itself.
#[derive(Debug, Default)]
pub(crate) struct Word {
    pub(crate) place: Place,
    pub(crate) parts: Vec<Part>,
    /// It has an unquoted `{` with a `,` or `..` behind it.
    pub(crate) braces: bool,
}

#[derive(Debug)]
pub(crate) enum Part {
    /// Bytes as they stand.
    Literal {
        place: Place,
        quoted: bool,
    },
    /// Bytes that an escape of `$'…'` stands for.
    Decoded {
        value: Box<str>,
        place: Place,
    },
    /// A pair of quotes: the word is a word even if nothing is in them.
    Quotes {
        place: Place,
    },
    Param(Box<Param>),
    Command {
        body: Box<List>,
        place: Place,
        quoted: bool,
    },
    Backquote {
        inner: Place,
        place: Place,
        quoted: bool,
    },
    Arithmetic {
        inner: Box<Word>,
        place: Place,
    },
    Process {
        body: Box<List>,
        place: Place,
        reads: bool,
    },
    /// Too deep to read.
    Unknown {
        place: Place,
    },
}

#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: Place,
    /// The text between the brackets of `${name[i]}`.
    pub(crate) index: Option<Place>,
    pub(crate) op: Op,
    pub(crate) word: Option<Word>,
    /// The replacement of `${name/pattern/replacement}`, the length of `${name:offset:length}`.
    pub(crate) second: Option<Word>,
    pub(crate) place: Place,
    pub(crate) quoted: bool,
}

/// The operator of `${…}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Plain,
    /// `${#x}`
    Length,
    /// `${!x}`
    Indirect,
    /// `-`, with `:` in front if `empty`.
    Default {
        empty: bool,
    },
    /// `=`
    Assign {
        empty: bool,
    },
    /// `?`
    Error,
    /// `+`
    Alternative {
        empty: bool,
    },
    /// `#`, `##`
    Prefix {
        longest: bool,
    },
    /// `%`, `%%`
    Suffix {
        longest: bool,
    },
    /// `/`, `//`, `/#`, `/%`
    Replace {
        all: bool,
        at: Anchor,
    },
    /// `:offset:length`
    Substring,
    /// `^`, `^^`, `,`, `,,`, `@U`, `@u`, `@L`
    Case {
        upper: bool,
        all: bool,
    },
    /// `@E`, `@P`
    Escapes,
    /// `@Q` and what else there is.
    Other,
}

impl Op {
    /// True for the operators that mean another thing when written twice.
    pub(crate) fn doubles(self) -> bool {
        matches!(
            self,
            Self::Prefix { .. } | Self::Suffix { .. } | Self::Replace { .. } | Self::Case { .. }
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Anywhere,
    Start,
    End,
}
