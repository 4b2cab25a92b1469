//! The files of a workspace that no editor has open: which they are, and what stands in them. Judges nothing itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lsp_types::{InitializeParams, Uri, WorkspaceFolder};

use super::judging::{Job, Judging};
use super::places::{path_of, uri_of};
use crate::cli::color::ColorChoice;
use crate::cli::discover::Input;
use crate::cli::policies::Policies;
use crate::cli::read::{self, MAX_DOCKERFILE_BYTES};
use crate::cli::selecting::SelectingArgs;
use crate::cli::today;

/// More than a person reads in a list of an editor; `minestop lint` has no such bound.
const MAX_FILES: usize = 1000;

/// Files that are not open and are shown with findings.
#[derive(Default)]
pub(super) struct Closed {
    shown: BTreeSet<Uri>,
    /// Those that the search that goes on has not come to.
    waiting: BTreeSet<Uri>,
}

impl Closed {
    pub(super) fn search_starts(&mut self) {
        self.waiting.clone_from(&self.shown);
    }

    /// Takes what a search found; true if the client has to be told.
    pub(super) fn found(&mut self, uri: &Uri, is_clean: bool) -> bool {
        self.waiting.remove(uri);
        match is_clean {
            true => self.shown.remove(uri),
            false => {
                self.shown.insert(uri.clone());
                true
            }
        }
    }

    /// The files that are no more among those that are judged.
    pub(super) fn search_ends(&mut self) -> Vec<Uri> {
        self.shown.retain(|uri| !self.waiting.contains(uri));
        std::mem::take(&mut self.waiting).into_iter().collect()
    }

    /// From here on the file is open.
    pub(super) fn open(&mut self, uri: &Uri) {
        self.shown.remove(uri);
        self.waiting.remove(uri);
    }
}

/// The folders of this machine that the client has open.
#[expect(deprecated, reason = "clients from before folders tell `rootUri`")]
pub(super) fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let of_folder = |folder: &WorkspaceFolder| path_of(&folder.uri);
    match params.workspace_folders.as_deref() {
        Some(folders) => folders.iter().filter_map(of_folder).collect(),
        None => params.root_uri.as_ref().and_then(path_of).into_iter().collect(),
    }
}

/// What `minestop lint` would judge of the folders. Nothing under a policy that cannot be used: that is said where a text is open.
pub(super) fn files(judging: &Judging<'_>, folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut policies = Policies::new(judging.policy, folders, ColorChoice::Never, today::now());
    let Ok(found) = SelectingArgs::of(folders.to_vec()).find(&mut policies) else {
        return Vec::new();
    };
    let file = |input| match input {
        Input::File(path) => Some(path),
        Input::Stdin => None,
    };
    found.inputs.into_iter().filter_map(file).take(MAX_FILES).collect()
}

/// The text of a file, to be judged like one that is open. None if it cannot be read as one.
pub(super) fn job(path: &Path) -> Option<Job> {
    let content = read::file(path, MAX_DOCKERFILE_BYTES).ok().filter(|content| content.whole)?;
    let path = std::path::absolute(path).ok()?;
    Some(Job { uri: uri_of(&path)?, path, text: String::from_utf8(content.bytes).ok()? })
}
