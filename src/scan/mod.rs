//! What is read of a file system and kept: for a scan, and for the step of a build that looks at its result.
//!
//! Decides nothing about a build; which findings a policy makes of what is kept is not known here.

mod cache_directory;
#[cfg(feature = "registry")]
pub(crate) mod document_cache;
pub(crate) mod inspector;
pub(crate) mod layer_cache;
pub(crate) mod protocol;
pub(crate) mod remote;
pub(crate) mod retention;
pub(crate) mod subject;
mod text_room;
