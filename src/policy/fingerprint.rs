//! A name for a finding that survives edits elsewhere in the file: no line number goes into it.
//!
//! SHA-256, not a quick hash: whoever could make two findings collide could hide one behind a dismissed other.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::finding::Finding;
use crate::intel::to_hex;
use crate::source::Sources;

/// Bytes that are hashed for the findings of one file: overlapping findings in one huge instruction would cost findings
/// times bytes. Ordinary files stay far below; behind it both ends and the length name a text.
const MAX_HASHED: usize = 1024 * 1024;

/// Bytes of an end.
const END: usize = 4096;

/// Names the findings of one file.
#[derive(Debug)]
pub(crate) struct Fingerprints<'a> {
    path: &'a str,
    sources: &'a Sources,
    seen: HashMap<[u8; 32], u32>,
    left: usize,
}

impl<'a> Fingerprints<'a> {
    pub(crate) fn new(path: &'a str, sources: &'a Sources) -> Self {
        Self { path, sources, seen: HashMap::new(), left: MAX_HASHED }
    }

    /// Hex of the hash over rule, path, underlined text (blanks collapsed) and how many equal ones came before.
    pub(crate) fn of(&mut self, finding: &Finding) -> String {
        let mut hash = Sha256::new();
        for part in [finding.rule, self.path] {
            hash.update(part);
            hash.update([0]);
        }
        let text = self.sources.slice(finding.primary.span);
        let (text, end) = match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                (text, &[][..])
            }
            None => {
                hash.update(text.len().to_le_bytes());
                let end = text.get(text.len().saturating_sub(END)..).unwrap_or(text);
                (text.get(..END).unwrap_or(text), end)
            }
        };
        hash.update(end);
        for word in text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
            hash.update(word);
            hash.update(b" ");
        }
        let ordinal = self.seen.entry(hash.clone().finalize().into()).or_insert(0);
        hash.update(ordinal.to_le_bytes());
        *ordinal += 1;
        to_hex(&hash.finalize())
    }
}
