//! Starts of programs and archives of every kind, in every notation, in the stretches of a text that may hold one: those with
//! many digits, or without blanks, or without small letters. The search for all of them takes too long for whole texts.
//!
//! Says where to look. Whether there is anything is told by reading on.

use std::ops::Range;
use std::sync::LazyLock;

use flate2::{Decompress, FlushDecompress};
use memchr::memmem;

use super::carried::Carried;
use super::dense_signs::{Place, SIGNS, Sign};
use super::written::{Notation, is_record};
use crate::byte_search::ByteSearch;

/// Bytes that are judged together.
const BLOCK: usize = 32;
/// So many of them are digits, or fewer than so many blanks.
const DIGITS: u8 = 8;
const BLANKS: u8 = 16;
/// Of what is written in pieces each block has capital letters and digits, and few blanks between the pieces.
const CAPITALS_OF_PIECES: u8 = 4;
const DIGITS_OF_PIECES: u8 = 2;
const BLANKS_OF_PIECES: u8 = 6;
/// What is written in letters and digits has nothing but ASCII: with so many other bytes it is another language, or no text.
const OTHERS: u8 = 8;
/// So many blocks make a stretch.
const IN_A_ROW: usize = 3;
/// Bytes in front of it and behind it that may belong to what stands in it.
const AROUND: usize = 64;
/// Letters of base64 that stand together before they are read as something packed: more than a digest has.
const LETTERS: usize = 112;
/// The same behind a sign of two bytes: as many as the lines of most tools have.
const LETTERS_OF_SIGN: usize = 60;
/// The first of them are unpacked.
const TRIED: usize = 64;

static SEARCH: LazyLock<Option<ByteSearch>> =
    LazyLock::new(|| ByteSearch::automaton(SIGNS.iter().map(|sign| sign.text.as_slice())));

/// Calls `take` with everything that stands within a part of these bytes, which start at an offset of the file.
pub(super) fn each(bytes: &[u8], within: Range<usize>, offset: u64, mut take: impl FnMut(Carried)) {
    if offset == 0 && within.start == 0 && is_record(bytes) {
        take(Carried::Written(0, Notation::Records));
    }
    // lines of zeros are blanks, so that they are looked for everywhere
    for at in memmem::find_iter(bytes, b"begin ").filter(|at| within.contains(at)) {
        if let Some(start) = uuencoded(bytes, at) {
            take(Carried::Written(offset + start as u64, Notation::Uuencode));
        }
    }
    stretches(bytes, |stretch| {
        let first = stretch.start;
        // made for the first stretch: most texts have none
        let Some(search) = SEARCH.as_ref() else { return };
        search.each(bytes.get(stretch.clone()).unwrap_or_default(), |number, start, end| {
            let (start, end) = (first + start, first + end);
            let Some(sign) = SIGNS.get(number).filter(|_| within.contains(&start)) else { return };
            if let Some((at, notation)) = found(bytes, (start, end), sign) {
                take(Carried::Written(offset + at as u64, notation));
            }
        });
        packed_letters(bytes, stretch, |at| {
            if within.contains(&at) {
                take(Carried::Written(offset + at as u64, Notation::Base64));
            }
        });
    });
}

/// Where the lines start behind a header of `uuencode` with a mode and a name.
fn uuencoded(bytes: &[u8], at: usize) -> Option<usize> {
    let is_line = at.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b'\n'));
    let (mode, rest) =
        bytes.get(at + b"begin ".len()..).filter(|_| is_line)?.split_first_chunk::<3>()?;
    let is_mode = mode.iter().all(|it| matches!(it, b'0'..=b'7')) && rest.first() == Some(&b' ');
    let line = memchr::memchr(b'\n', rest).filter(|_| is_mode)?;
    Some(bytes.len() - rest.len() + line + 1)
}

/// Calls `take` with each stretch of several blocks, and with some bytes around it. Of so many blocks in a row one is looked at
/// first.
fn stretches(bytes: &[u8], mut take: impl FnMut(Range<usize>)) {
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let is_dense = |number: usize| blocks.get(number).is_some_and(is_dense);
    let (mut number, mut done) = (IN_A_ROW - 1, 0);
    while number < blocks.len() {
        if !is_dense(number) {
            number += IN_A_ROW;
            continue;
        }
        let before = (1..IN_A_ROW).take_while(|before| is_dense(number - before)).count();
        let (first, mut end) = (number - before, number + 1);
        while is_dense(end) {
            end += 1;
        }
        if end - first >= IN_A_ROW {
            let start = (first * BLOCK).saturating_sub(AROUND).max(done);
            done = bytes.len().min(end * BLOCK + AROUND);
            take(start..done);
        }
        number = end + IN_A_ROW;
    }
}

fn is_dense(block: &[u8; BLOCK]) -> bool {
    let count =
        |is_it: fn(u8) -> bool| block.iter().fold(0, |sum, byte| sum + u8::from(is_it(*byte)));
    let blanks = count(|byte| byte == b' ' || byte == b'\t');
    let digits = count(|byte| byte.wrapping_sub(b'0') < 10);
    let is_of_pieces = || {
        digits >= DIGITS_OF_PIECES
            && blanks < BLANKS_OF_PIECES
            && count(|byte| byte.wrapping_sub(b'A') < 26) >= CAPITALS_OF_PIECES
    };
    let is_dense = blanks == 0
        || digits >= DIGITS
        || is_of_pieces()
        || blanks < BLANKS && count(|byte| byte.wrapping_sub(b'a') < 26) == 0;
    is_dense && count(|byte| byte.wrapping_sub(b'\t') > b'~' - b'\t') < OTHERS
}

/// Where what a sign stands for starts, and how it is written.
fn found(bytes: &[u8], (start, end): (usize, usize), sign: &Sign) -> Option<(usize, Notation)> {
    let before = start.checked_sub(1).and_then(|before| bytes.get(before)).copied();
    let rest = bytes.get(end..)?;
    let is_start = before.is_none_or(|it| it.is_ascii_whitespace() || b"\"'`>~".contains(&it));
    let many = |is_of_it: fn(&u8) -> bool| {
        let all = bytes.get(start..start + LETTERS_OF_SIGN);
        all.is_some_and(|all| all.iter().all(|it| is_of_it(it) || is_end(*it)))
    };
    let at = match sign.place {
        Place::Anywhere => Some(start + sign.before),
        Place::Number => {
            let goes_on = |it: u8| it.is_ascii_alphanumeric() || b".-".contains(&it);
            (!before.is_some_and(goes_on)).then_some(start)
        }
        Place::Word => is_start.then_some(start),
        Place::Letters => {
            (!before.is_some_and(is_letter) && many(|it| is_letter(*it))).then_some(start)
        }
        Place::Graphic => (is_start && many(u8::is_ascii_graphic)).then_some(start),
        Place::NextLine => Some(end + memchr::memchr(b'\n', rest)? + 1),
        Place::FirstRecord => {
            let last = bytes.get(..start)?.rsplit(|byte| *byte == b'\n').next()?;
            let is_first = is_record(bytes.get(start + 1..)?) && !is_record(last);
            is_first.then_some(start + 1)
        }
        Place::Address => before.is_none_or(|it| it == b'\n').then_some(end),
    }?;
    let notation = match sign.notation {
        Notation::String(None) => Notation::String(before.filter(|byte| b"'\"".contains(byte))),
        notation => notation,
    };
    Some((at, notation))
}

fn is_letter(byte: u8) -> bool {
    // the digits stand behind the slash
    (byte | 0x20).wrapping_sub(b'a') < 26 || byte.wrapping_sub(b'/') < 11 || byte == b'+'
}

fn is_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Calls `take` with where letters of base64 start in which a stream of DEFLATE may stand, which has no magic: its first bytes
/// must unpack.
fn packed_letters(bytes: &[u8], stretch: Range<usize>, mut take: impl FnMut(usize)) {
    let inside = bytes.get(..stretch.end).unwrap_or(bytes);
    let mut at = stretch.start;
    let mut inflate = None;
    // letters that are too few end in what is looked at, from its last byte on
    while let Some(first) = inside.get(at..at + TRIED) {
        if let Some(end) = first.iter().rposition(|it| !is_letter(*it)) {
            at += end + 1;
            continue;
        }
        let rest = inside.get(at..).unwrap_or_default();
        let is_start =
            at.checked_sub(1).and_then(|it| bytes.get(it)).is_none_or(|it| !is_letter(*it));
        if !is_start {
            at += rest.iter().take_while(|it| is_letter(**it)).count();
            continue;
        }
        let all = bytes.get(at..at + LETTERS).unwrap_or_default();
        if !all.is_empty()
            && all.iter().all(|it| is_letter(*it) || is_end(*it))
            && head_of(first).is_some_and(|head| inflates(&head, &mut inflate))
        {
            take(at);
        }
        // the lines that follow belong to it
        at += rest.iter().take_while(|it| is_letter(**it) || is_end(**it)).count();
    }
}

fn head_of(letters: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut head = Vec::new();
    Notation::Base64.decode(letters).read_to_end(&mut head).ok()?;
    Some(head)
}

/// True if something comes of these bytes, and no mistake.
fn inflates(head: &[u8], inflate: &mut Option<Decompress>) -> bool {
    let inflate = inflate.get_or_insert_with(|| Decompress::new(false));
    inflate.reset(false);
    let outcome = inflate.decompress(head, &mut [0; 2048], FlushDecompress::None);
    // nothing comes of the tables that blocks start with
    outcome.is_ok() && (inflate.total_out() > 0 || inflate.total_in() == head.len() as u64)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    use flate2::Compression;

    use super::*;

    fn places(text: &str) -> Vec<Carried> {
        let mut all = Vec::new();
        each(text.as_bytes(), 0..text.len(), 0, |carried| all.push(carried));
        all
    }

    #[test]
    fn stretches_are_what_is_no_prose() {
        let prose = "a line of words, as people and programs write them\n".repeat(10);
        let digits = "0x12, 0x34, 0x56, 0x78,\n".repeat(20);
        let text = format!("{prose}{digits}{prose}");
        let mut all = Vec::new();
        stretches(text.as_bytes(), |stretch| all.push(stretch));
        assert_eq!(all.len(), 1, "{all:?}");
        let stretch = all.first().cloned().unwrap_or_default();
        assert!(stretch.start <= prose.len() && prose.len() - stretch.start <= 2 * AROUND);
        assert!(stretch.end >= prose.len() + digits.len() && stretch.end < text.len() - AROUND);
    }

    #[test]
    fn letters_count_from_the_start_of_a_run_that_is_long_enough() {
        let letters: Vec<u8> = (0..=u8::MAX).filter(|byte| is_letter(*byte)).collect();
        assert_eq!(letters, b"+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
        // a stream of DEFLATE without a header, and what stands in front of it
        let lines = (0..40).map(|it| format!("line {} of a page\n", it * it * 7919));
        let lines = lines.collect::<Vec<_>>().concat();
        let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
        std::io::Write::write_all(&mut packed, lines.as_bytes()).expect("written");
        let packed = STANDARD_NO_PAD.encode(packed.finish().expect("written"));
        for front in ["x = '", "", "abc.", &"abcdefgh ".repeat(9), &format!("{}-", "a".repeat(63))]
        {
            let text = format!("{front}{packed}'");
            let mut starts = Vec::new();
            packed_letters(text.as_bytes(), 0..text.len(), |at| starts.push(at));
            assert_eq!(starts, [front.len()], "{text}");
        }
        let mut starts = Vec::new();
        packed_letters(packed.as_bytes(), 1..packed.len(), |at| starts.push(at));
        packed_letters(&packed.as_bytes()[..TRIED], 0..TRIED, |at| starts.push(at));
        assert_eq!(starts, [0_usize; 0], "inside of a run, and a run that is too short");
    }

    #[test]
    fn a_text_in_other_letters_is_no_stretch() {
        let text = "\u{4e00}\u{4e8c}\u{4e09}".repeat(100);
        stretches(text.as_bytes(), |stretch| panic!("{stretch:?}"));
    }

    #[test]
    fn every_kind_is_found_in_every_notation() {
        let zeros = " 0,".repeat(60);
        for (text, at, notation) in [
            (format!("x = [253, 55, 122, 88,{zeros}"), 5, Notation::Numbers),
            (format!("{{0x28,0xb5,0x2f,0xfd,{zeros}"), 1, Notation::Numbers),
            (format!("&#80;&#75;&#3;&#4;{}", "&#9;".repeat(50)), 0, Notation::Entities),
            (format!("begin 755 a\n{}", "M   ".repeat(40)), 12, Notation::Uuencode),
            (format!(":020000040000FA\n:20000000FD37{}", "0".repeat(99)), 0, Notation::Records),
            (format!("00000000: 377a bcaf {}\n", "0000 ".repeat(30)), 10, Notation::Dump),
            (format!("'eJw{}'", "l3xR".repeat(40)), 1, Notation::Base64),
        ] {
            let all = places(&text);
            assert!(all.contains(&Carried::Written(at, notation)), "{text}: {all:?}");
        }
        for text in ["1253, 55, 122, 88,", "/* begin 755 a */\n", "x:100000", "'eJw'"] {
            let text = format!("{text}{zeros}");
            assert_eq!(places(&text), [], "{text}");
        }
    }
}
