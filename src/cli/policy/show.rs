//! `minestop policy show`: the policy that counts, after everything that it extends, each key with the line that decided it.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::cli::color::ColorChoice;
use crate::cli::failure::Failure;
use crate::cli::policy::file::{PolicyArgs, read_bundle};
use crate::cli::policy::search::Search;
use crate::cli::{Exit, Host, today};
use crate::policy::show;
use crate::report::sanitise;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// A file or directory: its policy is shown [default: what counts here]
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let mut search = Search::new(&[]);
    let file = if args.path.is_dir() { args.path.join("x") } else { args.path.clone() };
    let directory = search.directory_of(&file);
    let path = args.policy.path_for(&directory, &mut search);
    if let Some(path) = &path
        && read_bundle(path)?.is_some()
    {
        return Err(Failure::at(path, "a policy of Anchore decides by itself")
            .help("see what it comes to as one of minestop: `minestop policy import`"));
    }
    let loaded = args.policy.load_file(path, ColorChoice::Auto, today::now())?;
    let mut text = String::new();
    match &loaded.file {
        None => text.push_str("# no policy file: the preset alone\n"),
        Some((path, _)) => {
            text.push_str(&format!("# {}\n", path.display()));
            for (extended, _) in &loaded.extended {
                text.push_str(&format!("# extends {}\n", extended.display()));
            }
        }
    }
    text.push_str(&show(&loaded.policy, &loaded.sources));
    for line in text.lines() {
        writeln!(host.stdout, "{}", sanitise::line(line.as_bytes()))
            .map_err(|error| Failure::writing(&error, Exit::Go))?;
    }
    Ok(Exit::Go)
}
