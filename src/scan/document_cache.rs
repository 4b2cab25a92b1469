//! Manifests and configurations that registries have sent in earlier runs, kept beside what layers showed, under their
//! digests; and which tags were asked for.
//!
//! What a tag means now is for its registry to say: no digest is kept for one.

use crate::filesystem::image::has_digest;
use crate::scan::cache_directory::CacheDirectory;

/// Longest document that is kept, in bytes: registries refuse manifests that are longer, and configurations are shorter.
const LONGEST: u64 = 4 << 20;

/// The documents of one directory. What cannot be read or written only costs a request.
#[derive(Clone, Debug)]
pub(crate) struct DocumentCache {
    directory: CacheDirectory,
}

impl DocumentCache {
    pub(super) fn new(directory: CacheDirectory) -> Self {
        Self { directory }
    }

    /// The bytes of this digest.
    pub(crate) fn read(&self, digest: &str) -> Option<Vec<u8>> {
        let bytes = self.directory.read(&document(digest), LONGEST)?;
        has_digest(&bytes, digest).then_some(bytes)
    }

    /// Keeps bytes that have this digest.
    pub(crate) fn write(&self, digest: &str, bytes: &[u8]) {
        if bytes.len() as u64 <= LONGEST {
            let _ = self.directory.write(&document(digest), &[bytes]);
        }
    }

    /// True if a run has asked for this tag, so that what it names may be known.
    pub(crate) fn has_asked(&self, tag: &str) -> bool {
        self.directory.has(&asked(tag))
    }

    /// Notes that a run has asked for this tag.
    pub(crate) fn note_asked(&self, tag: &str) {
        let _ = self.directory.write(&asked(tag), &[b"asked"]);
    }
}

fn document(digest: &str) -> String {
    format!("document\n{digest}")
}

fn asked(tag: &str) -> String {
    format!("tag\n{tag}")
}
