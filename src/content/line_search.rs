//! What every line of a file is searched for while the file is read. Who searches, and for what, is not known here.

use std::fmt::Debug;

/// A search through the lines of files; shared by all threads.
pub(crate) trait LineSearch: Debug + Sync {
    /// Starts with a file of this size, in bytes.
    fn start(&self, size: u64) -> Box<dyn FileSearch + '_>;
}

/// The search through one file.
pub(crate) trait FileSearch: Debug {
    /// False if no line can change the answer any more.
    fn goes_on(&self) -> bool;

    /// Takes whole lines, in the order of the file.
    fn lines(&mut self, lines: &[u8]);

    /// What was found, in words of the search, each once.
    fn matched(&self) -> Vec<String>;
}
