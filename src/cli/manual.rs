//! `minestop man`: the manual pages, one for each subcommand, for packages.

use std::fs;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Command};
use clap_mangen::Man;

use super::completions::visible;
use super::failure::Failure;
use super::{Exit, Host};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The directory; it is made if it is not there
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

pub(super) fn run(args: &Args, command: Command, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let io = |error| Failure::io(&args.directory, &error);
    fs::create_dir_all(&args.directory).map_err(io)?;
    let mut written = 0;
    let mut pages = vec![(String::from("minestop"), visible(&command))];
    while let Some((name, command)) = pages.pop() {
        for below in command.get_subcommands() {
            pages.push((format!("{name}-{}", below.get_name()), below.clone()));
        }
        let mut page = Vec::new();
        // The page is called with hyphens, the command is typed with blanks.
        let title = command.name(name.clone()).bin_name(name.replace('-', " "));
        Man::new(title).render(&mut page).map_err(io)?;
        let path = args.directory.join(format!("{name}.1"));
        fs::write(&path, page).map_err(|error| Failure::io(&path, &error))?;
        written += 1;
    }
    writeln!(host.stdout, "{}: {written} pages", args.directory.display())
        .map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}
