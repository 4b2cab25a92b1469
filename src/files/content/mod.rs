//! What the bytes of a file say: its kind, the markers in it, its digest. One pass over every byte.
//!
//! Memory does not depend on the size of the file. Judges nothing.

mod config;
mod detector;
mod entropy;
mod kind;
mod lines;

pub use detector::{Content, Detector, MAX_TEXT};
