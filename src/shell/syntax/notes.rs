//! How many notes are kept of what a reader could not make sense of.
//!
//! Harmless ones are bounded by number; that a limit was met is kept always, once a reason, so that nothing which
//! the author of a script writes can push it out.

use crate::shell::syntax::tree::Place;

/// More harmless notes than this say nothing new.
const MAX_NOTES: usize = 200;

/// A place that could not be read.
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) place: Place,
    pub(crate) reason: &'static str,
    /// The reader gave up at a limit of its own.
    pub(crate) gave_up: bool,
}

/// True if one more note belongs to those `kept`: for each, whether it is a limit and its reason.
pub(crate) fn has_room(
    mut kept: impl ExactSizeIterator<Item = (bool, &'static str)>,
    gave_up: bool,
    reason: &'static str,
) -> bool {
    if gave_up { !kept.any(|other| other == (true, reason)) } else { kept.len() < MAX_NOTES }
}
