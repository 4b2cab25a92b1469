//! Dockerfile text → tree, exactly as `BuildKit` reads it, error-tolerant and with the span of every token.
//!
//! Follows `BuildKit`'s `frontend/dockerfile/{parser,instructions,shell}`. This module knows nothing of shells
//! beyond `BuildKit`'s own word expansion, and judges nothing.

mod expansion;
mod resolve;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use resolve::environment::{EnvId, Environment};
pub(crate) use resolve::graph::ImageSource;
pub(crate) use resolve::resolver::resolve;
pub(crate) use resolve::scope::{BuildOptions, Platform, Resolved, ResolvedStage};
pub(crate) use resolve::step::{InlineFile, Step};
pub(crate) use syntax::directive::SyntaxForm;
pub(crate) use syntax::heredoc::{Runs, is_heredoc};
pub(crate) use syntax::instruction::{Heredoc, Instruction};
pub(crate) use syntax::json::tree_json;
pub(crate) use syntax::keyword::Keyword;
pub(crate) use syntax::mount::MountKind;
pub(crate) use syntax::reader::parse;
pub(crate) use syntax::tree::Dockerfile;

use crate::source::FileId;

/// True if `BuildKit` would build these bytes. What it refuses harms nobody, so a file whose name is in doubt may be
/// left out then.
pub(crate) fn is_buildable(bytes: &[u8]) -> bool {
    if !syntax::reader::is_without_errors(bytes) {
        return false;
    }
    let tree = parse(FileId::default(), bytes);
    !tree.stages.is_empty()
        && tree.errors.is_empty()
        && resolve(&tree, &BuildOptions::default()).errors.is_empty()
}
