//! Options and verbs that the data names together with their program: those that make a node mine, and those that tune the host.

use super::kind::{Kind, Strength};
use super::known::Known;
use super::table::{BEHIND_BLANK, first_of};
use super::tables::Intel;
use crate::source::UNKNOWN;

/// Longest program or option that is looked up together with the other.
const LONGEST: usize = 64;

/// What the data knows of the options of one program. Made once for a command, then asked for each of its words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProgramOptions<'i, 'p> {
    intel: &'i Intel,
    kind: Kind,
    /// The names under which the data may have options of the program.
    names: [Option<&'p str>; 2],
    /// The data has options that nobody else has, whatever the program is called.
    any: bool,
}

impl Intel {
    /// The options that make the node `program` (a bare file name) mine.
    pub(crate) fn node_options<'p>(&self, program: &'p str) -> ProgramOptions<'_, 'p> {
        self.options_of(Kind::NodeOption, program)
    }

    /// The options with which `program` (a bare file name) tunes the host as miners do.
    pub(crate) fn tuning_options<'p>(&self, program: &'p str) -> ProgramOptions<'_, 'p> {
        self.options_of(Kind::TuningOption, program)
    }

    /// Whether the program (a bare file name) is a node of a coin: one that the data names for its options.
    pub(crate) fn is_node(&self, program: &str) -> bool {
        let of_node = |known: Known<'_>| {
            known.kind() == Kind::NodeOption && known.detail().eq_ignore_ascii_case(program)
        };
        self.has_options(Kind::NodeOption, program) && self.entries().any(of_node)
    }

    fn options_of<'p>(&self, kind: Kind, program: &'p str) -> ProgramOptions<'_, 'p> {
        // The tools of coins that were forked from one are called alike: `zzcoin-cli`, `zzcoind`.
        let family = if program.ends_with("-cli") {
            Some("*-cli")
        } else {
            program.ends_with('d').then_some("*node")
        };
        let has = |name: &&str| self.has_options(kind, name);
        let names = [Some(program).filter(has), family.filter(has)];
        ProgramOptions { intel: self, kind, names, any: self.has_options(kind, "*") }
    }

    fn has_options(&self, kind: Kind, program: &str) -> bool {
        let first = first_of(program, kind.fold());
        !program.is_empty() && program.len() <= LONGEST && self.may_start(kind.table(), first)
    }
}

impl<'i> ProgramOptions<'i, '_> {
    /// The data may have options that the program has, by its name or whatever it is called.
    pub(crate) fn has_any(&self) -> bool {
        self.any || self.names.iter().any(Option::is_some)
    }

    /// The option or verb that a word of the command is; `-gen=0` is none.
    pub(crate) fn find(&self, word: &str) -> Option<Known<'i>> {
        let is_distinct =
            || word.starts_with("--") || word.bytes().any(|it| matches!(it, b':' | b'_'));
        let any = (self.any && is_distinct()).then_some("*");
        // nearly all words of commands end here
        if any.is_none() && self.names.iter().all(Option::is_none) {
            return None;
        }
        let name = word.split('=').next().unwrap_or(word);
        let may_be = |option: &str| self.may_be_option(first_of(option, self.kind.fold()));
        if !may_be(word) && (name.len() >= 3 || !may_be(name)) {
            return None;
        }
        let value = word.get(name.len()..).unwrap_or_default();
        let is_unknown = value.contains(UNKNOWN);
        // how many threads is worked out by the machine that mines
        if matches!(value, "=0" | "=false" | "=no" | "=off")
            || is_unknown && !name.ends_with("threads")
        {
            return None;
        }
        self.names
            .into_iter()
            .chain([any])
            .flatten()
            .flat_map(|program| [Some((program, word)), (name != word).then_some((program, name))])
            .flatten()
            .filter(|(_, option)| !option.is_empty() && option.len() <= LONGEST)
            .find_map(|(program, option)| self.intel.find_pair(self.kind, program, option))
            .filter(|known| !is_unknown || known.strength() != Strength::Strong)
    }

    /// False if no program has an option or verb that starts with these folded bytes.
    fn may_be_option(&self, first: [u8; 3]) -> bool {
        self.intel.may_start(self.kind.table() | BEHIND_BLANK, first)
    }

    /// As [`Self::find`], for a verb of two words: only programs that the data names themselves have one.
    pub(crate) fn find_verb(&self, words: [&str; 2]) -> Option<Known<'i>> {
        let [Some(_), _] = self.names else { return None };
        let [first, _] = words;
        if first.len() >= 3 && !self.may_be_option(first_of(first, self.kind.fold())) {
            return None;
        }
        self.find(&words.join(" "))
    }
}
