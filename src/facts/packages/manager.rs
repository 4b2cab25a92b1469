//! What a row of the tables of package managers says, and the words by which policies name managers.
//!
//! Holds no rows and reads no commands.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::super::word_list::{Words, has};
use super::{languages, system, tools};

/// A package manager: one program, or several that are called alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manager {
    /// Names of the program; a command counts under the one that it uses.
    pub(super) programs: Words,
    /// The kin of managers that a policy can name as a whole.
    pub(super) group: &'static str,
    pub(super) grammar: Grammar,
    /// Verbs that build, and fetch for that what is missing; `*` stands for each one that counts.
    pub(super) builds: Words,
    /// Words in front of the verb: `uv pip install`. Such a verb is listed with its word: `pip/list`.
    pub(super) nests: Words,
    /// It installs when it is called without a verb.
    pub(super) bare: bool,
    /// Options that take the next word.
    pub(super) valued: Words,
    /// Options that name where packages come from, with the next word.
    pub(super) sources: Words,
}

/// How the words of a command say that it installs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Grammar {
    /// The first operand is a verb, and every verb but these installs, unknown ones included.
    AllBut(Words),
    /// The program does much else, or runs scripts by their names: only these verbs install.
    Only(Words),
    /// Options say what it does.
    Options(Options),
    /// Whatever it is given, it installs.
    Always,
}

/// Options that say what a program does; letters may stand anywhere in a cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    /// `*` if it installs without any.
    pub(super) installs: &'static str,
    pub(super) installs_long: Words,
    /// With one of these nothing is installed, whatever else is written.
    pub(super) other: &'static str,
    pub(super) other_long: Words,
    /// A letter that is only about the index: with nothing but it, operands decide.
    pub(super) refreshes: Option<char>,
}

impl Manager {
    const fn new(programs: Words, group: &'static str, grammar: Grammar) -> Self {
        let (builds, nests, valued, sources) = ("", "", "", "");
        Self { programs, group, grammar, builds, nests, bare: false, valued, sources }
    }

    pub(super) const fn all_but(programs: Words, group: &'static str, verbs: Words) -> Self {
        Self::new(programs, group, Grammar::AllBut(verbs))
    }

    pub(super) const fn only(programs: Words, group: &'static str, verbs: Words) -> Self {
        Self::new(programs, group, Grammar::Only(verbs))
    }

    pub(super) const fn options(programs: Words, group: &'static str, options: Options) -> Self {
        Self::new(programs, group, Grammar::Options(options))
    }

    pub(super) const fn always(programs: Words, group: &'static str) -> Self {
        Self::new(programs, group, Grammar::Always)
    }

    pub(super) const fn builds(self, builds: Words) -> Self {
        Self { builds, ..self }
    }

    pub(super) const fn nests(self, nests: Words) -> Self {
        Self { nests, ..self }
    }

    pub(super) const fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    pub(super) const fn valued(self, valued: Words) -> Self {
        Self { valued, ..self }
    }

    pub(super) const fn sources(self, sources: Words) -> Self {
        Self { sources, ..self }
    }

    /// The option takes the word behind it.
    pub(super) fn takes_next(&self, option: &str) -> bool {
        has(self.valued, option) || has(self.sources, option)
    }
}

const TABLES: [&[Manager]; 3] = [system::TABLE, languages::TABLE, tools::TABLE];

/// The manager of a program, and the name that it has in the table.
pub(super) fn find(program: &str) -> Option<(&'static Manager, &'static str)> {
    static BY_NAME: LazyLock<HashMap<&str, &Manager>> = LazyLock::new(|| {
        let rows = TABLES.into_iter().flatten();
        rows.flat_map(|row| row.programs.split(' ').map(move |name| (name, row))).collect()
    });
    if let Some((name, manager)) = BY_NAME.get_key_value(program) {
        return Some((*manager, name));
    }
    // `elasticsearch-plugin`, `jenkins-plugin-cli`
    program.contains("plugin").then_some((&tools::PLUGINS, tools::PLUGINS.group))
}

/// Groups that are called like none of their programs, and managers that work behind texts only.
const OTHER_NAMES: [&str; 16] = [
    "other",
    "java",
    "haskell",
    "versions",
    "plugins",
    "tex",
    "windows",
    "julia",
    "ansible",
    "salt",
    "emacs",
    "vim",
    "octave",
    "sclang",
    "gap",
    "quicklisp",
];

#[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
const fn words_in(words: Words) -> usize {
    let (mut at, mut count) = (0, 1);
    while at < words.len() {
        count += (words.as_bytes()[at] == b' ') as usize;
        at += 1;
    }
    count
}

#[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
const COUNT: usize = {
    let (mut table, mut count) = (0, OTHER_NAMES.len());
    while table < TABLES.len() {
        let mut row = 0;
        while row < TABLES[table].len() {
            count += words_in(TABLES[table][row].programs);
            row += 1;
        }
        table += 1;
    }
    count
};

#[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
const NAMES: [&str; COUNT] = {
    let mut names = [""; COUNT];
    let (mut table, mut next) = (0, 0);
    while table < TABLES.len() {
        let mut row = 0;
        while row < TABLES[table].len() {
            let manager = &TABLES[table][row];
            let (mut rest, mut at) = (manager.programs, 0);
            while at < rest.len() {
                if rest.as_bytes()[at] == b' ' {
                    let (name, behind) = rest.split_at(at);
                    names[next] = name;
                    next += 1;
                    (rest, at) = (behind.split_at(1).1, 0);
                } else {
                    at += 1;
                }
            }
            names[next] = rest;
            next += 1;
            row += 1;
        }
        table += 1;
    }
    let mut other = 0;
    while other < OTHER_NAMES.len() {
        names[next] = OTHER_NAMES[other];
        (next, other) = (next + 1, other + 1);
    }
    names
};

/// What the option `managers` of the rule `package-install` takes: names of programs and of groups.
pub(crate) const MANAGERS: &[&str] = &NAMES;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_program_has_one_row_and_is_written_in_lower_case() {
        let mut seen = HashSet::new();
        let rows = TABLES.into_iter().flatten();
        for name in rows.flat_map(|manager| manager.programs.split(' ')) {
            assert!(seen.insert(name), "{name}");
            assert_eq!(name.to_ascii_lowercase(), name);
        }
    }

    #[test]
    fn policies_can_name_every_program_and_group_once() {
        let words: HashSet<&str> = MANAGERS.iter().copied().collect();
        assert_eq!(words.len(), MANAGERS.len());
        for group in TABLES.into_iter().flatten().map(|manager| manager.group) {
            assert!(words.contains(group), "{group}");
        }
    }
}
