//! The table of patterns in `docs/policy.md`, row by row.

use crate::image_ref::{Pattern, Reference};
use crate::pattern::{NamePattern, PathPattern};
use crate::source::{Span, Text};

/// The words in backticks of a cell.
fn words(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// A digest as the table shortens it.
fn whole(word: &str) -> String {
    word.replace("sha256:…", &format!("sha256:{}", "ab".repeat(32)))
}

fn is_meant(kind: &str, pattern: &str, text: &str) -> bool {
    let bad = |bad: crate::config::BadValue| -> bool { panic!("{pattern}: {}", bad.message) };
    match kind {
        "image" => {
            let reference = Reference::parse(&Text::verbatim(text, Span::default()))
                .unwrap_or_else(|bad| panic!("{text}: {bad}"));
            pattern.parse::<Pattern>().map_or_else(bad, |it| it.trusts(&reference))
        }
        "path" => pattern.parse::<PathPattern>().map_or_else(bad, |it| it.matches(text)),
        "name" => pattern.parse::<NamePattern>().map_or_else(bad, |it| it.matches(text)),
        other => panic!("no kind of pattern is called {other}"),
    }
}

#[test]
fn the_table_of_patterns_says_what_they_match() {
    let page = include_str!("../../../docs/policy.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| kind | pattern |")).skip(2);
    let mut seen = 0;
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [kind, pattern, yes, no] = cells[..] else { panic!("{row}") };
        let pattern = whole(words(pattern)[0]);
        for (cell, expected) in [(yes, true), (no, false)] {
            for text in words(cell) {
                let text = whole(text);
                assert_eq!(is_meant(kind, &pattern, &text), expected, "{pattern} and {text}");
            }
        }
        seen += 1;
    }
    assert!(seen > 20, "{seen} rows");
}
