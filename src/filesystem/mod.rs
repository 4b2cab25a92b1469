//! Evidence from files: what their bytes say, and which of them a build takes from its context.
//!
//! Reads files and nothing else of the machine. Judges nothing: it only fills facts.

pub mod archive;
pub mod compression;
pub mod entry;
pub(crate) mod identity;
pub mod image;
pub mod limits;
pub mod problem;
pub(crate) mod rpm;
pub mod size;
pub mod tar;
mod tar_ambiguity;
pub mod target;
pub mod tree;

pub use entry::{Entry, EntryKind, Inspect};
pub use limits::{Budget, Limits};
pub use problem::{Found, Problem, ProblemKind};
