//! What one run of minestop reads for another: inside a build only a step sees the files, and outside of it only the
//! gate knows what they are judged for.
//!
//! The gate writes an [`Order`], the step answers with an [`Observation`]; both travel as JSON.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::content::well_known::Wanted;
use crate::facts::{File, FileKind, FileMarker, FileType, NamesRun, Opacity, Place};

/// What is to be looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// One for each thing that a step takes.
    pub(crate) looks: Vec<Look>,
    /// Names of files that commands run.
    pub(crate) run: Vec<String>,
    /// The policy that says which files count; absent: that of the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<PolicyText>,
    /// What the image will be called, as the build says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
}

/// A policy as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolicyText {
    /// The name as shown to people.
    pub(crate) name: String,
    /// What it says.
    pub(crate) text: String,
}

/// One directory and what of it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Look {
    /// The directory, as the step sees it.
    pub(crate) root: PathBuf,
    /// A path below it, with the wildcards of COPY.
    pub(crate) pattern: String,
    /// Where that goes; empty if nowhere.
    pub(crate) target: String,
    /// Which texts come with the answer.
    pub(crate) texts: Texts,
}

/// Which texts are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Texts {
    /// Scripts and manifests, as a build context has them.
    Scripts,
    /// All of the root is a finished file system: scripts that mine or that the order says are run, and what says
    /// something of the whole.
    Run,
}

/// The answer to an [`Order`], one list for each look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Observation {
    /// In the order of the looks.
    pub(crate) looks: Vec<Vec<Record>>,
    /// How large each file system is, where that was asked for and all of it could be counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) sizes: Vec<Option<u64>>,
}

/// A file, without a place in a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// As in [`File`].
    pub(crate) path: String,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) renamed: Option<String>,
    /// As in [`File`].
    pub(crate) kind: FileKind,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "is_regular")]
    pub(crate) file_type: FileType,
    /// As in [`File`].
    pub(crate) mode: u32,
    /// As in [`File`].
    pub(crate) owner: u64,
    /// As in [`File`].
    pub(crate) group: u64,
    /// As in [`File`].
    pub(crate) size: u64,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) markers: Vec<FileMarker>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) searched: Vec<String>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) opacity: Vec<Opacity>,
    /// Its text, if it is one that is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// Its text, if that tells of the whole file system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) wanted: Option<Wanted>,
}

impl Record {
    /// A file with its texts.
    pub(crate) fn new(file: File, text: Option<String>, wanted: Option<Wanted>) -> Self {
        Self {
            path: file.path,
            renamed: file.renamed,
            kind: file.kind,
            file_type: file.file_type,
            mode: file.mode,
            owner: file.owner,
            group: file.group,
            size: file.size,
            digest: file.digest,
            markers: file.markers,
            searched: file.searched,
            opacity: file.opacity,
            text,
            wanted,
        }
    }

    /// The fact at a place, and the text.
    pub(crate) fn into_fact(self, place: Place) -> (File, Option<String>) {
        let file = File {
            renamed: self.renamed,
            kind: self.kind,
            file_type: self.file_type,
            mode: self.mode,
            owner: self.owner,
            group: self.group,
            size: self.size,
            digest: self.digest,
            markers: self.markers,
            searched: self.searched,
            opacity: self.opacity,
            ..File::named(place, place.span, self.path)
        };
        (file, self.text)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_regular(file_type: &FileType) -> bool {
    *file_type == FileType::Regular
}

impl Order {
    /// The names of files that commands run.
    pub(crate) fn names_run(&self) -> NamesRun {
        NamesRun::of_programs(self.run.iter().cloned())
    }
}
