//! What one run of minestop reads for another: inside a build only a step sees the files, and outside of it only the
//! gate knows what they are judged for.
//!
//! The gate writes an [`Order`], the step answers with an [`Observation`]; both travel as JSON.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::content::well_known::Wanted;
use crate::facts::{File, FileKind, FileMarker, FileType, NamesRun, Opacity, Place};
use crate::source::Span;

pub use crate::scan::remote::carry_out;

/// What is to be looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// One for each thing that a step takes.
    pub looks: Vec<Look>,
    /// Names of files that commands run.
    pub run: Vec<String>,
    /// The policy that says which files count; absent: that of the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyText>,
    /// What the image will be called, as the build says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// A policy as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyText {
    /// The name as shown to people.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// One directory and what of it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The directory, as the step sees it.
    pub root: PathBuf,
    /// A path below it, with the wildcards of COPY.
    pub pattern: String,
    /// Where that goes; empty if nowhere.
    pub target: String,
    /// Which texts come with the answer.
    pub texts: Texts,
}

/// Which texts are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Texts {
    /// Scripts and manifests, as a build context has them.
    Scripts,
    /// All of the root is a finished file system: scripts that mine or that the order says are run, and what says
    /// something of the whole.
    Run,
}

/// The answer to an [`Order`], one list for each look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// In the order of the looks.
    pub looks: Vec<Vec<Record>>,
    /// How large each file system is, where that was asked for and all of it could be counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<Option<u64>>,
}

/// A file, without a place in a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// As in [`File`].
    pub path: String,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed: Option<String>,
    /// As in [`File`].
    pub kind: FileKind,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "is_regular")]
    pub file_type: FileType,
    /// As in [`File`].
    pub mode: u32,
    /// As in [`File`].
    pub owner: u64,
    /// As in [`File`].
    pub group: u64,
    /// As in [`File`].
    pub size: u64,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markers: Vec<FileMarker>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub searched: Vec<String>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opacity: Vec<Opacity>,
    /// Its text, if it is one that is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its text, if that tells of the whole file system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Wanted>,
}

impl Record {
    /// The fact at a place, and the text.
    pub fn into_fact(self, place: Place, span: Span) -> (File, Option<String>) {
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
            ..File::named(place, span, self.path)
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
    pub fn names_run(&self) -> NamesRun {
        NamesRun::of_programs(self.run.iter().cloned())
    }
}
