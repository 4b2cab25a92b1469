//! Folded shell commands → facts: commands, transfers, installations, variables, written files.

use std::collections::HashSet;

use crate::shell::{self, Direction, Language, Script};
use crate::source::Text;

use super::command::{self, Command};
use super::place::{Moment, Place};
use crate::facts::{
    Document, Facts, Unfinished, Variable, VariableKind, autostart, packages, transfers,
};

/// Adds everything that one script does at `place`.
pub(crate) fn observe(script: Script, place: Place, language: Language, facts: &mut Facts) {
    let from = facts.commands.len();
    let met = script.opaque.iter().filter(|opaque| opaque.gave_up);
    let unfinished =
        met.map(|opaque| Unfinished { place, span: opaque.span, reason: opaque.reason });
    facts.unfinished.extend(unfinished);
    facts.unset.extend(script.unset);
    facts.commands.reserve(script.commands.len());
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

/// Adds everything that a script shows which the build takes as a file; what it writes is read like it.
pub fn observe_script(content: &Text, language: Language, place: Place, facts: &mut Facts) {
    let (documents, commands) = (facts.documents.len(), facts.commands.len());
    observe(shell::read_file(content, language, &shell::NoScope), place, language, facts);
    read_documents(facts, documents, commands);
}

/// Reads the written files, from number `documents` on, that are scripts, if only because a command from number
/// `commands` on runs them.
pub(crate) fn read_documents(facts: &mut Facts, documents: usize, commands: usize) {
    if facts.documents.len() <= documents {
        return;
    }
    let run = NamesRun::of(facts.commands.get(commands..).unwrap_or_default());
    for index in documents..facts.documents.len() {
        let Some(document) = facts.documents.get_mut(index) else { continue };
        let path = document.path.trim_start_matches('/');
        let commands = autostart::reader(path).map(|reader| reader(&document.content));
        document.script = commands.is_some()
            || autostart::is_of_shell(path)
            || is_script(path, &document.content, &run);
        if !document.script {
            continue;
        }
        let place = Place { moment: Moment::Script, ..document.place };
        let content = commands.as_ref().unwrap_or(&document.content);
        let script = shell::read_file(content, Language::default(), &shell::NoScope);
        let before = facts.documents.len();
        observe(script, place, Language::default(), facts);
        facts.documents.truncate(before);
    }
}

impl Facts {
    /// True if something runs the script of this place, as far as the commands show: one that only lies in the context
    /// may belong to anything.
    pub fn runs(&self, unfinished: &Unfinished) -> bool {
        let of_file = |file: &&super::File| file.source == Some(unfinished.span.file);
        let Some(file) = self.files.iter().find(of_file) else { return true };
        let run = NamesRun::of(&self.commands);
        let renamed = file.renamed.as_deref().unwrap_or_default();
        [file.path.as_str(), renamed].into_iter().any(|path| {
            let starts = autostart::reader(path).is_some() || autostart::is_of_shell(path);
            starts || run.has(file_name(path))
        })
    }
}

/// File names that commands use in a way that says how the file is read.
#[derive(Debug, Default)]
pub struct NamesRun {
    run: HashSet<String>,
    url_lists: HashSet<String>,
    given: HashSet<String>,
}

impl NamesRun {
    /// The names that these commands use.
    pub fn of(commands: &[Command]) -> Self {
        let mut all = Self::default();
        for command in commands {
            all.add(command);
        }
        all
    }

    fn add(&mut self, command: &Command) {
        let takes_script = super::is_interpreter(&command.program)
            || matches!(command.program.as_str(), "source" | "." | "crontab" | "chmod");
        self.run.extend(command.argv().first().map(|word| file_name(word).to_owned()));
        if takes_script {
            let inputs = command.shell.redirects.iter().filter(|r| r.direction == Direction::In);
            let words = command.args().iter().chain(inputs.map(|redirect| &redirect.target));
            self.run.extend(words.map(|word| file_name(word).to_owned()));
        }
        if matches!(command.place.moment, Moment::Start | Moment::Health) {
            // `-c file`, `--config=dir/file`
            let names = command.args().iter().filter_map(|word| word.rsplit(['/', '=']).next());
            self.given.extend(names.filter(|name| name.contains('.')).map(str::to_owned));
        }
        if matches!(command.program.as_str(), "curl" | "wget" | "aria2c") {
            let options = ["-K", "--config", "-i", "--input-file"];
            let pairs = command.args().iter().zip(command.args().iter().skip(1));
            let lists = pairs.filter(|(option, _)| options.contains(&option.as_str()));
            self.url_lists.extend(lists.map(|(_, list)| file_name(list).to_owned()));
        }
    }

    /// All of them, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.run.iter().map(String::as_str)
    }

    /// Names that are known to be run.
    pub fn of_programs(names: impl IntoIterator<Item = String>) -> Self {
        Self { run: names.into_iter().collect(), ..Self::default() }
    }

    /// A command runs it, hands it to an interpreter or makes it executable.
    pub fn has(&self, name: &str) -> bool {
        self.run.contains(name)
    }

    /// A container hands it to a program: a configuration, data.
    pub fn is_given(&self, name: &str) -> bool {
        self.given.contains(name)
    }

    /// A command fetches what the file lists: `curl -K`, `wget -i`.
    pub fn is_list_of_urls(&self, name: &str) -> bool {
        self.url_lists.contains(name)
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// True if a written file is a script: by its first line, its name, or because a command runs it.
fn is_script(path: &str, content: &Text, run: &NamesRun) -> bool {
    let name = file_name(path);
    content.starts_with("#!") || is_script_name(path) || (!name.is_empty() && run.has(name))
}

/// True if a file of this path is a shell script by its name alone.
pub fn is_script_name(path: &str) -> bool {
    let endings = [".sh", ".bash", ".ash", ".ksh", ".zsh", ".profile", ".bashrc", "crontab"];
    let name = file_name(path);
    endings.iter().any(|ending| name.ends_with(ending)) || path.contains("/cron")
}
