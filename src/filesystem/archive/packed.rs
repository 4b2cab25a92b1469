//! Whether bytes are a packed stream, which little more than their first ones says of some formats.

use std::io::{self, Read as _};

use flate2::{Decompress, FlushDecompress, Status};

use crate::filesystem::compression;
use crate::filesystem::format::Format;
use crate::filesystem::limits::{Allowance, Metered};

/// Shortest program or archive in a notation that is looked at, in bytes: shorter ones are examples of a format, and none
/// holds a miner.
pub(super) const SHORTEST: usize = 96;

/// True if something comes of a stream: a few bytes that look like a header are none. LZMA has no checksum in its header, and
/// noise unpacks to some bytes before it breaks.
pub(super) fn unpacks(format: Format, packed: impl io::Read) -> bool {
    let mut unpacked = compression::unpack(format, packed);
    if format != Format::Lzma {
        return unpacked.read(&mut [0; 64]).is_ok_and(|count| count > 0);
    }
    io::copy(&mut unpacked.take(4096), &mut io::sink()).is_ok_and(|count| count > 0)
}

/// True if a stream unpacks without a mistake up to where its bytes end: nothing of it stands elsewhere.
pub(super) fn is_whole(format: Format, packed: impl io::Read, allowance: &Allowance<'_>) -> bool {
    /// Of what unpacks to more that is not known.
    const MOST: u64 = 16 << 20;
    let unpacked = Metered::new(compression::unpack(format, packed), allowance);
    io::copy(&mut unpacked.take(MOST + 1), &mut io::sink())
        .is_ok_and(|count| (1..=MOST).contains(&count))
}

/// True if bytes are a stream of DEFLATE, which has no magic: so many of them unpack, or all of them up to the end of the stream.
pub(super) fn inflates(packed: impl io::Read) -> bool {
    /// More are not tried.
    const TRIED: u64 = 16 << 10;
    let mut input = Vec::new();
    if packed.take(TRIED).read_to_end(&mut input).is_err() {
        return false;
    }
    let mut inflate = Decompress::new(false);
    let mut output = vec![0; 64 << 10];
    loop {
        let (before, made) = (inflate.total_in(), inflate.total_out());
        let unread =
            usize::try_from(before).ok().and_then(|at| input.get(at..)).unwrap_or_default();
        match inflate.decompress(unread, &mut output, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return inflate.total_out() >= SHORTEST as u64,
            Ok(_) if (inflate.total_in(), inflate.total_out()) != (before, made) => {}
            Ok(_) => return before >= TRIED && before == input.len() as u64,
            Err(_) => return false,
        }
    }
}

/// What comes of a packed stream; a lenient one ends where it breaks.
pub(super) struct Unpacked<R> {
    pub(super) inner: R,
    pub(super) is_lenient: bool,
}

impl<R: io::Read> io::Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Err(_) if self.is_lenient => Ok(0),
            outcome => outcome,
        }
    }
}
