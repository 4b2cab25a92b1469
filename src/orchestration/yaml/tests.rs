//! Where scalars stand, what references come to, and what is refused.

use super::{Node, Reader, documents};
use crate::source::{FileId, Text};
use std::rc::Rc;

fn root(text: &str) -> Rc<Node> {
    let all = Reader::new(FileId(0), text).read(0..text.len()).unwrap();
    Rc::clone(&all[0].root)
}

/// The scalar, and for each part of it what stands in the file there.
fn written(text: &str, key: &str, part: &str) -> (String, String) {
    let value: Text = root(text).text(key).unwrap().clone();
    let at = value.find(part).unwrap();
    let span = value.span_of(at..at + part.len());
    (value.as_str().to_owned(), text.get(span.range()).unwrap().to_owned())
}

#[test]
fn every_part_of_a_scalar_knows_its_place() {
    for (text, part, value, place) in [
        ("a: one two", "two", "one two", "two"),
        ("a: one\n  two\n", "two", "one two", "two"),
        ("a: 'it''s two'\n", "two", "it's two", "two"),
        ("a: 'it''s two'\n", "'", "it's two", "''"),
        ("a: \"x\\x41y two\"\n", "A", "xAy two", "\\x41"),
        ("a: \"x\\x41y two\"\n", "two", "xAy two", "two"),
        ("a: \"x\\n\\\n   two\"\n", "two", "x\ntwo", "two"),
        ("a: \"x\n\n\n  two\"\n", "two", "x\n\ntwo", "two"),
        ("a: |\n  x\n    two\n\n", "  two", "x\n  two\n", "  two"),
        ("a: |+\n  x\n  two\n\n\n", "two\n", "x\ntwo\n\n\n", "two\n"),
        ("a: |\r\n  x\r\n  two\r\n", "two", "x\ntwo\n", "two"),
        ("a: |2\n\n    x\n   two\n", "two", "\n  x\n two\n", "two"),
        ("a: |\n  two", "two", "two\n", "two"),
        ("a: >-\n  x\n  y\n\n  two\n", "two", "x y\ntwo", "two"),
        ("a: >\n  x\n    y\n    z\n  two\n", "two", "x\n  y\n  z\ntwo\n", "two"),
        ("a: >\n  two", "two", "two\n", "two"),
        ("b: &x two\na: *x\n", "two", "two", "two"),
        ("{\"a\": \"\\u00e9 two\"}", "two", "é two", "two"),
        ("a: é — two\n", "two", "é — two", "two"),
    ] {
        let (read, stands) = written(text, "a", part);
        assert_eq!((read.as_str(), stands.as_str()), (value, place), "{text:?}");
    }
}

#[test]
fn merge_keys_bring_what_a_mapping_does_not_say_itself() {
    let text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 5\n";
    let root = root(text);
    let merged = root.get("z").unwrap();
    let read = |key: &str| merged.text(key).unwrap().as_str().to_owned();
    assert_eq!(["a", "b", "c"].map(read), ["5", "2", "4"]);
}

#[test]
fn the_last_one_of_a_key_counts_and_the_key_is_known_to_stand_twice() {
    let text = "a: 1\nb: 2\na: 3\nb: 2\n";
    let all = Reader::new(FileId(0), text).read(0..text.len()).unwrap();
    assert_eq!(all[0].root.text("a").unwrap().as_str(), "3");
    assert_eq!(all[0].twice.iter().map(Text::as_str).collect::<Vec<_>>(), ["a"]);
    assert_eq!(all[0].twice[0].span().range(), 10..11);
}

#[test]
fn documents_are_split_by_lines_alone() {
    let text = "a: 1\n---\nb: 2\n--- \n---\nc: |\n  ---\n--- # d\nd: 1\n";
    let parts: Vec<&str> =
        documents(text).into_iter().map(|range| text.get(range).unwrap()).collect();
    assert_eq!(parts, ["a: 1\n", "b: 2\n", "c: |\n  ---\n--- # d\nd: 1\n"]);
}

#[test]
fn what_grows_by_references_is_as_large_as_its_text() {
    // each line would double what the one above stands for
    let mut aliases = String::from("a0: &a0 [x, x]\n");
    let mut merges = String::from("a0: &a0 {x: 1}\n");
    for line in 1..60 {
        aliases += &format!("a{line}: &a{line} [*a{0}, *a{0}]\n", line - 1);
        merges += &format!("a{line}: &a{line} {{<<: [*a{0}, *a{0}], k{line}: 1}}\n", line - 1);
    }
    assert_eq!(root(&aliases).get("a59").unwrap().items().len(), 2);
    assert_eq!(root(&merges).get("a59").unwrap().entries().len(), 60);
    let wide = (0..3000).map(|n| format!("k{n}: 1")).collect::<Vec<_>>().join(", ");
    let many = "- <<: *x\n".repeat(3000);
    let text = format!("x: &x {{{wide}}}\nall:\n{many}");
    let error = Reader::new(FileId(0), &text).read(0..text.len()).unwrap_err();
    assert!(error.message.contains("more values than are read"), "{}", error.message);
}

#[test]
fn what_cannot_be_read_is_one_error() {
    for (text, message) in [
        ("a: &a [*a]\n".to_owned(), "an alias stands for what it is a part of"),
        ("a: *b\n".to_owned(), "unknown anchor"),
        ("a: [1\nb: 2\n".to_owned(), "this is no YAML"),
        ("[".repeat(100_000), "this is no YAML"),
        ("a: \"\\z\"\n".to_owned(), "this is no YAML"),
    ] {
        let error = Reader::new(FileId(0), &text).read(0..text.len()).unwrap_err();
        assert!(error.message.contains(message), "{}", error.message);
    }
}
