//! `minestop identify`, which the frontend runs as a step of a build: writes down which file systems the step sees, so that
//! BuildKit can tell what was looked at from what was made later.

use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use super::failure::Failure;
use super::{Exit, Host};
use crate::filesystem::identity::identity;
use crate::intel::to_hex;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Where the answer is written
    answer: PathBuf,
    /// The roots of the file systems
    roots: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, _host: &mut Host<'_>) -> Result<Exit, Failure> {
    let answer: String = args.roots.iter().map(|root| line(root)).collect();
    fs::write(&args.answer, answer).map_err(|error| Failure::io(&args.answer, &error))?;
    Ok(Exit::Go)
}

/// One line for a file system. One that cannot be read is never the same again, so that it is looked at each time.
fn line(root: &Path) -> String {
    let Ok(identity) = identity(root) else {
        return format!("unknown {:016x}\n", RandomState::new().hash_one(0));
    };
    to_hex(&identity) + "\n"
}
