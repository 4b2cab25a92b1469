//! SquashFS, cabinets, lzip, and methods of zip that few tools write.
//!
//! The archives in `testdata/archives` are those of `mksquashfs -b 4096 -nopad`, `gcab -z`, `lzip` and `7zz`; they hold the
//! same program and the same text.

use crate::filesystem::Limits;
use crate::filesystem::entry::EntryKind;
use crate::filesystem::tests::build::zip;
use crate::filesystem::tests::recorder::{open, open_within, paths, problems, texts};

macro_rules! archive {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/archives/", $name))
    };
}

const SQUASHED: [(&str, &[u8]); 5] = [
    ("gzip", archive!("gzip.sqfs")),
    ("xz", archive!("xz.sqfs")),
    ("lz4", archive!("lz4.sqfs")),
    ("zstd", archive!("zstd.sqfs")),
    ("lzma", archive!("lzma.sqfs")),
];
const CABINET: &[u8] = archive!("mszip.cab");
/// Bytes of the program.
const LENGTH: u64 = 5128;

#[test]
fn a_squash_fs_is_shown_entry_by_entry() {
    for (name, bytes) in SQUASHED {
        let found = open("s", bytes);
        assert_eq!(problems(&found), [], "{name}");
        let wanted = [
            "s",
            "s!bin",
            "s!etc",
            "s!etc/deep",
            "s!etc/link",
            "s!etc/pipe",
            "s!etc/deep/note",
            "s!bin/tool",
        ];
        assert_eq!(paths(&found), wanted, "{name}");
        let entries: Vec<_> = found.seen.iter().map(|shown| &shown.entry).collect();
        assert_eq!(entries[4].link.as_deref(), Some("../bin/tool"));
        assert_eq!(entries[5].kind, EntryKind::Other);
        assert_eq!((entries[7].mode, entries[7].size), (0o4755, LENGTH), "{name}");
        assert_eq!(found.seen[7].length, LENGTH, "{name}");
        assert!(texts(&found).contains(&("s!etc/deep/note", "a text\n")), "{name}");
        let owner = if name == "gzip" { (1000, 50) } else { (0, 0) };
        assert_eq!((entries[7].owner, entries[7].group), owner, "{name}");
    }
    let lzo = open("s", archive!("lzo.sqfs"));
    assert_eq!(problems(&lzo), [("s", "it is compressed with LZO")]);
}

#[test]
fn a_squash_fs_is_found_behind_a_program_and_behind_a_script() {
    let (_, bytes) = SQUASHED[0];
    for head in [b"\x7fELF\x02\x01\x01\0".repeat(60), b"#!/bin/sh\nexit\n".to_vec()] {
        let found = open("tool.run", &[&head, bytes, b"xyz"].concat());
        assert_eq!(problems(&found), []);
        assert!(paths(&found).iter().any(|it| it.ends_with("!bin/tool")), "{:?}", paths(&found));
    }
    let found = open("s", &[bytes, &[0; 4000], b"more"].concat());
    assert_eq!(paths(&found).last(), Some(&"s!behind the end"));
}

#[test]
fn a_damaged_squash_fs_is_a_problem() {
    let (_, bytes) = SQUASHED[0];
    assert_eq!(problems(&open("s", &bytes[..700])), [("s", "it is cut off")]);
    let changed = |at: usize, value: u8| {
        let mut bytes = bytes.to_vec();
        bytes[at] = value;
        let found = open("s", &bytes);
        problems(&found).first().map(|it| it.1.to_owned())
    };
    // another version, a block of a terabyte, a root somewhere else
    assert_eq!(changed(28, 3).as_deref(), Some("it is SquashFS 3.0, which is not opened"));
    assert_eq!(changed(15, 0xff).as_deref(), Some("it is damaged"));
    assert!(changed(33, 0x70).is_some());
}

#[test]
fn many_files_in_one_block_are_a_bomb_like_any_other() {
    let limits = Limits { floor: 4096, ratio: 1, ..Limits::default() };
    let found = open_within(limits, "s", SQUASHED[0].1);
    let what = "it unpacks to so many times its size that it looks like a bomb";
    assert_eq!(problems(&found), [("s", what)]);
}

#[test]
fn members_of_a_cabinet_are_shown() {
    let found = open("c", CABINET);
    assert_eq!(problems(&found), []);
    assert_eq!(paths(&found), ["c", "c!tool", "c!note"]);
    assert_eq!(found.seen[1].length, LENGTH);
    assert_eq!(texts(&found)[2], ("c!note", "a text\n"));
    let program = b"MZ\x90\0".repeat(400);
    let found = open("setup.exe", &[&program, CABINET, b"xyz"].concat());
    assert_eq!(paths(&found).last(), Some(&"setup.exe!archive at byte 1600!note"));
    assert_eq!(problems(&found), []);
    let found = open("c", &[CABINET, b"more"].concat());
    assert_eq!(paths(&found).last(), Some(&"c!behind the end"));
}

/// A cabinet with one folder and one member that is longer than a block.
fn cabinet(method: u16, blocks: &[(Vec<u8>, u16)], size: u32) -> Vec<u8> {
    let mut bytes = b"MSCF\0\0\0\0".to_vec();
    let data: Vec<u8> = blocks
        .iter()
        .flat_map(|(packed, length)| {
            let stored = u16::try_from(packed.len()).expect("short");
            [&[0; 4], &stored.to_le_bytes()[..], &length.to_le_bytes(), packed].concat()
        })
        .collect();
    let start = 36 + 8 + 16 + 9;
    bytes.extend((start + u32::try_from(data.len()).expect("short")).to_le_bytes());
    bytes.extend([0, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0, 3, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(start.to_le_bytes());
    bytes.extend(u16::try_from(blocks.len()).expect("few").to_le_bytes());
    bytes.extend(method.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x60, 0]);
    bytes.extend(b"bin\\tool\0");
    bytes.extend(data);
    bytes
}

/// A chunk of LZX with one block that is not packed: a bit for code of x86, three for the kind, 24 for the size, three
/// distances.
fn lzx(content: &[u8]) -> Vec<u8> {
    let bits = 3_u32 << 28 | u32::try_from(content.len()).expect("short") << 4;
    let words = [(bits >> 16) as u16, bits as u16];
    let head = words.iter().flat_map(|word| word.to_le_bytes());
    let distances = [1_u32, 1, 1].into_iter().flat_map(u32::to_le_bytes);
    head.chain(distances).chain(content.iter().copied()).collect()
}

#[test]
fn each_method_of_a_cabinet_is_unpacked_or_named() {
    let content = b"\x7fELF".repeat(4096);
    for (method, packed) in [(0, content.clone()), (0xf03, lzx(&content))] {
        let bytes = cabinet(method, &[(packed, 16384)], 16384);
        let found = open("c", &bytes);
        assert_eq!(problems(&found), [], "{method}");
        assert_eq!(paths(&found), ["c", "c!bin/tool"]);
        assert_eq!((found.seen[1].entry.mode, found.seen[1].length), (0o755, 16384));
    }
    let quantum = open("c", &cabinet(2, &[(vec![0; 8], 8)], 8));
    assert_eq!(problems(&quantum), [("c", "it is compressed with Quantum")]);
    // a member that goes on in the next cabinet, and one that starts in the one before
    let cut = cabinet(0, &[(vec![b'x'; 8], 8), (Vec::new(), 0)], 16);
    assert_eq!(problems(&open("c", &cut)), [("c!bin/tool", "it is cut off")]);
    let mut started = cabinet(0, &[(vec![b'x'; 8], 8)], 8);
    started[44 + 8..44 + 10].copy_from_slice(&[0xfd, 0xff]);
    assert_eq!(problems(&open("c", &started)), [("c!bin/tool", "it starts in another cabinet")]);
}

#[test]
fn lzip_and_rare_methods_of_zip_are_unpacked() {
    assert_eq!(texts(&open("note.lz", archive!("note.lz")))[1], ("note.lz!note", "a text\n"));
    let script = [b"#!/bin/sh\nexit\n", archive!("note.lz").as_slice()].concat();
    assert_eq!(texts(&open("x.run", &script)).last().map(|it| it.1), Some("a text\n"));
    assert_eq!(texts(&open("z", archive!("lzma.zip")))[1], ("z!note", "a text\n"));
    let found = open("z", archive!("deflate64.zip"));
    assert_eq!((problems(&found), found.seen[1].length), (vec![], LENGTH));
}

/// Every reader is given bytes that its writer never made.
#[test]
fn changed_archives_never_panic() {
    let rounds =
        std::env::var("MINESTOP_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(300);
    let content: Vec<u8> = (0..4000_u32).map(|it| ((it * it) >> 3) as u8).collect();
    let (lzx, stored) =
        (cabinet(0x1503, &[(lzx(&content), 4000)], 4000), cabinet(0, &[(content, 4000)], 4000));
    let others: [&[u8]; 7] = [
        CABINET,
        &lzx,
        &stored,
        archive!("lzma.zip"),
        archive!("deflate64.zip"),
        archive!("note.lz"),
        &zip(&[("one", b"text")]),
    ];
    let seeds: Vec<&[u8]> = SQUASHED.iter().map(|it| it.1).chain(others).collect();
    let mut state = 11_u64;
    let mut number = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    let limits = Limits { floor: 1 << 20, ratio: 10, entries: 5000, ..Limits::default() };
    for _ in 0..rounds {
        for seed in &seeds {
            let mut bytes = seed.to_vec();
            for _ in 0..=number(6) {
                // headers more often than contents
                let most = if number(2) == 0 { bytes.len() } else { bytes.len().min(120) };
                let at = number(most);
                bytes[at] = [0, 1, 0x7f, 0x80, 0xff, number(256) as u8][number(6)];
            }
            if number(8) == 0 {
                bytes.truncate(number(bytes.len()));
            }
            let _ = open_within(limits.clone(), "a", &bytes);
        }
    }
}
