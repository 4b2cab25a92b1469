//! What Git says of a file: whether it is tracked, and whether an ignore file of its repository leaves it out.
//!
//! Reads the index and the `.gitignore` files of a repository; runs no program, as the configuration of a
//! repository may name programs that Git would start.

use std::collections::HashMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use bstr::ByteSlice as _;
use gix_index::hash::Kind;
use ignore::gitignore::Gitignore;

/// The repositories that were asked about, each read once.
#[derive(Debug, Default)]
pub(super) struct Repositories {
    /// By root directory; `None` for one whose index cannot be read.
    indexes: HashMap<PathBuf, Option<gix_index::File>>,
    /// By directory.
    ignore_files: HashMap<PathBuf, Gitignore>,
}

impl Repositories {
    /// True if Git ignores the file and does not track it. What is tracked reached everybody who cloned the
    /// repository, so that no ignore file may hide it, whoever wrote that. Outside of a repository nothing is ignored,
    /// and where the index cannot be read everything counts as tracked.
    pub(super) fn leave_out(&mut self, file: &Path) -> bool {
        let Some((file, root)) = in_repository(file) else { return false };
        self.is_ignored(&file, &root) && !self.is_tracked(&file, &root)
    }

    fn is_tracked(&mut self, file: &Path, root: &Path) -> bool {
        let index = self.indexes.entry(root.to_owned()).or_insert_with(|| index(root));
        let (Some(index), Ok(path)) = (index, file.strip_prefix(root)) else { return true };
        index.entry_by_path(path.as_os_str().as_encoded_bytes().as_bstr()).is_some()
    }

    /// As Git decides: the last pattern of the nearest ignore file that speaks of a path counts, and below an ignored
    /// directory nothing comes back.
    fn is_ignored(&mut self, file: &Path, root: &Path) -> bool {
        let Ok(below) = file.strip_prefix(root) else { return false };
        let mut path = root.to_owned();
        let mut left = below.components().count();
        for component in below.components() {
            path.push(component);
            left -= 1;
            if self.verdict(&path, root, left > 0) == Some(true) {
                return true;
            }
        }
        false
    }

    /// What the ignore files say of this one path, the nearest first.
    fn verdict(&mut self, path: &Path, root: &Path, is_directory: bool) -> Option<bool> {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
        for folder in folders {
            let found = self.ignore_file(folder).matched(path, is_directory);
            if !found.is_none() {
                return Some(found.is_ignore());
            }
        }
        None
    }

    fn ignore_file(&mut self, folder: &Path) -> &Gitignore {
        // A pattern that is no pattern is left out; the others of the file count, as for Git.
        let read = || Gitignore::new(folder.join(".gitignore")).0;
        self.ignore_files.entry(folder.to_owned()).or_insert_with(read)
    }
}

/// The real path of a file and the root of the nearest repository around it.
fn in_repository(file: &Path) -> Option<(PathBuf, PathBuf)> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()?;
    let root = folder.ancestors().find(|folder| folder.join(".git").exists())?.to_owned();
    Some((folder.join(file.file_name()?), root))
}

/// Longest `.git` file that is read, in bytes: it holds one path.
const LONGEST_POINTER: u64 = 64 * 1024;

/// The index of the repository; `None` if it is there and cannot be read.
fn index(root: &Path) -> Option<gix_index::File> {
    let git = root.join(".git");
    let folder = if git.is_dir() { git } else { root.join(pointer(&git)?) };
    let path = folder.join("index");
    [Kind::Sha1, Kind::Sha256].into_iter().find_map(|hash| {
        gix_index::File::at_or_default(&path, hash, false, gix_index::decode::Options::default())
            .ok()
    })
}

/// Where the `.git` file of a submodule or another work tree points: `gitdir: PATH`.
fn pointer(git: &Path) -> Option<PathBuf> {
    let mut text = String::new();
    fs::File::open(git).ok()?.take(LONGEST_POINTER).read_to_string(&mut text).ok()?;
    Some(PathBuf::from(text.strip_prefix("gitdir:")?.trim()))
}
