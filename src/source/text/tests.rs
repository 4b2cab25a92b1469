//! What a [`Text`] remembers.

use super::*;
use crate::source::FileId;

fn at(start: usize, end: usize) -> Span {
    Span::new(FileId(0), start, end)
}

#[test]
fn joined_lines_keep_their_places() {
    let mut text = Text::verbatim("fake", at(10, 14));
    text.push_verbatim("miner", at(20, 25));
    assert_eq!(text.as_str(), "fakeminer");
    assert_eq!(text.span_of(0..4), at(10, 14));
    assert_eq!(text.span_of(5..7), at(21, 23));
    assert_eq!(text.span_of(2..6), at(12, 22));
    assert_eq!(text.slice(3..6).span(), at(13, 22));
    assert_eq!(text.slice(3..6).as_str(), "emi");
}

#[test]
fn expanded_parts_know_their_definition() {
    let value = Text::verbatim("miner", at(5, 10));
    let mut text = Text::verbatim("x", at(30, 31));
    text.push_through(&value, at(31, 33));
    assert_eq!(text.as_str(), "xminer");
    assert_eq!(text.span_of(1..6), at(31, 33));
    assert_eq!(text.origins(0..1), []);
    assert_eq!(text.origins(0..6), [at(5, 10)]);
}

#[test]
fn adjacent_source_bytes_are_one_piece() {
    let mut text = Text::empty(at(0, 0));
    for i in 0..1000 {
        text.push_verbatim("a", at(i, i + 1));
    }
    assert!(matches!(text.pieces, Pieces::One { verbatim: true, .. }));
    assert_eq!(text.span(), at(0, 1000));
}

#[test]
fn a_truncated_text_goes_on_where_it_was_cut() {
    let mut text = Text::verbatim("abcd", at(0, 4));
    text.push_made("xy", at(4, 10));
    text.truncate(2);
    text.push_verbatim("z", at(20, 21));
    assert_eq!(text.as_str(), "abz");
    assert_eq!(text.span_of(1..2), at(1, 2));
    assert_eq!(text.span_of(2..3), at(20, 21));
}

#[test]
fn an_empty_text_stands_somewhere() {
    let text = Text::empty(at(7, 7));
    assert_eq!(text.span(), at(7, 7));
    assert_eq!(text.span_of(0..0), at(7, 7));
    assert_eq!(text.slice(0..0).as_str(), "");
}
