//! How large a file system is: the bytes of a tar archive of it. Of an image what a container sees counts.
//!
//! Reads nothing: others show the entries.

mod contents;
mod squash;

pub(crate) use contents::Contents;
pub(crate) use squash::size_of;

pub(crate) use contents::Collector;

/// What contents are filled up to.
const BLOCK: u64 = 512;
/// The header of an entry, and in front of it an extended one with its path in a block of its own: Anchore Engine writes
/// that for every entry (`squash` in `localanchore_standalone.py`).
const HEADERS: u64 = 3 * BLOCK;
/// What the archive is filled up to, as GNU tar and Python do.
const RECORD: u64 = 20 * BLOCK;

/// Counts the bytes of a tar archive. What more a very long path takes does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TarSize(u64);

impl TarSize {
    /// Adds an entry with so many bytes of content: none for directories, links and devices.
    pub(crate) fn add(&mut self, content: u64) {
        let content = content.checked_next_multiple_of(BLOCK).unwrap_or(u64::MAX);
        self.0 = self.0.saturating_add(HEADERS).saturating_add(content);
    }

    /// All of it, the end of the archive included.
    #[must_use]
    pub(crate) fn total(self) -> u64 {
        let bytes = self.0.saturating_add(2 * BLOCK);
        bytes.checked_next_multiple_of(RECORD).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use crate::filesystem::size::TarSize;

    #[test]
    fn an_archive_has_headers_whole_blocks_and_an_end() {
        let total = |contents: &[u64]| {
            let mut size = TarSize::default();
            for content in contents {
                size.add(*content);
            }
            size.total()
        };
        assert_eq!(total(&[]), 10_240);
        assert_eq!(total(&[0, 1, 512]), 10_240);
        // 1,536 + 7,680 + 1,024 fill the record, one byte more takes another block
        assert_eq!((total(&[7_680]), total(&[7_681])), (10_240, 20_480));
        assert_eq!(total(&[u64::MAX, 1]), u64::MAX);
    }
}
