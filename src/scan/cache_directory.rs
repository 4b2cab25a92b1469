//! The directory in which runs leave what later ones need not ask again: files under names that are digests, written as a
//! whole, and removed by the time of their last use.
//!
//! Knows nothing of what the files say. Nothing here fails a scan.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::intel::to_hex;

/// Hexadecimal digits of the digests that files are called by.
pub(super) const DIGEST: usize = 64;
/// Bits of a directory that let others write into it.
const WRITABLE: u32 = 0o022;

/// A directory that is nobody else's, and the time of this run.
#[derive(Clone, Debug)]
pub(super) struct CacheDirectory {
    path: PathBuf,
    now: SystemTime,
}

impl CacheDirectory {
    /// The directory, which is made if it is missing.
    ///
    /// # Errors
    /// It cannot be made, or others may write into it: they could say what its files do.
    pub(super) fn open(path: &Path, now: SystemTime) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let metadata = fs::metadata(path)?;
        let mine = NamedTempFile::new_in(path)?.as_file().metadata()?.uid();
        if metadata.uid() != mine || metadata.mode() & WRITABLE != 0 {
            let what = "others may write into it, so that what it holds says nothing";
            return Err(io::Error::other(what));
        }
        Ok(Self { path: path.to_owned(), now })
    }

    /// The bytes of the file that stands for `key`, if there is one of at most `longest` bytes. Whether they are what was
    /// written is for the caller to know.
    pub(super) fn read(&self, key: &str, longest: u64) -> Option<Vec<u8>> {
        let file = File::open(self.file(key)).ok()?;
        let size = file.metadata().ok()?.len();
        if size > longest {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).ok()?);
        (&file).take(longest).read_to_end(&mut bytes).ok()?;
        // what is used stays; if its time cannot be set it only goes earlier
        let _ = file.set_modified(self.now);
        Some(bytes)
    }

    /// True if there is a file that stands for `key`, which counts as used.
    #[cfg(feature = "registry")]
    pub(super) fn has(&self, key: &str) -> bool {
        File::open(self.file(key)).is_ok_and(|file| {
            let _ = file.set_modified(self.now);
            true
        })
    }

    /// Writes the file that stands for `key`: all of it, or none.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, key: &str, parts: &[&[u8]]) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.path)?;
        parts.iter().try_for_each(|part| file.write_all(part))?;
        file.persist(self.file(key))?;
        Ok(())
    }

    /// Removes the files that were used longest ago until the others hold at most `most` bytes.
    pub(super) fn trim(&self, most: u64) {
        let Ok(entries) = fs::read_dir(&self.path) else { return };
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

    fn file(&self, key: &str) -> PathBuf {
        self.path.join(to_hex(&Sha256::digest(key.as_bytes())))
    }
}

/// True for the name of a file of the cache.
fn is_name(name: &str) -> bool {
    name.len() == DIGEST && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
