//! What the rules of a bundle look for: one file for each gate that minestop judges.

pub(super) mod dockerfile;
pub(super) mod files;
mod lines;

use super::pattern::Expression;

/// Whether a list allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListType {
    /// Only what is on the list is allowed.
    Allow,
    /// What is on the list is denied.
    Deny,
}

/// What a rule looks for, its parameters read.
#[derive(Debug)]
pub enum Check {
    /// `always`: fires.
    Always,
    /// `dockerfile`, `instruction`.
    Instruction(dockerfile::InstructionCheck),
    /// `dockerfile`, `effective_user`.
    EffectiveUser {
        /// The names, trimmed.
        users: Vec<String>,
        /// What the list means.
        list: ListType,
    },
    /// `dockerfile`, `exposed_ports`.
    ExposedPorts {
        /// The ports as written.
        ports: Vec<String>,
        /// What the list means.
        list: ListType,
        /// Silent unless the Dockerfile itself is at hand.
        actual_only: bool,
    },
    /// `dockerfile`, `no_dockerfile_provided`.
    NoDockerfile,
    /// `files`, `name_match`: the whole path, `/` in front.
    FileName(Expression),
    /// `files`, `attribute_match`.
    FileAttributes(files::Attributes),
    /// `files`, `suid_or_guid_set`.
    SetId,
    /// A trigger that minestop knows and does not judge.
    NotJudged,
}
