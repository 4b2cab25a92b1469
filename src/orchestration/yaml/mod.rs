//! YAML and JSON → trees whose scalars know where each of their bytes stands. Knows no format that is written in it.
//!
//! Aliases share what they stand for and merge keys are put in, so that a tree is as large as its text, however often
//! its parts refer to each other.

mod node;
mod reader;
mod scalar;
mod split;
#[cfg(test)]
mod tests;

pub(crate) use node::{Node, Value};
pub(crate) use reader::{Document, Problem, Reader};
pub(crate) use split::documents;
