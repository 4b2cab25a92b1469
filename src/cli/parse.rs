//! `minestop parse`: how each file is read, one JSON line a file.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};

use super::beside::Beside;
use super::failure::Failure;
use super::read::{self, MAX_DOCKERFILE_BYTES};
use super::{Exit, Host};
use crate::source::{FileId, Sources};
use crate::{dockerfile, orchestration};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Dockerfiles, manifests, Compose and Bake files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The form of the output
    #[arg(long, value_enum, default_value_t)]
    format: LineFormat,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum LineFormat {
    /// One JSON document a line
    #[default]
    Json,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let LineFormat::Json = args.format;
    for path in &args.files {
        let content =
            read::file(path, MAX_DOCKERFILE_BYTES).map_err(|error| Failure::io(path, &error))?;
        let name = path.to_string_lossy();
        let line = read_as(&name, path, content.bytes).map_err(std::io::Error::from);
        line.and_then(|line| writeln!(host.stdout, "{line}"))
            .map_err(|error| Failure::writing(&error, Exit::Go))?;
    }
    Ok(Exit::Go)
}

/// How a file is read, as JSON.
fn read_as(name: &str, path: &Path, bytes: Vec<u8>) -> serde_json::Result<String> {
    let Some(kind) = orchestration::manifest(&bytes) else {
        let tree = dockerfile::parse(FileId(0), &bytes);
        return serde_json::to_string(&dockerfile::tree_json(name, &tree));
    };
    let mut sources = Sources::default();
    let file = sources.add(name.to_owned(), orchestration::decoded(bytes));
    let reading = orchestration::read(kind, file, &Beside::texts(path), &mut sources);
    serde_json::to_string(&orchestration::reading_json(name, &reading))
}
