//! A list of patterns of files that is asked about many paths: one search of a path says which patterns can stand for it at
//! all, so that hundreds of them cost what one does. Decides nothing.

use std::borrow::Cow;
use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::FilePattern;
use crate::config::{List, Located};
use crate::pattern::PathSegments;

/// Patterns of files in the order of the policy.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "List<FilePattern>")]
pub(crate) struct FileList {
    patterns: List<FilePattern>,
    literals: Option<Literals>,
}

/// What a path must hold for a pattern to stand for it.
#[derive(Debug)]
struct Literals {
    search: AhoCorasick,
    /// The number of the pattern that each text is of.
    of: Vec<usize>,
    /// Patterns that ask for no text.
    without: Vec<usize>,
}

impl FileList {
    /// The first pattern that stands for the path.
    pub(crate) fn find(&self, path: &str) -> Option<&Located<FilePattern>> {
        let patterns = self.patterns.given()?;
        let possible = self.literals.as_ref().map(|literals| literals.possible(path));
        if possible.as_ref().is_some_and(BTreeSet::is_empty) {
            return None;
        }
        let segments = PathSegments::of(path);
        let matches = |item: &&Located<FilePattern>| item.value.matches(&segments);
        match possible {
            Some(numbers) => numbers.into_iter().filter_map(|it| patterns.get(it)).find(matches),
            None => patterns.iter().find(matches),
        }
    }

    /// True if a pattern stands for the path.
    pub(crate) fn any(&self, path: &str) -> bool {
        self.find(path).is_some()
    }
}

impl From<List<FilePattern>> for FileList {
    fn from(patterns: List<FilePattern>) -> Self {
        let literals = Literals::of(patterns.given().unwrap_or_default());
        Self { patterns, literals }
    }
}

impl Literals {
    /// `None` where each pattern is better tried by itself: there are none, or too many letters for one search.
    fn of(patterns: &[Located<FilePattern>]) -> Option<Self> {
        let numbered = || patterns.iter().map(|item| item.value.literal()).enumerate();
        let (of, texts): (Vec<usize>, Vec<&str>) =
            numbered().filter(|(_, text)| !text.is_empty()).unzip();
        let without = numbered().filter(|(_, text)| text.is_empty()).map(|(it, _)| it).collect();
        let search = (!texts.is_empty()).then(|| AhoCorasick::new(texts))?.ok()?;
        Some(Self { search, of, without })
    }

    /// The numbers of the patterns that can stand for a path, in their order.
    fn possible(&self, path: &str) -> BTreeSet<usize> {
        let found = self.search.find_overlapping_iter(path);
        let found = found.filter_map(|it| self.of.get(it.pattern().as_usize()));
        found.chain(&self.without).copied().collect()
    }
}

/// That of the list.
impl JsonSchema for FileList {
    fn inline_schema() -> bool {
        List::<FilePattern>::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        List::<FilePattern>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        List::<FilePattern>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn every_pattern_that_stands_for_a_path_is_possible() {
        let located = |written: &&str| Located {
            value: written.parse::<FilePattern>().expect("it is a pattern"),
            span: Span::default(),
        };
        let patterns = [
            "opt/*/miner-?",
            "**",
            "*.bin",
            "?",
            "a?c",
            "etc/",
            "**/x/**/y",
            "usr/bin/tool",
            "*",
            "??-tool*",
        ];
        let patterns: Vec<_> = patterns.iter().map(located).collect();
        let literals = Literals::of(&patterns).expect("some hold letters");
        let mut hits = 0;
        for path in [
            "opt/a/miner-1",
            "/opt/a/miner-1",
            "opt/miner-1",
            "a.bin",
            "x/a.bin",
            "abc",
            "etc/cron.d/a",
            "a/x/b/c/y",
            "usr/bin/tool",
            "my-tool-2",
            "",
            "é",
            "./usr//bin/tool",
        ] {
            let segments = PathSegments::of(path);
            let possible = literals.possible(path);
            for (number, item) in patterns.iter().enumerate() {
                if item.value.matches(&segments) {
                    hits += 1;
                    assert!(possible.contains(&number), "{path}: {}", item.value.as_str());
                }
            }
            assert!(possible.len() < patterns.len(), "{path}: nothing was left out");
        }
        assert!(hits > 20, "{hits}");
    }
}
