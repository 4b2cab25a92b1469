//! Dockerfile text → instructions with their flags, words and here-documents, as `BuildKit`'s parser reads it.
//!
//! Expands no variable.

pub(crate) mod arguments;
pub(crate) mod directive;
pub(crate) mod flags;
pub(crate) mod heredoc;
pub(crate) mod instruction;
pub(crate) mod json;
pub(crate) mod json_text;
pub(crate) mod keyword;
pub(crate) mod line;
pub(crate) mod mount;
pub(crate) mod reader;
pub(crate) mod stage;
pub(crate) mod suggestion;
pub(crate) mod tree;
pub(crate) mod validate;
pub(crate) mod values;
pub(crate) mod words;
