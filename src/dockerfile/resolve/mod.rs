//! Which stages a build takes, and which values ARG and ENV have in each of their instructions.
//!
//! Works on the syntax tree; reads no text of its own.

pub(crate) mod assignment;
pub(crate) mod environment;
pub(crate) mod graph;
mod instructions;
pub(crate) mod resolver;
pub(crate) mod scope;
pub(crate) mod step;
