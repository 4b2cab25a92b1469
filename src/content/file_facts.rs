//! What one regular file shows: its attributes, and its content, which is read once. What of it is worth keeping is
//! not decided here.

use std::io::Read;

use crate::content::well_known::{Copied, Wanted};
use crate::content::{Content, Detector};
use crate::facts::File;
use crate::filesystem::entry::Entry;

/// A file as it was read.
pub(crate) struct Regular {
    /// The fact, without a source.
    pub(crate) file: File,
    /// Its text, if it is one that may be read.
    pub(crate) text: Option<Vec<u8>>,
    /// The text that was wanted as it is.
    pub(crate) wanted: Option<Wanted>,
}

/// Reads a file, called `named` in the build; `wants` asks for its text as it is. `None` if the stream breaks off, which
/// its reader reports.
pub(crate) fn read(
    detector: &Detector<'_>,
    entry: &Entry,
    content: &mut dyn Read,
    named: File,
    wants: bool,
) -> Option<Regular> {
    let mut content = Copied::new(content, wants.then_some(entry.path.as_str()));
    let read = detector.inspect_file(&mut content, entry.size, entry.is_opened).ok()?;
    let Content { kind, size, markers, digest, searched, opacity, text } =
        detector.without_examples(&named.path, read);
    let (mode, owner, group) = (entry.mode, entry.owner, entry.group);
    let digest = digest.filter(|_| !entry.has_holes);
    let file = File { kind, mode, owner, group, size, digest, markers, opacity, searched, ..named };
    let wanted = content.finish().map(|it| if entry.has_holes { Wanted::Unreadable } else { it });
    Some(Regular { file, text, wanted })
}
