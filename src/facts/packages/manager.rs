//! What a row of the tables of package managers says.
//!
//! Holds no rows and reads no commands.

use super::super::word_list::{List, Words};

/// A package manager: one program, or several that are called alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manager {
    /// Names of the program; a command counts under the one that it uses.
    pub(super) programs: Words,
    /// The kin of managers that a policy can name as a whole.
    pub(super) group: &'static str,
    pub(super) grammar: Grammar,
    /// Verbs that build, and fetch for that what is missing; `*` stands for each one that counts.
    pub(super) builds: List,
    /// Words in front of the verb: `uv pip install`. Such a verb is listed with its word: `pip/list`.
    pub(super) nests: List,
    /// It installs when it is called without a verb.
    pub(super) bare: bool,
    /// Options that take the next word.
    pub(super) valued: List,
    /// Options that name where packages come from, with the next word.
    pub(super) sources: List,
}

/// How the words of a command say that it installs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Grammar {
    /// The first operand is a verb, and every verb but these installs, unknown ones included.
    AllBut(List),
    /// The program does much else, or runs scripts by their names: only these verbs install.
    Only(List),
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
        let none = List::of("");
        let (builds, nests, valued, sources) = (none, none, none, none);
        Self { programs, group, grammar, builds, nests, bare: false, valued, sources }
    }

    pub(super) const fn all_but(programs: Words, group: &'static str, verbs: Words) -> Self {
        Self::new(programs, group, Grammar::AllBut(List::of(verbs)))
    }

    pub(super) const fn only(programs: Words, group: &'static str, verbs: Words) -> Self {
        Self::new(programs, group, Grammar::Only(List::of(verbs)))
    }

    pub(super) const fn options(programs: Words, group: &'static str, options: Options) -> Self {
        Self::new(programs, group, Grammar::Options(options))
    }

    pub(super) const fn always(programs: Words, group: &'static str) -> Self {
        Self::new(programs, group, Grammar::Always)
    }

    pub(super) const fn builds(self, builds: Words) -> Self {
        Self { builds: List::of(builds), ..self }
    }

    pub(super) const fn nests(self, nests: Words) -> Self {
        Self { nests: List::of(nests), ..self }
    }

    pub(super) const fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    pub(super) const fn valued(self, valued: Words) -> Self {
        Self { valued: List::of(valued), ..self }
    }

    pub(super) const fn sources(self, sources: Words) -> Self {
        Self { sources: List::of(sources), ..self }
    }

    /// The option takes the word behind it.
    pub(super) fn takes_next(&self, option: &str) -> bool {
        self.valued.has(option) || self.sources.has(option)
    }
}
