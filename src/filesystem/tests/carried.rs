//! What a file carries beside what it is by its first bytes: programs in a notation, archives behind a program, bytes of a zip
//! archive that belong to none of its members.

use std::io::Write as _;

use base64::Engine as _;

use crate::filesystem::tests::build::{XZ_OF_HELLO, bzip2, gzip, tar, zip, zstd};
use crate::filesystem::tests::recorder::{open, paths, problems, texts};

/// A program whose bytes are all different kinds of bytes, zeros included.
fn program() -> Vec<u8> {
    let bytes = (0_u8..=255).map(|byte| byte.wrapping_mul(7) & !(byte & 8));
    b"\x7fELF\x02\x01\x01\0".iter().copied().chain(bytes).collect()
}

fn joined(bytes: &[u8], each: impl Fn(&u8) -> String, separator: &str) -> String {
    bytes.iter().map(each).collect::<Vec<_>>().join(separator)
}

/// As `xxd` prints it.
fn dump(bytes: &[u8]) -> String {
    let line = |(number, line): (usize, &[u8])| {
        let groups: Vec<String> =
            line.chunks(2).map(|pair| joined(pair, |byte| format!("{byte:02x}"), "")).collect();
        format!("{:08x}: {:<39}  abcdefgh\n", number * 16, groups.join(" "))
    };
    bytes.chunks(16).enumerate().map(line).collect()
}

#[test]
fn a_program_in_a_notation_is_shown_whole() {
    let program = program();
    let words = program.chunks(4).map(|it| {
        let word = it.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
        format!("0x{word:08x}")
    });
    for text in [
        base64::engine::general_purpose::STANDARD.encode(&program),
        joined(&program, |byte| format!("{byte:02X}"), ":"),
        joined(&program, |byte| format!("{byte:02x}"), " "),
        joined(&program, |byte| format!("\\u{byte:04x}"), ""),
        joined(&program, |byte| format!("%{byte:02X}"), ""),
        joined(&program, |byte| format!("{byte:08b}"), ""),
        joined(&program, |byte| format!("\\{byte:03o}"), ""),
        joined(&program, u8::to_string, " "),
        joined(&program, |byte| byte.cast_signed().to_string(), ", "),
        words.collect::<Vec<_>>().join(","),
    ] {
        let found = open("notes.txt", format!("first line\n{text}\n").as_bytes());
        let last = found.seen.last().map(|it| (it.entry.path.contains('!'), it.length));
        assert_eq!(last, Some((true, program.len() as u64)), "{text}: {:?}", paths(&found));
        assert!(found.seen.iter().any(|it| it.text.starts_with("\u{7f}ELF")), "{text}");
        assert_eq!(problems(&found), [], "{text}");
    }
    let once = base64::engine::general_purpose::STANDARD.encode(&program);
    let twice = base64::engine::general_purpose::STANDARD.encode(once);
    let found = open("notes.txt", twice.as_bytes());
    assert_eq!(found.seen.last().map(|it| it.length), Some(program.len() as u64));
    // the last line is not full, and what stands behind it is no part of it
    let found = open("notes.txt", dump(&program[..250]).as_bytes());
    assert_eq!(found.seen.last().map(|it| it.length), Some(250));
}

#[test]
fn archives_of_every_kind_are_found_in_every_notation() {
    let program = program();
    let archive = zip(&[("bin/tool", &program)]);
    for packed in [archive, bzip2(&program), zstd(&program), gzip(&program)] {
        let record = |(number, line): (usize, &[u8])| {
            let digits = joined(line, |byte| format!("{byte:02X}"), "");
            format!(":{:02X}{:04X}00{digits}FF\n", line.len(), number * 16)
        };
        for text in [
            joined(&packed, |byte| format!("{byte:02x}"), ""),
            joined(&packed, |byte| format!("0x{byte:02x}"), ", "),
            joined(&packed, u8::to_string, ","),
            joined(&packed, |byte| format!("&#{byte};"), ""),
            joined(&packed, |byte| format!("%{byte:02X}"), ""),
            joined(&packed, |byte| format!("={byte:02X}"), ""),
            dump(&packed),
            packed.chunks(16).enumerate().map(record).collect(),
        ] {
            let found = open("notes.txt", format!("first line\n{text}").as_bytes());
            let shown = texts(&found);
            assert!(shown.iter().any(|(_, it)| it.starts_with("\u{7f}ELF")), "{text}: {shown:?}");
            assert_eq!(problems(&found), [], "{text}");
        }
    }
}

#[test]
fn streams_that_have_no_magic_are_found_where_letters_start() {
    let program = program();
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(&program).expect("in memory");
    let zlib = zlib.finish().expect("in memory");
    let deflated = zlib.get(2..).expect("a header");
    for text in [base64(&zlib), base64(deflated), format!("x = f('{}')", base64(deflated))] {
        let found = open("load.php", format!("first line\n{text}\n").as_bytes());
        let shown = texts(&found);
        assert!(shown.iter().any(|(_, it)| it.starts_with("\u{7f}ELF")), "{text}: {shown:?}");
    }
    // what only unpacks for a while is none
    let noise: Vec<u8> =
        (0..3000_u32).map(|it| (it.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let found = open("load.php", base64(&noise).as_bytes());
    assert_eq!((found.seen.len(), problems(&found)), (1, Vec::new()));
}

#[test]
fn packed_bytes_are_opened_from_the_literal_that_holds_them() {
    let packed = gzip(&program());
    let quoted = |byte: &u8| match byte {
        b'\'' => "\\'".to_owned(),
        byte if byte.is_ascii_graphic() && *byte != b'\\' => char::from(*byte).to_string(),
        byte => format!("\\x{byte:02x}"),
    };
    for literal in [
        joined(&packed, quoted, ""),
        joined(&packed, |byte| format!("\\x{byte:02x}"), ""),
        joined(&packed, |byte| format!("\\{byte:03o}"), ""),
    ] {
        let found = open("load.py", format!("x = b'{literal}' + y\n").as_bytes());
        assert!(texts(&found).iter().any(|(_, text)| text.starts_with("\u{7f}ELF")), "{literal}");
        assert_eq!(problems(&found), [], "{literal}");
    }
}

#[test]
fn an_archive_without_a_magic_is_found_in_base64_by_its_zeros() {
    let archive = tar(&[("bin/tool", &program())]);
    let encoded = base64::engine::general_purpose::STANDARD.encode(&archive);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(76).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    let script = format!("#!/bin/sh\nexit $res\ndone\n{}\n", lines.join("\n"));
    let found = open("install.run", script.as_bytes());
    assert!(
        paths(&found).last().is_some_and(|it| it.ends_with("!bin/tool")),
        "{:?}",
        paths(&found)
    );
}

#[test]
fn letters_that_only_look_like_a_start_are_passed_over_however_many_they_are() {
    let noise = (0..200).map(|number| format!("\"Qlpo{}\",\n", "x9K".repeat(60 + number % 7)));
    let packed = base64::engine::general_purpose::STANDARD.encode(gzip(&program()));
    let text = format!("{}\"{packed}\"", noise.collect::<String>());
    let found = open("images.json", text.as_bytes());
    assert_eq!(problems(&found), []);
    assert!(texts(&found).iter().any(|(_, text)| text.starts_with("\u{7f}ELF")));
    // what is there is counted
    let found = open("images.json", format!("\"{packed}\"\n").repeat(65).as_bytes());
    assert_eq!(
        problems(&found),
        [("images.json", "more archives stand in it than minestop opens")]
    );
}

#[test]
fn archives_behind_a_program_are_opened_and_other_bytes_may_follow() {
    let packed = bzip2(&program());
    for length in [5_000, 1_500_000] {
        let head = [b"\x7fELF\x02\x01\x01\0".as_slice(), &vec![0x90; length]].concat();
        let alone = open("usr/bin/tool", &[&head, packed.as_slice(), &[0xff; 40]].concat());
        assert!(texts(&alone).last().is_some_and(|(_, text)| text.starts_with("\u{7f}ELF")));
        let file = [&head, XZ_OF_HELLO, b"xyz", &packed, &[0xff; 40]].concat();
        let found = open("usr/bin/tool", &file);
        assert_eq!(problems(&found), [], "{length}");
        let inside: Vec<_> = texts(&found).into_iter().skip(1).map(|(_, text)| text).collect();
        assert_eq!(inside.len(), 2, "{:?}", paths(&found));
        assert!(inside[0].starts_with("hello from xz\n"), "{inside:?}");
        assert!(inside[1].starts_with("\u{7f}ELF"), "{inside:?}");
    }
}

#[test]
fn the_name_of_a_format_in_a_program_is_no_file_system() {
    let mut superblock = vec![0; 2048];
    superblock[..4].copy_from_slice(b"hsqs");
    superblock[28] = 3;
    superblock[40..48].copy_from_slice(&1024_u64.to_le_bytes());
    let head = [b"\x7fELF\x02\x01\x01\0".as_slice(), &[0x90; 500]].concat();
    let found = open("unsquash", &[head.as_slice(), &superblock].concat());
    assert_eq!(paths(&found), ["unsquash"]);
}

#[test]
fn bytes_of_a_zip_archive_that_no_member_has_are_looked_at() {
    let archive = zip(&[("one", b"first"), ("two", b"second")]);
    assert_eq!(paths(&open("a.zip", &archive)), ["a.zip", "a.zip!one", "a.zip!two"]);
    let program = program();
    let found = open("a.zip", &[&archive, program.as_slice()].concat());
    assert_eq!(paths(&found).last(), Some(&"a.zip!behind the end"));
    // the directory names the second member only, so that the first is there for who reads from the start
    let first = zip(&[("hidden", &program)]);
    let end = memchr::memmem::find(&first, b"PK\x01\x02").expect("a directory");
    let found = open("a.zip", &[&first[..end], archive.as_slice()].concat());
    let hidden = ("a.zip!beside the members at byte 0", "Missing end of central directory");
    assert_eq!(problems(&found), [hidden]);
}

#[test]
fn a_zip_archive_with_a_damaged_directory_is_a_problem() {
    let mut archive = zip(&[("one", &program())]);
    let directory = memchr::memmem::find(&archive, b"PK\x01\x02").expect("a directory");
    archive[directory] = b'X';
    assert_eq!(problems(&open("a.zip", &archive)).len(), 1);
}

#[test]
fn gzip_behind_a_program_is_opened_and_may_break_off() {
    let packed = gzip(&program());
    let head = [b"\x7fELF\x02\x01\x01\0".as_slice(), &[0x90; 5000]].concat();
    let found = open("usr/bin/tool", &[&head, packed.as_slice(), b"xyz", &packed[..60]].concat());
    assert!(texts(&found)[1].1.starts_with("\u{7f}ELF"), "{:?}", paths(&found));
    assert_eq!(problems(&found), []);
}

#[test]
fn zlib_behind_a_line_is_opened_and_may_break_off() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, &program()).expect("written");
    let mut packed = packed.finish().expect("written");
    for (front, end) in [(&b"exit\n"[..], 2), (b"\xcb\x0d\r\n\0\0\0\0\n", 2), (b"exit\n", 9)] {
        packed.truncate(packed.len() - end);
        let found = open("load", &[front, &packed].concat());
        assert!(texts(&found)[1].1.starts_with("\u{7f}ELF"), "{:?}", paths(&found));
        assert_eq!(problems(&found), []);
    }
    // one that is none hides nothing
    let both = [b"exit\n\x78\x01\x73\x19\x01\0\n".as_slice(), &gzip(&program())].concat();
    assert!(texts(&open("load", &both)).iter().any(|(_, text)| text.starts_with("\u{7f}ELF")));
    // as it stands in a module of Python by chance
    let module = [&b"\xcb\x0d\r\n\0\0\0\0\n\x78\x01\x73\x19\x01\0"[..], &[0xff; 100]].concat();
    assert_eq!(problems(&open("a.pyc", &module)), []);
}

#[test]
fn thousands_of_packed_files_in_a_file_are_opened() {
    let one = gzip(b"a page");
    let of = |count: usize| open("resources.pak", &[&b"\x05\0"[..], &one.repeat(count)].concat());
    assert_eq!((texts(&of(5000)).len(), problems(&of(5000))), (5001, Vec::new()));
    let what = "more archives stand in it than minestop opens";
    assert_eq!(problems(&of(20_000)), [("resources.pak", what)]);
    // as a document in PDF has them
    let mut page = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut page, b"a page").expect("written");
    let page = [&b"1 0 obj\nstream\n"[..], &page.finish().expect("written")].concat();
    let document = [&b"%PDF-1.7\n"[..], &page.repeat(500)].concat();
    assert_eq!(problems(&open("a.pdf", &document)), []);
}

#[test]
fn zlib_in_a_literal_in_base64_is_opened() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, &program().repeat(40)).expect("written");
    let encoded =
        base64::engine::general_purpose::STANDARD.encode(packed.finish().expect("written"));
    let script = format!("import zlib\nexec(zlib.decompress(b64decode(b'{encoded}')))\n");
    let found = open("load.py", script.as_bytes());
    assert!(texts(&found).iter().any(|(_, text)| text.starts_with("\u{7f}ELF")), "{script}");
}

#[test]
fn an_app_image_without_a_known_file_system_is_a_problem() {
    let head = [b"\x7fELF\x02\x01\x01\0AI\x02".as_slice(), &[0x90; 500], b"DWARFS"].concat();
    let what = "it is an AppImage with a file system of a kind that is not opened";
    assert_eq!(problems(&open("tool.AppImage", &head)), [("tool.AppImage", what)]);
}

#[test]
fn members_of_an_archive_in_a_literal_are_no_archives_of_their_own() {
    let names: Vec<String> = (0..90).map(|number| number.to_string()).collect();
    let bytes = vec![1; 1000];
    let members: Vec<(&str, &[u8])> = names.iter().map(|it| (it.as_str(), &bytes[..])).collect();
    let literal = joined(&zip(&members), |byte| format!("\\x{byte:02x}"), "")
        .replace("\\x50\\x4b\\x03\\x04", "PK\\x03\\x04");
    let found = open("data.go", format!("const data = \"{literal}\"\n").as_bytes());
    assert_eq!(problems(&found), []);
}
