//! Programs under other names: copies, links, aliases and hashed paths of those that fetch or install.

use foldhash::HashMap;

use ecow::EcoString;

use crate::source::{Text, UNKNOWN};

use super::command::{Command, program_name};
use super::{packages, transfers};

/// Names of one build, and the programs that they really are.
#[derive(Debug, Default)]
pub(crate) struct Renames(HashMap<EcoString, EcoString>);

impl Renames {
    /// The program that the name stands for: itself, if nothing is known.
    pub(super) fn real<'n>(&'n self, name: &'n EcoString) -> &'n EcoString {
        self.0.get(name).unwrap_or(name)
    }

    /// Takes what `command` does to names; `behind` are the commands after it, those in its words first.
    pub(super) fn take(&mut self, command: &Command, index: usize, behind: &[Command]) {
        let args = command.args();
        // nearly all commands are none of these
        let operands = || args.iter().filter(|arg| !arg.starts_with('-'));
        match command.program.as_str() {
            "cp" | "ln" | "mv" | "install" | "link" => {
                if let [source, target] = operands().collect::<Vec<_>>().as_slice() {
                    let source = self.named(source, index, behind);
                    self.set(target, source);
                }
            }
            "hash" => {
                let pair = args.iter().position(|arg| arg.as_str() == "-p");
                let pair = pair.and_then(|at| args.get(at + 1..at + 3));
                if let Some([path, name]) = pair {
                    let source = self.named(path, index, behind);
                    self.set(name, source);
                }
            }
            "alias" | "doskey" => {
                for (name, value) in operands().filter_map(|word| word.split_once('=')) {
                    let first = value.split_ascii_whitespace().next().unwrap_or_default();
                    self.set(name, program_name(first));
                }
            }
            "set-alias" | "new-alias" => {
                if let [name, value] = operands().collect::<Vec<_>>().as_slice() {
                    self.set(name, program_name(value));
                }
            }
            _ => {}
        }
    }

    /// The program at a path; one that `command -v` or `which` looks up is named there.
    fn named(&self, path: &Text, index: usize, behind: &[Command]) -> EcoString {
        if !path.contains(UNKNOWN) {
            return self.real(&program_name(path)).clone();
        }
        let inside = behind
            .iter()
            .take_while(|command| command.shell.parent.is_some_and(|parent| parent >= index));
        let mut inside = inside.filter(|command| {
            matches!(
                command.program.as_str(),
                "command" | "which" | "type" | "whereis" | "readlink" | "realpath"
            )
        });
        let name =
            inside.find_map(|command| command.args().iter().rfind(|arg| !arg.starts_with('-')));
        name.map(|name| program_name(name)).unwrap_or_default()
    }

    /// Only what fetches or installs is worth a note, under a name that is no such program itself.
    fn set(&mut self, name: &str, program: EcoString) {
        let name = program_name(name);
        let matters = |name: &str| transfers::is_client(name) || packages::is_manager(name);
        if name != program && matters(&program) && !matters(&name) {
            self.0.insert(name, program);
        }
    }
}
