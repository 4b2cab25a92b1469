//! The options that say which files a build is given.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::run::ContextChoice;

/// What the build context is.
#[derive(Debug, Args)]
pub(super) struct ContextArgs {
    /// The build context, where that is not the directory of each Dockerfile
    #[arg(long, value_name = "DIR", conflicts_with = "no_context", help_heading = "The build")]
    context: Option<PathBuf>,
    /// Judge the text alone, not the files that it copies
    #[arg(long, help_heading = "The build")]
    no_context: bool,
}

impl ContextArgs {
    /// # Errors
    /// The context that was named is no directory.
    pub(super) fn choice(&self) -> Result<ContextChoice, Failure> {
        match &self.context {
            None if self.no_context => Ok(ContextChoice::Nothing),
            None => Ok(ContextChoice::Beside),
            Some(directory) if directory.is_dir() => {
                Ok(ContextChoice::Directory(directory.clone()))
            }
            Some(directory) => {
                let what = format!("the build context `{}` is no directory", directory.display());
                Err(Failure::usage(what).help("name the directory that `docker build` is given"))
            }
        }
    }

    /// No file of a context is judged.
    pub(super) fn is_none(&self) -> bool {
        self.no_context
    }
}
