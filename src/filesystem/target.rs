//! Whatever `minestop scan` is given: a directory, an image, an archive, a stream.
//!
//! What a target is may be guessed by what it holds, and whoever made it may want to be taken for something else: bytes that
//! no manifest names are looked at as those of a root file system, whatever else the target is.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::archive::Opener;
use super::compression;
use super::entry::{Entry, Inspect};
use super::format::{self, Format};
#[cfg(feature = "registry")]
use super::image::Blobs;
use super::image::KnownLayers;
use super::image::{Counted, Images, Layer, Named, Store, entries};
use super::limits::{Budget, Metered};
use super::size::Contents;
use super::temporary;
use super::tree;

/// Said of what a command prints that has failed: `docker save typo > image.tar`.
const TEXT: &str = "it is a text and no archive";
/// Said of what is judged all the same.
const NO_ARCHIVE: &str = "it is no archive";
const EMPTY: &str = "it is an archive that holds nothing";

/// What a target may be taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetKind {
    /// An archive of `docker save`.
    DockerArchive,
    /// An OCI layout in a tar archive.
    OciArchive,
    /// An OCI layout.
    OciDirectory,
    /// A directory, or a tar archive of one.
    RootFileSystem,
    /// One file of any other kind.
    File,
    /// An image that a registry has.
    Named,
}

impl TargetKind {
    /// Each kind with the word that stands in front of a target.
    pub(crate) const WORDS: [(&'static str, Self); 5] = [
        ("docker-archive", Self::DockerArchive),
        ("oci-archive", Self::OciArchive),
        ("oci-dir", Self::OciDirectory),
        ("rootfs", Self::RootFileSystem),
        ("file", Self::File),
    ];

    /// A lower-case fragment with its article.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::DockerArchive => "an archive of `docker save`",
            Self::OciArchive => "an archive of an OCI layout",
            Self::OciDirectory => "an OCI layout",
            Self::RootFileSystem => "a root file system",
            Self::File => "a file",
            Self::Named => "an image of a registry",
        }
    }
}

/// What is opened, ready to be inspected.
#[derive(Debug)]
pub(crate) struct Target {
    /// What it is taken for.
    pub(crate) kind: TargetKind,
    /// The images that it has, if it is taken for one that has some.
    pub(crate) images: Option<Images>,
    bytes: Bytes,
    /// It is not what whoever named it means.
    complaint: Option<&'static str>,
}

#[derive(Debug)]
enum Bytes {
    Directory(PathBuf),
    Tar(File),
    File(File),
    /// There are the blobs of images, and nothing beside them.
    #[cfg_attr(not(feature = "registry"), expect(dead_code, reason = "nobody else has blobs"))]
    None,
}

/// What an inspection gave.
#[derive(Debug)]
pub(crate) struct Inspected<S> {
    /// The layers of the images.
    pub(crate) layers: Vec<Layer<S>>,
    /// Everything that belongs to no image.
    pub(crate) rest: Layer<S>,
}

impl Target {
    /// Looks at what is at `path`; `wanted` is what it is said to be.
    ///
    /// # Errors
    /// It cannot be read, holds nothing, or is not what it is said to be.
    pub(crate) fn open(
        path: &Path,
        wanted: Option<TargetKind>,
        budget: &Budget,
    ) -> io::Result<Self> {
        if !path.metadata()?.is_dir() {
            let mut file = File::open(path)?;
            let is_archive = wanted.is_none() && is_called_archive(path);
            if is_archive && is_text(&format::head(&mut file)?) {
                return Err(io::Error::other(TEXT));
            }
            let target = Self::of_file(file, wanted, budget)?;
            let complaint = (is_archive && target.is_file()).then_some(NO_ARCHIVE);
            return Ok(Self { complaint: target.complaint.or(complaint), ..target });
        }
        let bytes = Bytes::Directory(path.to_owned());
        match wanted {
            Some(TargetKind::RootFileSystem) => Ok(Self::without_images(bytes)),
            None | Some(TargetKind::OciDirectory) => {
                let read = || Images::read(Store::Directory(path.to_owned()), wanted.is_some());
                Self::with_images(bytes, wanted, |_| TargetKind::OciDirectory, read)
            }
            Some(_) => Err(io::Error::other("it is a directory")),
        }
    }

    /// Reads a stream to its end, into a temporary file without a name.
    ///
    /// # Errors
    /// It cannot be read, holds nothing or only text, or is longer than the limit for temporary files.
    pub(crate) fn of_stream(
        input: &mut dyn Read,
        wanted: Option<TargetKind>,
        budget: &Budget,
    ) -> io::Result<Self> {
        let mut copy = aside(input, budget)?;
        let head = format::head(&mut copy)?;
        // what a command prints that has failed is no archive
        if wanted != Some(TargetKind::File) && is_text(&head) {
            return Err(io::Error::other(TEXT));
        }
        Self::of_file(copy, wanted, budget)
    }

    /// The images of an index that somebody else has; `blobs` has it under [`INDEX`].
    #[cfg(feature = "registry")]
    pub(crate) fn of_blobs(blobs: Box<dyn Blobs>) -> Self {
        let images = Some(Images::read(Store::Elsewhere(blobs), true));
        Self { kind: TargetKind::Named, images, bytes: Bytes::None, complaint: None }
    }

    fn of_file(mut file: File, wanted: Option<TargetKind>, budget: &Budget) -> io::Result<Self> {
        if !file.metadata()?.is_file() {
            return Self::of_file(aside(&mut file, budget)?, wanted, budget);
        }
        file.seek(SeekFrom::Start(0))?;
        let head = format::head(&mut file)?;
        if head.is_empty() {
            return Err(io::Error::other("it is empty: nothing was read"));
        }
        file.seek(SeekFrom::Start(0))?;
        if wanted == Some(TargetKind::File) {
            return Ok(Self::without_images(Bytes::File(file)));
        }
        let is_empty = |head: &[u8]| head.iter().all(|byte| *byte == 0);
        let mut complaint = None;
        let tar = match Format::of(&head) {
            Some(Format::Tar) => Some(file.try_clone()?),
            Some(format) if format.is_compression() => {
                let (head, tar) = unpacked_tar(&file, format, budget)?;
                // what a command prints that has failed may be packed by the next one
                complaint = is_empty(&head).then_some(EMPTY);
                tar
            }
            None if head.len() == format::HEAD && is_empty(&head) => {
                complaint = is_all_zero(&mut file)?.then_some(EMPTY);
                None
            }
            _ => None,
        };
        match (tar, wanted) {
            (Some(tar), _) => Self::of_tar(tar, wanted),
            (None, None) => {
                file.seek(SeekFrom::Start(0))?;
                Ok(Self { complaint, ..Self::without_images(Bytes::File(file)) })
            }
            (None, Some(_)) => Err(io::Error::other("it is no tar archive")),
        }
    }

    fn of_tar(file: File, wanted: Option<TargetKind>) -> io::Result<Self> {
        let bytes = Bytes::Tar(file.try_clone()?);
        match wanted {
            Some(TargetKind::RootFileSystem) => return Ok(Self::without_images(bytes)),
            Some(TargetKind::OciDirectory) => return Err(io::Error::other("it is no directory")),
            _ => {}
        }
        let store = match (Store::archive(file), wanted) {
            (Ok(store), _) => store,
            // What breaks off, or is too large for an image, is still inspected entry by entry.
            (Err(_), None) => return Ok(Self::without_images(bytes)),
            (Err(error), Some(_)) => return Err(error),
        };
        let kind = |images: &Images| match images.is_of_docker() {
            true => TargetKind::DockerArchive,
            false => TargetKind::OciArchive,
        };
        Self::with_images(bytes, wanted, kind, || Images::read(store, wanted.is_some()))
    }

    fn with_images(
        bytes: Bytes,
        wanted: Option<TargetKind>,
        kind: impl FnOnce(&Images) -> TargetKind,
        read: impl FnOnce() -> Images,
    ) -> io::Result<Self> {
        let images = read();
        if images.are_any() || wanted.is_some() {
            let kind = kind(&images);
            return match wanted {
                Some(wanted) if wanted != kind => {
                    Err(io::Error::other(format!("it is not {}", wanted.describe())))
                }
                _ => Ok(Self { kind, images: Some(images), bytes, complaint: None }),
            };
        }
        Ok(Self::without_images(bytes))
    }

    fn without_images(bytes: Bytes) -> Self {
        let kind = match bytes {
            Bytes::Directory(_) | Bytes::Tar(_) => TargetKind::RootFileSystem,
            Bytes::File(_) => TargetKind::File,
            Bytes::None => TargetKind::Named,
        };
        Self { kind, images: None, bytes, complaint: None }
    }

    /// True if it is one file and holds no others that are its entries.
    pub(crate) fn is_file(&self) -> bool {
        self.kind == TargetKind::File
    }

    /// Bytes to be read, for a progress bar; `None` if that is not known.
    pub(crate) fn size(&self) -> Option<u64> {
        match (&self.images, &self.bytes) {
            (Some(images), _) => Some(images.size()),
            (None, Bytes::Directory(_) | Bytes::None) => None,
            (None, Bytes::Tar(file) | Bytes::File(file)) => file.metadata().ok().map(|it| it.len()),
        }
    }

    /// Inspects everything: the layers of the images, as far as `known` does not remember them, and what belongs to none.
    ///
    /// # Errors
    /// It cannot be read at all.
    pub(crate) fn inspect<I: Inspect>(
        &self,
        name: &str,
        inspect: &I,
        budget: &Budget,
        known: Option<&dyn KnownLayers<I::Seen>>,
    ) -> io::Result<Inspected<I::Seen>> {
        let layers = self.images.as_ref().map(|images| images.inspect(inspect, budget, known));
        let nothing = Named::default();
        let named = self.images.as_ref().map_or(&nothing, Images::named);
        let rest = self.rest(name, named, inspect, budget)?;
        Ok(Inspected { layers: layers.unwrap_or_default(), rest })
    }

    /// What is not among the named, as one layer.
    fn rest<I: Inspect>(
        &self,
        name: &str,
        named: &Named,
        inspect: &I,
        budget: &Budget,
    ) -> io::Result<Layer<I::Seen>> {
        let opener = Opener::new(inspect, budget);
        let mut layer = Layer::new(String::new());
        if let Some(what) = self.complaint {
            layer.found.whole(&io::Error::other(what));
        }
        match &self.bytes {
            Bytes::None => {}
            Bytes::Directory(root) => {
                layer.found = tree::walk(root, inspect, budget, &|place| named.has_place(place))?;
                let asks = self.images.is_none() && inspect.wants().size;
                let size = asks.then(|| tree::size(root, &budget.limits)).flatten();
                layer.contents = size.map_or(Contents::Unknown, Contents::Whole);
            }
            Bytes::Tar(file) => {
                let size = file.metadata()?.len();
                let mut file = file;
                file.seek(SeekFrom::Start(0))?;
                let mut file = Counted { inner: file, budget };
                let outcome = entries(&mut file, size, &opener, named, &mut layer);
                if let Err(error) = outcome {
                    layer.found.whole(&error);
                }
            }
            Bytes::File(file) => {
                let entry = Entry::regular(name, file.metadata()?.len());
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                opener.file(&entry, file, &mut layer.found);
                budget.count_read(entry.size);
            }
        }
        Ok(layer)
    }
}

/// True for the start of a text.
fn is_text(head: &[u8]) -> bool {
    let is_cut = |error: std::str::Utf8Error| error.error_len().is_none();
    let is_utf8 = std::str::from_utf8(head).map_or_else(is_cut, |_| true);
    !head.is_empty() && is_utf8 && !head.contains(&0)
}

/// True if whoever named the file means an archive of many files.
fn is_called_archive(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    let stem = path.file_stem().map(Path::new).and_then(Path::extension);
    let is_of_tar = stem.is_some_and(|it| it.eq_ignore_ascii_case("tar"));
    is_of_tar || matches!(ending.as_deref(), Some("tar" | "tgz" | "oci"))
}

/// True if there is nothing but zeros in what is left of a file.
fn is_all_zero(file: &mut File) -> io::Result<bool> {
    let mut block = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut block)?;
        match block.get(..count).unwrap_or_default() {
            [] => return Ok(true),
            read if read.iter().any(|byte| *byte != 0) => return Ok(false),
            _ => {}
        }
    }
}

/// The start of what is inside a compressed file, and a copy of it if that is a tar archive.
fn unpacked_tar(
    file: &File,
    format: Format,
    budget: &Budget,
) -> io::Result<(Vec<u8>, Option<File>)> {
    let allowance = budget.allowance(file.metadata()?.len());
    let mut unpacked = Metered::new(compression::unpack(format, file), &allowance);
    let head = format::head(&mut unpacked)?;
    if Format::of(&head) != Some(Format::Tar) {
        return Ok((head, None));
    }
    let tar = aside(&mut head.chain(unpacked), budget)?;
    Ok((head, Some(tar)))
}

/// A copy of a stream in a temporary file without a name.
fn aside(input: &mut dyn Read, budget: &Budget) -> io::Result<File> {
    let limit = budget.limits.temporary;
    let mut file = temporary::file()?;
    let copied = temporary::copy(&mut input.take(limit.saturating_add(1)), &mut file)?;
    if copied > limit {
        return Err(io::Error::other(format!("it is longer than {limit} bytes")));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}
