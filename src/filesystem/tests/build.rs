//! Builds archives of every kind in memory.

use std::io::Write as _;

use tar::{Builder, EntryType, Header};

/// A tar archive of these files.
pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (path, bytes) in files {
        add(&mut builder, path, EntryType::Regular, 0o644, bytes);
    }
    builder.into_inner().expect("written")
}

/// Adds an entry whose name is taken as it is, `..` included.
pub(crate) fn add(
    builder: &mut Builder<Vec<u8>>,
    path: &str,
    kind: EntryType,
    mode: u32,
    bytes: &[u8],
) {
    let mut header = header(path, kind, mode, bytes.len() as u64);
    header.set_cksum();
    builder.append(&header, bytes).expect("written");
}

pub(crate) fn header(path: &str, kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(1000);
    header.set_gid(100);
    header.set_mtime(0);
    header.set_size(size);
    header.set_cksum();
    header
}

pub(crate) fn link(builder: &mut Builder<Vec<u8>>, path: &str, kind: EntryType, to: &str) {
    let mut header = header(path, kind, 0o777, 0);
    header.set_link_name_literal(to).expect("it fits");
    header.set_cksum();
    builder.append(&header, &b""[..]).expect("written");
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("written");
    out.finish().expect("written")
}

pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    out.write_all(bytes).expect("written");
    out.finish().expect("written")
}

/// A zstd frame.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    ruzstd::encoding::compress_to_vec(bytes, level)
}

/// `hello from xz` on three lines: the library that is used has its encoder left out.
pub(crate) const XZ_OF_HELLO: &[u8] = &[
    0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01,
    0x16, 0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3, 0xe0, 0x00, 0x29, 0x00, 0x15, 0x5d, 0x00, 0x34,
    0x19, 0x49, 0xee, 0x8d, 0xe9, 0x12, 0xe6, 0x14, 0x0e, 0xbf, 0xb9, 0xd2, 0x67, 0xa5, 0x71, 0x67,
    0x08, 0x0c, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xbb, 0xc7, 0xfa, 0x3d, 0xcf, 0xdd, 0x23, 0x53,
    0x00, 0x01, 0x31, 0x2a, 0x4f, 0x7b, 0x60, 0x3d, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00,
    0x00, 0x04, 0x59, 0x5a,
];

/// A Debian package, or another `ar` archive if the first member is called otherwise.
pub(crate) fn ar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = b"!<arch>\n".to_vec();
    for (name, bytes) in members {
        let size = bytes.len();
        let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, "100644");
        out.extend_from_slice(header.as_bytes());
        out.extend_from_slice(bytes);
        out.extend_from_slice(if size % 2 == 1 { b"\n" } else { b"" });
    }
    out
}

/// A zip archive whose names are taken as they are.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (path, bytes) in files {
        let (mut entry, config) = archive
            .new_file(rawzip::path::EntryPath::verbatim(path.as_bytes()))
            .compression_method(rawzip::CompressionMethod::DEFLATE)
            .unix_permissions(0o755)
            .start()
            .expect("written");
        let packer = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::best());
        let mut writer = config.wrap(packer);
        writer.write_all(bytes).expect("written");
        let (packer, output) = writer.finish().expect("written");
        packer.finish().expect("written");
        entry.finish(output).expect("written");
    }
    archive.finish().expect("written");
    out
}
