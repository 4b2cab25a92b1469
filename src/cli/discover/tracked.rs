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
#[derive(Debug)]
pub(super) struct Repositories {
    /// The directory that is searched, or the repository around it. What lies above has no say: a home directory may be
    /// a repository that ignores everything below it.
    top: PathBuf,
    /// Whether a directory is the root of a repository.
    roots: HashMap<PathBuf, bool>,
    /// By root directory; `None` for one whose index cannot be read.
    indexes: HashMap<PathBuf, Option<gix_index::File>>,
    /// By directory.
    ignore_files: HashMap<PathBuf, Gitignore>,
}

impl Repositories {
    /// Those of a search below a directory.
    pub(super) fn of(searched: &Path) -> Self {
        let searched = fs::canonicalize(searched).unwrap_or_else(|_| searched.to_owned());
        let around = searched.ancestors().find(|folder| folder.join(".git").exists());
        let top = around.unwrap_or(&searched).to_owned();
        Self { top, roots: HashMap::new(), indexes: HashMap::new(), ignore_files: HashMap::new() }
    }

    /// True if Git ignores the file and does not track it. What is tracked reached everybody who cloned the
    /// repository, so that no ignore file may hide it, whoever wrote that. Outside of a repository nothing is ignored,
    /// and where the index cannot be read everything counts as tracked. A repository inside of another one is left out
    /// where the outer one ignores it.
    pub(super) fn leave_out(&mut self, file: &Path) -> bool {
        let Some(file) = real(file) else { return false };
        let folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.top));
        let roots: Vec<&Path> = folders.filter(|folder| is_root(&mut self.roots, folder)).collect();
        roots.into_iter().any(|root| self.is_ignored(&file, root) && !self.is_tracked(&file, root))
    }

    fn is_tracked(&mut self, file: &Path, root: &Path) -> bool {
        let index = self.indexes.entry(root.to_owned()).or_insert_with(|| index(root));
        let (Some(index), Ok(path)) = (index, file.strip_prefix(root)) else { return true };
        // a submodule is one entry, whatever lies in it
        let mut entries = path.ancestors().filter(|path| !path.as_os_str().is_empty());
        entries.any(|path| {
            index.entry_by_path(path.as_os_str().as_encoded_bytes().as_bstr()).is_some()
        })
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

/// The path of a file without links in front of its name.
fn real(file: &Path) -> Option<PathBuf> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()?;
    Some(folder.join(file.file_name()?))
}

fn is_root(known: &mut HashMap<PathBuf, bool>, folder: &Path) -> bool {
    if let Some(is_root) = known.get(folder) {
        return *is_root;
    }
    let is_root = folder.join(".git").exists();
    known.insert(folder.to_owned(), is_root);
    is_root
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
