//! Dockerfile text → tree, exactly as `BuildKit` reads it, error-tolerant and with the span of every token.
//!
//! Follows `BuildKit`'s `frontend/dockerfile/{parser,instructions,shell}`. This module knows nothing of shells
//! beyond `BuildKit`'s own word expansion, and judges nothing.

mod expansion;
mod resolve;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use resolve::environment::Environment;
pub(crate) use resolve::graph::ImageSource;
pub(crate) use resolve::resolver::resolve;
pub(crate) use resolve::scope::{BuildOptions, Platform, Resolved};
pub(crate) use resolve::step::{InlineFile, Step};
pub(crate) use syntax::directive::SyntaxForm;
pub(crate) use syntax::heredoc::{Runs, is_heredoc};
pub(crate) use syntax::instruction::{Heredoc, Instruction};
pub(crate) use syntax::json::tree_json;
pub(crate) use syntax::keyword::Keyword;
pub(crate) use syntax::mount::MountKind;
pub(crate) use syntax::reader::parse;
pub(crate) use syntax::tree::Dockerfile;
