//! Evidence from files: what their bytes say, and which of them a build takes from its context.
//!
//! Reads files and nothing else of the machine. Judges nothing: it only fills facts.

pub(crate) mod archive;
pub(crate) mod compression;
pub(crate) mod entry;
pub(crate) mod identity;
pub(crate) mod image;
pub(crate) mod limits;
pub(crate) mod problem;
pub(crate) mod rpm;
pub(crate) mod size;
pub(crate) mod tar;
mod tar_ambiguity;
pub(crate) mod target;
#[cfg(test)]
mod tests;
pub(crate) mod tree;

pub(crate) use entry::EntryKind;
pub(crate) use limits::{Budget, Limits};
pub(crate) use problem::Problem;
