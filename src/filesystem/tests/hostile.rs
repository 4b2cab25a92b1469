//! Archives that want to be big, to lead elsewhere or to break the reader: a problem, in bounded time and memory.

use std::io::{self, Read};

use crate::filesystem::archive::Opener;
use crate::filesystem::entry::Entry;
use crate::filesystem::problem::{Found, ProblemKind};
use crate::filesystem::tar::TarReader;
use crate::filesystem::{Budget, Limits};
use tar::{Builder, EntryType, Header};

use crate::filesystem::tests::build::{add, gzip, header, link, tar, zip, zstd};
use crate::filesystem::tests::recorder::{Recorder, open, open_within, paths, problems, texts};

fn small() -> Limits {
    Limits { floor: 1 << 20, ratio: 10, ..Limits::default() }
}

fn zeros(count: usize) -> Vec<u8> {
    vec![0; count]
}

#[test]
fn a_bomb_is_one_problem() {
    let flat = zeros(8 << 20);
    let nested = gzip(&gzip(&flat));
    let in_tar = gzip(&tar(&[("a", &flat), ("b", b"never reached")]));
    let in_zip = zip(&[("a", &flat), ("b", b"never reached")]);
    for bytes in [gzip(&flat), zstd(&flat), nested, in_tar, in_zip] {
        let found = open_within(small(), "usr/bomb", &bytes);
        let what = "it unpacks to so many times its size that it looks like a bomb";
        assert_eq!(problems(&found), [("usr/bomb", what)]);
        assert_eq!(found.problems[0].kind, ProblemKind::Limit);
    }
}

#[test]
fn many_members_together_are_a_bomb() {
    let part = gzip(&zeros(600 << 10));
    let found = open_within(small(), "a.tar", &tar(&[("1", &part), ("2", &part), ("3", &part)]));
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    assert!(!paths(&found).contains(&"a.tar!3"));
}

#[test]
fn all_archives_together_have_a_limit() {
    let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
    let found = open_within(limits, "a.gz", &gzip(&zeros(2 << 20)));
    let what = "together with the rest it unpacks to more than minestop reads";
    assert_eq!(problems(&found), [("a.gz", what)]);
}

#[test]
fn depth_has_a_limit() {
    let mut bytes = b"core".to_vec();
    for _ in 0..20 {
        bytes = gzip(&bytes);
    }
    let found = open("a.gz", &bytes);
    assert_eq!(found.problems.len(), 1);
    assert_eq!(found.problems[0].what, "archives are opened 5 deep");
    assert_eq!(found.seen.len(), 6);
}

/// Headers without end, made as they are read.
struct Endless {
    block: [u8; 512],
    at: usize,
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        let count = buffer.len().min(512 - self.at);
        buffer[..count].copy_from_slice(&self.block[self.at..self.at + count]);
        self.at = (self.at + count) % 512;
        self.left -= u64::from(self.at == 0);
        Ok(count)
    }
}

#[test]
fn very_many_entries_are_read_or_refused() {
    let block = *header("many/empty", EntryType::Regular, 0o644, 0).as_bytes();
    let mut tar = TarReader::new(Endless { block, at: 0, left: 100_000 });
    let mut count = 0;
    while tar.next_entry().unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 100_000);
    let budget = Budget::new(Limits { entries: 1000, ..Limits::default() });
    let mut found = Found::default();
    let mut input = Endless { block, at: 0, left: 5000 };
    let entry = Entry::regular("a.tar", 5000 * 512);
    Opener::new(&Recorder, &budget).stream(&entry, &mut input, &mut found).unwrap();
    assert_eq!(problems(&found), [("a.tar", "it has more entries than minestop reads")]);
    assert_eq!(found.seen.len(), 1001);
}

#[test]
fn names_stay_inside_and_links_are_not_followed() {
    let mut builder = Builder::new(Vec::new());
    add(&mut builder, "../../etc/cron.d/x", EntryType::Regular, 0o644, b"out");
    add(&mut builder, "/root/.ssh/x", EntryType::Regular, 0o644, b"abs");
    link(&mut builder, "leak", EntryType::Symlink, "/etc/shadow");
    link(&mut builder, "hard", EntryType::Link, "../../etc/shadow");
    add(&mut builder, "leak/x", EntryType::Regular, 0o644, b"through");
    let bytes = builder.into_inner().unwrap();
    for (name, bytes) in [("a.tar", bytes), ("a.zip", zip(&[("../../etc/cron.d/x", b"out")]))] {
        let found = open(name, &bytes);
        let path = format!("{name}!etc/cron.d/x");
        assert_eq!(problems(&found), [(path.as_str(), "its name leads out of the archive")]);
        assert_eq!(found.problems[0].kind, ProblemKind::Escape);
        assert!(texts(&found).contains(&(path.as_str(), "out")));
        assert!(!texts(&found).iter().any(|(_, text)| text.contains("root:")));
    }
}

#[test]
fn what_is_cut_off_is_a_problem() {
    let whole = tar(&[("one", &[b'x'; 3000]), ("two", &[b'y'; 3000])]);
    for (name, bytes) in [
        ("a.tar", &whole[..5000]),
        ("a.tar", &whole[..3800]),
        ("a.gz", &gzip(&whole)[..60]),
        ("a.zst", &zstd(&whole)[..40]),
        ("a.zip", &zip(&[("one", b"text")])[..40]),
    ] {
        let found = open(name, bytes);
        assert_eq!(found.problems.len(), 1, "{name} {}: {:?}", bytes.len(), found.problems);
        assert_eq!(found.problems[0].kind, ProblemKind::Unreadable);
    }
    // many writers leave the end of the archive out
    assert_eq!(problems(&open("a.tar", &tar(&[("one", b"x")])[..1024])), []);
}

#[test]
fn headers_that_want_memory_are_refused() {
    let huge = header("././@LongLink", EntryType::GNULongName, 0o644, 1 << 40);
    let found = open("a.tar", &[huge.as_bytes(), &zeros(4096)[..]].concat());
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    let huge = header("pax", EntryType::XHeader, 0o644, 1 << 40);
    let found = open("a.tar", &[huge.as_bytes(), &zeros(4096)[..]].concat());
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
}

#[test]
fn holes_of_a_sparse_file_are_not_read() {
    let mut sparse = header("sparse", EntryType::GNUSparse, 0o644, 4);
    let gnu = sparse.as_gnu_mut().unwrap();
    gnu.sparse[0].set_offset(1 << 40);
    gnu.sparse[0].set_length(4);
    gnu.set_real_size((1 << 40) + 4);
    sparse.set_cksum();
    let mut builder = Builder::new(Vec::new());
    builder.append(&sparse, &b"data"[..]).unwrap();
    add(&mut builder, "next", EntryType::Regular, 0o644, b"next");
    let found = open("a.tar", &builder.into_inner().unwrap());
    assert_eq!(texts(&found)[1..], [("a.tar!sparse", "data"), ("a.tar!next", "next")]);
    assert_eq!(found.seen[1].entry.size, (1 << 40) + 4);
    assert_eq!(problems(&found), []);
}

#[test]
fn noise_behind_a_known_start_never_panics() {
    let mut state = 7_u64;
    let mut byte = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    };
    let whole = tar(&[("one", &[b'x'; 700]), ("two", b"y")]);
    let seeds =
        [whole.clone(), gzip(&whole), zstd(&whole), zip(&[("one", b"text"), ("two", b"y")])];
    for seed in &seeds {
        for round in 0..200 {
            let mut bytes = seed.clone();
            for _ in 0..=round % 8 {
                let at = (usize::from(byte()) << 8 | usize::from(byte())) % bytes.len();
                bytes[at] = byte();
            }
            let _ = open_within(small(), "a", &bytes);
        }
    }
}

#[test]
fn a_sparse_map_whose_number_does_not_end_is_refused() {
    let map = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.name", "a"),
        ("GNU.sparse.realsize", "9"),
    ]
    .map(|(key, value)| record(key, value));
    let front = extended(EntryType::XHeader, &map.concat());
    let content = [b'1'; 4096];
    let entry = header("opt/file", EntryType::Regular, 0o644, content.len() as u64);
    assert_eq!(said_of(&front, &entry, &content), ["a header in it is damaged"]);
}

/// What is said of an archive with this header, with what stands in front of it, and a file `next` behind it.
fn said_of(front: &[u8], entry: &Header, content: &[u8]) -> Vec<String> {
    let mut builder = Builder::new(front.to_vec());
    builder.append(entry, content).expect("written");
    let found = open("a.tar", &builder.into_inner().expect("written"));
    found.problems.iter().map(|problem| problem.what.clone()).collect()
}

/// An extended header in front of an entry.
fn extended(kind: EntryType, content: &[u8]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    let mut header = header("x", kind, 0o644, content.len() as u64);
    header.set_cksum();
    builder.append(&header, content).expect("written");
    let mut bytes = builder.into_inner().expect("written");
    bytes.truncate(bytes.len() - 1024);
    bytes
}

fn record(key: &str, value: &str) -> Vec<u8> {
    // two digits of length, a blank, an equals sign, a line end
    format!("{} {key}={value}\n", key.len() + value.len() + 5).into_bytes()
}

/// As an engine unpacks them, these are files that the parser knows nothing of.
#[test]
fn entries_that_engines_read_otherwise_are_refused() {
    let plain = header("opt/file", EntryType::Regular, 0o644, 4);
    let old = |kind, size| {
        let mut old = Header::new_old();
        old.as_mut_bytes()[..8].copy_from_slice(b"opt/dir/");
        old.as_mut_bytes()[156] = kind;
        old.set_mode(0o755);
        old.set_size(size);
        old.set_cksum();
        old
    };
    let changed = |at: usize, bytes: &[u8]| {
        let mut header = plain.clone();
        header.as_mut_bytes()[at..at + bytes.len()].copy_from_slice(bytes);
        header.set_cksum();
        header
    };
    let other_version = |prefix: &[u8]| {
        let mut header = changed(257, b"ustar\x0011");
        header.as_mut_bytes()[345..345 + prefix.len()].copy_from_slice(prefix);
        header.set_cksum();
        header
    };
    let pax = |key, value| extended(EntryType::XHeader, &record(key, value));
    let long_name = extended(EntryType::GNULongName, b"opt/long\0");
    let both = [&long_name[..], &pax("path", "opt/other-path")].concat();
    let cases = [
        (&[][..], changed(345, b"etc"), "a header does not say how long a path it has"),
        (&[], other_version(b"etc"), "a header does not say how long a path it has"),
        (&extended(EntryType::GNULongName, b"etc/x\0y\0"), plain.clone(), "a path has a NUL in it"),
        (&[], old(0, 4), "a directory has content"),
        (&[], old(b'x', 0), "an extended header is in no format that has them"),
        (&both, plain.clone(), "an entry has two names"),
        (&pax("linkpath", ""), plain.clone(), "an entry has two names"),
        (&pax("GNU.sparse.name", "opt/x"), plain.clone(), "an entry has two names"),
        (
            &pax("SCHILY.xattr.trusted.overlay.opaque", "y"),
            plain.clone(),
            "an attribute says that another directory is shown",
        ),
    ];
    for (front, entry, what) in cases {
        let content = if entry.size().unwrap() == 4 { &b"data"[..] } else { b"" };
        let wanted = format!("it cannot be relied on: {what}");
        assert_eq!(said_of(front, &entry, content), [wanted]);
    }
    // a number, an extended header or attribute of every day, a directory from before POSIX, a long name
    let fine = [
        (&[][..], changed(345, b"00000000000")),
        (&[], changed(345, &[0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])),
        (&[], other_version(b"")),
        (&[], old(0, 0)),
        (&[], old(b'0', 4)),
        (&pax("path", "opt/other-path"), plain.clone()),
        (&pax("SCHILY.xattr.user.note", "y"), plain.clone()),
        (&long_name, plain.clone()),
    ];
    for (number, (front, entry)) in fine.into_iter().enumerate() {
        let content = if entry.size().unwrap() == 4 { &b"data"[..] } else { b"" };
        assert_eq!(said_of(front, &entry, content), <[&str; 0]>::default(), "{number}");
    }
}
