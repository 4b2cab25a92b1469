//! Headers of tar entries that Go's `archive/tar`, by which engines unpack layers, reads otherwise than the parser here:
//! such an entry has another name or content in a container. Nothing that writes archives makes them.
//!
//! Reads what the parser has taken in already; changes nothing of it.

use tar_core::parse::ParsedEntry;
use tar_core::{EntryType, Header, PaxExtensions};

const BLOCK: usize = 512;
/// In a header of GNU tar two times stand where others have the rest of the path.
const GNU_TIMES: [usize; 2] = [345, 357];
const GNU_TIME: usize = 12;
const USTAR_MAGIC: (usize, &[u8]) = (257, b"ustar\0");
/// `star` has a shorter rest of the path than others.
const STAR_TRAILER: (usize, &[u8]) = (508, b"tar\0");
const STAR_PREFIX: usize = 131;
/// Attributes by which a layer tells the file system of containers what to show in another place, or not at all.
const OVERLAY: [&[u8]; 2] = [b"trusted.overlay.", b"user.overlay."];

/// Why this entry may be another one in a container; `taken` are its headers with all extended ones.
pub(crate) fn doubt(
    entry: &ParsedEntry<'_>,
    taken: &[u8],
    is_sparse: bool,
) -> Option<&'static str> {
    let header = entry.header;
    let is_extension = matches!(
        entry.entry_type,
        EntryType::GnuLongName
            | EntryType::GnuLongLink
            | EntryType::XHeader
            | EntryType::XGlobalHeader
    );
    if is_extension || (entry.entry_type == EntryType::GnuSparse && !is_sparse) {
        return Some("an extended header is in no format that has them");
    }
    if has_other_prefix(header) {
        return Some("a header does not say how long a path it has");
    }
    let link = entry.link_target.as_deref().unwrap_or_default();
    if entry.path.contains(&0) || link.contains(&0) {
        return Some("a path has a NUL in it");
    }
    if header.as_bytes().get(156) == Some(&0) && entry.path.ends_with(b"/") && entry.size > 0 {
        return Some("a directory has content");
    }
    if names_twice(entry, taken, is_sparse) {
        return Some("an entry has two names");
    }
    let is_overlay = |name: &[u8]| OVERLAY.iter().any(|prefix| name.starts_with(prefix));
    let hides = entry.xattrs.iter().any(|(name, _)| is_overlay(name));
    hides.then_some("an attribute says that another directory is shown")
}

/// Go takes the times of GNU tar for a path if they are no numbers, and a version other than `00` for no matter.
fn has_other_prefix(header: &Header) -> bool {
    let bytes = header.as_bytes();
    let at = |start: usize, length: usize| bytes.get(start..start + length).unwrap_or_default();
    let has = |(start, text): (usize, &[u8])| at(start, text.len()) == text;
    if header.is_gnu() {
        return GNU_TIMES.iter().any(|start| !is_number(at(*start, GNU_TIME)));
    }
    let prefix = at(GNU_TIMES[0], 1) != [0];
    let longest = header.prefix().map_or(0, <[u8]>::len);
    has(USTAR_MAGIC) && prefix && (!header.is_ustar() || has(STAR_TRAILER) && longest > STAR_PREFIX)
}

/// Empty, octal digits between blanks, or a binary number of eight bytes.
fn is_number(field: &[u8]) -> bool {
    match field {
        [] | [0, ..] => true,
        [sign @ (0x80 | 0xff), rest @ ..] => {
            let fill = if *sign == 0x80 { 0 } else { 0xff };
            rest.iter().take(3).all(|byte| *byte == fill)
        }
        _ => {
            let is_blank = |byte: &u8| matches!(byte, b' ' | 0);
            let start = field.iter().position(|byte| !is_blank(byte)).unwrap_or(field.len());
            let end = field.iter().rposition(|byte| !is_blank(byte)).map_or(start, |at| at + 1);
            let digits = field.get(start..end).unwrap_or_default();
            digits.iter().all(|byte| matches!(byte, b'0'..=b'7'))
        }
    }
}

/// Of a long name and a path in an extended header Go takes the name, of an empty path the one in the header, and of the
/// name of a sparse file only that of one.
fn names_twice(entry: &ParsedEntry<'_>, taken: &[u8], is_sparse: bool) -> bool {
    let Some(pax) = entry.pax else { return false };
    let has_long = extensions(taken);
    PaxExtensions::new(pax).filter_map(Result::ok).any(|record| {
        let is_empty = record.value_bytes().is_empty();
        match record.key() {
            Ok("path") => is_empty || has_long.name,
            Ok("linkpath") => is_empty || has_long.link,
            Ok("GNU.sparse.name") => !is_sparse,
            _ => false,
        }
    })
}

#[derive(Default)]
struct Long {
    name: bool,
    link: bool,
}

/// Which long names of GNU tar stand in front of an entry.
fn extensions(mut taken: &[u8]) -> Long {
    let mut long = Long::default();
    while let Some(block) = taken.first_chunk::<BLOCK>() {
        let header = Header::from_bytes(block);
        match header.entry_type() {
            // an empty block may stand in front
            _ if block.iter().all(|byte| *byte == 0) => {
                taken = taken.get(BLOCK..).unwrap_or_default();
                continue;
            }
            EntryType::GnuLongName => long.name = true,
            EntryType::GnuLongLink => long.link = true,
            EntryType::XHeader => {}
            _ => break,
        }
        let size = header.entry_size().ok().and_then(|size| usize::try_from(size).ok());
        let next = size.and_then(|it| it.checked_next_multiple_of(BLOCK)?.checked_add(BLOCK));
        taken = next.and_then(|next| taken.get(next..)).unwrap_or_default();
    }
    long
}
