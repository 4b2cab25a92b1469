//! Archives inside of files.

use base64::Engine as _;

use crate::filesystem::EntryKind;
use crate::filesystem::problem::ProblemKind;
use tar::{Builder, EntryType};

use crate::filesystem::tests::build::{XZ_OF_HELLO, add, ar, bzip2, gzip, link, tar, zip, zstd};
use crate::filesystem::tests::recorder::{open, paths, problems, texts};

#[test]
fn every_member_is_shown_and_the_archive_itself() {
    let inner = tar(&[("bin/one", b"first"), ("./two", b"second")]);
    for (name, bytes) in [
        ("a.tar", inner.clone()),
        ("a.tgz", gzip(&inner)),
        ("a.tar.zst", zstd(&inner)),
        ("a.tar.bz2", bzip2(&inner)),
        ("a.zip", zip(&[("bin/one", b"first"), ("two", b"second")])),
    ] {
        let found = open(name, &bytes);
        assert_eq!(problems(&found), []);
        let members = (format!("{name}!bin/one"), format!("{name}!two"));
        assert_eq!(paths(&found), [name, members.0.as_str(), members.1.as_str()]);
        assert_eq!(found.seen[0].length, bytes.len() as u64, "the archive is a file, too");
        assert_eq!((found.seen[1].text.as_str(), found.seen[2].text.as_str()), ("first", "second"));
    }
}

#[test]
fn a_compressed_file_is_shown_under_its_name_without_the_ending() {
    let found = open("usr/doc/changes.gz", &gzip(b"hello"));
    assert_eq!(texts(&found)[1], ("usr/doc/changes.gz!changes", "hello"));
    let found = open("x.xz", XZ_OF_HELLO);
    assert!(texts(&found)[1].1.starts_with("hello from xz\n"), "{found:?}");
    assert_eq!(problems(&found), []);
}

#[test]
fn the_format_is_told_by_the_bytes() {
    let found = open("picture.png", &gzip(&tar(&[("php8", b"\x7fELF")])));
    assert_eq!(paths(&found), ["picture.png", "picture.png!php8"]);
    let found = open("not.tar.gz", b"just text");
    assert_eq!(paths(&found), ["not.tar.gz"]);
    assert_eq!(problems(&found), []);
}

#[test]
fn packages_of_debian_are_opened_other_ar_archives_are_not() {
    let data = gzip(&tar(&[("./usr/bin/tool", b"inside")]));
    let members: [(&str, &[u8]); 3] = [
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz/", &gzip(&tar(&[("./postinst", b"#!/bin/sh\n")]))),
        ("data.tar.gz", &data),
    ];
    let package = ar(&members);
    let found = open("x.deb", &package);
    assert_eq!(problems(&found), []);
    let texts = texts(&found);
    for member in [
        ("x.deb!debian-binary", "2.0\n"),
        ("x.deb!control.tar.gz!postinst", "#!/bin/sh\n"),
        ("x.deb!data.tar.gz!usr/bin/tool", "inside"),
    ] {
        assert!(texts.contains(&member), "{texts:?}");
    }
    let cut = open("x.deb", &package[..package.len() - 20]);
    let cut_off = [("x.deb!data.tar.gz", "it is cut off"), ("x.deb", "it is cut off")];
    assert_eq!(problems(&cut), cut_off);
    let broken = [&package[..66], b"xx", &package[68..]].concat();
    assert_eq!(problems(&open("x.deb", &broken)), [("x.deb", "a header in it is damaged")]);
    let library = ar(&[("x.o/", b"\x7fELF"), ("y.o/", b"\x7fELF")]);
    assert_eq!(paths(&open("libx.a", &library)), ["libx.a"]);
}

#[test]
fn archives_in_archives() {
    let inner = gzip(&tar(&[("miner", b"deep")]));
    let middle = zip(&[("lib/inner.tgz", &inner), ("readme", b"x")]);
    let found = open("outer.tar", &tar(&[("app.jar", &middle)]));
    assert_eq!(
        paths(&found),
        [
            "outer.tar",
            "outer.tar!app.jar",
            "outer.tar!app.jar!lib/inner.tgz",
            "outer.tar!app.jar!lib/inner.tgz!miner",
            "outer.tar!app.jar!readme",
        ]
    );
    assert_eq!(problems(&found), []);
}

#[test]
fn a_zip_behind_anything_is_opened_however_large_the_file_is() {
    let archive = zip(&[("bin/miner", b"inside")]);
    for length in [0, 4, 5_000, (1 << 20) - 10, 2_500_000] {
        let mut file = vec![0x90; length];
        file[..length.min(4)].copy_from_slice(&b"JM\x01\0"[..length.min(4)]);
        file.extend_from_slice(&archive);
        let found = open("opt/java.base.jmod", &file);
        assert_eq!(problems(&found), [], "{length}");
        let inside = ("opt/java.base.jmod!bin/miner", "inside");
        assert_eq!(texts(&found).last(), Some(&inside), "{length}");
    }
}

#[test]
fn an_encoded_archive_is_opened_once() {
    for padding in 0..3 {
        // one of them puts the second member where it is encoded as an archive starts
        let first: Vec<u8> =
            (0..4000_usize + padding).map(|at| (at * at / 7).to_le_bytes()[0]).collect();
        let archive = zip(&[("first", &first), ("second", &first[..150]), ("third", b"text")]);
        let encoded = base64::engine::general_purpose::STANDARD.encode(archive);
        let found = open("index.js", format!("var applet = '{encoded}';\n").as_bytes());
        assert_eq!(problems(&found), [], "{padding}");
        assert_eq!(texts(&found).iter().filter(|(_, text)| *text == "text").count(), 1);
    }
}

#[test]
fn several_streams_one_after_the_other_are_one() {
    let first: Vec<u8> = [gzip(b"one "), gzip(b"two")].concat();
    assert_eq!(texts(&open("a.gz", &first))[1].1, "one two");
    // a skippable frame between two others, as zstd:chunked layers have them
    let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"???"].concat();
    let frames = [zstd(b"one "), skipped.clone(), zstd(b"two")].concat();
    assert_eq!(texts(&open("a.zst", &frames))[1].1, "one two");
    let frames = [skipped, zstd(b"behind")].concat();
    assert_eq!(texts(&open("a.zst", &frames))[1].1, "behind");
}

#[test]
fn attributes_and_kinds_of_members() {
    let mut builder = Builder::new(Vec::new());
    add(&mut builder, "bin/", EntryType::Directory, 0o755, b"");
    add(&mut builder, "bin/su", EntryType::Regular, 0o4755, b"su");
    link(&mut builder, "bin/sh", EntryType::Symlink, "/bin/dash");
    link(&mut builder, "bin/su2", EntryType::Link, "bin/su");
    add(&mut builder, "dev/null", EntryType::Char, 0o666, b"");
    add(&mut builder, "pipe", EntryType::Fifo, 0o600, b"");
    let found = open("a.tar", &builder.into_inner().unwrap());
    let kinds: Vec<_> = found.seen[1..].iter().map(|shown| shown.entry.kind).collect();
    assert_eq!(
        kinds,
        [
            EntryKind::Directory,
            EntryKind::Regular,
            EntryKind::Symlink,
            EntryKind::Hardlink,
            EntryKind::Device,
            EntryKind::Other,
        ]
    );
    let su = &found.seen[2].entry;
    assert_eq!((su.mode, su.owner, su.group, su.size), (0o4755, 1000, 100, 2));
    assert_eq!(found.seen[3].entry.link.as_deref(), Some("/bin/dash"));
}

#[test]
fn names_longer_than_a_header() {
    let long = format!("{}/miner", "d".repeat(150));
    let mut builder = Builder::new(Vec::new());
    let mut header = crate::filesystem::tests::build::header("x", EntryType::Regular, 0o755, 2);
    builder.append_data(&mut header, &long, &b"ok"[..]).unwrap();
    let mut pax = Builder::new(Vec::new());
    pax.append_pax_extensions([("path", long.as_bytes())]).unwrap();
    add(&mut pax, "short", EntryType::Regular, 0o755, b"ok");
    for bytes in [builder.into_inner().unwrap(), pax.into_inner().unwrap()] {
        let found = open("a.tar", &bytes);
        assert_eq!(problems(&found), []);
        assert_eq!(texts(&found)[1], (format!("a.tar!{long}").as_str(), "ok"));
    }
}

#[test]
fn a_name_that_is_there_twice_is_shown_twice() {
    let files: &[(&str, &[u8])] = &[("bin/x", b"good"), ("bin/x", b"bad")];
    for bytes in [tar(files), zip(files)] {
        let found = open("a", &bytes);
        assert_eq!(texts(&found)[1..], [("a!bin/x", "good"), ("a!bin/x", "bad")]);
    }
}

#[test]
fn an_encrypted_member_is_a_problem() {
    let mut bytes = zip(&[("secret", b"text"), ("open", b"text")]);
    let flags = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap() + 8;
    bytes[flags] |= 1;
    let found = open("a.zip", &bytes);
    assert_eq!(problems(&found), [("a.zip!secret", "it is encrypted")]);
    assert_eq!(found.problems[0].kind, ProblemKind::Unreadable);
    assert_eq!(paths(&found), ["a.zip", "a.zip!open"]);
}
