//! What a file is, by its first bytes; its name says nothing.

use crate::facts::FileKind;
use crate::source::utf16_units;

/// First bytes that decide.
const HEAD: usize = 8192;

/// The kind of a file that starts with these bytes.
pub(crate) fn of(bytes: &[u8]) -> FileKind {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if head.starts_with(b"\x7fELF") {
        FileKind::Elf
    } else if is_pe(head) {
        FileKind::Pe
    } else if is_mach_o(head) {
        FileKind::MachO
    } else if head.starts_with(b"\0asm") {
        FileKind::Wasm
    } else if is_archive(bytes) {
        FileKind::Archive
    } else if is_utf16(head) {
        FileKind::Text
    } else if head.contains(&0) {
        FileKind::Data
    } else if head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).starts_with(b"#!") {
        FileKind::Script
    } else {
        FileKind::Text
    }
}

/// A text of Windows: a byte order mark, and nothing but characters that texts have.
fn is_utf16(head: &[u8]) -> bool {
    let Some(units) = utf16_units(head) else { return false };
    // a pair may be cut at the end
    let mut all = char::decode_utf16(units).peekable();
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n');
    while let Some(next) = all.next() {
        if !next.map_or_else(|_| all.peek().is_none(), is_text) {
            return false;
        }
    }
    head.len() > 2
}

/// `MZ`, and the offset at 0x3c points to a `PE` signature or behind what was read.
fn is_pe(head: &[u8]) -> bool {
    let Some(offset) = head.strip_prefix(b"MZ").and_then(|rest| rest.get(0x3a..0x3e)) else {
        return false;
    };
    let at = offset.iter().rev().fold(0_usize, |value, byte| value << 8 | usize::from(*byte));
    head.get(at..).is_none_or(|rest| rest.starts_with(b"PE\0\0"))
}

/// Both byte orders, 32 and 64 bits. The magic of fat binaries is also that of Java classes, whose next number,
/// the version, is greater than any count of architectures.
fn is_mach_o(head: &[u8]) -> bool {
    let Some(magic) = head.first_chunk::<4>() else {
        return false;
    };
    match u32::from_be_bytes(*magic) {
        0xfeed_face | 0xfeed_facf | 0xcefa_edfe | 0xcffa_edfe => true,
        0xcafe_babe => head.get(4..8).is_some_and(|count| matches!(count, [0, 0, 0, 1..=30])),
        _ => false,
    }
}

/// What an archive is called that may be left unopened: of a kind that nothing here opens, or one with a reader that did not
/// get along with it.
pub(super) fn unopened(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"Rar!\x1a\x07", "RAR"),
        (b"hsqs", "SquashFS"),
        (b"sqsh", "SquashFS"),
        (b"MSCF\0\0\0\0", "Cabinet"),
        (b"LZIP\x01", "lzip"),
        (b"\x1f\x9d\x90", "compress"),
        (b"\x02\x21\x4c\x18", "LZ4 of kernels"),
        (b"\x60\xea", "ARJ"),
        (b"zPQ", "ZPAQ"),
        (b"7kSt\xa0\x31\x83\xd3", "ZPAQ"),
        (b"LRZI\0", "lrzip"),
        (b"RZIP\x02", "rzip"),
        (b"\x45\x3d\xcd\x28", "cramfs"),
        (b"SIT!", "StuffIt"),
        (b"StuffIt (c)", "StuffIt"),
        (b"xar!\0\x1c", "XAR"),
        (b"\x89LZO\0\r\n\x1a\n", "lzop"),
        (b"MSWIM\0\0\0", "WIM"),
        (b"ALZ\x01", "ALZ"),
        (b"EGGA", "EGG"),
        (b"ZOO 2.", "ZOO"),
        (b"KGB_arch -", "KGB"),
        (b"age-encryption.org/v1\n", "encrypted with age"),
        (b"Salted__", "encrypted with OpenSSL"),
        (b"LUKS\xba\xbe", "encrypted with LUKS"),
    ];
    // an image of a disc stands behind the program that mounts it; in later ones it is a file system that is opened
    if bytes.starts_with(b"\x7fELF") && bytes.get(8..11) == Some(b"AI\x01") {
        return Some("AppImage");
    }
    let behind = |at: usize, magic: &[u8]| bytes.get(at..).is_some_and(|it| it.starts_with(magic));
    if behind(7, b"**ACE**") {
        return Some("ACE");
    }
    if behind(2, b"-lh") && bytes.get(6) == Some(&b'-') {
        return Some("LHA");
    }
    // of gzip there is one method
    if bytes.starts_with(b"\x1f\x8b") && bytes.get(2).is_some_and(|it| *it != 8) {
        return Some("gzip with an unknown method");
    }
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    known
        .map(|(_, name)| *name)
        .filter(|name| *name != "ARJ" || bytes.get(3).is_some_and(|it| *it < 0x0b))
}

/// What a text is called that holds encrypted bytes in letters, and a message of OpenPGP: who has the key reads what it likes.
pub(super) fn encrypted(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        // for a passphrase, and for the keys that are usual
        [0x8c, 0x0d, 4, 7..=10, 3, ..]
        | [0x85, 1 | 2, 0x0c, 3, ..]
        | [0x84, 0x5e, 3, 0x12 | 0x17, ..] => Some("encrypted with OpenPGP"),
        _ if bytes.starts_with(b"-----BEGIN PGP MESSAGE-----") => Some("encrypted with OpenPGP"),
        _ if bytes.starts_with(b"U2FsdGVkX1") => Some("encrypted with OpenSSL"),
        _ => None,
    }
}

/// A static library, as compilers make them of what they compile: an archive that is no package.
pub(super) fn is_library(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"!<arch>\n").is_some_and(|rest| !rest.starts_with(b"debian"))
}

/// Compressed files and containers of files.
fn is_archive(bytes: &[u8]) -> bool {
    const MAGIC: &[&[u8]] = &[
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"\xfd7zXZ\0",
        b"BZh",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"!<arch>\n",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"\xed\xab\xee\xdb",
        b"\x04\x22\x4d\x18",
    ];
    unopened(bytes).is_some()
        || MAGIC.iter().any(|magic| bytes.starts_with(magic))
        || bytes.get(257..262).is_some_and(|magic| magic == b"ustar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encrypted_messages_are_told_and_keys_and_signatures_are_not() {
        for bytes in [
            &b"\x8c\x0d\x04\x09\x03\x02"[..],
            b"\x85\x01\x0c\x03\x12",
            b"-----BEGIN PGP MESSAGE-----\n\nhQ",
            b"U2FsdGVkX1+abc",
        ] {
            assert!(encrypted(bytes).is_some(), "{bytes:?}");
        }
        for bytes in [&b"\x99\x01\x0d\x04"[..], b"-----BEGIN PGP SIGNATURE-----\n", b"U2Fs"] {
            assert_eq!(encrypted(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn kinds_are_told_by_content() {
        let mut pe = vec![0; 0x84];
        pe[..2].copy_from_slice(b"MZ");
        pe[0x3c] = 0x80;
        pe[0x80..].copy_from_slice(b"PE\0\0");
        let cases: &[(&[u8], FileKind)] = &[
            (b"\x7fELF\x02\x01\x01", FileKind::Elf),
            (&pe, FileKind::Pe),
            (b"MZ is a text", FileKind::Text),
            (b"\xcf\xfa\xed\xfe....", FileKind::MachO),
            (b"\xca\xfe\xba\xbe\0\0\0\x02", FileKind::MachO),
            (b"\xca\xfe\xba\xbe\0\0\0\x41", FileKind::Data),
            (b"\0asm\x01\0\0\0", FileKind::Wasm),
            (b"\x1f\x8b\x08", FileKind::Archive),
            (b"#!/bin/sh\n", FileKind::Script),
            (b"\xef\xbb\xbf#!/bin/sh\n", FileKind::Script),
            (b"hello", FileKind::Text),
            (b"", FileKind::Text),
            (b"a\0b", FileKind::Data),
            (b"\xff\xfea\0\n\0", FileKind::Text),
            (b"\xfe\xff\0a", FileKind::Text),
            (b"\xff\xfe\x01\0", FileKind::Data),
            (b"\xff\xfe\0\0a\0\0\0", FileKind::Data),
            (b"a\0b\0", FileKind::Data),
        ];
        for (bytes, kind) in cases {
            assert_eq!(of(bytes), *kind, "{bytes:?}");
        }
    }
}
