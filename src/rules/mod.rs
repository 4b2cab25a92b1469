//! The rules: one file each, and the list of them.
//!
//! A rule reads facts and reports findings. It never tokenises text, does no I/O, knows no policy and not the
//! door through which a fact came.

mod expired_exception;
mod inline_ignore;
pub mod options;
mod unused_exception;

use crate::finding::{Action, Finding};

pub use options::{OptionKind, OptionSpec, RuleOptions, Value};

/// How a preset treats a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The rule does not run.
    Off,
    /// The rule runs and its findings get this action.
    On(Action),
}

/// What a rule is about; `minestop rules` lists them by group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
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
    pub const ALL: [Self; 7] = [
        Self::Miner,
        Self::Image,
        Self::Supply,
        Self::Identity,
        Self::Execution,
        Self::Syntax,
        Self::Policy,
    ];

    /// The word for it on the command line and in lists.
    pub fn name(self) -> &'static str {
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
pub struct Meta {
    /// Kebab-case id, the name of its file, page and fixtures.
    pub id: &'static str,
    /// One lower-case line: what it reports.
    pub summary: &'static str,
    /// What it is about.
    pub group: Group,
    /// Its setting in the preset `default`.
    pub default: Setting,
    /// Its setting in the preset `locked-down`.
    pub locked_down: Setting,
    /// The options that a policy may set under `[rules.<id>]`.
    pub options: &'static [OptionSpec],
    /// Its page, `docs/rules/<id>.md`.
    pub page: &'static str,
}

/// A rule: constants and a check.
pub trait Rule: Sync {
    /// Its constants.
    fn meta(&self) -> &'static Meta;
    /// Reports what the facts show; never fails, order does not matter.
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>);
}

/// What a rule may look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The options of the rule being run.
    pub options: &'a RuleOptions,
}

/// All rules, in the order in which they are listed to people.
pub static ALL: &[&dyn Rule] = &[];

/// The rules about the policy itself: no check of facts, `policy` reports them.
static HYGIENE: &[&Meta] = &[
    &unused_exception::META,
    &expired_exception::META,
    &inline_ignore::META,
];

/// The constants of every rule that a policy may name, in the order in which they are listed to people.
pub fn known_rules() -> impl Iterator<Item = &'static Meta> {
    ALL.iter()
        .map(|rule| rule.meta())
        .chain(HYGIENE.iter().copied())
}

/// The constants of the rule with this id.
pub fn find(id: &str) -> Option<&'static Meta> {
    known_rules().find(|meta| meta.id == id)
}
