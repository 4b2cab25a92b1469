//! Folded shell commands → facts: commands, transfers, installations, variables, written files.

use std::collections::HashSet;

use crate::shell::{self, Direction, Language, Script};
use crate::source::Text;

use super::command::{self, Command};
use super::place::{Moment, Place};
use super::{Document, Facts, Unreadable, Variable, VariableKind, packages, transfers};

/// Adds everything that one script does at `place`.
pub(super) fn observe(script: Script, place: Place, language: Language, facts: &mut Facts) {
    let from = facts.commands.len();
    for opaque in script.opaque.into_iter().filter(|opaque| opaque.gave_up) {
        let message = opaque.reason.to_owned();
        facts.unreadable.push(Unreadable { span: opaque.span, message, refused: false });
    }
    for folded in script.commands {
        facts.commands.push(Command::new(place, language, folded, from));
    }
    command::link(&mut facts.commands, from);
    for (index, command) in facts.commands.iter_mut().enumerate().skip(from) {
        let before = facts.transfers.len();
        transfers::observe(command, index, &mut facts.transfers);
        command.transfers = before..facts.transfers.len();
        facts.packages.extend(packages::observe(command));
        facts.variables.extend(exported(command));
        for assignment in &command.shell.assignments {
            facts.variables.push(Variable {
                place,
                kind: VariableKind::Shell,
                name: assignment.name.clone(),
                value: assignment.value.clone(),
            });
        }
    }
    for written in script.written {
        facts.documents.push(Document {
            place,
            path: written.path,
            content: written.content,
            script: false,
        });
    }
}

/// The variables that `export NAME=value` and its like set.
fn exported(command: &Command) -> Vec<Variable> {
    let program = command.program.as_str();
    if !matches!(program, "export" | "declare" | "typeset" | "readonly" | "local") {
        return Vec::new();
    }
    let variable = |word: &Text| {
        let at = word.find('=').filter(|_| !word.starts_with('-'))?;
        let (name, value) = (word.slice(0..at), word.slice(at + 1..word.len()));
        Some(Variable { place: command.place, kind: VariableKind::Shell, name, value })
    };
    command.args().iter().filter_map(variable).collect()
}

/// Reads the files that the build itself writes and that are scripts.
pub(super) fn read_documents(facts: &mut Facts) {
    let run = names_run(facts);
    for index in 0..facts.documents.len() {
        let Some(document) = facts.documents.get_mut(index) else { continue };
        document.script = is_script(&document.path, &document.content, &run);
        if !document.script {
            continue;
        }
        let place = Place { moment: Moment::Script, ..document.place };
        let script = shell::read_file(&document.content, Language::default(), &shell::NoScope);
        let before = facts.documents.len();
        observe(script, place, Language::default(), facts);
        facts.documents.truncate(before);
    }
}

/// File names that a command runs, hands to an interpreter or makes executable.
fn names_run(facts: &Facts) -> HashSet<String> {
    let mut names = HashSet::new();
    for command in &facts.commands {
        let takes_script = super::is_interpreter(&command.program)
            || matches!(command.program.as_str(), "source" | "." | "crontab" | "chmod");
        names.extend(command.argv().first().map(|word| file_name(word).to_owned()));
        if takes_script {
            let inputs = command.shell.redirects.iter().filter(|r| r.direction == Direction::In);
            let words = command.args().iter().chain(inputs.map(|redirect| &redirect.target));
            names.extend(words.map(|word| file_name(word).to_owned()));
        }
    }
    names
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// True if a written file is a script: by its first line, its name, or because a command runs it.
fn is_script(path: &str, content: &Text, run: &HashSet<String>) -> bool {
    let name = file_name(path);
    let shell_names = [".sh", ".bash", ".ash", ".ksh", ".zsh", ".profile", ".bashrc", "crontab"];
    content.starts_with("#!")
        || shell_names.iter().any(|ending| name.ends_with(ending))
        || path.contains("/cron")
        || (!name.is_empty() && run.contains(name))
}
