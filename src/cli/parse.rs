//! `minestop parse`: how each file is read, one JSON line a file.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::failure::Failure;
use super::read::{self, MAX_DOCKERFILE_BYTES};
use super::{Exit, Host};
use crate::dockerfile;
use crate::source::FileId;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Dockerfiles
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
        let tree = dockerfile::parse(FileId(0), &content.bytes);
        let name = path.to_string_lossy();
        let line = dockerfile::tree_json(&name, &tree);
        serde_json::to_writer(&mut *host.stdout, &line)
            .map_err(std::io::Error::from)
            .and_then(|()| writeln!(host.stdout))
            .map_err(|error| Failure::writing(&error, Exit::Go))?;
    }
    Ok(Exit::Go)
}
