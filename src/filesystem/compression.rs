//! Unpacks compressed streams.
//!
//! Each decoder holds at most [`MAX_WINDOW`] bytes.

use std::io::{self, BufRead, BufReader, Read};

use bzip2::bufread::{BzDecoder, MultiBzDecoder};
use flate2::bufread::{GzDecoder, MultiGzDecoder, ZlibDecoder};
use lz4_flex::frame::FrameDecoder as FrameDecoder4;
use lzma_rust2::{Action, LzipStream, LzmaReader, Status, XzReader};

use crate::filesystem::format::Format;
use crate::filesystem::limits::MAX_WINDOW;
#[cfg(not(feature = "zstd"))]
use crate::filesystem::zstd_frames;

/// Bytes of a stream that are read at once. Small files are many, and each buffer is filled with zeros first.
const BUFFER: usize = 16 << 10;

/// The bytes inside a compressed stream; the stream itself if it is none.
pub(crate) fn unpack<'r>(format: Format, input: impl Read + 'r) -> Box<dyn Read + 'r> {
    let input = BufReader::with_capacity(BUFFER, input);
    match format {
        Format::Gzip => Box::new(MultiGzDecoder::new(input)),
        Format::Zstd => zstd(input),
        Format::Xz => xz(input, true),
        Format::Bzip2 => Box::new(MultiBzDecoder::new(input)),
        Format::Zlib => Box::new(ZlibDecoder::new(input)),
        Format::Lz4 => Box::new(Lz4Frames::new(input)),
        Format::Lzma => lzma(input),
        Format::Lzip => Box::new(Lzip::new(input)),
        Format::Tar
        | Format::Zip
        | Format::Deb
        | Format::SevenZip
        | Format::Cpio
        | Format::Rpm
        | Format::SquashFs
        | Format::Cabinet => Box::new(input),
    }
}

/// The bytes inside the first stream of xz, bzip2 or gzip; what stands behind it is not read.
pub(crate) fn unpack_first<'r>(format: Format, input: impl Read + 'r) -> Box<dyn Read + 'r> {
    let input = BufReader::with_capacity(BUFFER, input);
    match format {
        Format::Xz => xz(input, false),
        Format::Bzip2 => Box::new(BzDecoder::new(input)),
        Format::Gzip => Box::new(GzDecoder::new(input)),
        _ => unpack(format, input),
    }
}

#[cfg(not(feature = "zstd"))]
fn zstd<'r>(input: impl BufRead + 'r) -> Box<dyn Read + 'r> {
    Box::new(zstd_frames::ZstdFrames::new(input))
}

/// All frames of a zstd stream, one after the other, their checksums compared.
#[cfg(feature = "zstd")]
fn zstd<'r>(input: impl BufRead + 'r) -> Box<dyn Read + 'r> {
    let decoder = zstd::stream::read::Decoder::with_buffer(input).and_then(|mut decoder| {
        decoder.window_log_max(MAX_WINDOW.ilog2())?;
        Ok(decoder)
    });
    match decoder {
        Ok(decoder) => Box::new(decoder),
        Err(error) => Box::new(Failing(Some(error.to_string()))),
    }
}

/// KiB that a decoder of LZMA may need: beside its dictionary it has some room.
fn lzma_limit() -> u32 {
    let limit = u32::try_from(MAX_WINDOW / 1024).unwrap_or(u32::MAX);
    limit.saturating_add(limit / 8)
}

fn xz<'r>(input: impl BufRead + 'r, several: bool) -> Box<dyn Read + 'r> {
    Box::new(XzReader::new_mem_limit(input, several, lzma_limit()))
}

fn lzma<'r>(input: impl BufRead + 'r) -> Box<dyn Read + 'r> {
    match LzmaReader::new_mem_limit(input, lzma_limit(), None) {
        Ok(reader) => Box::new(reader),
        Err(error) => Box::new(Failing(Some(error.to_string()))),
    }
}

/// LZMA as members of zip archives have it: a version, the length of the properties, the properties, and no size
/// (APPNOTE 5.8.8).
pub(super) fn lzma_of_zip<'r>(mut input: impl Read + 'r, size: u64) -> Box<dyn Read + 'r> {
    let mut head = [0; 9];
    let failing = |what: &str| Box::new(Failing(Some(what.to_owned())));
    if input.read_exact(&mut head).is_err() {
        return failing("it is cut off");
    }
    let [_, _, 5, 0, properties, dictionary @ ..] = head else {
        return failing("it is compressed with LZMA of an unknown kind");
    };
    let dictionary = u32::from_le_bytes(dictionary);
    let needed = lzma_rust2::lzma_get_memory_usage_by_props(dictionary, properties);
    if needed.is_ok_and(|needed| needed > lzma_limit()) {
        return failing("it needs more memory than minestop gives it");
    }
    match LzmaReader::new_with_props(input, size, properties, dictionary, None) {
        Ok(reader) => Box::new(reader),
        Err(error) => failing(&error.to_string()),
    }
}

/// All members of an lzip stream; the reader of the crate has no limit of memory.
struct Lzip<R> {
    input: R,
    stream: LzipStream,
    is_at_end: bool,
}

impl<R: BufRead> Lzip<R> {
    fn new(input: R) -> Self {
        let stream = LzipStream::new_mem_limit(true, lzma_limit());
        Self { input, stream, is_at_end: false }
    }
}

impl<R: BufRead> Read for Lzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_at_end && !buffer.is_empty() {
            let input = self.input.fill_buf()?;
            let is_last = input.is_empty();
            let action = if is_last { Action::Finish } else { Action::Run };
            let result = self.stream.process(input, buffer, action)?;
            self.input.consume(result.bytes_consumed);
            self.is_at_end = result.status == Status::StreamEnd;
            if result.bytes_produced > 0 {
                return Ok(result.bytes_produced);
            }
            if is_last && !self.is_at_end {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}

/// A stream that cannot even be started.
struct Failing(Option<String>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), |what| Err(io::Error::other(what)))
    }
}

/// All frames of an LZ4 stream; at the end of one its decoder gives nothing, once.
struct Lz4Frames<R: Read>(FrameDecoder4<R>);

impl<R: Read> Lz4Frames<R> {
    fn new(input: R) -> Self {
        Self(FrameDecoder4::new(input))
    }
}

impl<R: Read> Read for Lz4Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => self.0.read(buffer),
            count => Ok(count),
        }
    }
}
