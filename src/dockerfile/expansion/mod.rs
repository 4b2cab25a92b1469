//! Word expansion of Dockerfile values: `$NAME`, `${NAME:-word}`, quotes and patterns, as `BuildKit`'s shell package does it.
//!
//! Knows no instruction and no stage.

pub(crate) mod expand;
pub(crate) mod go;
pub(crate) mod lexer;
pub(crate) mod lookup;
pub(crate) mod pattern;
pub(crate) mod splitter;
