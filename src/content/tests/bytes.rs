//! What the bytes of files say: one pass, any size, any place in the file.

use std::io::{self, Read};

use crate::content::detector::MAX_TEXT;
use crate::content::{Content, Detector};
use crate::facts::{FileKind, Opacity};
use crate::intel::{Indicators, Intel, Kind, MarkerGroup};

fn inspect(bytes: &[u8]) -> Content {
    let mut input = bytes;
    let size = input.len() as u64;
    Detector::new(Intel::builtin()).inspect(&mut input, size).expect("memory can be read")
}

fn values(content: &Content) -> Vec<&str> {
    content.markers.iter().map(|marker| marker.value.as_str()).collect()
}

#[test]
fn a_marker_is_found_wherever_the_buffer_ends() {
    let marker = b"mining.authorize";
    for at in (MAX_TEXT - 20..MAX_TEXT + 20).chain([3 * MAX_TEXT - 7, 5 * MAX_TEXT]) {
        let mut bytes = vec![0; at];
        bytes.extend_from_slice(marker);
        bytes.resize(at + MAX_TEXT / 2, 0);
        let content = inspect(&bytes);
        assert_eq!(values(&content), ["mining.authorize"], "at {at}");
        assert_eq!(content.markers[0].offset, at as u64);
        assert_eq!(content.size, bytes.len() as u64);
    }
}

#[test]
fn a_program_hidden_in_data_is_seen() {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0".to_vec();
    bytes.resize(MAX_TEXT + 11, 7);
    assert_eq!(inspect(&bytes).kind, FileKind::Data);
    let text = b"# a text\n".repeat(1000);
    for start in [
        &b"\x7fELF\x02\x01\x01"[..],
        b"MZ\0\0another stub\0PE\0\0\x64\x86",
        b"\xcf\xfa\xed\xfe\x07\0\0\x01__text\0\0\0\0\0\0\0\0\0\0__TEXT\0\0\0\0\0\0\0\0\0\0",
        b"\0asm\x01\0\0\0",
    ] {
        for front in [bytes.as_slice(), &text, b"!<arch>\n", b"\x37\x7a\xbc\xaf\x27\x1c"] {
            let whole = [front, start, b"\0"].concat();
            assert_eq!(inspect(&whole).kind, FileKind::DataWithProgram, "{start:?}");
        }
    }
    // names of sections, as programs that read such files have them
    assert_eq!(inspect(b"\0\x01__text\0__TEXT\0PE\0\0asm\0").kind, FileKind::Data);
}

#[test]
fn the_constants_of_an_algorithm_are_a_program_in_a_text_too() {
    let markers = Intel::builtin().file_markers();
    let constants = markers.filter(|marker| marker.group == MarkerGroup::Constant);
    let bytes = constants.map(|marker| marker.bytes.clone());
    let constants: Vec<Vec<u8>> = bytes.filter(|bytes| !bytes.contains(&0)).collect();
    let of = |count: usize| {
        let text = [
            &b"# a text\n"[..],
            &constants.iter().take(count).flatten().copied().collect::<Vec<_>>(),
        ];
        let text = text.concat();
        inspect(&text).kind
    };
    assert_eq!(of(4), FileKind::DataWithProgram);
    assert_eq!(of(3), FileKind::Text);
}

#[test]
fn archives_have_a_digest_and_everything_if_it_is_wanted() {
    // the SHA-256 of four bytes, worked out with another program
    let digest = "fd72d30440b0bae1b1c6db6c8ad807f238ef3ca613aa7e8d5329e1e8ddf7da72";
    assert_eq!(inspect(b"\x1f\x8b\x08\0").digest.as_deref(), Some(digest));
    assert!(inspect(b"!<arch>\ndebian-binary   ").digest.is_some());
    for other in [&b"text"[..], b"\x7fELF", b"!<arch>\n/               "] {
        assert!(inspect(other).digest.is_none(), "{other:?}");
        let all = Detector::new(Intel::builtin()).with_digests(true);
        assert!(all.inspect(&mut &*other, 0).is_ok_and(|content| content.digest.is_some()));
    }
    // else more than archives would have to be hashed
    let known = Intel::builtin().entries().filter(|known| known.kind() == Kind::Digest);
    let notes: Vec<&str> = known.map(|known| known.note()).collect();
    assert!(notes.len() > 5 && notes.iter().all(|note| note.ends_with(".tar.gz")), "{notes:?}");
}

#[test]
fn texts_are_kept_up_to_the_limit() {
    assert!(inspect(&vec![b'a'; MAX_TEXT]).text.is_some());
    assert!(inspect(&vec![b'a'; MAX_TEXT + 1]).text.is_none());
}

#[test]
fn markers_of_a_policy_are_found_in_any_file() {
    let lists =
        Indicators { file_markers: vec!["ACME-7", "hex:00010203"], ..Indicators::default() };
    let intel = Intel::with(&lists).expect("they can be used");
    let detector = Detector::new(&intel);
    for bytes in [b"say ACME-7 twice ACME-7".as_slice(), b"\xff\x00\x01\x02\x03"] {
        let content = detector.inspect(&mut &bytes[..], 0).expect("memory can be read");
        assert_eq!(content.markers.len(), 1, "{bytes:?}");
        assert_eq!(content.markers[0].group, MarkerGroup::Custom);
    }
}

#[test]
fn a_file_that_ends_in_an_error_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }
    let error = Detector::new(Intel::builtin()).inspect(&mut Broken, 10).expect_err("it fails");
    assert_eq!(error.to_string(), "broken");
}

#[test]
fn pointers_and_packed_programs_are_said_to_be_opaque() {
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    assert_eq!(inspect(pointer).opacity, [Opacity::Pointer]);
    let mut packed = b"\x7fELF\x02\x01\x01".to_vec();
    packed.resize(236, 0);
    packed.extend_from_slice(b"UPX!");
    assert_eq!(inspect(&packed).opacity, [Opacity::Packed]);
}
