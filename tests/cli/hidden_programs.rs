//! A program is judged wherever it lies: in a file of a directory and in one of an archive alike.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use flate2::write::GzEncoder;
use flate2::{Compression, Crc};
use tar::{Builder, EntryType, Header};

use crate::project::Project;
use crate::scan::tar;

/// An inert program: a header, the constants of an algorithm, the scheme of a pool's address.
pub(super) fn program() -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(64, 0);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/intel/data/file-markers.toml");
    let text = fs::read_to_string(path).expect("the data can be read");
    let data: toml::Table = text.parse().expect("the data is TOML");
    for entry in data["entries"]["file-marker"].as_array().expect("a list of entries") {
        if entry["detail"].as_str() == Some("hex constant") {
            bytes.extend(bytes_of(entry["value"].as_str().expect("a value")));
        }
    }
    bytes.extend_from_slice(b"stratum+tcp://pool.example.invalid:3333\0");
    bytes
}

fn bytes_of(digits: &str) -> impl Iterator<Item = u8> + '_ {
    let pairs = digits.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).expect("digits"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal digits"))
}

fn behind(head: &[u8], rest: &[u8]) -> Vec<u8> {
    [head, rest].concat()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("written");
    packer.finish().expect("written")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("written");
    packer.finish().expect("written")
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum().to_le_bytes()
}

/// A zip archive of one member, packed; `offset` is added to every place that it names.
fn zip(name: &str, bytes: &[u8], offset: u32) -> Vec<u8> {
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("written");
    let packed = packer.finish().expect("written");
    let mut fields = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
    fields.extend(crc(bytes));
    fields.extend((packed.len() as u32).to_le_bytes());
    fields.extend((bytes.len() as u32).to_le_bytes());
    fields.extend((name.len() as u16).to_le_bytes());
    fields.extend([0, 0]);
    let mut zip = [b"PK\x03\x04", fields.as_slice(), name.as_bytes(), &packed].concat();
    let start = zip.len() as u32 + offset;
    let mut record = [b"PK\x01\x02\x14\0", fields.as_slice(), &[0; 10]].concat();
    record.extend(offset.to_le_bytes());
    record.extend(name.as_bytes());
    let size = (record.len() as u32).to_le_bytes();
    zip.extend(record);
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend(size.into_iter().chain(start.to_le_bytes()).chain([0, 0]));
    zip
}

/// A 7z archive of one member, stored.
fn seven_zip(bytes: &[u8]) -> Vec<u8> {
    let size = [0x80 | (bytes.len() >> 8) as u8, bytes.len() as u8];
    let [high, low] = size;
    let header = [
        &[1, 4, 6, 0, 1, 9, high, low, 0][..],
        &[7, 0x0b, 1, 0, 1, 1, 0, 0x0c, high, low, 0, 8, 0, 0],
        &[5, 1, 0x11, 5, 0, b'p', 0, 0, 0, 0, 0],
    ]
    .concat();
    let mut start = (bytes.len() as u64).to_le_bytes().to_vec();
    start.extend((header.len() as u64).to_le_bytes());
    start.extend(crc(&header));
    [b"7z\xbc\xaf\x27\x1c\0\x04", &crc(&start)[..], &start, bytes, &header].concat()
}

/// A cpio archive of one member.
fn cpio(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, mode, bytes) in [(name, 0o100_755, bytes), ("TRAILER!!!", 0, b"".as_slice())] {
        let numbers = [0, mode, 0, 0, 1, 0, bytes.len(), 0, 0, 0, 0, name.len() + 1, 0];
        archive.extend(b"070701");
        for number in numbers {
            archive.extend(format!("{number:08x}").bytes());
        }
        archive.extend(name.bytes().chain([0]));
        archive.resize(archive.len().next_multiple_of(4), 0);
        archive.extend(bytes);
        archive.resize(archive.len().next_multiple_of(4), 0);
    }
    archive
}

fn rpm(payload: &[u8]) -> Vec<u8> {
    let mut package = b"\xed\xab\xee\xdb\x03".to_vec();
    package.resize(96, 0);
    package.extend(b"\x8e\xad\xe8\x01\0\0\0\0\0\0\0\0\0\0\0\x05hello\0\0\0");
    package.extend(b"\x8e\xad\xe8\x01\0\0\0\0\0\0\0\0\0\0\0\0");
    package.extend(payload);
    package
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut packer = lz4_flex::frame::FrameEncoder::new(Vec::new());
    packer.write_all(bytes).expect("written");
    packer.finish().expect("written")
}

fn in_lines(text: &str, length: usize) -> String {
    let lines = text.as_bytes().chunks(length).map(|line| String::from_utf8_lossy(line) + "\n");
    lines.collect()
}

/// A tar archive whose one member is of another type.
fn odd_tar(bytes: &[u8], kind: u8) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_entry_type(EntryType::new(kind));
    builder.append_data(&mut header, "opt/tool", bytes).expect("written");
    builder.into_inner().expect("written")
}

fn containers() -> Vec<(&'static str, Vec<u8>)> {
    let program = program();
    let base64 = base64::engine::general_purpose::STANDARD.encode(&program);
    let hex: String = program.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let escaped: String =
        program.iter().fold(String::new(), |text, byte| text + &format!("\\x{byte:02x}"));
    let script = b"#!/bin/sh\nsed 1,2d $0 | tar xz\n".as_slice();
    let empty = zip("readme", b"text", 0);
    let inner = tar(&[("opt/tool", &program)]);
    let mut headless = program.clone();
    headless[..4].fill(0);
    let adjusted = zip("tool", &program, script.len() as u32);
    let hidden = zip("readme", b"text", zip("tool", &program, 0).len() as u32);
    vec![
        ("plain", program.clone()),
        ("behind a text", behind(&b"# a line of text\n".repeat(600), &program)),
        ("behind a script", behind(&b"#!/bin/sh\n# text\n".repeat(600), &program)),
        ("behind the magic of ar", behind(b"!<arch>\n", &program)),
        ("behind the magic of bzip2", behind(b"BZh9", &program)),
        ("behind the magic of 7z", behind(b"7z\xbc\xaf\x27\x1c\0\x04", &program)),
        ("behind the magic of rar", behind(b"Rar!\x1a\x07\x01\0", &program)),
        ("behind the magic of rpm", behind(b"\xed\xab\xee\xdb", &program)),
        ("behind the magic of gzip", behind(b"\x1f\x8b\x08\0", &program)),
        ("without the magic", headless.clone()),
        ("without the magic, behind a text", behind(&b"# text\n".repeat(2000), &headless)),
        ("zip", zip("tool", &program, 0)),
        ("zip behind a script", behind(script, &zip("tool", &program, 0))),
        ("zip behind a script, with its places", behind(script, &adjusted)),
        (
            "zip behind a program",
            behind(
                &[b"\x7fELF\x02\x01\x01".as_slice(), &[0; 600]].concat(),
                &zip("tool", &program, 0),
            ),
        ),
        ("zip in front of a zip", behind(&zip("tool", &program, 0), &empty)),
        ("zip in the gap of a zip", behind(&zip("tool", &program, 0), &hidden)),
        ("zip behind a zip", behind(&empty, &zip("tool", &program, 0))),
        ("zip behind a gzip", behind(&gzip(b"text"), &zip("tool", &program, 0))),
        ("tgz behind a script", behind(script, &gzip(&inner))),
        ("gzip behind a script", behind(script, &gzip(&program))),
        ("zlib", zlib(&program)),
        ("7z", seven_zip(&program)),
        ("7z behind a script", behind(script, &seven_zip(&program))),
        ("cpio", cpio("opt/tool", &program)),
        ("archive behind a cpio", behind(&cpio("readme", b"text"), &gzip(&cpio("tool", &program)))),
        ("rpm", rpm(&gzip(&cpio("opt/tool", &program)))),
        ("lz4", lz4(&inner)),
        ("two frames of lz4", behind(&lz4(b"text"), &lz4(&program))),
        ("tar", inner.clone()),
        ("tar with an unknown type", odd_tar(&program, b'Z')),
        ("tar behind a tar", behind(&tar(&[("readme", b"text")]), &inner)),
        ("program behind a tar", behind(&tar(&[("readme", b"text")]), &program)),
        ("tgz of a tar behind a tar", gzip(&behind(&tar(&[("readme", b"text")]), &inner))),
        ("base64", base64.clone().into_bytes()),
        ("base64 in lines", in_lines(&base64, 76).into_bytes()),
        ("base64 in a script", format!("#!/bin/sh\nbase64 -d <<. >t\n{base64}\n.\n").into_bytes()),
        (
            "base64 in a program",
            format!("CODE = (\n{}\n)", in_lines(&base64, 60).replace('\n', "\"\n\"")).into_bytes(),
        ),
        (
            "base64 of gzip",
            base64::engine::general_purpose::STANDARD.encode(gzip(&inner)).into_bytes(),
        ),
        ("hex", hex.clone().into_bytes()),
        ("hex in lines", in_lines(&hex, 60).into_bytes()),
        ("escapes", format!("code = b'{escaped}'\n").into_bytes()),
        ("gzip in a line of a script", behind(b"#!/bin/sh\ntail -c +30 $0; exit ", &gzip(&inner))),
        ("zlib behind a script", behind(script, &zlib(&inner))),
        ("zip behind a 7z", behind(&seven_zip(b"text"), &zip("tool", &program, 0))),
        ("program behind a 7z", behind(&seven_zip(b"text"), &program)),
        ("a member of zip that is called a directory", zip("tool/", &program, 0)),
    ]
}

/// A program in notations with something between its numbers, or beside its letters.
fn notations() -> Vec<(&'static str, Vec<u8>)> {
    let program = program();
    let engine = &base64::engine::general_purpose::STANDARD;
    let base64 = engine.encode(&program);
    let b64 = base64.as_bytes();
    let page = each(&program, |byte| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
        byte => format!("&#x{byte:x};"),
    });
    let page = format!("<html><pre>{page}</pre></html>\n");
    let addresses = program.chunks(4).map(|part| each(part, |byte| format!("{byte}.")) + "\n");
    let addresses = addresses.collect::<String>().replace(".\n", "\n");
    // as `hexdump` prints it
    let words = program.chunks(16).enumerate().map(|(number, line)| {
        let words = line.chunks(2).map(|pair| {
            each(pair.iter().rev().copied().collect::<Vec<_>>().as_slice(), |byte| {
                format!("{byte:02x}")
            })
        });
        format!("{:07x} {}\n", number * 16, words.collect::<Vec<_>>().join(" "))
    });
    let words: String = words.collect();
    vec![
        ("entities", each(&program, |byte| format!("&#{byte};")).into_bytes()),
        ("entities in a page", page.into_bytes()),
        ("calls", each(&program, |byte| format!("chr({byte}).")).into_bytes()),
        ("elements with a cast", each(&program, |byte| format!("(byte)0x{byte:02x}, ")).into()),
        ("hex with strokes", each(&program, |byte| format!("{byte:02X}-")).into_bytes()),
        ("addresses", addresses.into_bytes()),
        ("dump of words", words.into_bytes()),
        ("Intel HEX", records(&program, ":", 4, |sum| sum.wrapping_neg()).into_bytes()),
        ("S-records", records(&program, "S1", 3, |sum| !sum).into_bytes()),
        ("base64 in comments", with_each(&in_lines(&base64, 60), "# ", "").into_bytes()),
        ("base64 in commands", with_each(&in_lines(&base64, 60), "echo '", "' >> t").into()),
        ("base64 in UTF-16", base64.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("base64 in a program", behind(&[b"\x7fELF\x02\x01\x01", &[0; 99][..]].concat(), b64)),
        ("base64 behind a byte", engine.encode(behind(b"x", &program)).into_bytes()),
        ("base64 behind two bytes", engine.encode(behind(b"xy", &program)).into_bytes()),
        ("base64 of zlib", format!("eval(\"{}\")", engine.encode(zlib(&program))).into_bytes()),
    ]
}

fn each(bytes: &[u8], written: impl Fn(&u8) -> String) -> String {
    bytes.iter().map(written).collect()
}

/// Lines with the same in front of each and behind it.
fn with_each(lines: &str, front: &str, back: &str) -> String {
    lines.lines().map(|line| [front, line, back, "\n"].concat()).collect()
}

/// Lines with a length, an address, bytes and a checksum.
fn records(bytes: &[u8], start: &str, beside: usize, sum: impl Fn(u8) -> u8) -> String {
    let line = |(number, part): (usize, &[u8])| {
        let [high, low] = (number as u16 * 16).to_be_bytes();
        // a length of Intel's counts the bytes alone, and a kind of record stands in front of them
        let (length, kind) =
            if start == ":" { (part.len(), &[0][..]) } else { (part.len() + beside, &[][..]) };
        let fields = [&[length as u8, high, low], kind, part].concat();
        let total = fields.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        let digits = each(&fields, |byte| format!("{byte:02X}"));
        format!("{start}{digits}{:02X}\n", sum(total))
    };
    bytes.chunks(16).enumerate().map(line).collect()
}

#[test]
fn a_program_is_judged_wherever_it_lies() {
    let project = Project::new();
    let containers = [containers(), notations()].concat();
    for (number, (_, bytes)) in containers.iter().enumerate() {
        project.write(&format!("root/{number}/data"), bytes);
        project.write(&format!("layer/{number}.tar"), tar(&[("srv/data", bytes)]));
    }
    let shown = |target: &str| {
        let run = project.run(&["scan", "--format", "short", target]);
        run.out.lines().filter(|line| line.contains("STOP[")).map(str::to_owned).collect::<Vec<_>>()
    };
    let of_root = shown("root");
    let mut missed = Vec::new();
    for (number, (name, _)) in containers.iter().enumerate() {
        if !of_root.iter().any(|line| line.contains(&format!("`{number}/data"))) {
            missed.push(format!("{name} in a directory"));
        }
        if shown(&format!("layer/{number}.tar")).is_empty() {
            missed.push(format!("{name} in an archive"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_is_not_opened_is_said_to_be_opaque() {
    let project = Project::new();
    for (name, magic) in [
        ("a.rar", &b"Rar!\x1a\x07\x01\0"[..]),
        ("b.img", b"sqsh"),
        ("c.Z", b"\x1f\x9d\x90"),
        ("d.arj", b"\x60\xea\x1c\x00"),
        ("e", b"\x7fELF\x02\x01\x01\0AI\x01"),
        ("f.lha", b"\x1a\x20-lh5-"),
        ("g.ace", b"\x12\x34\x31\0\0\x90\0**ACE**"),
        ("h.lzo", b"\x89LZO\0\r\n\x1a\n"),
        ("i.gz", b"\x1f\x8b\x07\0"),
        ("j.age", b"age-encryption.org/v1\n-> X"),
        ("k.enc", b"Salted__"),
    ] {
        let mut bytes = magic.to_vec();
        bytes.extend((0..4000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()));
        project.write(&format!("root/{name}"), bytes);
    }
    let run = project.run(&["scan", "--format", "short", "root"]);
    for name in
        ["a.rar", "b.img", "c.Z", "d.arj", "e", "f.lha", "g.ace", "h.lzo", "i.gz", "j.age", "k.enc"]
    {
        let said = format!("WARN[opaque-file] `{name}` is an archive of a kind that is not opened");
        assert!(run.out.contains(&said), "{name}: {}", run.out);
    }
    assert_eq!(run.code, 0);
}

#[test]
fn texts_and_archives_about_miners_are_no_programs() {
    let words = b"stratum+tcp:// mining.subscribe mining.authorize mining.submit donate-level randomx cryptonight xmrig";
    let node = {
        let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
        bytes.resize(4096, 0);
        bytes
    };
    let project = Project::new();
    project.write("root/blocklist.txt", words);
    project.write("root/rules.tar", tar(&[("rules.txt", words), ("bin/tool", &node)]));
    project.write("root/rules.zip", zip("rules.txt", words, 0));
    project.write(
        "root/example.txt",
        "an ELF file in base64 starts with f0VMRgIBAQ, in hex with 7f454c46, 7f-45-4c-46\n",
    );
    project.write("root/hosts", "127.0.0.1 localhost\n127.69.76.70 test\n");
    project.write("root/page.html", "<p>&#127;&#69;&#76;&#70; is how programs start</p>\n");
    project.write("root/example.hex", ":040000007F454C46AA\n:00000001FF\n");
    project.write("root/unzip", [node.as_slice(), b"PK\x05\x06", &[7; 40]].concat());
    let run = project.run(&["scan", "--format", "short", "-q", "root"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn the_name_of_a_link_counts_as_that_of_a_program() {
    let project = Project::new();
    project.write("root/opt/tool", "\x7fELF\x02\x01\x01");
    std::os::unix::fs::symlink("tool", project.path("root/opt/xmrig")).unwrap();
    std::os::unix::fs::symlink("tool", project.path("root/opt/xmrig.md")).unwrap();
    let run = project.run(&["scan", "--format", "short", "root"]);
    assert!(
        run.out.contains("STOP[miner-file-name] the link `opt/xmrig` is called"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("xmrig.md"), "{}", run.out);
}
