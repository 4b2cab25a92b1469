//! What the bytes of a file say: its kind, the markers in it, its digest. One pass over every byte.
//!
//! Memory does not depend on the size of the file. Judges nothing.

mod config;
mod detector;
mod entropy;
pub(crate) mod file_facts;
mod kind;
pub mod line_search;
mod lines;
pub mod well_known;

pub use detector::{Content, Detector, MAX_TEXT};
