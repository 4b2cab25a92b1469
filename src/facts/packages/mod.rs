//! Package managers: which commands install what, and from where.
//!
//! What each manager understands stands in tables, one row a program: [`system`], [`languages`], [`tools`].

mod languages;
mod manager;
mod program;
mod system;
mod tables;
#[cfg(test)]
mod tests;
mod tools;
mod verb;

use crate::shell::Via;
use crate::source::{Span, Text};

use super::command::Command;
use super::place::{Moment, Place};

pub(crate) use tables::MANAGERS;

/// An installation of packages by a package manager.
#[derive(Clone, Debug)]
pub(crate) struct PackageInstall {
    /// The instruction.
    pub(crate) place: Place,
    /// The manager: the name of the program, without a version.
    pub(crate) manager: &'static str,
    /// The kin of managers that it belongs to; both are words of [`MANAGERS`].
    pub(crate) group: &'static str,
    /// It builds something and fetches for that what is missing; nothing is named.
    pub(crate) builds: bool,
    /// The packages named; empty for an installation from a manifest (`npm ci`, `pip install -r …`).
    pub(crate) packages: Vec<Text>,
    /// Indexes, registries and repositories named on the command line.
    pub(crate) sources: Vec<Text>,
    /// Program and verb: `apt-get … install`.
    pub(crate) span: Span,
    /// Index of the command in [`super::Facts::commands`].
    pub(crate) command: usize,
}

/// Adds the installation that command `index` performs, if it is one and not known yet; `program` is what it really runs.
pub(super) fn observe(
    command: &Command,
    index: usize,
    program: &str,
    out: &mut Vec<PackageInstall>,
) {
    let Some(install) = installation(command, index, program) else { return };
    // `python -m pip` is seen as python's command and as pip's
    let repeats = |known: &PackageInstall| {
        command.shell.via == Via::Wrapper
            && command.shell.parent == Some(known.command)
            && known.group == install.group
    };
    if out.last().is_some_and(repeats) || install.builds && !fetches_for_build(&install, out) {
        return;
    }
    out.push(install);
}

/// A build fetches nothing more where the stage has fetched before, and what a container builds when it starts is no part
/// of the image.
fn fetches_for_build(build: &PackageInstall, known: &[PackageInstall]) -> bool {
    let later =
        matches!(build.place.moment, Moment::Start | Moment::Health) && !build.place.onbuild;
    // Looks back at a few only: a Dockerfile has some ten installations.
    let mut before = known.iter().rev().take(64);
    !later && !before.any(|it| it.group == build.group && it.place.stage == build.place.stage)
}

/// The program is a package manager.
pub(super) fn is_manager(program: &str) -> bool {
    program::of_file(program).is_some()
}

fn installation(command: &Command, index: usize, program: &str) -> Option<PackageInstall> {
    if command.shell.via == Via::Code {
        return None;
    }
    let first = command.argv().first()?;
    let install = |manager, group| PackageInstall {
        place: command.place,
        manager,
        group,
        builds: false,
        packages: Vec::new(),
        sources: Vec::new(),
        span: first.span(),
        command: index,
    };
    let Some((manager, name, args)) = program::started(command, program) else {
        return program::told(command, program).map(|name| install(name, name));
    };
    let Some(verb) = verb::find(manager, args) else {
        let added = verb::added_while_removing(manager, args);
        if added.is_empty() {
            return program::told(command, program).map(|name| install(name, name));
        }
        let packages = added.into_iter().cloned().collect();
        return Some(PackageInstall { packages, ..install(name, manager.group) });
    };
    let named = verb::named(manager, args, verb.operands());
    let end = verb.at.and_then(|at| args.get(at)).map_or(first.span(), Text::span);
    Some(PackageInstall {
        builds: verb.builds,
        packages: if verb.builds { Vec::new() } else { named.packages },
        sources: named.sources,
        span: first.span().to(end),
        ..install(name, manager.group)
    })
}
