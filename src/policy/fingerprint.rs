//! A name for a finding that survives edits elsewhere in the file: no line number goes into it.
//!
//! SHA-256, not a quick hash: whoever could make two findings collide could hide one behind an accepted other. For the same
//! reason everything counts that decides what the finding is about: the values behind its words, and what matched.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::finding::Finding;
use crate::intel::to_hex;
use crate::source::{BaseDirectories, FileId, Sources, Span};

/// Bytes that are hashed word by word for the findings of one file: overlapping findings in one huge instruction would cost
/// findings times bytes. Ordinary files stay far below; behind it a text is named by its place in the file and the digest
/// of the whole file, so that no change of it goes unseen.
const MAX_HASHED: usize = 1024 * 1024;

/// Names the findings of one file.
#[derive(Debug)]
pub(crate) struct Fingerprints<'a> {
    bases: &'a BaseDirectories,
    sources: &'a Sources,
    /// As it is shown.
    shown: &'a str,
    /// As everybody in the repository knows it.
    path: String,
    seen: HashMap<[u8; 32], u32>,
    /// Digests of whole files, where they were needed.
    files: HashMap<FileId, [u8; 32]>,
    left: usize,
}

impl<'a> Fingerprints<'a> {
    /// For the file that is shown as `shown`, with its path told from `bases`.
    pub(crate) fn new(bases: &'a BaseDirectories, shown: &'a str, sources: &'a Sources) -> Self {
        Self {
            bases,
            sources,
            shown,
            path: bases.told(shown),
            seen: HashMap::new(),
            files: HashMap::new(),
            left: MAX_HASHED,
        }
    }

    /// Hex of the hash over rule, path, underlined text (blanks collapsed), the texts that explain it, evidence, the file
    /// that it is about, and how many equal ones came before.
    pub(crate) fn of(&mut self, finding: &Finding) -> String {
        let mut hash = Sha256::new();
        part(&mut hash, finding.rule.as_bytes());
        part(&mut hash, self.path.as_bytes());
        self.place(&mut hash, finding.primary.span);
        for label in &finding.related {
            self.place(&mut hash, label.span);
        }
        if let Some(evidence) = &finding.evidence {
            part(&mut hash, evidence.kind.as_bytes());
            part(&mut hash, evidence.value.as_bytes());
        }
        if let Some(subject) = &finding.subject {
            part(&mut hash, subject.path.as_bytes());
        }
        let ordinal = self.seen.entry(hash.clone().finalize().into()).or_insert(0);
        hash.update(ordinal.to_le_bytes());
        *ordinal += 1;
        to_hex(&hash.finalize())
    }

    /// The text of a span, and its file where that is another one.
    fn place(&mut self, hash: &mut Sha256, span: Span) {
        let name = self.sources.get(span.file).map_or("", |file| file.name());
        if name != self.shown {
            part(hash, self.bases.told(name).as_bytes());
        }
        let text = self.sources.slice(span);
        match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                for word in text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
                    hash.update(word);
                    hash.update(b" ");
                }
            }
            None => {
                let sources = self.sources;
                let whole = || Sha256::digest(sources.bytes(span.file)).into();
                hash.update(self.files.entry(span.file).or_insert_with(whole));
                hash.update(span.start.to_le_bytes());
                hash.update(span.end.to_le_bytes());
            }
        }
        hash.update([0]);
    }
}

/// One text with its end.
fn part(hash: &mut Sha256, text: &[u8]) {
    hash.update(text);
    hash.update([0]);
}
