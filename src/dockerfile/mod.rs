//! Dockerfile text → tree, exactly as `BuildKit` reads it, error-tolerant and with the span of every token.
//!
//! Follows `BuildKit`'s `frontend/dockerfile/{parser,instructions,shell}`. This room knows nothing of shells
//! beyond `BuildKit`'s own word expansion, and judges nothing.

mod expansion;
mod resolve;
mod syntax;

pub use expansion::expand::{Expanded, ExpandedWords, expand, expand_words};
pub use expansion::lookup::{ExpandError, Lookup, NoVariables, Unmatched};
pub use resolve::environment::{EnvId, Environment, Environments};
pub use resolve::graph::ImageSource;
pub use resolve::resolver::resolve;
pub use resolve::scope::{BuildOptions, Fired, Platform, Resolved, ResolvedStage};
pub use resolve::step::{InlineFile, ResolvedMount, Step};
pub use syntax::directive::{Directive, DirectiveName, Syntax, SyntaxForm};
pub use syntax::heredoc::{Runs, is_heredoc};
pub use syntax::instruction::{Heredoc, Instruction, Phase, SyntaxError};
pub use syntax::json::tree_json;
pub use syntax::keyword::Keyword;
pub use syntax::mount::{Mount, MountKind};
pub use syntax::reader::parse;
pub use syntax::stage::Stage;
pub use syntax::tree::{Comment, Dockerfile};
