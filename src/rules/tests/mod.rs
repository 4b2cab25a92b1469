//! Every rule has a page, fixtures and a line in the index, and does what its page and its fixtures say.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod admissions;
mod fixtures;
mod index;
mod intelligence;
pub(super) mod judge;
mod options;
mod pages;
mod pairs;
mod reads;

use std::path::{Path, PathBuf};
use std::{env, fs};

/// A path below the root of the repository.
fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Names of the entries of a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry.expect("an entry can be read").file_name().to_string_lossy().into_owned()
        })
        .collect();
    names.sort();
    names
}

/// Whether files that a test generates are to be written instead of compared.
fn updates() -> bool {
    env::var_os("MINESTOP_UPDATE").is_some()
}

fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
