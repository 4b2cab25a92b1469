//! The readers of files: directories, archives and images that the tests build themselves, hostile ones included.

#![allow(clippy::indexing_slicing, reason = "a test may stop where its setting fails")]
#![expect(clippy::expect_used, reason = "a helper that fails fails its test")]

mod archives;
mod build;
mod hostile;
mod images;
mod recorder;
mod sizes;
mod tree;
