//! What of an archive or directory the lists of its images name. Everything else is nobody's, and is looked at as files.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::store::{Location, Store};

/// Places in a store.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Files of a directory.
    places: HashSet<PathBuf>,
    /// Where the content of members of an archive starts: two members may have one name.
    offsets: HashSet<u64>,
}

impl Named {
    /// Notes what is at this path of the store, if something is.
    pub(super) fn add(&mut self, store: &Store, path: &str) {
        match store.locate(path) {
            Ok(Location::Place(place)) => {
                self.places.insert(place);
            }
            Ok(Location::Range { start, .. }) => {
                self.offsets.insert(start);
            }
            Err(_) => {}
        }
    }

    /// True if a list names the file at this place.
    pub(crate) fn has_place(&self, place: &Path) -> bool {
        self.places.contains(place)
    }

    /// True if a list names the member whose content starts here.
    pub(crate) fn has_offset(&self, offset: u64) -> bool {
        self.offsets.contains(&offset)
    }
}
