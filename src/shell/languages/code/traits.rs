//! What the reader of programs asks of a language, beside how it writes its strings.

use super::dialect::Dialect;

impl Dialect {
    /// A word ends the body of a function or loop.
    pub(super) fn ends_blocks_with_a_word(&self) -> bool {
        self.is_any(&["ruby", "lua", "julia", "elixir"])
    }

    /// Functions take what they are given from one list (Perl).
    pub(super) fn takes_arguments_by_list(&self) -> bool {
        self.is_any(&["perl"])
    }

    /// The first item of a list is number one.
    pub(super) fn lists_count_from_one(&self) -> bool {
        self.is_any(&["lua", "julia", "rscript"])
    }

    /// C and what grew out of it.
    pub(super) fn has_macros(&self) -> bool {
        self.is_any(&["tcc"])
    }

    /// `function (x) …` is a value.
    pub(super) fn has_anonymous_functions(&self) -> bool {
        self.is_any(&["node", "php", "lua", "rscript"])
    }

    fn is_any(&self, interpreters: &[&str]) -> bool {
        interpreters.iter().any(|name| self.interpreters.contains(name))
    }
}
