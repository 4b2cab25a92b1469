//! Shell text → syntax tree: tokens, words, commands, here-documents.
//!
//! Evaluates nothing.

pub(crate) mod compound;
pub(crate) mod heredoc;
pub(crate) mod lexer;
pub(crate) mod notes;
pub(crate) mod parse;
pub(crate) mod pending;
pub(crate) mod substitution;
pub(crate) mod tree;
pub(crate) mod word;
