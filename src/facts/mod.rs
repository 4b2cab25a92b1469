//! The vocabulary of facts: what a build does, whatever showed it.
//!
//! A fact carries the spans that prove it. This module judges nothing and knows no miner; one observer for each
//! kind of evidence (`observe_*`) fills the same [`Facts`], so that rules never know the door.

pub(crate) mod autostart;
mod brought;
mod characters;
mod code_context;
mod command;
mod command_lines;
mod dockerfile;
mod document;
mod encoded;
mod fetched;
mod file;
pub(crate) mod file_text;
mod file_variables;
mod firewalls;
mod given_input;
pub(crate) mod go_json;
pub(crate) mod graph;
mod handlers;
mod identity;
pub(crate) mod image_config;
mod image_history;
mod instruction;
mod inventory;
mod isolation;
mod labels;
mod lists;
mod loopback;
pub(crate) mod manifests;
mod names_run;
mod packages;
mod page;
mod place;
mod reach;
mod renames;
mod scanned;
mod scripts;
mod server_page;
pub(crate) mod settings;
mod shell_form;
pub(crate) mod stage;
mod told;
mod transfers;
mod unwanted;
pub(crate) mod url;
mod word_list;
mod words;

use ecow::EcoString;
use foldhash::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};

use crate::dockerfile::Keyword;
use crate::image_ref::Reference;
use crate::shell::{Via, Work, WrittenPath};
use crate::source::{FileId, Span, Text, UNKNOWN};

pub(crate) use characters::{Hidden, HiddenCharacter};
pub(crate) use command::{Command, is_interpreter, program_name};
pub(crate) use dockerfile::observe_build;
pub(crate) use document::{Document, LooseWallet, is_test};
pub(crate) use encoded::Decoded;
pub(crate) use fetched::{Started, path_of as fetched_path};
pub(crate) use file::{File, FileKind, FileMarker, FileType, Opacity, REST};
pub(crate) use graph::observe_graph;
pub(crate) use handlers::takes;
pub(crate) use identity::{User, Workdir};
pub(crate) use image_config::ImageConfig;
pub(crate) use image_history::ReconstructedHistory;
pub(crate) use instruction::InstructionFact;
pub(crate) use inventory::{Account, InstalledPackage, PackageFormat, System};
pub(crate) use isolation::{Isolation, IsolationKind};
pub(crate) use lists::may_be_list;
pub(crate) use names_run::NamesRun;
pub(crate) use packages::{MANAGERS, PackageInstall};
pub(crate) use place::{Moment, Place};
pub(crate) use reach::Reach;
pub(crate) use renames::Renames;
pub(crate) use scripts::{is_script_name, observe_program, observe_script};
pub(crate) use settings::Setting;
pub(crate) use stage::context::{ContextEntry, ContextFiles, Counts, NoContext};
pub(crate) use told::Told;
pub(crate) use transfers::Transfer;
pub(crate) use url::Url;
pub(crate) use words::{Role, Word};

/// Which part of a build names an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImageRole {
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
pub(crate) struct Image {
    /// The instruction.
    pub(crate) place: Place,
    /// What names it.
    pub(crate) role: ImageRole,
    /// The name after expansion, quotes removed.
    pub(crate) text: Text,
    /// The parsed name; `None` if it is no valid reference or has unknown parts.
    pub(crate) reference: Option<Reference>,
    /// Why it cannot be judged before the build, or why it is no reference.
    pub(crate) problem: Option<String>,
}

/// The frontend that the file asks for.
#[derive(Clone, Debug)]
pub(crate) struct Frontend {
    /// The image name.
    pub(crate) text: Text,
    /// The parsed name.
    pub(crate) reference: Option<Reference>,
    /// How it is written: `# syntax=`, `// syntax=`, JSON.
    pub(crate) form: &'static str,
}

/// Who sets a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VariableKind {
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
pub(crate) struct Variable {
    /// The instruction.
    pub(crate) place: Place,
    /// Who sets it.
    pub(crate) kind: VariableKind,
    /// Name.
    pub(crate) name: Text,
    /// Value after expansion.
    pub(crate) value: Text,
}

/// What code or a manifest takes from elsewhere by its name: a package, an address.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    /// The instruction that takes the file.
    pub(crate) place: Place,
    /// The package manager, one of [`MANAGERS`]; empty where none is known.
    pub(crate) manager: &'static str,
    /// The package or address.
    pub(crate) name: Text,
}

/// COPY or ADD.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    /// The instruction.
    pub(crate) place: Place,
    /// What is copied; URLs of ADD are [`Transfer`]s as well.
    pub(crate) sources: Vec<Text>,
    /// Where to.
    pub(crate) target: Text,
    /// From another stage or image, not from the build context.
    pub(crate) from: Option<Text>,
    /// `--chmod` lets somebody run it.
    pub(crate) runs: bool,
    /// `--checksum` says what it is.
    pub(crate) checked: bool,
}

/// A part of the build context that an instruction takes: COPY, ADD, a bind mount.
#[derive(Clone, Debug)]
pub(crate) struct ContextUse {
    /// The instruction.
    pub(crate) place: Place,
    /// A path below the context, with the wildcards of COPY.
    pub(crate) source: Text,
    /// Where it goes; empty for a mount.
    pub(crate) target: String,
}

/// The program that runs shell-form instructions.
#[derive(Clone, Debug)]
pub(crate) struct ShellProgram {
    /// The instruction.
    pub(crate) place: Place,
    /// Program and arguments.
    pub(crate) argv: Vec<Text>,
}

/// Constructs that older frontends read differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReadingKind {
    /// A here-document.
    Heredoc,
    /// A here-document with a blank between `<<` and its word.
    BlankHeredoc,
    /// A JSON array followed by text: shell form today, exec form before.
    JsonTail,
}

/// A construct that older frontends read differently.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// Which.
    pub(crate) kind: ReadingKind,
    /// Where.
    pub(crate) span: Span,
}

/// What its own reader, `BuildKit` or another, would refuse, or what could not be read.
#[derive(Clone, Debug)]
pub(crate) struct Unreadable {
    /// The place.
    pub(crate) span: Span,
    /// What is wrong.
    pub(crate) message: String,
    /// Who refuses it as well; otherwise only minestop's reader gave up.
    pub(crate) refused_by: Option<&'static str>,
}

/// Where a script goes on that is not worked out any further: a limit of the reader has been met. What stands behind
/// that place is a fact as it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unfinished {
    /// Where the limit was met.
    pub(crate) span: Span,
    /// Which limit.
    pub(crate) reason: &'static str,
}

/// What the instructions of [`Facts`] were read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Origin {
    /// A Dockerfile.
    Dockerfile,
    /// The history of an image.
    History,
    /// A file that starts containers: the instructions stand for what it gives them.
    Manifest,
    /// Nothing: other evidence than text.
    #[default]
    Nothing,
}

/// Everything that is known of one build.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "each list is described by its element type")]
pub(crate) struct Facts {
    pub(crate) images: Vec<Image>,
    pub(crate) frontends: Vec<Frontend>,
    pub(crate) commands: Vec<Command>,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) packages: Vec<PackageInstall>,
    pub(crate) users: Vec<User>,
    /// The variables that each stage ends with: those of ENV and ARG.
    pub(crate) environments: HashMap<usize, HashMap<EcoString, Text>>,
    /// Users that are no USER by name: those that commands run others as, accounts that a USER names by number.
    pub(crate) run_as: Vec<User>,
    pub(crate) workdirs: Vec<Workdir>,
    /// Directories that containers start in or go to without a WORKDIR of this path: by a command, a link, `..`.
    pub(crate) entered: Vec<Workdir>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) documents: Vec<Document>,
    pub(crate) loose_wallets: Vec<LooseWallet>,
    pub(crate) decoded: Vec<Decoded>,
    pub(crate) dependencies: Vec<Dependency>,
    /// What the build writes in the image, by commands and by instructions; see [`Copy`] and [`Document`] for contents.
    pub(crate) written_paths: Vec<WrittenPath>,
    pub(crate) copies: Vec<Copy>,
    pub(crate) context: Vec<ContextUse>,
    pub(crate) isolation: Vec<Isolation>,
    pub(crate) shells: Vec<ShellProgram>,
    pub(crate) instructions: Vec<InstructionFact>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) characters: Vec<HiddenCharacter>,
    pub(crate) unreadable: Vec<Unreadable>,
    /// Variables of scripts whose value is not known: where one is used, and its name.
    pub(crate) unset: BTreeMap<Span, EcoString>,
    pub(crate) unfinished: Vec<Unfinished>,
    /// Texts of files that were read to their end because a command runs them, and their parts.
    pub(crate) read_whole: BTreeSet<Span>,
    /// Paths of files that were read as what a program starts by where they lie.
    pub(crate) start_points: HashSet<String>,
    /// Files of the context that were read because a command or a container runs them.
    pub(crate) started_files: HashSet<FileId>,
    pub(crate) files: Vec<File>,
    /// Directories, links and devices: only the rules of an Anchore policy look at them.
    pub(crate) entries: Vec<File>,
    /// What `instructions` come from.
    pub(crate) origin: Origin,
    /// What a finished image says of itself; `None` where there is none.
    pub(crate) system: Option<System>,
    /// `files` were chosen from a whole file system, so that what is not there does not exist; the place that stands for
    /// all of it.
    pub(crate) whole_file_system: Option<Span>,
    /// Other names of programs that fetch or install.
    pub(crate) renames: Renames,
    /// What its scripts have made the reader do.
    pub(crate) work: Work,
}

impl Facts {
    /// What scripts of the build may still make the reader do.
    pub(crate) fn work_left(&self) -> Work {
        Work::OF_BUILD.without(self.work)
    }

    /// A frontend that a directive or an option of the build names; `span` stands for all of that.
    pub(crate) fn add_frontend(&mut self, text: &Text, form: &'static str, span: Span) {
        dockerfile::image(text, ImageRole::Frontend, Place::in_build(Keyword::From, span), self);
        let reference = Reference::parse(text).ok();
        self.frontends.push(Frontend { text: text.clone(), reference, form });
    }

    /// The instructions were never written: what they stand for is of a manifest.
    pub(crate) fn of_manifest(&mut self) {
        self.origin = Origin::Manifest;
        self.instructions.clear();
        self.readings.clear();
        file_text::lie_there(self);
    }

    /// True if the text that starts at this place is one that a command runs, and was read to its end.
    pub(crate) fn has_read(&self, file: FileId, start: u32) -> bool {
        let found = self.read_whole.range(Span { file, start, end: 0 }..).next();
        found.is_some_and(|span| (span.file, span.start) == (file, start))
    }

    /// The name of the variable that the first unknown part of the word stands for.
    pub(crate) fn unset_in(&self, word: &Text) -> Option<&str> {
        let at = word.find(UNKNOWN)?;
        let span = word.span_of(at..at + UNKNOWN.len_utf8());
        self.unset.get(&span).map(EcoString::as_str)
    }

    /// True if a variable whose value is not known gives a part of an argument.
    pub(crate) fn has_unset(&self, command: &Command) -> bool {
        !self.unset.is_empty() && command.args().iter().any(|word| self.unset_in(word).is_some())
    }

    /// The transfers of command `index`; those of commands stand in their order, those of FROM, COPY and ADD
    /// are in between.
    pub(crate) fn transfers_of(&self, index: usize) -> impl Iterator<Item = &Transfer> {
        let numbers = self.commands.get(index).map(|command| command.transfers.clone());
        numbers.into_iter().flatten().filter_map(|number| self.transfers.get(number))
    }

    /// The commands that read the output of command `index` through pipes, nearest first; wrappers are seen
    /// through (`curl … | sudo bash`).
    pub(crate) fn readers(&self, index: usize) -> impl Iterator<Item = &Command> {
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
    pub(crate) fn feeders(&self, index: usize) -> impl Iterator<Item = &Command> {
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
