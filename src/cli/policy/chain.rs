//! Reads a policy file with those that it extends: which files there are, in which order they are laid over each other, and
//! whether each is the one that was meant.

use std::fs;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::cli::failure::Failure;
use crate::cli::read;
use crate::config::Item;
use crate::intel::to_hex;
use crate::policy::{Extended, MAX_POLICY_BYTES, PolicyError, extended};
use crate::source::{FileId, Sources};

/// Longest chain of policies, and most policies in all: an organisation, a department, a team and a repository are four.
const MAX_DEPTH: usize = 8;
const MAX_FILES: usize = 32;

/// A policy file and everything that it stands on.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pub(super) sources: Sources,
    /// In the order in which they are laid over each other: the policy itself is the last.
    pub(super) files: Vec<(PathBuf, FileId)>,
    /// Where they are on the disk, those that are being read in front of each other.
    open: Vec<PathBuf>,
    /// Where they are on the disk, as far as they are read.
    read: Vec<PathBuf>,
    errors: Vec<PolicyError>,
}

impl Chain {
    /// Reads what the text of the policy at `path` extends.
    ///
    /// # Errors
    /// Every error in what the policies say of each other.
    pub(super) fn of(path: PathBuf, bytes: Vec<u8>) -> Result<Self, (Sources, Vec<PolicyError>)> {
        let mut chain = Self::default();
        chain.add(path, bytes);
        match chain.errors.is_empty() {
            true => Ok(chain),
            false => Err((chain.sources, chain.errors)),
        }
    }

    /// Adds a policy behind those that it extends.
    fn add(&mut self, path: PathBuf, bytes: Vec<u8>) {
        let file = self.sources.add(path.to_string_lossy(), bytes);
        let place = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        self.open.push(place.clone());
        match extended(file, &self.sources) {
            Ok(all) => all.iter().for_each(|it| self.add_extended(&path, it)),
            Err(errors) => self.errors.extend(errors),
        }
        self.open.pop();
        self.read.push(place);
        self.files.push((path, file));
    }

    fn add_extended(&mut self, from: &Path, extended: &Extended) {
        let path = from.with_file_name(&extended.path.value);
        let Ok(place) = fs::canonicalize(&path) else {
            let help = "name a policy file, from the directory of this one";
            return self.error(&extended.path, "there is no such policy", help);
        };
        if self.open.contains(&place) {
            return self.error(&extended.path, "this policy extends itself", "delete this entry");
        }
        if self.open.len() >= MAX_DEPTH || self.sources.iter().count() >= MAX_FILES {
            let help = "let it extend the last one that is needed";
            return self.error(&extended.path, "this chain of policies is too long", help);
        }
        let bytes = match read::file(&path, MAX_POLICY_BYTES) {
            Ok(content) if content.whole => content.bytes,
            Ok(_) => {
                let message = format!("this policy is larger than {MAX_POLICY_BYTES} bytes");
                return self.error(&extended.path, message, "split it");
            }
            Err(error) => {
                let message = format!("this policy cannot be read: {error}");
                return self.error(&extended.path, message, "name a file that can be read");
            }
        };
        if let Some(pin) = &extended.sha256 {
            let digest = to_hex(&Sha256::digest(&bytes));
            if digest != pin.value {
                let help = format!("see what has changed in it, then write `{digest}`");
                return self.error(pin, "that policy has another SHA-256", help);
            }
        }
        // Two ways to the same policy are one.
        if !self.read.contains(&place) {
            let short = without_detours(&path);
            let leads_there = fs::canonicalize(&short).is_ok_and(|target| target == place);
            self.add(if leads_there { short } else { path }, bytes);
        }
    }

    fn error(&mut self, at: &Item, message: impl Into<String>, help: impl Into<String>) {
        let (message, help) = (message.into(), Some(help.into()));
        self.errors.push(PolicyError { span: at.span, message, help });
    }
}

/// `a/../b` as `b`, which leads elsewhere if `a` is a link.
fn without_detours(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        let last = out.components().next_back();
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(last, Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The bytes of the policy file at `path`; of one that is too large one more than it may have, so that its reader says so.
pub(super) fn policy_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut content =
        read::file(path, MAX_POLICY_BYTES).map_err(|error| Failure::io(path, &error))?;
    if !content.whole {
        content.bytes.push(b'\n');
    }
    Ok(content.bytes)
}
