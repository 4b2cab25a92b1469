//! Compressed streams, known by their first bytes and never by their names.
//!
//! Each decoder holds at most [`MAX_WINDOW`] bytes.

use std::io::{self, BufRead, BufReader, Read};

use bzip2::bufread::{BzDecoder, MultiBzDecoder};
use flate2::bufread::{GzDecoder, MultiGzDecoder, ZlibDecoder};
use lz4_flex::frame::FrameDecoder as FrameDecoder4;
use lzma_rust2::{Action, LzipStream, LzmaReader, Status, XzReader};
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::filesystem::limits::MAX_WINDOW;

/// Bytes of the start of a stream that tell its format.
pub(crate) const HEAD: usize = 512;

/// What a stream is, where that is something with content of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// The xz container.
    Xz,
    /// bzip2.
    Bzip2,
    /// POSIX, GNU and older tar.
    Tar,
    /// PKWARE zip, also under other names: jar, wheel, apk of Android.
    Zip,
    /// A Debian package.
    Deb,
    /// RFC 1950.
    Zlib,
    /// The stream of LZMA before xz.
    Lzma,
    /// The frame of LZ4.
    Lz4,
    /// 7-Zip.
    SevenZip,
    /// cpio with headers in letters.
    Cpio,
    /// An RPM package.
    Rpm,
    /// The file system, from its first byte.
    SquashFs,
    /// A cabinet of Windows.
    Cabinet,
    /// The container of LZMA with a checksum.
    Lzip,
}

impl Format {
    /// The format of a stream that starts with `head`.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            // a skippable frame, which zstd streams for containers start with
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => {
                Some(Self::Bzip2)
            }
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => {
                Some(Self::Zip)
            }
            [0x04, 0x22, 0x4d, 0x18, ..] => Some(Self::Lz4),
            [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Some(Self::SevenZip),
            [0xed, 0xab, 0xee, 0xdb, ..] => Some(Self::Rpm),
            [b'h', b's', b'q', b's', ..] => Some(Self::SquashFs),
            [b'M', b'S', b'C', b'F', 0, 0, 0, 0, ..] => Some(Self::Cabinet),
            [b'L', b'Z', b'I', b'P', 1, ..] => Some(Self::Lzip),
            [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] if is_zlib(head) => Some(Self::Zlib),
            _ if is_lzma(head) => Some(Self::Lzma),
            _ if is_cpio(head) => Some(Self::Cpio),
            _ if is_deb(head) => Some(Self::Deb),
            _ => crate::filesystem::tar::is_tar(head).then_some(Self::Tar),
        }
    }

    /// True for a stream that holds one other stream.
    pub(crate) fn is_compression(self) -> bool {
        use Format::{Bzip2, Gzip, Lz4, Lzip, Lzma, Xz, Zlib, Zstd};
        matches!(self, Gzip | Zstd | Xz | Bzip2 | Zlib | Lzma | Lz4 | Lzip)
    }
}

/// Two bytes are no magic: something must come of them.
fn is_zlib(head: &[u8]) -> bool {
    let mut first = [0; 16];
    ZlibDecoder::new(head).read(&mut first).is_ok_and(|count| count > 0)
}

/// There is no magic: the properties that every tool writes, a dictionary of whole 64 KiB, a size that is not known or less
/// than a terabyte, and the first byte of the coder, which is zero.
fn is_lzma(head: &[u8]) -> bool {
    let [0x5d, 0, 0, first, second, size @ ..] = head else { return false };
    let Some((size, [0, ..])) = size.split_first_chunk::<8>() else { return false };
    (*first, *second) != (0, 0) && (*size == [0xff; 8] || size.ends_with(&[0, 0, 0]))
}

/// True for the start of LZMA that is told from other bytes by more than its first ones: the dictionary is one that encoders
/// choose, 2^n or 2^n + 2^(n-1) bytes, as xz's detection of the format asks (`alone_decoder.c`, `picky`).
pub(crate) fn is_usual_lzma(head: &[u8]) -> bool {
    let Some(size) = head.get(1..5).and_then(|it| <[u8; 4]>::try_from(it).ok()) else {
        return false;
    };
    let size = u32::from_le_bytes(size);
    let rest = size & size.wrapping_sub(1);
    rest == 0 || rest == (size ^ rest) >> 1 || size ^ rest == rest >> 1
}

/// Reads the first bytes of a stream, at most `HEAD`.
pub(crate) fn head(input: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    input.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The bytes inside a compressed stream; the stream itself if it is none.
pub(crate) fn unpack<'r>(format: Format, input: impl Read + 'r) -> Box<dyn Read + 'r> {
    let input = BufReader::with_capacity(64 * 1024, input);
    match format {
        Format::Gzip => Box::new(MultiGzDecoder::new(input)),
        Format::Zstd => Box::new(ZstdFrames::new(input)),
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
    let input = BufReader::with_capacity(64 * 1024, input);
    match format {
        Format::Xz => xz(input, false),
        Format::Bzip2 => Box::new(BzDecoder::new(input)),
        Format::Gzip => Box::new(GzDecoder::new(input)),
        _ => unpack(format, input),
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

/// All frames of a zstd stream, one after the other; the decoder itself knows only one.
struct ZstdFrames<R> {
    input: R,
    decoder: FrameDecoder,
    inside: bool,
}

impl<R: BufRead> ZstdFrames<R> {
    fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_WINDOW);
        Self { input, decoder, inside: false }
    }

    /// Goes to the next frame with content; false at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.input.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.input) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = io::copy(&mut (&mut self.input).take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    /// An altered frame is an error as a cut one is.
    fn check(&self) -> io::Result<()> {
        let stated = self.decoder.get_checksum_from_data();
        if stated.is_some() && stated != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("the checksum of a zstd frame is wrong"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                if !self.next_frame()? {
                    return Ok(0);
                }
                self.inside = true;
            }
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            if self.decoder.is_finished() {
                self.check()?;
                self.inside = false;
                continue;
            }
            let step = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.input, step).map_err(io::Error::other)?;
        }
    }
}

/// Bytes of a header of cpio: a magic, then numbers in hexadecimal digits.
pub(super) const CPIO_HEADER: usize = 110;
const CPIO_MAGICS: [&[u8]; 2] = [b"070701", b"070702"];

/// True if a file that starts with `head` is a cpio archive with a header in letters.
pub(super) fn is_cpio(head: &[u8]) -> bool {
    let digits =
        head.get(6..CPIO_HEADER).is_some_and(|rest| rest.iter().all(u8::is_ascii_hexdigit));
    digits && CPIO_MAGICS.iter().any(|magic| head.starts_with(magic))
}

/// What an `ar` archive starts with.
pub(super) const AR_MAGIC: &[u8] = b"!<arch>\n";

/// True if a file that starts with `head` is a Debian package.
fn is_deb(head: &[u8]) -> bool {
    head.strip_prefix(AR_MAGIC).is_some_and(|rest| rest.starts_with(b"debian-binary"))
}
