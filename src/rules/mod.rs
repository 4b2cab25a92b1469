//! The rules: one file each, and the list of them.
//!
//! A rule reads facts and reports findings. It never tokenises text, does no I/O, knows no policy and not the
//! door through which a fact came.

mod admission;
mod anchore_policy;
mod build;
mod denied_image;
mod denied_user;
mod denied_workdir;
mod evidence;
mod expired_exception;
mod file_attributes;
mod file_check;
mod foreign_frontend;
mod foreign_shell;
mod hidden_characters;
mod inline_ignore;
mod instruction;
mod known_installers;
mod miner_command;
mod miner_env;
mod miner_file_content;
mod miner_file_name;
mod miner_host_tuning;
mod miner_source;
mod mining_documents;
mod mining_nodes;
mod mining_pool;
mod mining_pool_server;
mod mining_proxy;
mod nodes;
mod obfuscated_command;
mod opaque_file;
mod options;
mod package_install;
mod package_source;
mod pipe_to_shell;
mod possible_miner;
mod preload_variable;
mod remote_transfer;
mod required_files;
mod run_isolation;
mod signals;
mod syntax_error;
#[cfg(test)]
mod tests;
mod unfinished_reading;
mod unlisted_miner;
mod unpinned_image;
mod untrusted_image;
mod unused_exception;
mod wallet_address;

use std::cell::OnceCell;
use std::fmt;

use crate::config::Given;
use crate::facts::{Facts, Reach};
use crate::finding::{Action, Finding};
use crate::intel::Intel;
use crate::source::Span;

pub(crate) use admission::{Admission, Asked, Fires, Subject};
pub(crate) use build::Build;
pub(crate) use evidence::Evidence;
pub(crate) use nodes::NodeMines;
pub(crate) use options::table_schema;
pub(crate) use options::{OptionKind, OptionSpec};
pub(crate) use required_files::RequiredFiles;
pub(crate) use signals::Signals;

/// How a preset treats a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// The rule does not run.
    Off,
    /// The rule runs and its findings get this action.
    On(Action),
}

/// What a rule is about; `minestop rules` lists them by group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// Evidence of mining.
    Miner,
    /// Where images and frontends come from.
    Image,
    /// What is fetched and installed.
    Supply,
    /// Users, directories, instructions.
    Identity,
    /// Ways to run what a reader does not see.
    Execution,
    /// Whether the file can be read at all.
    Syntax,
    /// The policy's own hygiene.
    Policy,
}

impl Group {
    /// All groups, in the order in which they are listed to people.
    pub(crate) const ALL: [Self; 7] = [
        Self::Miner,
        Self::Image,
        Self::Supply,
        Self::Identity,
        Self::Execution,
        Self::Syntax,
        Self::Policy,
    ];

    /// The word for it on the command line and in lists.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Miner => "miner",
            Self::Image => "image",
            Self::Supply => "supply",
            Self::Identity => "identity",
            Self::Execution => "execution",
            Self::Syntax => "syntax",
            Self::Policy => "policy",
        }
    }
}

/// The constants of a rule.
#[derive(Debug)]
pub(crate) struct Meta {
    /// Kebab-case id, the name of its file, page and fixtures.
    pub(crate) id: &'static str,
    /// One lower-case line: what it reports.
    pub(crate) summary: &'static str,
    /// What it is about.
    pub(crate) group: Group,
    /// Its setting in the preset `default`.
    pub(crate) default: Setting,
    /// Its setting in the preset `locked-down`.
    pub(crate) locked_down: Setting,
    /// What it looks at.
    pub(crate) reads: Evidence,
    /// How it is made from the options that a policy sets under `[rules.<id>]`; none for what the policy itself reports.
    pub(crate) build: Option<Build>,
    /// Its page, `docs/rules/<id>.md`.
    pub(crate) page: &'static str,
}

impl Meta {
    /// It is about the policy itself: no exception covers what it reports.
    pub(crate) fn is_of_policy(&self) -> bool {
        self.group == Group::Policy
    }

    /// The options that a policy may set for it, in alphabetical order.
    pub(crate) fn options(&self) -> Vec<OptionSpec> {
        self.build.map_or_else(Vec::new, options::of)
    }
}

/// A rule with its options, as its type is read from the policy file: nothing in it is a text that is still to be
/// understood, it is only asked.
pub(crate) trait Rule: fmt::Debug + Send + Sync {
    /// Reports what the facts show; never fails, order does not matter.
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>);

    /// What it wants of files although it reports nothing about them; only `file-attributes` wants something.
    fn required_files(&self) -> RequiredFiles<'_> {
        RequiredFiles::default()
    }

    /// What of it one word decides: a part of what [`Rule::check`] reports, and nothing else.
    fn admissions(&self, _: Asked<'_>) -> Vec<Admission> {
        Vec::new()
    }
}

/// What a rule may look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// What the build does.
    pub(crate) facts: &'a Facts,
    /// What is known about miners.
    pub(crate) intel: &'a Intel,
    /// What the intelligence says about the words of the facts.
    pub(crate) signals: &'a Signals<'a>,
    /// An option of which the policy says nothing lets nothing pass: it is laid over `locked-down`.
    pub(crate) strict: bool,
    /// Which files of the context something runs, once a rule has asked.
    pub(crate) reach: &'a OnceCell<Reach>,
    /// What makes nodes mine, once a rule has asked.
    pub(crate) nodes: &'a OnceCell<Vec<NodeMines>>,
}

impl Context<'_> {
    /// Something runs the text of this place, as far as the commands show.
    fn is_run(&self, span: Span) -> bool {
        self.reach.get_or_init(|| Reach::of(self.facts)).has(span)
    }

    /// What stands at this place counts: something runs it, or the policy wants `unrun_scripts`, which only lie there, reported.
    fn counts(&self, span: Span, unrun_scripts: Given<bool>) -> bool {
        unrun_scripts.0.unwrap_or(self.strict) || self.is_run(span)
    }
}

macro_rules! rules {
    ($($module:ident),+ $(,)?) => {
        /// All rules, in the order in which they are listed to people.
        pub(crate) static ALL: &[&Meta] = &[$(&$module::META),+];
    };
}

macro_rules! hygiene {
    ($($module:ident),+ $(,)?) => {
        /// Rules that the policy module itself raises; they have a page and a setting but no check.
        pub(crate) static HYGIENE: &[&Meta] = &[$(&$module::META),+];
    };
}

rules! {
    denied_image,
    untrusted_image,
    unpinned_image,
    foreign_frontend,
    package_install,
    package_source,
    remote_transfer,
    denied_user,
    denied_workdir,
    instruction,
    file_attributes,
    miner_file_name,
    miner_file_content,
    miner_command,
    miner_source,
    mining_pool,
    wallet_address,
    miner_env,
    possible_miner,
    miner_host_tuning,
    mining_proxy,
    mining_pool_server,
    pipe_to_shell,
    obfuscated_command,
    hidden_characters,
    preload_variable,
    foreign_shell,
    run_isolation,
    opaque_file,
    unfinished_reading,
    syntax_error,
}

hygiene! { unused_exception, expired_exception, inline_ignore, anchore_policy }

/// The constants of every rule that a policy may name, in the order in which they are listed to people.
pub(crate) fn known_rules() -> impl Iterator<Item = &'static Meta> {
    ALL.iter().chain(HYGIENE).copied()
}

/// Says where to look for the id of a rule, for a word that is none.
pub(crate) fn list_help(id: &str) -> &'static str {
    // of hadolint (`DL3008`) and of ShellCheck, which it runs (`SC2086`)
    let number = id.strip_prefix("DL").or_else(|| id.strip_prefix("SC"));
    let is_hadolint = |it: &str| it.len() == 4 && it.bytes().all(|byte| byte.is_ascii_digit());
    if number.is_some_and(is_hadolint) {
        "this is a rule of hadolint, about style; `minestop rules` lists those of minestop"
    } else {
        "list the rules: `minestop rules`"
    }
}

/// The constants of the rule with this id.
pub(crate) fn find(id: &str) -> Option<&'static Meta> {
    known_rules().find(|meta| meta.id == id)
}
