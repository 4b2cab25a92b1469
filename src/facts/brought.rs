//! Programs that a build brings under the name of another: what such a one does with its words is not known.

use foldhash::HashSet;

use super::unwanted::Purpose;
use super::{Command, Facts, fetched, program_name};

impl Facts {
    /// Lets commands act whose program the build itself has put where programs are found: a miner that is called `yara`
    /// looks for nothing.
    pub(crate) fn let_own_programs_act(&mut self) {
        let names = self.brought();
        if names.is_empty() {
            return;
        }
        for command in self.commands.iter_mut().filter(|command| !command.acts()) {
            if names.contains(command.program.as_str()) {
                command.purpose = Purpose::Acts;
            }
        }
    }

    /// The names of files that the build writes among programs, lower-case.
    fn brought(&self) -> HashSet<String> {
        let saved = |command: &Command, index: usize| {
            let mut transfers = self.transfers_of(index);
            transfers.find_map(|it| fetched::path_of(command, it)).map(str::to_owned)
        };
        let fetched = self.commands.iter().enumerate().filter(|(_, it)| !it.transfers.is_empty());
        let fetched = fetched.filter_map(|(index, command)| saved(command, index));
        let written = self.written_paths.iter().map(|it| it.path.clone());
        written
            .chain(fetched)
            .filter(|path| is_among_programs(path))
            .map(|path| program_name(&path).to_string())
            .collect()
    }
}

/// The directory is one in which a shell looks for programs.
fn is_among_programs(path: &str) -> bool {
    let mut parts = path.rsplit(['/', '\\']).skip(1);
    parts.next().is_some_and(|it| it.ends_with("bin") || it == "plugins")
}
