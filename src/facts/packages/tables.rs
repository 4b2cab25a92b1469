//! All rows of package managers together: the row of a program, and the words by which policies name managers.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::super::word_list::Words;
use super::manager::Manager;
use super::{languages, system, tools};

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
    use foldhash::HashSet;

    use super::*;

    #[test]
    fn every_program_has_one_row_and_is_written_in_lower_case() {
        let mut seen = HashSet::default();
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
