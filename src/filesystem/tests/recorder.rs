//! An inspection that writes down what it is shown.

use std::io::Read;

use crate::filesystem::archive::Opener;
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::problem::Found;
use crate::filesystem::{Budget, EntryKind, Limits};

/// What was shown of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) entry: Entry,
    /// The first bytes.
    pub(crate) text: String,
    /// All of them.
    pub(crate) length: u64,
}

pub(crate) struct Recorder;

impl Inspect for Recorder {
    type Seen = Shown;

    fn inspect(&self, entry: &Entry, content: &mut dyn Read) -> Option<Shown> {
        let mut start = Vec::new();
        let _ = (&mut *content).take(64).read_to_end(&mut start);
        let mut length = start.len() as u64;
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count) = content.read(&mut buffer) {
            if count == 0 {
                break;
            }
            length += count as u64;
        }
        let text = String::from_utf8_lossy(&start).into_owned();
        Some(Shown { entry: entry.clone(), text, length })
    }
}

/// Opens `bytes` as a file of a layer.
pub(crate) fn open(path: &str, bytes: &[u8]) -> Found<Shown> {
    open_within(Limits::default(), path, bytes)
}

pub(crate) fn open_within(limits: Limits, path: &str, bytes: &[u8]) -> Found<Shown> {
    let budget = Budget::new(limits);
    let mut found = Found::default();
    let entry = Entry::regular(path, bytes.len() as u64);
    let _ = Opener::new(&Recorder, &budget).stream(&entry, &mut &*bytes, &mut found);
    found
}

/// Paths in the order in which they were seen.
pub(crate) fn paths(found: &Found<Shown>) -> Vec<&str> {
    found.seen.iter().map(|shown| shown.entry.path.as_str()).collect()
}

/// Path and text of the regular files.
pub(crate) fn texts(found: &Found<Shown>) -> Vec<(&str, &str)> {
    let regular = found.seen.iter().filter(|shown| shown.entry.kind == EntryKind::Regular);
    regular.map(|shown| (shown.entry.path.as_str(), shown.text.as_str())).collect()
}

/// Path and text of each problem.
pub(crate) fn problems(found: &Found<Shown>) -> Vec<(&str, &str)> {
    found.problems.iter().map(|it| (it.path.as_str(), it.what.as_str())).collect()
}
