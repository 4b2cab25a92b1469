//! Keys of miners' configuration files as markers of a file.

use std::borrow::Cow;

use crate::facts::FileMarker;
use crate::intel::{Intel, MarkerGroup};

/// The keys of a text that miners' configurations have, each once, with the place of its first use.
pub(crate) fn keys(text: &[u8], intel: &Intel) -> Vec<FileMarker> {
    let mut found: Vec<FileMarker> = Vec::new();
    for (range, known) in intel.config_keys(text) {
        if found.iter().all(|marker| marker.value != known.value()) {
            found.push(FileMarker {
                group: MarkerGroup::Key,
                strength: known.strength(),
                value: known.value().to_owned(),
                citation: known.citation(),
                offset: range.start as u64,
            });
        }
    }
    found
}

/// The text without what a document only shows: the fenced blocks of Markdown, each byte as a blank, so that places stay.
/// Only a text that no miner could read as its configuration is taken for a document: they all start with a bracket, a
/// quoted key or a comment of C.
pub(super) fn without_examples<'t>(path: &str, text: &'t [u8]) -> Cow<'t, [u8]> {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_markdown = ending.is_some_and(|ending| ["md", "markdown"].contains(&ending.as_str()));
    let first = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    let is_other =
        first.first().is_none_or(|byte| b"{[\"/".contains(byte)) || first.starts_with(b"#!");
    if !is_markdown || is_other {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut open: Option<&[u8]> = None;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let fence = line
            .trim_ascii_start()
            .get(..3)
            .filter(|it| [b"```", b"~~~"].iter().any(|fence| it == fence));
        let is_shown = open.is_some();
        match (open, fence) {
            (None, Some(_)) => open = fence,
            (Some(of), Some(fence)) if of == fence => open = None,
            _ => {}
        }
        if is_shown {
            out.resize(out.len() + line.len(), b' ');
        } else {
            out.extend_from_slice(line);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_of_a_document_is_no_configuration() {
        let block = "```json\n{ \"donate-level\": 0, \"pools\": [] }\n```\n";
        let keys = |path: &str, text: &str| -> Vec<(String, u64)> {
            let read = without_examples(path, text.as_bytes());
            assert_eq!(read.len(), text.len());
            let found = keys(&read, Intel::builtin()).into_iter();
            found.map(|marker| (marker.value, marker.offset)).collect()
        };
        for document in ["# Title\n\n", "Words.\n", "\u{feff}# Title\n~~~\n```\n~~~\n"] {
            assert_eq!(keys("docs/rule.md", &format!("{document}{block}")), []);
        }
        // behind a block it counts again, as it does in a block of another file
        let behind = format!("# Title\n{block}{{ \"pools\": [] }}");
        assert_eq!(keys("README.MD", &behind), [("pools".to_owned(), behind.len() as u64 - 12)]);
        assert_eq!(keys("rule.txt", &format!("# Title\n{block}")).len(), 2);
        // what a miner could read is none, whatever it is called
        for start in ["/* x\n", "{\n", "[\n", "\"a\": 1,\n", "", "#!/bin/sh\n"] {
            let text = format!("{start}\n```\n*/ {{ \"pools\": [] }}");
            let expected = usize::from(!start.is_empty());
            assert_eq!(keys("notes.md", &text).len(), expected, "{start}");
        }
    }
}
