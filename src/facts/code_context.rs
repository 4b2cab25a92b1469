//! What stands around a constant in the text of a program: whether the program uses it, or only speaks of it.
//!
//! No reader of languages: the marks before the constant, and the lines that hold it.

use std::ops::Range;

/// Bytes in front of a place that are looked at for what holds it: no more, so that a long list costs as much as it has
/// entries.
const LONGEST: usize = 4096;

/// Parts of the names of what stands for something else.
const EXAMPLES: &[&str] =
    &["example", "sample", "mock", "fixture", "dummy", "fake", "expected", "stub"];

/// The place is no value of its own that a name, a key or the first argument of a call takes, or its holder is called an
/// example.
pub(super) fn is_said_in_passing(text: &str, range: &Range<usize>) -> bool {
    let from = text.floor_char_boundary(range.start.saturating_sub(LONGEST));
    let before = text.get(from..range.start).unwrap_or_default();
    !is_given(before) || is_example(before) || is_looked_for(before, text, range.end)
}

/// The constant is one that a rule of YARA looks for: `rule x { strings: $a = "…" condition: … }`.
fn is_looked_for(before: &str, text: &str, end: usize) -> bool {
    let Some(at) = before.rfind("strings:") else { return false };
    let (head, inside) = before.split_at(at);
    let to = text.floor_char_boundary(text.len().min(end.saturating_add(LONGEST)));
    let behind = text.get(end..to).unwrap_or_default();
    let name = inside.rsplit('$').next().filter(|_| inside.contains('$')).unwrap_or_default();
    let named = name.split('=').next().unwrap_or_default().trim_end();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    head.contains("rule ")
        && !inside.contains('}')
        && name.contains('=')
        && named.chars().all(is_name)
        && behind.split('}').next().is_some_and(|rest| rest.contains("condition:"))
}

/// The constant starts here, as far as its scheme and user may stand in front, and something takes it.
fn is_given(before: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || "+:/.-_@%$".contains(c);
    let quote = before.trim_end_matches(part);
    // a page of the web site of a pool
    if before.get(quote.len()..).is_some_and(|start| start.starts_with("http")) {
        return false;
    }
    let Some(outside) = quote.strip_suffix(['"', '\'', '`']) else { return false };
    let outside = outside.trim_end_matches(['b', 'f', 'r', 'u', '"', '\'']).trim_end();
    let line = outside.rsplit('\n').next().unwrap_or_default().trim_start();
    !is_comment(line) && outside.ends_with(['=', ':', '(', '>'])
}

fn is_comment(line: &str) -> bool {
    ["#", "//", "--", "*", "/*"].iter().any(|mark| line.starts_with(mark))
}

/// A line that holds the place is about an example: its own, or one above it that stands further to the left.
fn is_example(before: &str) -> bool {
    let mut depth = usize::MAX;
    for line in before.rsplit('\n') {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() || indent >= depth {
            continue;
        }
        depth = indent;
        let name = content.to_ascii_lowercase();
        if EXAMPLES.iter().any(|example| name.contains(example)) {
            return true;
        }
        if depth == 0 {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_said_in_passing;

    fn passing(text: &str) -> bool {
        let start = text.find("pool.x:1").expect("the text names the pool");
        is_said_in_passing(text, &(start..start + 8))
    }

    #[test]
    fn a_value_that_is_given_to_something_is_used() {
        for text in [
            "pool = \"pool.x:1\"",
            "connect('pool.x:1')",
            "{ url: \"stratum+tcp://pool.x:1\" }",
            "'server' => 'pool.x:1'",
            "url = f\"{scheme}\"\nmine(b'user@pool.x:1')",
            "rule = 'm { strings: }'\n$a = \"pool.x:1\";\n// condition:",
            "$strings: $a = \"pool.x:1\";",
        ] {
            assert!(!passing(text), "{text}");
        }
    }

    #[test]
    fn lists_comments_texts_and_examples_only_speak_of_it() {
        for text in [
            "x = [\n \"PM 5.7b\",\n \"pool.x:1\",\n]",
            "# such as pool = 'pool.x:1'",
            "log('connected to pool.x:1 again')",
            "link = 'http://www.pool.x:1'",
            "exampleResponse = {\n  pool: 'pool.x:1'\n}",
            "def test():\n    sample = {\n        'pool': 'pool.x:1',\n    }",
            "compile('rule m { strings: $a = \"pool.x:1\" $b = \"y\" condition: $a }')",
        ] {
            assert!(passing(text), "{text}");
        }
    }
}
