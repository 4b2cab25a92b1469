//! What the rules of a bundle look for: one file for each gate that minestop judges.

pub(super) mod dockerfile;
pub(super) mod files;
mod lines;
pub(super) mod metadata;
pub(super) mod packages;
pub(super) mod passwd_file;

use super::pattern::Expression;
use crate::facts::System;

/// Whether a list allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListType {
    /// Only what is on the list is allowed.
    Allow,
    /// What is on the list is denied.
    Deny,
}

/// What a rule looks for, its parameters read.
#[derive(Debug)]
pub(crate) enum Check {
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
    /// `files`, `content_regex_match`: of all that was found in files, or of one name.
    Content {
        /// The name of the expression, or all of it with or without the name.
        wanted: Option<String>,
    },
    /// A rule of the gate `passwd_file`.
    Passwd(passwd_file::PasswdCheck),
    /// `packages`, `blacklist` and `required_package`.
    Package(packages::PackageCheck),
    /// `metadata`, `attribute`.
    Metadata(metadata::MetadataCheck),
    /// A trigger that minestop knows and does not judge.
    NotJudged,
}

impl Check {
    /// True if only a finished image answers it.
    pub(super) fn is_about_the_system(&self) -> bool {
        matches!(self, Self::Passwd(_) | Self::Package(_) | Self::Metadata(_))
    }

    /// True if every file is an answer to it.
    pub(super) fn is_about_files(&self) -> bool {
        matches!(
            self,
            Self::FileName(_) | Self::FileAttributes(_) | Self::SetId | Self::Content { .. }
        )
    }

    /// Why it cannot be judged for this image, if so.
    pub(super) fn unanswered(&self, system: &System) -> Option<String> {
        match self {
            Self::Package(_) => {
                let path = system.unread_packages()?;
                Some(format!(
                    "minestop cannot read the package database `/{path}`: it is a link, too large, or in no format \
                     that is known"
                ))
            }
            Self::Passwd(passwd_file::PasswdCheck::Denied { .. }) => {
                let path = system.unread_accounts()?;
                Some(format!("minestop cannot read `/{path}`: it is a link, or too large"))
            }
            Self::Metadata(check) => check.unanswered(system),
            _ => None,
        }
    }

    /// What it says of a finished image.
    pub(super) fn messages(&self, system: &System) -> Vec<String> {
        match self {
            Self::Passwd(check) => passwd_file::messages(check, system),
            Self::Package(check) => packages::messages(check, system),
            Self::Metadata(check) => metadata::message(check, system).into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// What one rule says at most of a finished image: a file of accounts can have millions.
const MOST: usize = 1_000;

/// The first of the messages, and that there are more.
fn first_of(said: impl Iterator<Item = String>, what: &str) -> Vec<String> {
    let mut said: Vec<String> = said.take(MOST + 1).collect();
    if let Some(last) = said.get_mut(MOST) {
        *last = format!("more than {MOST} {what} fire: the rest is not shown");
    }
    said
}
