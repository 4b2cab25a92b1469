//! Keys of configuration files, read leniently: comments, missing braces and trailing commas are no obstacle,
//! as they are none for miners. What the keys mean together is decided elsewhere.

use std::ops::Range;

use super::known::Known;
use super::tables::Intel;

/// A key is no longer than this, in bytes.
const LONGEST: usize = 40;

impl Intel {
    /// The keys of a text that miners' configurations have, each use with its place in bytes.
    pub(crate) fn config_keys<'a>(
        &'a self,
        text: &[u8],
    ) -> impl Iterator<Item = (Range<usize>, Known<'a>)> {
        quoted_keys(text).filter_map(|(at, key)| {
            let known = self.config_key(std::str::from_utf8(key).ok()?)?;
            Some((at..at + key.len(), known))
        })
    }
}

/// Quoted words that a colon follows, with the offset of the word.
fn quoted_keys(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut quotes = memchr::memchr_iter(b'"', text).peekable();
    std::iter::from_fn(move || {
        while let Some(open) = quotes.next() {
            let Some(close) = quotes.peek().copied() else { break };
            let inside = text.get(open + 1..close).unwrap_or_default();
            let behind = text.get(close + 1..).unwrap_or_default();
            if inside.len() <= LONGEST && behind.trim_ascii_start().first() == Some(&b':') {
                return Some((open + 1, inside));
            }
        }
        None
    })
}
