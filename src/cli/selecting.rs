//! The paths of the command line and what of them is looked at: the same for every subcommand that searches.

use std::path::{Path, PathBuf};

use clap::Args;

use super::discover::{Found, PathChoice, Selection, discover};
use super::failure::Failure;
use super::policies::Policies;
use super::policy::search::Search;
use crate::pattern::PathPattern;

/// What to search.
#[derive(Debug, Args)]
pub(super) struct SelectingArgs {
    /// Dockerfiles, manifests, Compose files, directories to search for them, or `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Take in what Git ignores and does not track, too
    #[arg(long)]
    no_ignore: bool,
    /// Take in workflows and actions of GitHub and pipelines of GitLab, too
    #[arg(long)]
    workflows: bool,
    /// Leave files out of a search by their path from here, such as `test/**`; may be repeated
    #[arg(short, long, value_name = "PATTERN", value_parser = pattern)]
    exclude: Vec<PathPattern>,
}

fn pattern(text: &str) -> Result<PathPattern, String> {
    text.parse().map_err(|bad: crate::config::BadValue| format!("{}: {}", bad.message, bad.help))
}

impl SelectingArgs {
    /// Everything below these paths that the policies ask for.
    pub(super) fn of(paths: Vec<PathBuf>) -> Self {
        Self { paths, no_ignore: false, workflows: false, exclude: Vec::new() }
    }

    /// Everything that the paths name, by the rules of the policy of each directory.
    pub(super) fn find(&self, policies: &mut Policies<'_>) -> Result<Found, Failure> {
        discover(&self.paths, |directory| {
            let directory = policies.search.directory_of(&directory.join("Dockerfile"));
            let number = policies.number_for(&directory)?;
            let loaded = policies.loaded.get(number);
            let file = loaded.and_then(|loaded| loaded.file.as_ref());
            let home = file.and_then(|(path, _)| Search::home_of(path));
            let files = loaded.map(|loaded| loaded.policy.files().clone()).unwrap_or_default();
            let bases = || policies.search.bases(home.clone());
            let here = policies.search.bases_here();
            Ok(Selection {
                gitignore: !self.no_ignore,
                workflows: self.workflows || files.workflows,
                include: PathChoice { patterns: files.include, bases: bases() },
                exclude: [
                    PathChoice { patterns: files.exclude, bases: bases() },
                    PathChoice { patterns: self.exclude.clone(), bases: here },
                ],
            })
        })
    }

    /// True if nothing was left out by hand: what nobody needs is known only then.
    pub(super) fn is_everything_below(&self, policy: &Path) -> bool {
        let Some(home) = Search::home_of(policy) else { return false };
        let directories = self.paths.iter().filter_map(|path| std::fs::canonicalize(path).ok());
        self.exclude.is_empty()
            && directories.filter(|path| path.is_dir()).any(|path| home.starts_with(path))
    }
}
