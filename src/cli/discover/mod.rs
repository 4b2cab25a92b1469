//! From the paths of the command line to the Dockerfiles below them, in an order that does not change.

mod manifests;
mod names;
mod selection;
mod tracked;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use self::manifests::{TEMPLATE_HELP, manifests};
#[cfg(feature = "lsp")]
pub(super) use self::manifests::{is_only_a_workflow, is_something_else};
use self::names::{Naming, is_document, naming};
pub(super) use self::selection::{PathChoice, Selection};
use self::tracked::Repositories;
use super::failure::{Failure, unreadable};
use super::read::{self, MAX_DOCKERFILE_BYTES};
use crate::dockerfile::is_buildable;
use crate::engine::ReadError;
use crate::orchestration::Kind;

/// Something to lint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Input {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) => Some(path),
        }
    }
}

/// What was found, and what could not be looked at.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) inputs: Vec<Input>,
    /// Each makes the run fail after everything else was linted: a gate skips nothing in silence.
    pub(super) errors: Vec<ReadError>,
    /// Files with the name of a Dockerfile that Git ignores and does not track.
    pub(super) ignored: Vec<PathBuf>,
    /// Files with the name of a Dockerfile that the policy or `--exclude` leaves out.
    pub(super) excluded: Vec<PathBuf>,
    /// Templates of Dockerfiles.
    pub(super) templates: Vec<PathBuf>,
    /// Files with templates of manifests.
    pub(super) manifest_templates: Vec<PathBuf>,
}

impl Found {
    /// What was left out, one line each for people.
    pub(super) fn notes(&self) -> Vec<Failure> {
        let template = |path: &PathBuf| {
            Failure::at(path, "a template, not linted").help("render it and lint the result")
        };
        let manifests = match self.manifest_templates.as_slice() {
            [] => None,
            [one] => Some(Failure::at(one, "a template of a manifest, not linted")),
            all => Some(Failure::usage(format!(
                "{} files with templates of manifests, which are not linted",
                all.len()
            ))),
        };
        let manifests = manifests.map(|note| note.help(TEMPLATE_HELP));
        let left_out = |files: &[PathBuf], who: &str| match files.len() {
            0 => None,
            1 => Some(Failure::usage(format!("1 file that {who} was left out"))),
            count => Some(Failure::usage(format!("{count} files that {who} were left out"))),
        };
        let ignored = left_out(&self.ignored, "Git ignores");
        let ignored = ignored.map(|note| note.help("`--no-ignore` takes them in"));
        let excluded = left_out(&self.excluded, "`exclude` matches");
        let excluded = excluded.map(|note| note.help("name a file to judge it all the same"));
        let named = self.templates.iter().map(template);
        named.chain(manifests).chain(ignored).chain(excluded).collect()
    }

    /// What was found and is not judged, as shown.
    pub(super) fn not_judged(&self) -> Vec<String> {
        let left_out = self.ignored.iter().chain(&self.excluded).chain(&self.templates);
        let left_out = left_out.chain(&self.manifest_templates);
        let left_out = left_out.map(|path| path.to_string_lossy().into_owned());
        left_out.chain(self.errors.iter().map(|error| error.target.clone())).collect()
    }
}

/// One entry of a directory that may be linted.
type Candidate = (PathBuf, Result<Naming, ReadError>);

/// Files as they are named, directories with every Dockerfile below them. `select` says for a directory what of it
/// counts.
pub(super) fn discover<E>(
    paths: &[PathBuf],
    mut select: impl FnMut(&Path) -> Result<Selection, E>,
) -> Result<Found, E> {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    for path in paths {
        if path.as_os_str() == "-" {
            if !found.inputs.contains(&Input::Stdin) {
                found.inputs.push(Input::Stdin);
            }
            continue;
        }
        let is_directory = match fs::metadata(path) {
            Ok(metadata) => metadata.is_dir(),
            Err(error) => {
                found.errors.push(unreadable(path, &error));
                continue;
            }
        };
        if is_directory {
            walk(path, &select(path)?, &mut seen, &mut found);
        } else if let Some(error) = manifests::refused(path, &shown(path)) {
            found.errors.push(error);
        } else if seen.insert(shown(path)) {
            found.inputs.push(Input::File(shown(path)));
        }
    }
    Ok(found)
}

fn walk(root: &Path, selection: &Selection, seen: &mut HashSet<PathBuf>, found: &mut Found) {
    let mut repositories = Repositories::of(root);
    let (first, mut documents, mut excluded) = (found.inputs.len(), Vec::new(), Vec::new());
    for (path, naming) in candidates(root, selection) {
        let naming = match naming {
            Ok(naming) if seen.insert(path.clone()) => naming,
            Ok(_) => continue,
            Err(error) => {
                found.errors.push(error);
                continue;
            }
        };
        if selection.excludes(&path) {
            let files =
                if naming == Naming::Document { &mut excluded } else { &mut found.excluded };
            files.push(path);
        } else if selection.gitignore && repositories.leave_out(&path) {
            if naming != Naming::Document {
                found.ignored.push(path);
            }
        } else if naming == Naming::Document {
            documents.push(path);
        } else if naming == Naming::Dockerfile || would_build(&path) {
            found.inputs.push(Input::File(path));
        } else if naming == Naming::Template {
            found.templates.push(path);
        } else if is_document(&path) {
            documents.push(path);
        }
    }
    found
        .excluded
        .extend(manifests(excluded, selection.workflows).into_iter().map(|(path, _)| path));
    for (path, kind) in manifests(documents, selection.workflows) {
        if kind != Kind::Template {
            found.inputs.push(Input::File(path.clone()));
        }
        if matches!(kind, Kind::Template | Kind::Kubernetes { has_templates: true }) {
            found.manifest_templates.push(path);
        }
    }
    // as if they had been found together
    found
        .inputs
        .get_mut(first..)
        .unwrap_or_default()
        .sort_by(|one, other| one.path().cmp(&other.path()));
}

/// Everything below a directory that has the name of a Dockerfile, and what cannot be looked at.
fn candidates(root: &Path, selection: &Selection) -> Vec<Candidate> {
    let walker = WalkBuilder::new(root)
        // No ignore file decides here: Git's own ones count only for what Git does not track.
        .standard_filters(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build_parallel();
    let all = Mutex::new(Vec::new());
    walker.run(|| {
        Box::new(|entry| {
            let looked_at = look_at(root, selection, entry);
            // A thread that panics ends the run, so nobody sees what a poisoned lock holds.
            all.lock().unwrap_or_else(PoisonError::into_inner).extend(looked_at);
            WalkState::Continue
        })
    });
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    // By component, as a walk of one thread through sorted directories would find them.
    all.sort_by(|(left, _), (right, _)| left.cmp(right));
    all
}

/// A Dockerfile, or what cannot be looked at; nothing for what is neither.
fn look_at(
    root: &Path,
    selection: &Selection,
    entry: Result<DirEntry, ignore::Error>,
) -> Option<Candidate> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let (place, error) = walk_error(root, error);
            return Some((place, Err(error)));
        }
    };
    let kind = entry.file_type();
    let naming = match naming(entry.file_name()) {
        Naming::Dockerfile => Naming::Dockerfile,
        _ if selection.include.has(entry.path()) => Naming::Dockerfile,
        other => other,
    };
    if kind.is_some_and(|kind| kind.is_dir()) || naming == Naming::Other {
        return None;
    }
    let path = shown(entry.path());
    if kind.is_some_and(|kind| kind.is_file()) {
        return Some((path, Ok(naming)));
    }
    if naming == Naming::Document && !fs::metadata(entry.path()).is_ok_and(|it| it.is_file()) {
        return None;
    }
    // A link is as good as the file behind it; links to directories are not followed, so there are no loops.
    let naming = match fs::metadata(entry.path()) {
        Ok(metadata) if metadata.is_dir() => return None,
        Ok(metadata) if metadata.is_file() => Ok(naming),
        Ok(_) => Err(ReadError::new(path.to_string_lossy(), "not a regular file, not linted")),
        Err(error) => Err(unreadable(&path, &error)),
    };
    Some((path, naming))
}

/// True if `BuildKit` would build the file, or if that cannot be said: then the run says why.
fn would_build(path: &Path) -> bool {
    match read::file(path, MAX_DOCKERFILE_BYTES) {
        Ok(content) => content.whole && is_buildable(&content.bytes),
        Err(_) => true,
    }
}

fn walk_error(root: &Path, error: ignore::Error) -> (PathBuf, ReadError) {
    let place = match &error {
        ignore::Error::WithPath { path, .. } => shown(path),
        _ => shown(root),
    };
    let text = error.to_string();
    let error = error.into_io_error().unwrap_or_else(|| io::Error::other(text));
    let error = unreadable(&place, &error);
    (place, error)
}

/// The path without the `./` that a walk from `.` puts in front.
fn shown(path: &Path) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path.to_owned(),
    }
}

/// True for a text with the name of a Dockerfile.
pub(super) fn is_dockerfile(path: &Path) -> bool {
    let is_named = path.file_name().is_some_and(|name| naming(name) == Naming::Dockerfile);
    let is_text = || read::file(path, 512).is_ok_and(|head| !head.bytes.contains(&0));
    is_named && path.is_file() && is_text()
}
