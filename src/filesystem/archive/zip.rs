//! Members of a zip archive, in the order of its directory; one that is named twice is read twice.

use std::io;

use deflate64::Deflate64Decoder;
use rawzip::{
    CompressionMethod, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, RangeReader, ReaderAt, ZipArchive,
    ZipArchiveEntryWayfinder, ZipFileHeaderRecord,
};

use crate::filesystem::archive::zip_places::Places;
use crate::filesystem::archive::{Level, Opener, admit};
use crate::filesystem::compression;
use crate::filesystem::entry::{Entry, EntryKind, Inspect, clean_path};
use crate::filesystem::format::Format;
use crate::filesystem::limits::Metered;
use crate::filesystem::little_endian;
use crate::filesystem::problem::{Found, Problem, ProblemKind};

/// Room for the comment behind the directory and for what stands behind the archive.
const SEARCH: u64 = 1 << 20;

/// What the directory says of one member.
struct Member {
    entry: Entry,
    leaves: bool,
    method: CompressionMethod,
    encrypted: bool,
    /// Where its header starts.
    header: u64,
    /// Its checksum and sizes stand behind it.
    has_descriptor: bool,
    place: ZipArchiveEntryWayfinder,
}

impl<I: Inspect> Opener<'_, I> {
    /// The archive that ends at `end`; what belongs to it is noted in `places`.
    pub(super) fn zip(
        &self,
        archive: &Entry,
        bytes: &dyn ReaderAt,
        end: u64,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
        places: &mut Places,
    ) -> io::Result<()> {
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let zip = ZipArchive::with_max_search_space(SEARCH)
            .locate_in_reader(bytes, &mut buffer, end)
            .map_err(|(_, error)| io::Error::other(error))?;
        let (directory, zip_end) = (zip.directory_offset(), zip.end_offset());
        let mut records = zip.entries(&mut buffer);
        while let Some(record) = records.next_entry().map_err(io::Error::other)? {
            let member = member(archive, &record);
            if !admit(&member.entry, member.leaves, level, found) {
                return Ok(());
            }
            self.zip_member(&member, &zip, level, found, places);
            if level.breach().is_some() {
                return Ok(());
            }
        }
        places.add_directory(directory, zip_end);
        Ok(())
    }

    /// One member; what is wrong with it concerns no other.
    fn zip_member(
        &self,
        member: &Member,
        zip: &ZipArchive<&dyn ReaderAt>,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
        places: &mut Places,
    ) {
        let problem =
            |what: String| Problem::new(&member.entry.path, ProblemKind::Unreadable, what);
        let range = zip.get_entry(member.place).map(|entry| entry.compressed_data_range());
        if let Ok(range) = range {
            places.add_member(member.header, range, member.has_descriptor);
        }
        if member.entry.kind == EntryKind::Directory {
            return self.without_content(&member.entry, found);
        }
        if member.encrypted {
            return found.problem(problem("it is encrypted".to_owned()));
        }
        let range = match range {
            Ok(range) => range,
            Err(error) => return found.problem(problem(error.to_string())),
        };
        if method_in_front(*zip.get_ref(), member).is_some_and(|it| it != member.method) {
            let what = "its header and the directory do not agree how it is packed";
            found.problem(problem(what.to_owned()));
        }
        let packed = RangeReader::new(*zip.get_ref(), range.0..range.1);
        let content: Box<dyn io::Read> = match member.method {
            CompressionMethod::STORE => Box::new(packed),
            CompressionMethod::DEFLATE => Box::new(flate2::read::DeflateDecoder::new(packed)),
            CompressionMethod::BZIP2 => compression::unpack(Format::Bzip2, packed),
            CompressionMethod::XZ => compression::unpack(Format::Xz, packed),
            CompressionMethod::ZSTD => compression::unpack(Format::Zstd, packed),
            CompressionMethod::DEFLATE64 => Box::new(Deflate64Decoder::new(packed)),
            CompressionMethod::LZMA => compression::lzma_of_zip(packed, member.entry.size),
            method => {
                let name = method.name().unwrap_or("an unknown method");
                return found.problem(problem(format!("it is compressed with {name}")));
            }
        };
        let outcome = match level.allowance {
            Some(allowance) => {
                self.look(&member.entry, &mut Metered::new(content, allowance), level, found)
            }
            None => Ok(()),
        };
        // reported already, and the next member stands for itself
        let _ = outcome;
    }
}

/// How a member is packed by the header in front of it, by which some programs go and not by the directory.
fn method_in_front(bytes: &dyn ReaderAt, member: &Member) -> Option<CompressionMethod> {
    const METHOD: usize = 8;
    let mut header = [0; METHOD + 2];
    let read = bytes.read_at(&mut header, member.header).ok()?;
    let method = little_endian(header.get(..read)?, METHOD, 2)?;
    u16::try_from(method).ok().filter(|_| header.starts_with(b"PK\x03\x04")).map(Into::into)
}

fn member(archive: &Entry, record: &ZipFileHeaderRecord<'_>) -> Member {
    let (path, leaves) = clean_path(record.file_path().as_bytes());
    let mode = record.mode();
    // a directory with content is a file for some
    let kind = if record.is_dir() && record.uncompressed_size_hint() == 0 {
        EntryKind::Directory
    } else if mode.is_symlink() {
        EntryKind::Symlink
    } else {
        EntryKind::Regular
    };
    let flags = record.flags();
    Member {
        entry: Entry {
            path: format!("{}!{path}", archive.path),
            kind,
            mode: mode.value() & 0o7777,
            owner: archive.owner,
            group: archive.group,
            size: record.uncompressed_size_hint(),
            link: None,
            has_holes: false,
            is_opened: false,
        },
        leaves,
        method: record.compression_method(),
        encrypted: flags.is_encrypted() || flags.has_strong_encryption(),
        header: record.local_header_offset(),
        has_descriptor: flags.has_data_descriptor(),
        place: record.wayfinder(),
    }
}
