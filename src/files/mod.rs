//! Evidence from files: what their bytes say, and which of them a build takes from its context.
//!
//! Reads files and nothing else of the machine. Judges nothing: it only fills facts.

pub mod content;
pub mod context;
