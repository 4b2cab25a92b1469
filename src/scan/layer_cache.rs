//! What layers showed in earlier runs, kept in a directory: one file a layer, under a name that stands for the layer and
//! for everything else that the answer depends on.
//!
//! A file that is damaged, foreign or missing is a layer that was never looked at; nothing here fails a scan.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::facts::Place;
use crate::filesystem::image::{KnownLayers, Layer};
use crate::filesystem::problem::Problem;
use crate::intel::to_hex;
use crate::scan::inspector::Seen;
use crate::scan::protocol::Record;

/// Longest file that is read, in bytes; what layers of ordinary images show is a hundredth of it.
const LONGEST: u64 = 64 << 20;
/// Hexadecimal digits of the digests that a file is called by and starts with.
const DIGEST: usize = 64;
/// Bits of a directory that let others write into it.
const WRITABLE: u32 = 0o022;

/// What is kept in one directory.
#[derive(Debug)]
pub(crate) struct LayerCache {
    directory: PathBuf,
    /// Which program looks: another one may see more.
    program: String,
    /// The time of this run.
    now: SystemTime,
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
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        let metadata = fs::metadata(directory)?;
        let mine = NamedTempFile::new_in(directory)?.as_file().metadata()?.uid();
        if metadata.uid() != mine || metadata.mode() & WRITABLE != 0 {
            let what = "others may write into it, so that what it holds says nothing";
            return Err(io::Error::other(what));
        }
        Ok(Self { directory: directory.to_owned(), program, now })
    }

    /// What is known for a way of looking: `key` is what an answer depends on beside program and layer, `place` where what
    /// is recalled is seen.
    pub(crate) fn seen(&self, key: String, place: Place) -> LayersSeen<'_> {
        LayersSeen { cache: self, key, place }
    }

    /// Removes the files that were used longest ago until the others hold at most `most` bytes.
    pub(crate) fn trim(&self, most: u64) {
        let Ok(entries) = fs::read_dir(&self.directory) else { return };
        let mut files: Vec<_> = entries
            .flatten()
            .filter_map(|entry| {
                // whatever else somebody keeps there is not ours
                let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
                entry.file_name().to_str().filter(|name| is_name(name))?;
                Some((metadata.modified().ok()?, metadata.len(), entry.path()))
            })
            .collect();
        files.sort();
        let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in files {
            if total <= most {
                break;
            }
            total -= size;
            // another run may have removed it
            let _ = fs::remove_file(path);
        }
    }
}

impl LayersSeen<'_> {
    fn path(&self, identity: &str) -> PathBuf {
        let key = format!("{}\n{}\n{identity}", self.cache.program, self.key);
        self.cache.directory.join(to_hex(&Sha256::digest(key.as_bytes())))
    }

    fn read(&self, identity: &str) -> Option<Kept> {
        let mut file = File::open(self.path(identity)).ok()?;
        let mut text = String::new();
        (&mut file).take(LONGEST).read_to_string(&mut text).ok()?;
        let (digest, json) = text.split_at_checked(DIGEST)?;
        if to_hex(&Sha256::digest(json.as_bytes())) != digest {
            return None;
        }
        // what is used stays; if its time cannot be set it only goes earlier
        let _ = file.set_modified(self.cache.now);
        serde_json::from_str(json).ok()
    }

    fn write(&self, identity: &str, kept: &Kept) -> io::Result<()> {
        let json = serde_json::to_string(kept)?;
        if json.len() as u64 + DIGEST as u64 >= LONGEST {
            return Ok(());
        }
        let mut file = NamedTempFile::new_in(&self.cache.directory)?;
        file.write_all(to_hex(&Sha256::digest(json.as_bytes())).as_bytes())?;
        file.write_all(json.as_bytes())?;
        file.persist(self.path(identity))?;
        Ok(())
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

/// True for the name of a file of the cache.
fn is_name(name: &str) -> bool {
    name.len() == DIGEST && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
