//! One check of `file-attributes`: what a policy says of a file, and whether it holds for one. Reports nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::{EntryAction, FileMode, FilePattern, Id, Message, Sha256};
use crate::config::{Given, List};
use crate::facts::File;
use crate::pattern::PathSegments;

/// What is said of a file; of several values of one key one is enough, of several keys each has to hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct FileCheck {
    pub(super) path: List<FilePattern>,
    #[serde(default)]
    mode: List<FileMode>,
    #[serde(default)]
    not_mode: List<FileMode>,
    #[serde(default)]
    owner: List<Id>,
    #[serde(default)]
    group: List<Id>,
    #[serde(default)]
    sha256: List<Sha256>,
    #[serde(default)]
    not_sha256: List<Sha256>,
    #[serde(default)]
    exists: Given<bool>,
    #[serde(default)]
    message: Given<Message>,
    #[serde(default)]
    pub(super) action: Given<EntryAction>,
}

impl FileCheck {
    pub(super) fn must_exist(&self) -> bool {
        self.exists.0 == Some(true)
    }

    pub(super) fn compares_digests(&self) -> bool {
        self.sha256.given().is_some() || self.not_sha256.given().is_some()
    }

    /// True if everything that is said holds for the file.
    pub(super) fn holds(&self, file: &File) -> bool {
        fn any<T>(list: &List<T>, test: impl Fn(&T) -> bool) -> bool {
            list.given().is_none_or(<[_]>::is_empty) || list.any(test)
        }
        let path = PathSegments::of(&file.path);
        any(&self.path, |pattern| pattern.matches(&path))
            && any(&self.mode, |mode| mode.is_of(file))
            && any(&self.not_mode, |mode| !mode.is_of(file))
            && any(&self.owner, |owner| owner.is(file.owner))
            && any(&self.group, |group| group.is(file.group))
            && any(&self.sha256, |digest| digest.is_of(file))
            && any(&self.not_sha256, |digest| !digest.is_of(file))
    }

    pub(super) fn message(&self, otherwise: impl FnOnce() -> String) -> String {
        self.message.0.as_ref().map_or_else(otherwise, |message| message.as_str().to_owned())
    }
}
