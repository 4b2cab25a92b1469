//! Programs in other languages, as arguments of their interpreters and as files: the commands that they start, the
//! addresses that they fetch, their constants.
//!
//! No reader of those languages: strings, joins, a few dozen functions of their libraries, variables, and the names
//! of the functions that start programs. One table ([`dialect`]) says how each language writes these.
//!
//! The way of a program:
//!
//! 1. The walker of the shell meets it: behind an interpreter ([`interpreters`]), as a file ([`sources`]), as what a compiler
//!    takes ([`compiled`]). [`triggers`] tells most files apart that start nothing; [`includes`] puts what it imports before it,
//!    [`around`] holds what it is given.
//! 2. [`lexer`] makes tokens of the text, with [`strings`], [`quotes`] and [`heredocs`].
//! 3. A [`cursor`] goes through the tokens once ([`evaluate`]: `expression` joins terms, `term` is one with what stands behind
//!    it, [`members`]). A term is a constant, a list ([`arguments`]), a name ([`definitions`]) or a call ([`calls`]); what it
//!    is worth is a [`value::Known`]. What functions of libraries make of constants is in [`functions`] (their names) and
//!    [`fold`] (what they do).
//! 4. Some of it is gone through again: loops ([`loops`]) and functions that the program defines ([`bodies`] finds them,
//!    [`applied`] calls them).
//! 5. What a call starts ([`starting`]), fetches ([`downloads`]) or writes ([`writes`]) is kept in [`state::Said`], and
//!    [`running`] gives it back to the walker as commands.
//!
//! Bounds stand beside what they bound. What a program makes in all is counted in [`state::State`] (`take`, `may_call`), and
//! spent means that anything may be missed; a value or body that is too large (`cut`) matters only where what the program
//! starts is not known. Both are told of programs that something runs.

mod applied;
mod arguments;
mod around;
mod arrows;
mod asked;
mod bodies;
mod bytes;
mod calls;
mod command_line;
mod compiled;
mod cursor;
mod definitions;
mod dialect;
mod downloads;
mod evaluate;
mod fold;
pub(crate) mod foreign;
mod functions;
mod heredocs;
mod includes;
mod interpreters;
mod joining;
mod keywords;
mod lexer;
mod library;
mod lists;
mod loops;
mod macros;
mod members;
mod program;
mod quotes;
mod running;
mod shapes;
mod sources;
mod starting;
mod starts;
mod state;
mod strings;
mod tags;
mod tcl;
mod templates;
#[cfg(test)]
mod tests;
mod traits;
mod transliteration;
mod triggers;
mod unpacking;
mod value;
mod writes;

pub(crate) use dialect::Dialect;

/// How an interpreter's text is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reads {
    Program,
    Tcl,
    /// A shell with a grammar of its own.
    OtherShell,
}

/// Interpreters that run few images; those that nearly every image has stand with the other programs of a shell.
pub(crate) fn reads(name: &str) -> Option<Reads> {
    match name {
        "R" | "Rscript" | "bun" | "deno" | "elixir" | "escript" | "groovy" | "hhvm" | "ipython"
        | "jruby" | "jshell" | "julia" | "luajit" | "micropython" | "pypy" | "pypy3" | "qjs"
        | "rust-script" | "scala" | "scala-cli" | "swift" | "ts-node" | "tsx" | "zx" => {
            Some(Reads::Program)
        }
        "expect" | "wish" => Some(Reads::Tcl),
        "csh" | "elvish" | "fish" | "ion" | "nu" | "tcsh" | "xonsh" => Some(Reads::OtherShell),
        // `tclsh8.6`
        _ if name.starts_with("tclsh") => Some(Reads::Tcl),
        _ => None,
    }
}

impl Dialect {
    /// False for a text of this language that starts, fetches and runs nothing: it need not be read.
    pub(crate) fn says_something(&self, text: &str) -> bool {
        self.is_always_read() || triggers::is_worth_reading(text, self)
    }
}
