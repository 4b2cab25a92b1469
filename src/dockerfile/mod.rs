//! Dockerfile text → tree, exactly as `BuildKit` reads it, error-tolerant and with the span of every token.
//!
//! Follows `BuildKit`'s `frontend/dockerfile/{parser,instructions,shell}`. This room knows nothing of shells
//! beyond `BuildKit`'s own word expansion, and judges nothing.

mod arguments;
mod assignment;
mod directive;
mod environment;
mod expand;
mod flags;
mod go;
mod graph;
mod heredoc;
mod instruction;
mod json;
mod json_text;
mod lexer;
mod line;
mod mount;
mod pattern;
mod reader;
mod resolver;
mod scope;
mod stage;
mod step;
mod suggestion;
mod validate;
mod values;
mod words;

pub use directive::{Directive, DirectiveName, Syntax, SyntaxForm};
pub use environment::{EnvId, Environment, Environments};
pub use expand::{
    ExpandError, Expanded, ExpandedWords, Lookup, NoVariables, Unmatched, expand, expand_words,
};
pub use graph::ImageSource;
pub use heredoc::{Runs, is_heredoc};
pub use instruction::{Comment, Dockerfile, Heredoc, Instruction, Keyword, Phase, SyntaxError};
pub use json::tree_json;
pub use mount::{Mount, MountKind};
pub use reader::parse;
pub use scope::{BuildOptions, Fired, Platform, Resolved, ResolvedStage, resolve};
pub use stage::Stage;
pub use step::{InlineFile, ResolvedMount, Step};
