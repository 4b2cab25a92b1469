//! Directories of the image that only detectors are given: what lies in them is what these look for, or an example of it.
//!
//! In doubt a directory is none of them: whatever else names it, goes through it or could reach it by a name that is not known
//! may run what lies there.

use foldhash::HashSet;

use super::names_run::file_name;
use super::unwanted::{self, Purpose};
use super::word_list::{Words, has};
use super::{Command, Facts, File, autostart, is_interpreter};
use crate::shell::cleaned;
use crate::source::{FileId, UNKNOWN};

/// Directories of one build that are looked at: with more of them none counts.
const MOST: usize = 16;

/// Programs that name a directory and neither run nor move what lies there.
const HARMLESS: Words = "mkdir chown chgrp";

impl Facts {
    /// Takes the commands, texts and names away that stand in files which only detectors are given.
    pub(crate) fn leave_to_detectors(&mut self) {
        let directories = self.given_to_detectors();
        if directories.is_empty() {
            return;
        }
        let taken = self.taken_for_detectors(&directories);
        let directories: Vec<String> =
            directories.into_iter().filter(|it| !self.is_used(it, &taken)).collect();
        let scanned: HashSet<FileId> = taken
            .into_iter()
            .filter(|(_, renamed)| directories.iter().any(|it| is_below(renamed, it)))
            .map(|(id, _)| id)
            .collect();
        if scanned.is_empty() {
            return;
        }
        for command in &mut self.commands {
            if scanned.contains(&command.shell.span.file) {
                command.purpose = Purpose::Searches;
            }
        }
        let commands = &self.commands;
        let is_of_scanned = |index: usize| {
            commands.get(index).is_some_and(|it| scanned.contains(&it.shell.span.file))
        };
        self.packages.retain(|it| !is_of_scanned(it.command));
        self.documents.retain(|it| !scanned.contains(&it.content.span().file));
        self.loose_wallets.retain(|it| !scanned.contains(&it.address.span().file));
        self.variables.retain(|it| !scanned.contains(&it.value.span().file));
        self.dependencies.retain(|it| !scanned.contains(&it.name.span().file));
        self.decoded.retain(|it| !scanned.contains(&it.text.span().file));
        self.unfinished.retain(|it| !scanned.contains(&it.span.file));
    }

    /// Absolute paths in the words of detectors, the root and what is not known left out.
    fn given_to_detectors(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let detectors = self.commands.iter().filter(|it| is_detector(it));
        for word in detectors.flat_map(Command::args) {
            let path = word.rsplit('=').next().unwrap_or_default();
            let is_plain = path.starts_with('/') && !path.contains(['*', '?', '[', UNKNOWN]);
            let path = cleaned("", path);
            if is_plain && path.len() > 1 && !all.contains(&path) {
                all.push(path);
            }
        }
        if all.len() > MOST { Vec::new() } else { all }
    }

    /// The texts of the context that lie in one of the directories and nowhere else, and where.
    fn taken_for_detectors(&self, directories: &[String]) -> Vec<(FileId, String)> {
        let is_there = |path: &str| directories.iter().any(|it| is_below(path, it));
        let elsewhere: Vec<String> = self
            .context
            .iter()
            .filter(|taken| {
                !taken.target.starts_with('/') || !is_there(&cleaned("", &taken.target))
            })
            .map(|taken| cleaned("", &taken.source).trim_start_matches('/').to_owned())
            .take(MOST + 1)
            .collect();
        let is_elsewhere = |file: &File| {
            elsewhere.iter().any(|source| {
                source.is_empty()
                    || source.contains(['*', '?', '['])
                    || is_below(&file.path, source)
            })
        };
        if elsewhere.len() > MOST {
            return Vec::new();
        }
        let files = self.files.iter().filter(|file| !is_elsewhere(file));
        let texts = files.filter_map(|file| Some((file.source?, file.renamed.as_deref()?)));
        texts
            .filter(|(id, path)| {
                path.starts_with('/')
                    && is_there(path)
                    && !self.started_files.contains(id)
                    && autostart::reader(path.trim_start_matches('/')).is_none()
                    && !autostart::is_of_shell(path.trim_start_matches('/'))
            })
            .map(|(id, path)| (id, path.to_owned()))
            .collect()
    }

    /// Something other than a detector names the directory, or may reach it.
    fn is_used(&self, directory: &str, taken: &[(FileId, String)]) -> bool {
        let own: HashSet<FileId> = taken.iter().map(|(id, _)| *id).collect();
        let files: HashSet<&str> = taken.iter().map(|(_, path)| file_name(path)).collect();
        let names = |text: &str| names_it(text, directory, &files);
        let wrappers: HashSet<usize> = self
            .commands
            .iter()
            .filter(|it| is_detector(it))
            .filter_map(|it| it.shell.parent)
            .collect();
        let runs = |(index, command): (usize, &Command)| {
            let is_other = command.acts() && !wrappers.contains(&index);
            let redirects = command.shell.redirects.iter().map(|it| &it.target);
            is_other
                && !own.contains(&command.shell.span.file)
                && !has(HARMLESS, &command.program)
                && (may_run_anything(command)
                    || command.argv().iter().chain(redirects).any(|word| names(word)))
        };
        let copied = self.copies.iter().filter(|it| it.from.is_some());
        let enters = self.workdirs.iter().chain(&self.entered);
        self.commands.iter().enumerate().any(runs)
            || copied.flat_map(|it| &it.sources).any(|source| names(source))
            || enters.map(|it| &it.path).any(|path| is_below(&cleaned("", path), directory))
            || self.variables.iter().any(|it| {
                !own.contains(&it.value.span().file) && it.value.contains('/') && names(&it.value)
            })
            || self.documents.iter().any(|it| {
                !own.contains(&it.content.span().file)
                    && (it.content.contains(directory) || it.source.contains(directory))
            })
    }
}

fn is_detector(command: &Command) -> bool {
    !command.acts() && unwanted::is_detector(&command.program)
}

/// A program or a script whose name is not known.
fn may_run_anything(command: &Command) -> bool {
    let program = command.argv().first().map_or("", |word| word.as_str());
    let runs = is_interpreter(&command.program)
        || matches!(command.program.as_str(), "source" | "." | "run-parts" | "xargs" | "eval");
    program.contains(UNKNOWN) || runs && command.args().iter().any(|word| word.contains(UNKNOWN))
}

/// One of the paths in the text is the directory, lies in it or holds it, or ends in the name of one of the files.
fn names_it(text: &str, directory: &str, files: &HashSet<&str>) -> bool {
    let ends = |c: char| c.is_whitespace() || "=,:;|&()<>'\"`{}".contains(c);
    text.split(ends).filter(|piece| !piece.is_empty()).any(|piece| {
        if files.contains(file_name(piece)) {
            return true;
        }
        let start = piece.find(['*', '?', '[', '$', UNKNOWN]);
        let plain = piece.get(..start.unwrap_or(piece.len())).unwrap_or_default();
        match plain.starts_with('/') {
            true if start.is_some() => directory.starts_with(plain) || plain.starts_with(directory),
            true => {
                let path = cleaned("", plain);
                is_below(&path, directory) || is_below(directory, &path)
            }
            // a relative path leads from a directory that holds it
            false => {
                start.is_some() && piece.contains('/')
                    || plain.split('/').any(|part| part == file_name(directory) || part == "..")
            }
        }
    })
}

/// The path is the directory or lies in it.
fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || directory.ends_with('/'))
}
