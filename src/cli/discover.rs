//! From the paths of the command line to the Dockerfiles below them, in an order that does not change.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::failure::Failure;

/// Something to lint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// What was found, and what could not be looked at.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) inputs: Vec<Input>,
    /// Each makes the run fail after everything else was linted: a gate skips nothing in silence.
    pub(super) failures: Vec<Failure>,
}

/// Files as they are named, directories with every Dockerfile below them. `gitignore` leaves out what Git ignores.
///
/// # Errors
/// The first path that does not exist or cannot be looked at.
pub(super) fn discover(paths: &[PathBuf], gitignore: bool) -> Result<Found, Failure> {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    for path in paths {
        if path.as_os_str() == "-" {
            if !found.inputs.contains(&Input::Stdin) {
                found.inputs.push(Input::Stdin);
            }
            continue;
        }
        let metadata = fs::metadata(path).map_err(|error| Failure::io(path, &error))?;
        if metadata.is_dir() {
            walk(path, gitignore, &mut seen, &mut found);
        } else if seen.insert(shown(path)) {
            found.inputs.push(Input::File(shown(path)));
        }
    }
    Ok(found)
}

fn walk(root: &Path, gitignore: bool, seen: &mut HashSet<PathBuf>, found: &mut Found) {
    let walker = WalkBuilder::new(root)
        .hidden(false)
        .parents(gitignore)
        .git_ignore(gitignore)
        .require_git(false)
        // What one machine or another tool ignores must not change a verdict.
        .ignore(false)
        .git_global(false)
        .git_exclude(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build_parallel();
    let all = Mutex::new(Vec::new());
    walker.run(|| {
        Box::new(|entry| {
            let looked_at = look_at(root, entry);
            // A thread that panics ends the run, so nobody sees what a poisoned lock holds.
            all.lock().unwrap_or_else(PoisonError::into_inner).extend(looked_at);
            WalkState::Continue
        })
    });
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    // By component, as a walk of one thread through sorted directories would find them.
    all.sort_by(|(left, _), (right, _)| left.cmp(right));
    for (path, failure) in all {
        match failure {
            Some(failure) => found.failures.push(failure),
            None if seen.insert(path.clone()) => found.inputs.push(Input::File(path)),
            None => {}
        }
    }
}

/// A Dockerfile, or what cannot be looked at; nothing for what is neither.
fn look_at(
    root: &Path,
    entry: Result<DirEntry, ignore::Error>,
) -> Option<(PathBuf, Option<Failure>)> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let (place, failure) = walk_failure(root, error);
            return Some((place, Some(failure)));
        }
    };
    let kind = entry.file_type();
    if kind.is_some_and(|kind| kind.is_dir()) || !is_dockerfile_name(entry.file_name()) {
        return None;
    }
    let path = shown(entry.path());
    if kind.is_some_and(|kind| kind.is_file()) {
        return Some((path, None));
    }
    // A link is as good as the file behind it; links to directories are not followed, so there are no loops.
    let failure = match fs::metadata(entry.path()) {
        Ok(metadata) if metadata.is_dir() => return None,
        Ok(metadata) if metadata.is_file() => None,
        Ok(_) => Some(Failure::at(&path, "not a regular file, not linted")),
        Err(error) => Some(Failure::io(&path, &error)),
    };
    Some((path, failure))
}

fn walk_failure(root: &Path, error: ignore::Error) -> (PathBuf, Failure) {
    let place = match &error {
        ignore::Error::WithPath { path, .. } => shown(path),
        _ => shown(root),
    };
    let text = error.to_string();
    let error = error.into_io_error().unwrap_or_else(|| io::Error::other(text));
    let failure = Failure::io(&place, &error);
    (place, failure)
}

/// The path without the `./` that a walk from `.` puts in front.
fn shown(path: &Path) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path.to_owned(),
    }
}

/// `Dockerfile`, `Dockerfile.*`, `*.Dockerfile`, the same with `Containerfile`, in any case (`BuildKit` also takes
/// `dockerfile`), but no `*.dockerignore`.
fn is_dockerfile_name(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let mut parts = name.split(|byte| *byte == b'.');
    let (first, last) = (parts.next().unwrap_or_default(), parts.next_back());
    let is_kind = |part: &[u8]| {
        part.eq_ignore_ascii_case(b"dockerfile") || part.eq_ignore_ascii_case(b"containerfile")
    };
    match last {
        None => is_kind(first),
        Some(last) if last.eq_ignore_ascii_case(b"dockerignore") => false,
        Some(last) => is_kind(first) || is_kind(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dockerfiles() {
        let is = |name: &str| is_dockerfile_name(OsStr::new(name));
        for name in [
            "Dockerfile",
            "dockerfile",
            "Dockerfile.prod",
            "Dockerfile.a.b",
            "web.Dockerfile",
            "web.dockerfile",
            ".dockerfile",
            "Containerfile",
            "Containerfile.alpine",
        ] {
            assert!(is(name), "{name}");
        }
        for name in [
            "Dockerfile.dockerignore",
            "web.Dockerfile.dockerignore",
            ".dockerignore",
            "Dockerfiles",
            "MyDockerfile",
            "Dockerfile~",
            "",
            "docker-compose.yml",
        ] {
            assert!(!is(name), "{name}");
        }
    }
}
