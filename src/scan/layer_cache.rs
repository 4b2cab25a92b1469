//! What layers showed in earlier runs, kept in a directory: one file a layer, under a name that stands for the layer and
//! for everything else that the answer depends on.
//!
//! A file that is damaged, foreign or missing is a layer that was never looked at; nothing here fails a scan.

use std::io;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::facts::Place;
use crate::filesystem::image::{KnownLayers, Layer};
use crate::filesystem::problem::Problem;
use crate::intel::to_hex;
use crate::scan::cache_directory::{CacheDirectory, DIGEST};
#[cfg(feature = "registry")]
use crate::scan::document_cache::DocumentCache;
use crate::scan::inspector::Seen;
use crate::scan::protocol::Record;

/// Longest file that is read, in bytes; what layers of ordinary images show is a hundredth of it.
const LONGEST: u64 = 64 << 20;

/// What is kept in one directory.
#[derive(Debug)]
pub(crate) struct LayerCache {
    directory: CacheDirectory,
    /// Which program looks: another one may see more.
    program: String,
}

/// The layers that are known, for one way of looking at them.
#[derive(Debug)]
pub(crate) struct LayersSeen<'c> {
    cache: &'c LayerCache,
    /// What the answer depends on beside program and layer.
    key: String,
    /// Where what is recalled is seen.
    place: Place,
}

/// What stands in a file.
#[derive(Serialize, Deserialize)]
struct Kept {
    files: Vec<Record>,
    problems: Vec<Problem>,
    /// Whiteouts as the layer names them.
    whiteouts: Vec<String>,
}

impl LayerCache {
    /// The cache in `directory`, which is made if it is missing, of a `program` that is at work `now`.
    ///
    /// # Errors
    /// It cannot be made, or others may write into it: they could say what a layer shows.
    pub(crate) fn open(directory: &Path, program: String, now: SystemTime) -> io::Result<Self> {
        Ok(Self { directory: CacheDirectory::open(directory, now)?, program })
    }

    /// The manifests and configurations that are kept beside the layers.
    #[cfg(feature = "registry")]
    pub(crate) fn documents(&self) -> DocumentCache {
        DocumentCache::new(self.directory.clone())
    }

    /// What is known for a way of looking: `key` is what an answer depends on beside program and layer, `place` where what
    /// is recalled is seen.
    pub(crate) fn seen(&self, key: String, place: Place) -> LayersSeen<'_> {
        LayersSeen { cache: self, key, place }
    }

    /// Removes the files that were used longest ago until the others hold at most `most` bytes.
    pub(crate) fn trim(&self, most: u64) {
        self.directory.trim(most);
    }
}

impl LayersSeen<'_> {
    fn key(&self, identity: &str) -> String {
        format!("{}\n{}\n{identity}", self.cache.program, self.key)
    }

    fn read(&self, identity: &str) -> Option<Kept> {
        let bytes = self.cache.directory.read(&self.key(identity), LONGEST)?;
        let (digest, json) = bytes.split_at_checked(DIGEST)?;
        if to_hex(&Sha256::digest(json)).as_bytes() != digest {
            return None;
        }
        serde_json::from_slice(json).ok()
    }

    fn write(&self, identity: &str, kept: &Kept) -> io::Result<()> {
        let json = serde_json::to_vec(kept)?;
        if json.len() as u64 + DIGEST as u64 >= LONGEST {
            return Ok(());
        }
        let digest = to_hex(&Sha256::digest(&json));
        self.cache.directory.write(&self.key(identity), &[digest.as_bytes(), &json])
    }
}

impl KnownLayers<Seen> for LayersSeen<'_> {
    fn recall(&self, identity: &str) -> Option<Layer<Seen>> {
        let kept = self.read(identity)?;
        let mut layer = Layer::new(String::new());
        let seen = kept.files.into_iter().map(|record| Seen::of_record(record, self.place));
        layer.found.seen = seen.collect();
        layer.found.problems = kept.problems;
        kept.whiteouts.iter().for_each(|path| {
            layer.removed.take(path);
        });
        Some(layer)
    }

    fn remember(&self, identity: &str, layer: &Layer<Seen>) {
        let Some(whiteouts) = layer.removed.names() else { return };
        let kept = Kept {
            files: layer.found.seen.iter().cloned().map(Seen::into_record).collect(),
            problems: layer.found.problems.clone(),
            whiteouts: whiteouts.to_vec(),
        };
        // a cache that cannot be written only costs time
        let _ = self.write(identity, &kept);
    }
}
