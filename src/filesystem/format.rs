//! What a stream is: compressed, or an archive, known by its first bytes and never by its name. Opens none.

use std::io::{self, Read};

use flate2::bufread::ZlibDecoder;

use crate::filesystem::tar::is_tar;

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
            _ => is_tar(head).then_some(Self::Tar),
        }
    }

    /// True for a stream that holds one other stream.
    pub(crate) fn is_compression(self) -> bool {
        use Format::{
            Bzip2, Cabinet, Cpio, Deb, Gzip, Lz4, Lzip, Lzma, Rpm, SevenZip, SquashFs, Tar, Xz,
            Zip, Zlib, Zstd,
        };
        match self {
            Gzip | Zstd | Xz | Bzip2 | Zlib | Lzma | Lz4 | Lzip => true,
            Tar | Zip | Deb | SevenZip | Cpio | Rpm | SquashFs | Cabinet => false,
        }
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
