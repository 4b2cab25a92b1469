//! How packed streams and archives start that stand behind a text, on a line of their own.
//!
//! Says where to look. Whether there is anything is told by opening it.

use std::sync::LazyLock;

use super::carried::Carried;
use crate::byte_search::ByteSearch;

/// The first [`OPENED`] are of kinds that are opened, so a new one of those does not go to the end.
pub(super) const STREAMS: [&[u8]; 12] = [
    b"\n\x1f\x8b\x08",
    b"\n\xfd7zXZ\0",
    b"\n\x28\xb5\x2f\xfd",
    b"\nBZh",
    b"\n7z\xbc\xaf\x27\x1c",
    b"\n\x04\x22\x4d\x18",
    b"\n\x5d\0\0",
    b"\nLZIP\x01",
    b"\nhsqs",
    b"\nMSCF\0\0\0\0",
    b"\n\x1f\x9d\x90",
    b"\nRar!\x1a\x07",
];
const OPENED: usize = 10;
/// The same of zlib, which has two bytes: a whole text is searched for them with its other short spellings.
pub(super) const ZLIB: [&[u8]; 3] = [b"\n\x78\x9c", b"\n\x78\xda", b"\n\x78\x01"];

static SEARCH: LazyLock<Option<ByteSearch>> =
    LazyLock::new(|| ByteSearch::new(|| STREAMS.into_iter().chain(ZLIB)));

/// What starts with one of them.
pub(super) fn kind(stream: usize) -> fn(u64) -> Carried {
    if (OPENED..STREAMS.len()).contains(&stream) { Carried::Closed } else { Carried::Stream }
}

/// Calls `take` with where the line in front of each stream ends, where its sign does, and what starts there.
pub(super) fn each(bytes: &[u8], mut take: impl FnMut(usize, usize, fn(u64) -> Carried)) {
    let Some(search) = SEARCH.as_ref() else { return };
    search.each(bytes, |stream, start, end| take(start, end, kind(stream)));
}
