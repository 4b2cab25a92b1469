//! The vocabulary of facts: what a build does, whatever showed it.
//!
//! A fact carries the spans that prove it. This room judges nothing and knows no miner; one observer for each
//! kind of evidence (`observe_*`) fills the same [`Facts`], so that rules never know the door.

pub mod autostart;
mod characters;
mod command;
mod dockerfile;
mod document;
mod file;
pub mod file_text;
pub(crate) mod go_json;
pub mod graph;
mod identity;
pub mod image_config;
mod image_history;
mod instruction;
mod inventory;
mod labels;
mod loopback;
pub(crate) mod manifests;
mod packages;
mod place;
mod refusal;
mod renames;
mod scripts;
pub(crate) mod settings;
mod shell_form;
pub mod stage;
mod transfers;
pub mod url;
mod word_list;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ecow::EcoString;

use crate::dockerfile::Keyword;
use crate::image_ref::Reference;
use crate::shell::Via;
use crate::source::{FileId, Span, Text, UNKNOWN};

pub use characters::{Hidden, HiddenCharacter};
pub use command::{Command, Purpose, is_interpreter, program_name};
pub use dockerfile::{observe_build, observe_dockerfile};
pub use document::Document;
pub use file::{File, FileKind, FileMarker, FileType, Opacity, REST};
pub use graph::observe_graph;
pub use identity::{User, Workdir};
pub use image_config::ImageConfig;
pub use image_history::Retold;
pub use instruction::InstructionFact;
pub use inventory::{Account, InstalledPackage, PackageFormat, System};
pub use packages::{MANAGERS, PackageInstall};
pub use place::{Moment, Place};
pub use renames::Renames;
pub(crate) use scripts::observe_program;
pub use scripts::{NamesRun, is_script_name, observe_script};
pub use settings::Setting;
pub use stage::context::{ContextEntry, ContextFiles, Counts, NoContext};
pub use transfers::Transfer;
pub use url::Url;
pub use words::{Role, Word};

/// Which part of a build names an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageRole {
    /// The base of a stage.
    Base,
    /// `COPY --from=`.
    CopyFrom,
    /// `RUN --mount=from=`.
    MountFrom,
    /// `# syntax=`.
    Frontend,
}

/// An image that the build pulls.
#[derive(Clone, Debug)]
pub struct Image {
    /// The instruction.
    pub place: Place,
    /// What names it.
    pub role: ImageRole,
    /// The name after expansion, quotes removed.
    pub text: Text,
    /// The parsed name; `None` if it is no valid reference or has unknown parts.
    pub reference: Option<Reference>,
    /// Why it cannot be judged before the build, or why it is no reference.
    pub problem: Option<String>,
}

/// The frontend that the file asks for.
#[derive(Clone, Debug)]
pub struct Frontend {
    /// The image name.
    pub text: Text,
    /// The parsed name.
    pub reference: Option<Reference>,
    /// How it is written: `# syntax=`, `// syntax=`, JSON.
    pub form: &'static str,
    /// The directive.
    pub span: Span,
}

/// Who sets a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableKind {
    /// ENV: it stays in the image.
    Env,
    /// ARG.
    Arg,
    /// An assignment in a shell command.
    Shell,
    /// LABEL: it has no effect.
    Label,
}

/// A variable with its value.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The instruction.
    pub place: Place,
    /// Who sets it.
    pub kind: VariableKind,
    /// Name.
    pub name: Text,
    /// Value after expansion.
    pub value: Text,
}

/// What code or a manifest takes from elsewhere by its name: a package, an address.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The instruction that takes the file.
    pub place: Place,
    /// The package manager, one of [`MANAGERS`]; empty where none is known.
    pub manager: &'static str,
    /// The package or address.
    pub name: Text,
}

/// COPY or ADD.
#[derive(Clone, Debug)]
pub struct Copy {
    /// The instruction.
    pub place: Place,
    /// What is copied; URLs of ADD are [`Transfer`]s as well.
    pub sources: Vec<Text>,
    /// Where to.
    pub target: Text,
    /// From another stage or image, not from the build context.
    pub from: Option<Text>,
}

/// A part of the build context that an instruction takes: COPY, ADD, a bind mount.
#[derive(Clone, Debug)]
pub struct ContextUse {
    /// The instruction.
    pub place: Place,
    /// A path below the context, with the wildcards of COPY.
    pub source: Text,
    /// Where it goes; empty for a mount.
    pub target: String,
}

/// How a RUN is isolated and what it mounts.
#[derive(Clone, Debug)]
pub struct Isolation {
    /// The instruction.
    pub place: Place,
    /// The flag: `--network=host`, `--security=insecure`, `--device=…`, `--mount=…`.
    pub flag: Text,
    /// What it means.
    pub kind: IsolationKind,
}

/// Kinds of [`Isolation`] that matter to a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IsolationKind {
    /// `--network=host`.
    HostNetwork,
    /// `--security=insecure`.
    Insecure,
    /// `--device=…`: devices of the builder, such as its GPUs.
    Device,
    /// A secret, ssh, cache or bind mount at `target`.
    Mount {
        /// `secret`, `ssh`, `cache`, `bind`, `tmpfs`.
        kind: String,
        /// Path in the container; empty if not written.
        target: String,
    },
}

/// The program that runs shell-form instructions.
#[derive(Clone, Debug)]
pub struct ShellProgram {
    /// The instruction.
    pub place: Place,
    /// Program and arguments.
    pub argv: Vec<Text>,
}

/// Constructs that older frontends read differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingKind {
    /// A here-document.
    Heredoc,
    /// A here-document with a blank between `<<` and its word.
    BlankHeredoc,
    /// A JSON array followed by text: shell form today, exec form before.
    JsonTail,
}

/// A construct that older frontends read differently.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Which.
    pub kind: ReadingKind,
    /// Where.
    pub span: Span,
}

/// What `BuildKit` would refuse, or what could not be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The place.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// `BuildKit` refuses it as well; otherwise only minestop's reader gave up.
    pub refused: bool,
}

/// Where a script goes on that is not worked out any further: a limit of the reader has been met. What stands behind
/// that place is a fact as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Unfinished {
    /// The instruction that has the script or takes its file.
    pub place: Place,
    /// Where the limit was met.
    pub span: Span,
    /// Which limit.
    pub reason: &'static str,
}

/// What the instructions of [`Facts`] were read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Origin {
    /// A Dockerfile.
    Dockerfile,
    /// The history of an image.
    History,
    /// Nothing: other evidence than text.
    #[default]
    Nothing,
}

/// Everything that is known of one build.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "each list is described by its element type")]
pub struct Facts {
    pub images: Vec<Image>,
    pub frontends: Vec<Frontend>,
    pub commands: Vec<Command>,
    pub transfers: Vec<Transfer>,
    pub packages: Vec<PackageInstall>,
    pub users: Vec<User>,
    /// The variables that each stage ends with: those of ENV and ARG.
    pub environments: HashMap<usize, HashMap<EcoString, Text>>,
    /// Users that are no USER by name: those that commands run others as, accounts that a USER names by number.
    pub run_as: Vec<User>,
    pub workdirs: Vec<Workdir>,
    /// Directories that containers start in or go to without a WORKDIR of this path: by a command, a link, `..`.
    pub entered: Vec<Workdir>,
    pub variables: Vec<Variable>,
    pub documents: Vec<Document>,
    pub dependencies: Vec<Dependency>,
    pub copies: Vec<Copy>,
    pub context: Vec<ContextUse>,
    pub isolation: Vec<Isolation>,
    pub shells: Vec<ShellProgram>,
    pub instructions: Vec<InstructionFact>,
    pub readings: Vec<Reading>,
    pub characters: Vec<HiddenCharacter>,
    pub unreadable: Vec<Unreadable>,
    /// Variables of scripts whose value is not known: where one is used, and its name.
    pub unset: BTreeMap<Span, EcoString>,
    pub unfinished: Vec<Unfinished>,
    /// Texts of files that were read to their end because a command runs them, and the parts that they were put
    /// together from.
    pub read_whole: BTreeSet<Span>,
    pub files: Vec<File>,
    /// Directories, links and devices: only the rules of an Anchore policy look at them.
    pub entries: Vec<File>,
    /// What `instructions` come from.
    pub origin: Origin,
    /// What a finished image says of itself; `None` where there is none.
    pub system: Option<System>,
    /// `files` were chosen from a whole file system, so that what is not there does not exist; the place that stands for
    /// all of it.
    pub whole_file_system: Option<Span>,
    /// Other names of programs that fetch or install.
    pub renames: Renames,
}

impl Facts {
    /// A frontend that a directive or an option of the build names; `span` stands for all of that.
    pub fn add_frontend(&mut self, text: &Text, form: &'static str, span: Span) {
        dockerfile::image(text, ImageRole::Frontend, Place::in_build(Keyword::From, span), self);
        let reference = Reference::parse(text).ok();
        self.frontends.push(Frontend { text: text.clone(), reference, form, span });
    }

    /// True if the text that starts at this place is one that a command runs, and was read to its end.
    pub(crate) fn has_read(&self, file: FileId, start: u32) -> bool {
        let first = Span { file, start, end: 0 };
        let found = self.read_whole.range(first..).next();
        found.is_some_and(|span| (span.file, span.start) == (file, start))
    }

    /// The name of the variable that the first unknown part of the word stands for.
    pub fn unset_in(&self, word: &Text) -> Option<&str> {
        let at = word.find(UNKNOWN)?;
        let span = word.span_of(at..at + UNKNOWN.len_utf8());
        self.unset.get(&span).map(EcoString::as_str)
    }

    /// True if a variable whose value is not known gives a part of an argument.
    pub fn has_unset(&self, command: &Command) -> bool {
        !self.unset.is_empty() && command.args().iter().any(|word| self.unset_in(word).is_some())
    }

    /// The commands of one instruction keyword.
    pub fn commands_of(&self, keyword: Keyword) -> impl Iterator<Item = &Command> {
        self.commands.iter().filter(move |command| command.place.keyword == keyword)
    }

    /// The transfers of command `index`; those of commands stand in their order, those of FROM, COPY and ADD
    /// are in between.
    pub fn transfers_of(&self, index: usize) -> impl Iterator<Item = &Transfer> {
        let numbers = self.commands.get(index).map(|command| command.transfers.clone());
        numbers.into_iter().flatten().filter_map(|number| self.transfers.get(number))
    }

    /// The commands that read the output of command `index` through pipes, nearest first; wrappers are seen
    /// through (`curl … | sudo bash`).
    pub fn readers(&self, index: usize) -> impl Iterator<Item = &Command> {
        let mut out = Vec::new();
        let mut next = self.commands.get(index).and_then(|command| command.piped_to);
        while let Some(reader) = next.filter(|_| out.len() < 64) {
            out.push(reader);
            out.extend(self.wrapped_by(reader));
            next = self.commands.get(reader).and_then(|command| command.piped_to);
        }
        out.into_iter().filter_map(|index| self.commands.get(index))
    }

    /// The commands whose output command `index` reads through pipes, nearest first.
    pub fn feeders(&self, index: usize) -> impl Iterator<Item = &Command> {
        let mut at = self.commands.get(index);
        let mut steps = 0;
        std::iter::from_fn(move || {
            steps += 1;
            let command = at.filter(|_| steps < 64)?;
            let outer = || {
                let wrapped = command.shell.via == Via::Wrapper;
                self.commands.get(command.shell.parent.filter(|_| wrapped)?)?.shell.pipe_from
            };
            at = self.commands.get(command.shell.pipe_from.or_else(outer)?);
            at
        })
    }

    /// Indices of the commands that stand behind command `index` as a wrapper.
    fn wrapped_by(&self, index: usize) -> impl Iterator<Item = usize> {
        let following = self.commands.get(index + 1..).unwrap_or_default().iter();
        let mut last = index;
        following.zip(index + 1..).map_while(move |(command, at)| {
            let behind = command.shell.parent == Some(last) && command.shell.via == Via::Wrapper;
            behind.then(|| std::mem::replace(&mut last, at)).map(|_| at)
        })
    }
}
