//! A name for a finding that survives edits elsewhere in the file: no line number goes into it.
//!
//! SHA-256, not a quick hash: whoever could make two findings collide could hide one behind a dismissed other.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::finding::Finding;
use crate::source::Sources;

/// Names the findings of one file.
#[derive(Debug)]
pub(super) struct Fingerprints<'a> {
    path: &'a str,
    sources: &'a Sources,
    seen: HashMap<[u8; 32], u32>,
}

impl<'a> Fingerprints<'a> {
    pub(super) fn new(path: &'a str, sources: &'a Sources) -> Self {
        Self { path, sources, seen: HashMap::new() }
    }

    /// Hex of the hash over rule, path, underlined text (blanks collapsed) and how many equal ones came before.
    pub(super) fn of(&mut self, finding: &Finding) -> String {
        let mut hash = Sha256::new();
        for part in [finding.rule, self.path] {
            hash.update(part);
            hash.update([0]);
        }
        let text = self.sources.slice(finding.primary.span);
        for word in text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
            hash.update(word);
            hash.update(b" ");
        }
        let ordinal = self.seen.entry(hash.clone().finalize().into()).or_insert(0);
        hash.update(ordinal.to_le_bytes());
        *ordinal += 1;
        let mut hex = String::with_capacity(64);
        for byte in hash.finalize() {
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}
