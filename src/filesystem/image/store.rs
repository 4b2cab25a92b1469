//! Where the blobs of an image are: files of a directory, members of a tar archive, or on another machine.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use rawzip::{FileReader, RangeReader};
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256, Sha512};

use crate::facts::go_json::folded;
use crate::filesystem::entry::{EntryKind, clean_path};
use crate::filesystem::tar::TarReader;
use crate::filesystem::tree;
use crate::intel::to_hex;

/// Largest manifest or configuration that is read.
const MAX_JSON: u64 = 16 << 20;
/// Members of an archive that are remembered: an image has a few for each layer, a file system has millions.
const MAX_MEMBERS: usize = 100_000;
/// Links that are followed from one member of an archive to another.
const MAX_LINKS: usize = 8;

/// Blobs that are on no disk of this machine, by their paths in an OCI layout. What is read may be anything: digests are
/// compared by the reader.
pub(crate) trait Blobs: fmt::Debug + Send + Sync {
    /// The size of a blob in bytes, as the lists that name it say.
    ///
    /// # Errors
    /// There is none at this path.
    fn size(&self, path: &str) -> io::Result<u64>;

    /// The bytes of a blob.
    ///
    /// # Errors
    /// There is none at this path, or it cannot be had.
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>>;
}

/// A directory, a tar archive with what is where in it, or whoever else has the blobs.
#[derive(Debug)]
pub(crate) enum Store {
    Directory(PathBuf),
    Archive {
        file: FileReader,
        members: HashMap<String, Member>,
    },
    #[cfg_attr(not(feature = "registry"), expect(dead_code, reason = "nobody else has blobs"))]
    Elsewhere(Box<dyn Blobs>),
}

#[derive(Debug)]
pub(crate) enum Member {
    File { start: u64, end: u64 },
    Link(String),
}

/// Where a blob is.
#[derive(Debug)]
pub(super) enum Location {
    Place(PathBuf),
    /// Of an archive.
    Range {
        start: u64,
        end: u64,
    },
}

impl Store {
    /// Reads the headers of an archive. Of a name that is there twice the last one counts, as for Docker.
    ///
    /// # Errors
    /// It is cut off, or has more members than an image.
    pub(crate) fn archive(file: File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        let file = FileReader::from(file);
        let mut members = HashMap::new();
        let mut tar = TarReader::new(RangeReader::new(&file, 0..size));
        while let Some(member) = tar.next_entry()? {
            if members.len() >= MAX_MEMBERS {
                return Err(io::Error::other("it has more members than an image"));
            }
            let entry = member.entry;
            let known = match entry.kind {
                EntryKind::Regular => {
                    Member::File { start: member.offset, end: member.offset + entry.size }
                }
                EntryKind::Symlink | EntryKind::Hardlink => {
                    let to = entry.link.unwrap_or_default();
                    let folder = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let is_beside = entry.kind == EntryKind::Symlink;
                    let to = if is_beside { format!("{folder}/{to}") } else { to };
                    Member::Link(clean_path(to.as_bytes()).0)
                }
                _ => continue,
            };
            members.insert(entry.path, known);
        }
        Ok(Self::Archive { file, members })
    }

    /// Where a blob is.
    pub(super) fn locate(&self, path: &str) -> io::Result<Location> {
        let (path, leaves) = clean_path(path.as_bytes());
        if leaves {
            return Err(io::Error::other("its name leads out of the image"));
        }
        match self {
            Self::Directory(root) => Ok(Location::Place(root.join(&path))),
            Self::Archive { members, .. } => {
                let mut path = path.as_str();
                for _ in 0..MAX_LINKS {
                    match members.get(path) {
                        Some(Member::Link(to)) => path = to,
                        Some(Member::File { start, end }) => {
                            return Ok(Location::Range { start: *start, end: *end });
                        }
                        None => return Err(io::ErrorKind::NotFound.into()),
                    }
                }
                Err(io::Error::other("its links lead in a circle"))
            }
            Self::Elsewhere(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// A blob and its size.
    pub(crate) fn open(&self, path: &str) -> io::Result<(Box<dyn Read + '_>, u64)> {
        if let Self::Elsewhere(blobs) = self {
            return Ok((blobs.open(path)?, blobs.size(path)?));
        }
        match (self.locate(path)?, self) {
            (Location::Range { start, end }, Self::Archive { file, .. }) => {
                Ok((Box::new(RangeReader::new(file, start..end)), end - start))
            }
            (Location::Place(place), _) => {
                let file = tree::open(&place)?;
                let size = file.metadata()?.len();
                Ok((Box::new(file), size))
            }
            (Location::Range { .. }, _) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The size of a blob in bytes.
    pub(super) fn size(&self, path: &str) -> io::Result<u64> {
        match self {
            Self::Elsewhere(blobs) => blobs.size(path),
            _ => self.open(path).map(|(_, size)| size),
        }
    }

    /// True if there is such a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.size(path).is_ok()
    }

    /// A whole manifest or configuration.
    pub(crate) fn json(&self, path: &str) -> io::Result<Vec<u8>> {
        let (blob, size) = self.open(path)?;
        if size > MAX_JSON {
            return Err(io::Error::other(format!("it is larger than {MAX_JSON} bytes")));
        }
        let mut bytes = Vec::new();
        blob.take(MAX_JSON).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The fields of a manifest that are not read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
#[expect(clippy::zero_sized_map_values, reason = "serde puts other fields into maps alone")]
pub(crate) struct Others(BTreeMap<String, IgnoredAny>);

impl Others {
    /// Refuses a field that Go's JSON reader takes for one of these, as it does not know upper from lower case, and of two
    /// takes the last.
    pub(crate) fn unlike(&self, known: &[&str]) -> Result<(), String> {
        let known: Vec<String> = known.iter().map(|name| folded(name)).collect();
        let mut doubtful = self.0.keys().filter(|field| known.contains(&folded(field)));
        doubtful
            .next()
            .map_or(Ok(()), |field| Err(format!("its field `{field}` can be taken for another")))
    }
}

/// Where the blob of a digest is in an OCI layout; `None` for what is no digest.
pub(crate) fn blob_path(digest: &str) -> Option<String> {
    let (algorithm, hex) = digest.split_once(':')?;
    is_digest(algorithm, hex).then(|| format!("blobs/{algorithm}/{hex}"))
}

/// The two algorithms that the OCI specification registers, in lower case as it demands.
fn is_digest(algorithm: &str, hex: &str) -> bool {
    let length = match algorithm {
        "sha256" => 64,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The digest of its bytes that a path names: `blobs/sha256/…`.
pub(super) fn digest_of_blob(path: &str) -> Option<String> {
    let mut parts = path.rsplit('/');
    let (hex, algorithm) = (parts.next()?, parts.next()?);
    (parts.next()? == "blobs" && is_digest(algorithm, hex)).then(|| format!("{algorithm}:{hex}"))
}

/// The digest that the name of a configuration is: also `….json` and `sha256:…`, as tools write it.
pub(super) fn digest_of_config(path: &str) -> Option<String> {
    digest_of_blob(path).or_else(|| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let hex = name.strip_suffix(".json").or_else(|| name.strip_prefix("sha256:"))?;
        is_digest("sha256", hex).then(|| format!("sha256:{hex}"))
    })
}

/// A reader that computes the digest of what it gives.
pub(super) struct Hashing<R> {
    inner: R,
    sum: Sum,
}

enum Sum {
    Nothing,
    Sha256(Sha256),
    Sha512(Sha512),
}

impl<R> Hashing<R> {
    /// Computes the kind of digest that `expected` is; none if nothing is expected.
    pub(super) fn new(inner: R, expected: Option<&str>) -> Self {
        let sum = match expected {
            None => Sum::Nothing,
            Some(digest) if digest.starts_with("sha512:") => Sum::Sha512(Sha512::new()),
            Some(_) => Sum::Sha256(Sha256::new()),
        };
        Self { inner, sum }
    }

    /// The digest of everything that was read.
    pub(super) fn digest(self) -> Option<String> {
        match self.sum {
            Sum::Nothing => None,
            Sum::Sha256(sum) => Some(format!("sha256:{}", to_hex(&sum.finalize()))),
            Sum::Sha512(sum) => Some(format!("sha512:{}", to_hex(&sum.finalize()))),
        }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        match &mut self.sum {
            Sum::Nothing => {}
            Sum::Sha256(sum) => sum.update(bytes),
            Sum::Sha512(sum) => sum.update(bytes),
        }
        Ok(count)
    }
}

/// True if the bytes have this digest.
pub(crate) fn has_digest(bytes: &[u8], digest: &str) -> bool {
    let mut hashing = Hashing::new(bytes, Some(digest));
    io::copy(&mut hashing, &mut io::sink()).is_ok() && hashing.digest().as_deref() == Some(digest)
}
