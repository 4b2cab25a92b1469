//! Whatever `minestop scan` is given: a directory, an image, an archive, a stream.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::filesystem::archive::Opener;
use crate::filesystem::compression::{self, Format};
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::image::{Counted, Images, Layer, Store, entries};
use crate::filesystem::limits::{Budget, Metered};
use crate::filesystem::size::Contents;
use crate::filesystem::tree;

/// What a target is.
#[derive(Debug)]
pub enum Target {
    /// A directory or root file system.
    Directory(PathBuf),
    /// One or more images.
    Images(Box<Images>),
    /// A tar archive of a root file system.
    Archive(File),
    /// One file of any other kind.
    File(File),
}

impl Target {
    /// Looks at what is at `path`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(path: &Path, budget: &Budget) -> io::Result<Self> {
        if !path.metadata()?.is_dir() {
            return Self::of_file(File::open(path)?, budget);
        }
        let store = Store::Directory(path.to_owned());
        if store.has("index.json") && path.join("blobs").is_dir() {
            return Ok(Self::Images(Box::new(Images::read(store))));
        }
        Ok(Self::Directory(path.to_owned()))
    }

    /// Reads a stream to its end, into a temporary file without a name.
    ///
    /// # Errors
    /// It cannot be read, or is longer than the limit for temporary files.
    pub fn of_stream(input: &mut dyn Read, budget: &Budget) -> io::Result<Self> {
        Self::of_file(aside(input, budget)?, budget)
    }

    fn of_file(mut file: File, budget: &Budget) -> io::Result<Self> {
        if !file.metadata()?.is_file() {
            return Self::of_file(aside(&mut file, budget)?, budget);
        }
        let head = compression::head(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        match Format::of(&head) {
            Some(Format::Tar) => Self::of_tar(file),
            Some(format) if format.is_compression() => match unpacked_tar(&file, format, budget)? {
                Some(copy) => Self::of_tar(copy),
                None => {
                    file.seek(SeekFrom::Start(0))?;
                    Ok(Self::File(file))
                }
            },
            _ => Ok(Self::File(file)),
        }
    }

    fn of_tar(file: File) -> io::Result<Self> {
        let store = Store::archive(file.try_clone()?);
        // What breaks off, or is too large for an image, is still inspected entry by entry.
        let Ok(store) = store else { return Ok(Self::Archive(file)) };
        if store.has("manifest.json") || (store.has("index.json") && store.has("oci-layout")) {
            Ok(Self::Images(Box::new(Images::read(store))))
        } else {
            Ok(Self::Archive(file))
        }
    }

    /// Bytes to be read, for a progress bar; `None` if that is not known.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Directory(_) => None,
            Self::Images(images) => Some(images.size()),
            Self::Archive(file) | Self::File(file) => file.metadata().ok().map(|it| it.len()),
        }
    }

    /// Inspects everything. What is no image comes as one layer.
    ///
    /// # Errors
    /// It cannot be read at all.
    pub fn inspect<I: Inspect>(
        &self,
        name: &str,
        inspect: &I,
        budget: &Budget,
    ) -> io::Result<Vec<Layer<I::Seen>>> {
        let opener = Opener::new(inspect, budget);
        let mut layer = Layer::new(String::new());
        match self {
            Self::Images(images) => return Ok(images.inspect(inspect, budget)),
            Self::Directory(root) => {
                layer.found = tree::walk(root, inspect, budget)?;
                let size = inspect.asks_for_size().then(|| tree::size(root, &budget.limits));
                layer.contents = size.flatten().map_or(Contents::Unknown, Contents::Whole);
            }
            Self::Archive(file) => {
                let size = file.metadata()?.len();
                let mut file = file;
                file.seek(SeekFrom::Start(0))?;
                let mut file = Counted { inner: file, budget };
                let outcome = entries(&mut file, size, &opener, &mut layer);
                if let Err(error) = outcome {
                    layer.found.whole(&error);
                }
            }
            Self::File(file) => {
                let entry = Entry::regular(name, file.metadata()?.len());
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                opener.file(&entry, file, &mut layer.found);
                budget.count_read(entry.size);
            }
        }
        Ok(vec![layer])
    }
}

/// A copy of the tar archive inside a compressed file; `None` if it holds something else.
fn unpacked_tar(file: &File, format: Format, budget: &Budget) -> io::Result<Option<File>> {
    let allowance = budget.allowance(file.metadata()?.len());
    let mut unpacked = Metered::new(compression::unpack(format, file), &allowance);
    let head = compression::head(&mut unpacked)?;
    if Format::of(&head) != Some(Format::Tar) {
        return Ok(None);
    }
    aside(&mut head.chain(unpacked), budget).map(Some)
}

/// A copy of a stream in a temporary file without a name.
fn aside(input: &mut dyn Read, budget: &Budget) -> io::Result<File> {
    let limit = budget.limits.temporary;
    let mut file = tempfile::tempfile()?;
    let copied = io::copy(&mut input.take(limit.saturating_add(1)), &mut file)?;
    if copied > limit {
        return Err(io::Error::other(format!("it is longer than {limit} bytes")));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}
