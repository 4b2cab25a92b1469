//! Directories, archives and images: which entries they have, where each stands, and what one layer deletes of those below.
//!
//! Reads files and nothing else of the machine. What the bytes of a file say is up to `content`; judges nothing.

pub(crate) mod archive;
mod bytes;
pub(crate) mod compression;
pub(crate) mod entry;
pub(crate) mod format;
pub(crate) mod image;
pub(crate) mod limits;
pub(crate) mod problem;
mod read_full;
pub(crate) mod rpm;
pub(crate) mod size;
pub(crate) mod tar;
mod tar_ambiguity;
pub(crate) mod target;
mod temporary;
#[cfg(test)]
mod tests;
pub(crate) mod tree;
#[cfg(not(feature = "zstd"))]
mod zstd_frames;

pub(crate) use bytes::little_endian;
pub(crate) use entry::EntryKind;
pub(crate) use limits::{Budget, Limits};
pub(crate) use problem::Problem;
pub(crate) use read_full::read_full;
