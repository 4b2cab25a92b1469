//! The compiled form of an organisation's own indicators.

use aho_corasick::AhoCorasick;

use super::known::Known;
use super::table::Table;
use crate::image_ref::{Pattern, Reference};

/// The organisation's own data.
#[derive(Debug)]
pub(super) struct Custom {
    pub(super) table: Table,
    pub(super) images: Vec<(Pattern, u32)>,
    pub(super) urls: Option<AhoCorasick>,
    pub(super) url_entries: Vec<u32>,
    pub(super) has_digests: bool,
}

impl Custom {
    pub(super) fn image(&self, reference: &Reference) -> Option<Known<'_>> {
        self.images
            .iter()
            .find(|(pattern, _)| pattern.matches(reference))
            .and_then(|(_, entry)| self.known(*entry))
    }

    pub(super) fn known(&self, entry: u32) -> Option<Known<'_>> {
        Some(Known { table: &self.table, entry: self.table.entries.get(entry as usize)? })
    }
}
