//! What the bytes of a file say: its kind, the markers in it, its digest. One pass over every byte.
//!
//! Memory does not depend on the size of the file. Judges nothing.

pub(crate) mod bytecode;
mod class_file;
mod config;
mod detector;
mod entropy;
pub(crate) mod file_facts;
mod kind;
pub(crate) mod line_search;
mod lines;
mod run_parts;
#[cfg(test)]
mod tests;
pub(crate) mod well_known;

pub(crate) use detector::{Content, Detector, MAX_TEXT};
