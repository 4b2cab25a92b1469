//! Which file system this is, told without reading its files: what a snapshot on this machine cannot have in common with
//! another one that was made by running the same commands again.
//!
//! Every file counts with its path, attributes, size, number and times. Whatever writes to a file sets the time of its last
//! change (`st_ctime`), and no program in a container can set it back, so a file that was written again is another one. The
//! reverse does not hold: the same files, unpacked twice, are two file systems.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The identity of a root file system.
///
/// # Errors
/// A directory or an entry cannot be read; such a file system has no identity.
pub(crate) fn identity(root: &Path) -> io::Result<[u8; 32]> {
    let mut sum = Sum::default();
    let mut open: Vec<PathBuf> = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            // of a link itself: nothing is followed
            let metadata = entry.metadata()?;
            let path = folder.join(entry.file_name());
            sum.add(&record(&path, &metadata));
            if metadata.is_dir() {
                open.push(path);
            }
        }
    }
    Ok(sum.0)
}

/// What is compared of one entry. The number and the times of a directory may belong to the mount that shows it.
fn record(path: &Path, metadata: &Metadata) -> [u8; 32] {
    let mut hash = Sha256::new();
    let path = path.as_os_str().as_bytes();
    hash.update((path.len() as u64).to_le_bytes());
    hash.update(path);
    for number in [metadata.mode(), metadata.uid(), metadata.gid()] {
        hash.update(number.to_le_bytes());
    }
    if !metadata.is_dir() {
        for number in [metadata.ino(), metadata.size(), metadata.rdev()] {
            hash.update(number.to_le_bytes());
        }
        for time in
            [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()]
        {
            hash.update(time.to_le_bytes());
        }
    }
    hash.finalize().into()
}

/// The sum of many digests, in which their order does not count: no directory has to be held in memory to be sorted.
#[derive(Default)]
struct Sum([u8; 32]);

impl Sum {
    fn add(&mut self, digest: &[u8; 32]) {
        let mut carry = 0;
        for (total, byte) in self.0.iter_mut().zip(digest) {
            let sum = u16::from(*total) + u16::from(*byte) + carry;
            let [low, high] = sum.to_le_bytes();
            *total = low;
            carry = u16::from(high);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir_all(tree.path().join("usr/bin")).unwrap();
        fs::write(tree.path().join("usr/bin/tool"), "one").unwrap();
        fs::write(tree.path().join("data"), "two").unwrap();
        tree
    }

    #[test]
    fn a_file_system_that_nobody_writes_to_stays_the_same() {
        let tree = tree();
        assert_eq!(identity(tree.path()).unwrap(), identity(tree.path()).unwrap());
        fs::read(tree.path().join("data")).unwrap();
        assert_eq!(identity(tree.path()).unwrap(), identity(tree.path()).unwrap());
    }

    #[test]
    fn the_same_files_made_again_are_another_one() {
        assert_ne!(identity(tree().path()).unwrap(), identity(tree().path()).unwrap());
    }

    #[test]
    fn a_file_of_the_same_size_and_the_same_time_is_another_one() {
        let tree = tree();
        let path = tree.path().join("data");
        let before = identity(tree.path()).unwrap();
        let old = fs::metadata(&path).unwrap().modified().unwrap();
        // the clock of a file system ticks every few milliseconds
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(&path, "owt").unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), old);
        assert_ne!(identity(tree.path()).unwrap(), before);
    }

    #[test]
    fn a_renamed_file_is_another_one() {
        let tree = tree();
        let before = identity(tree.path()).unwrap();
        fs::rename(tree.path().join("data"), tree.path().join("usr/data")).unwrap();
        assert_ne!(identity(tree.path()).unwrap(), before);
    }

    #[test]
    fn what_cannot_be_read_has_none() {
        assert!(identity(Path::new("/nowhere")).is_err());
    }
}
