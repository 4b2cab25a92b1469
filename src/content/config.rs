//! Keys of miners' configuration files as markers of a file.

use crate::facts::FileMarker;
use crate::intel::{Intel, MarkerGroup};

/// The keys of a text that miners' configurations have, each once, with the place of its first use.
pub(crate) fn keys(text: &[u8], intel: &Intel) -> Vec<FileMarker> {
    let mut found: Vec<FileMarker> = Vec::new();
    for (range, known) in intel.config_keys(text) {
        if found.iter().all(|marker| marker.value != known.value()) {
            found.push(FileMarker {
                group: MarkerGroup::Key,
                strength: known.strength(),
                value: known.value().to_owned(),
                citation: known.citation(),
                offset: range.start as u64,
            });
        }
    }
    found
}
