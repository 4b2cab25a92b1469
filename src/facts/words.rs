//! Every word of the facts with the part that it plays: what indicator rules look at.
//!
//! Words of commands that remove, search or merely print are left out, as are values of variables and options whose name
//! says that they are refused: they show the opposite of use.

use std::ops::Range;

use foldhash::HashMap;

use crate::dockerfile::Keyword;
use crate::shell::{self, Via};
use crate::source::Text;

use super::unwanted::{self, Refused};
use super::{Command, Facts, ImageRole, Place, Variable, VariableKind};

/// The part that a word plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// The program of a command.
    Program,
    /// An argument of a command.
    Argument,
    /// The file of a redirection.
    Redirect,
    /// Constant standard input of a command.
    Input,
    /// The name of an ENV, ARG or shell variable.
    VariableName,
    /// The value of an ENV, ARG or shell variable.
    VariableValue,
    /// What COPY or ADD takes from the build context or the network.
    CopySource,
    /// Where COPY or ADD puts it, and sources from other stages.
    CopyTarget,
    /// An image.
    Image,
    /// A working directory.
    Workdir,
    /// A user of USER or a directory of VOLUME: names that no program has, but where any text can stand.
    Name,
    /// The program of SHELL.
    ShellProgram,
    /// The content of a file written by the Dockerfile itself.
    Document,
    /// An address or package that code or a manifest takes from elsewhere.
    Dependency,
}

/// A word in its part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'a> {
    /// The word, expanded and folded.
    pub(crate) text: &'a Text,
    /// Its part.
    pub(crate) role: Role,
    /// The instruction.
    pub(crate) place: &'a Place,
    /// Index of its command, for the first four roles.
    pub(crate) command: Option<usize>,
    /// Index of the written file, for its content.
    pub(crate) document: Option<usize>,
    /// The variable, for its name and its value.
    pub(crate) variable: Option<&'a Variable>,
}

impl<'a> Word<'a> {
    fn new(text: &'a Text, role: Role, place: &'a Place) -> Self {
        Self { text, role, place, command: None, document: None, variable: None }
    }
}

impl Facts {
    /// Calls `visit` for every word that has an effect, commands first, in source order within each kind.
    pub(crate) fn for_each_word<'a>(&'a self, mut visit: impl FnMut(Word<'a>)) {
        // a script sets most of its variables more than once, and has most options more than once
        let mut refused: HashMap<&str, bool> = HashMap::default();
        let mut refuses =
            |name: &'a str| *refused.entry(name).or_insert_with(|| unwanted::refuses(name));
        self.command_words(&mut visit, &mut refuses);
        // a label has no effect, and what a variable lists as refused is not used
        let mut has_effect = |variable: &&'a Variable| {
            variable.kind != VariableKind::Label && !refuses(&variable.name)
        };
        for variable in self.variables.iter().filter(|it| has_effect(it)) {
            let word = |text, role| Word {
                variable: Some(variable),
                ..Word::new(text, role, &variable.place)
            };
            visit(word(&variable.name, Role::VariableName));
            visit(word(&variable.value, Role::VariableValue));
        }
        let mut plain = |text, role, place| visit(Word::new(text, role, place));
        for copy in &self.copies {
            let role = if copy.from.is_some() { Role::CopyTarget } else { Role::CopySource };
            for source in &copy.sources {
                plain(source, role, &copy.place);
            }
            plain(&copy.target, Role::CopyTarget, &copy.place);
        }
        for image in self.images.iter().filter(|image| image.role != ImageRole::Frontend) {
            plain(&image.text, Role::Image, &image.place);
        }
        for workdir in &self.workdirs {
            plain(&workdir.path, Role::Workdir, &workdir.place);
        }
        for user in &self.users {
            plain(&user.name, Role::Name, &user.place);
        }
        for instruction in self.instructions.iter().filter(|it| it.place.keyword == Keyword::Volume)
        {
            for path in instruction.arguments() {
                plain(path, Role::Name, &instruction.place);
            }
        }
        for decoded in &self.decoded {
            plain(&decoded.text, Role::Argument, &decoded.place);
        }
        for shell in &self.shells {
            for text in &shell.argv {
                plain(text, Role::ShellProgram, &shell.place);
            }
        }
        // Bare names of packages say nothing without their manager: rules look them up with it.
        let is_address = |name: &Text| name.bytes().any(|byte| matches!(byte, b'/' | b':'));
        for dependency in self.dependencies.iter().filter(|it| is_address(&it.name)) {
            plain(&dependency.name, Role::Dependency, &dependency.place);
        }
        for (index, document) in self.documents.iter().enumerate().filter(|(_, d)| !d.only_lists())
        {
            visit(Word {
                document: Some(index),
                ..Word::new(&document.content, Role::Document, &document.place)
            });
        }
    }

    fn command_words<'a>(
        &'a self,
        visit: &mut impl FnMut(Word<'a>),
        refuses: &mut dyn FnMut(&'a str) -> bool,
    ) {
        let handed_on = self.handed_on();
        for (index, command) in self.commands.iter().enumerate().filter(|(_, c)| c.acts()) {
            let known = handed_on.binary_search_by_key(&index, |(outer, _)| *outer).ok();
            let handed_on = known.and_then(|at| handed_on.get(at)).map(|(_, words)| words.clone());
            let handed_on = handed_on.unwrap_or_default();
            let place = &command.place;
            let mut word = |text, role| {
                visit(Word { command: Some(index), ..Word::new(text, role, place) });
            };
            let mut refused = Refused::of(&command.program);
            for (position, text) in command.argv().iter().enumerate() {
                let skipped = position > 0 && refused.next(text, refuses);
                if !skipped && !handed_on.contains(&position) {
                    word(text, if position == 0 { Role::Program } else { Role::Argument });
                }
            }
            for text in &command.shell.unquoted {
                word(text, Role::Argument);
            }
            for redirect in &command.shell.redirects {
                word(&redirect.target, Role::Redirect);
            }
            let expanded = self.transfers_of(index).filter(|transfer| transfer.expanded);
            for url in expanded.filter_map(|transfer| transfer.url.as_ref()) {
                word(&url.text, Role::Argument);
            }
            if let Some(input) = command.shell.input.as_deref().filter(|_| !command.only_refuses())
            {
                word(input, Role::Input);
            }
        }
    }

    /// Numbers of commands, in order, with the words that they only hand on: they count for the command that runs by them. `sudo pkill x` and
    /// `sh -c "pkill x"` do to `x` what `pkill` does.
    pub(super) fn handed_on(&self) -> Vec<(usize, Range<usize>)> {
        let mut out: Vec<(usize, Range<usize>)> = Vec::new();
        for command in &self.commands {
            if !matches!(command.shell.via, Via::Wrapper | Via::ShellText) {
                continue;
            }
            let outer = command.shell.parent.and_then(|parent| self.commands.get(parent));
            let (Some(outer), Some(parent)) = (outer, command.shell.parent) else { continue };
            out.extend(handed_on(outer, command).map(|words| (parent, words)));
        }
        out.sort_by_key(|(outer, _)| *outer);
        out.dedup_by_key(|(outer, _)| *outer);
        out
    }
}

/// The words of `outer` that are the command behind it, or the script in which that stands.
pub(super) fn handed_on(outer: &Command, command: &Command) -> Option<Range<usize>> {
    match command.shell.via {
        Via::Wrapper => wrapped(outer, command),
        Via::ShellText => shell::script_word(outer.argv()).map(|at| at..at + 1),
        _ => None,
    }
}

/// The words at the end of a wrapper that are the command behind it.
fn wrapped(wrapper: &Command, command: &Command) -> Option<Range<usize>> {
    let (all, own) = (wrapper.argv(), command.argv());
    let start = all.len().checked_sub(own.len()).filter(|start| *start > 0)?;
    let tail = all.get(start..)?;
    let is_same = tail.iter().zip(own).all(|(a, b)| a.as_str() == b.as_str());
    is_same.then_some(start..all.len())
}
