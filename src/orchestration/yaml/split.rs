//! A file of several documents → the documents, as `kubectl` takes it apart.
//!
//! Follows `YAMLReader` of `k8s.io/apimachinery`: it looks at lines alone, so that an error in one document keeps none of
//! the others from being applied.

use std::ops::Range;

/// The byte ranges between lines of `---` alone.
pub(crate) fn documents(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty()) {
            found.push(start..at);
            start = at + line.len();
        }
        at += line.len();
    }
    found.push(start..at);
    found.retain(|range| text.get(range.clone()).is_some_and(|text| !text.trim().is_empty()));
    found
}
