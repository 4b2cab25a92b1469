//! What is read of a file system and kept: for a scan, and for the step of a build that looks at its result.
//!
//! Decides nothing about a build; which findings a policy makes of what is kept is not known here.

pub mod inspector;
pub mod protocol;
pub mod remote;
pub mod retention;
pub(crate) mod subject;
