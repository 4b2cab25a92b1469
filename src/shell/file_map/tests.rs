//! Maps of files: what covers what, and how far a lookup goes.

use super::*;
use crate::source::{Span, Text};

fn content(text: &str) -> Content {
    Rc::new(Data::Text(Text::made(text, Span::default())))
}

fn text(map: &FileMap, path: &str) -> Option<String> {
    let given = |path: &str| path.starts_with("src/").then(|| content(path));
    map.get(path, given).map(|content| content.to_text().as_str().to_owned())
}

#[test]
fn what_comes_later_covers_what_was_there() {
    let mut map = FileMap::default();
    map.put("/a", Some(content("one")));
    assert_eq!(text(&map, "/a").as_deref(), Some("one"));
    map.put("/a", Some(content("two")));
    map.put("/b", Some(content("b")));
    assert_eq!(text(&map, "/a").as_deref(), Some("two"));
    map.put("/a", None);
    assert_eq!(text(&map, "/a"), None);
    map.give("/", "src", true);
    assert_eq!(text(&map, "/b").as_deref(), Some("src/b"));
    map.put("/b", None);
    assert_eq!(text(&map, "/b"), None);
    assert_eq!(text(&map, "/d/e").as_deref(), Some("src/d/e"));
}

#[test]
fn a_given_directory_covers_only_what_is_in_it() {
    let mut map = FileMap::default();
    map.put("/app/own", Some(content("own")));
    map.give("/app", "other", true);
    assert_eq!(text(&map, "/app/own").as_deref(), Some("own"));
}

#[test]
fn copies_keep_what_was_there() {
    let mut map = FileMap::default();
    map.give("/app", "src", true);
    map.copy("/opt/app", "/app");
    map.put("/app/run", None);
    assert_eq!(text(&map, "/opt/app/run").as_deref(), Some("src/run"));
    assert_eq!(text(&map, "/app/run"), None);
    let other = Rc::new(map);
    let mut map = FileMap::based_on(Rc::clone(&other));
    assert_eq!(text(&map, "/opt/app/run").as_deref(), Some("src/run"));
    map.bring("/usr/bin/x", &other, "/opt/app/run");
    assert_eq!(text(&map, "/usr/bin/x").as_deref(), Some("src/run"));
}

#[test]
fn programs_are_found_where_a_shell_looks() {
    let mut map = FileMap::default();
    map.put("/opt/x/tool", Some(content("tool")));
    let find = |map: &FileMap, path: Option<&str>| {
        map.program("tool", path, |_| None).map(|(path, _)| path)
    };
    assert_eq!(find(&map, None), None);
    assert_eq!(find(&map, Some("/opt/x:/bin")).as_deref(), Some("/opt/x/tool"));
    map.put("/usr/bin/tool", Some(content("tool")));
    assert_eq!(find(&map, None).as_deref(), Some("/usr/bin/tool"));
}

#[test]
fn lookups_end_whatever_refers_to_what() {
    let mut map = FileMap::default();
    map.put("/x", Some(content("x")));
    for _ in 0..10_000 {
        map.copy("/a", "/b");
        map.copy("/b", "/a");
    }
    assert_eq!(text(&map, "/a/c"), None);
    for number in 0..200_000 {
        map.put(&format!("/f{number}"), Some(content("x")));
    }
    assert!(map.is_full());
}

#[test]
fn paths_are_cleaned_as_the_kernel_resolves_them() {
    for (directory, path, clean) in [
        ("/", "a/./b//c", "/a/b/c"),
        ("/home", "../home/x", "/home/x"),
        ("/a", "/home/../../x/", "/x"),
        ("", "a/../b", "b"),
        ("/a", "..", "/"),
        ("", ".", ""),
    ] {
        assert_eq!(cleaned(directory, path), clean, "{directory} {path}");
    }
}
