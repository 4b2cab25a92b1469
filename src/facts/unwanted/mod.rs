//! What only looks at, tells of or refuses the names that it holds: programs, words, lines, files and keys. One place to
//! ask, whatever the name is: that of a program, a host, a wallet or an option.
//!
//! Knows no miner. It speaks for words as they stand there: what is *run* is a command of its own, is given the pool as
//! a word of its own, and is judged by that.

mod lines;
mod names;
mod paths;
mod programs;
mod records;
mod words;
mod yara;

pub(super) use lines::{is_table, refuse};
pub(super) use names::refuses;
pub(super) use paths::refusing_path;
pub(crate) use programs::Purpose;
pub(super) use programs::{is_detector, only_refuses, purpose};
pub(super) use records::Records;
pub(super) use words::Refused;
pub(super) use yara::is_yara;
