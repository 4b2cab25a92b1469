//! The readers of programs on hostile texts, and the notes that their bounds leave.

mod bounds;
mod hostile;

use super::around::Around;
use super::dialect::Dialect;
use super::program::say;
use super::state::Said;
use crate::source::{FileId, Span, Text};

/// What a program of this ending says, read on the stack of a worker thread.
fn said(text: &str, ending: &str) -> Said {
    let source = Text::verbatim(text, Span::new(FileId(0), 0, text.len()));
    let dialect = Dialect::of_ending(ending).expect("a known ending");
    say(&source, dialect, Around::default())
}
