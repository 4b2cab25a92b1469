//! Commands that run, and what they are for.
//!
//! Purpose matters because a name in `apt-get purge …`, `grep …` or `pkill …` shows the opposite of use: `unwanted` says
//! what it is.

use std::ops::Range;

use ecow::EcoString;

use crate::shell::{self, Via};
use crate::source::Text;

use super::place::Place;
use super::unwanted::{self, Purpose};

/// A command that runs in the build or in a container.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// The instruction.
    pub(crate) place: Place,
    /// Words, redirections, pipes; `pipe_from` and `parent` are indices in [`super::Facts::commands`].
    pub(crate) shell: shell::Command,
    /// Lower-case file name of the program, without `.exe`; empty for a bare assignment.
    pub(crate) program: EcoString,
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// Index of the command that reads its output through a pipe.
    pub(crate) piped_to: Option<usize>,
    /// Indices of its transfers in [`super::Facts::transfers`].
    pub(crate) transfers: Range<usize>,
}

impl Command {
    /// Wraps a folded command of `place`; links to other commands are shifted by `offset`.
    pub(crate) fn new(place: Place, mut shell: shell::Command, offset: usize) -> Self {
        shell.pipe_from = shell.pipe_from.map(|index| index + offset);
        shell.parent = shell.parent.map(|index| index + offset);
        let program = shell.argv.first().map(|word| program_name(word)).unwrap_or_default();
        let purpose = unwanted::purpose(&program, &shell);
        Self { place, shell, program, purpose, piped_to: None, transfers: 0..0 }
    }

    /// Program and arguments.
    pub(crate) fn argv(&self) -> &[Text] {
        &self.shell.argv
    }

    /// The arguments.
    pub(crate) fn args(&self) -> &[Text] {
        self.shell.argv.get(1..).unwrap_or_default()
    }

    /// True if one argument equals `word`.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.args().iter().any(|arg| arg.as_str() == word)
    }

    /// The first argument that is no option.
    pub(crate) fn verb(&self) -> Option<&Text> {
        self.args().iter().find(|arg| !arg.starts_with('-'))
    }

    /// True if all that it writes goes into files that list what is refused, such as sinkholes of names.
    pub(crate) fn only_refuses(&self) -> bool {
        matches!(self.program.as_str(), "cat" | "tee" | "echo" | "printf")
            && unwanted::only_refuses(&self.shell)
    }

    /// True if it acts on the names in its words.
    pub(crate) fn acts(&self) -> bool {
        self.purpose == Purpose::Acts
    }
}

/// The lower-case file name of a program path, without `.exe`.
pub(crate) fn program_name(word: &str) -> EcoString {
    let start = memchr::memrchr2(b'/', b'\\', word.as_bytes()).map_or(0, |at| at + 1);
    let mut name = EcoString::from(word.get(start..).unwrap_or_default());
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        name = name.to_ascii_lowercase();
    }
    if name.ends_with(".exe") {
        name.truncate(name.len() - ".exe".len());
    }
    name
}

/// True for programs that run the text they are given.
pub(crate) fn is_interpreter(program: &str) -> bool {
    let stem = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(
        stem,
        "sh" | "bash"
            | "ash"
            | "dash"
            | "zsh"
            | "ksh"
            | "mksh"
            | "fish"
            | "python"
            | "perl"
            | "ruby"
            | "node"
            | "nodejs"
            | "php"
            | "lua"
            | "pwsh"
            | "powershell"
            | "tclsh"
    )
}

/// True if command `index`, or one behind it as a wrapper, is an interpreter.
fn runs_input(commands: &[Command], index: usize) -> bool {
    let following = commands.iter().enumerate().skip(index);
    let mut last = None;
    following
        .take_while(|(at, command)| {
            let behind =
                *at == index || command.shell.parent == last && command.shell.via == Via::Wrapper;
            last = Some(*at);
            behind
        })
        .any(|(_, command)| is_interpreter(&command.program))
}

/// True if the command, with the redirections of the wrappers in front of it, only looks: `timeout 5 nc host 1 < /dev/null`.
fn says_nothing_behind_wrappers(commands: &[Command], index: usize) -> bool {
    const MOST_WRAPPERS: usize = 8;
    let Some(command) = commands.get(index).filter(|it| it.acts()) else { return false };
    let outer = |inner: &&Command| {
        let parent = inner.shell.parent.filter(|_| inner.shell.via == Via::Wrapper);
        parent.and_then(|parent| commands.get(parent))
    };
    let wrappers = std::iter::successors(outer(&command), outer).take(MOST_WRAPPERS);
    let mut redirects = wrappers.flat_map(|it| &it.shell.redirects).cloned().peekable();
    if redirects.peek().is_none() {
        return false;
    }
    let mut shell = command.shell.clone();
    shell.redirects.extend(redirects);
    unwanted::purpose(&command.program, &shell) == Purpose::Searches
}

/// Links pipes both ways and corrects the purpose of printers whose output is read.
pub(crate) fn link(commands: &mut [Command], from: usize) {
    for index in from..commands.len() {
        if says_nothing_behind_wrappers(commands, index)
            && let Some(command) = commands.get_mut(index)
        {
            command.purpose = Purpose::Searches;
        }
        let Some(command) = commands.get(index) else { continue };
        let Some(source) = command.shell.pipe_from else { continue };
        let refuses = command.only_refuses();
        // Of several readers, as in the rounds of a loop, the one that runs what it reads counts.
        let old = commands.get(source).and_then(|command| command.piped_to);
        let reader = old.filter(|old| runs_input(commands, *old)).or(Some(index));
        if let Some(source) = commands.get_mut(source) {
            source.piped_to = reader;
            if source.purpose == Purpose::Prints && !refuses {
                source.purpose = Purpose::Acts;
            }
        }
    }
}
