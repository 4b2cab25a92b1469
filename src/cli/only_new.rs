//! `--new-only --since REF`: of everything that was found only what a branch has brought. A gate judges everything; this is
//! for the review of a change.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::git::{Snapshot, root_of};
use super::new_lines::NewLines;
use super::read;
use crate::engine::Report;
use crate::finding::Finding;
use crate::source::{FileId, Sources};

/// Largest file that is compared, in bytes; of a larger one everything counts as new.
const MAX_COMPARED: usize = 16 * 1024 * 1024;

/// What is compared with, each repository and each file once.
#[derive(Debug)]
pub(super) struct Since {
    reference: String,
    snapshots: HashMap<PathBuf, Snapshot>,
    /// By path as it is shown.
    lines: HashMap<String, NewLines>,
    left_out: usize,
}

impl Since {
    /// What is not in the commit that `reference` names.
    pub(super) fn new(reference: &str) -> Self {
        Self {
            reference: reference.to_owned(),
            snapshots: HashMap::new(),
            lines: HashMap::new(),
            left_out: 0,
        }
    }

    /// Takes out of the report what was there before.
    pub(super) fn keep_new(&mut self, report: &mut Report) -> Result<(), Failure> {
        for file in &mut report.files {
            let before = file.decided.len();
            let mut is_new = Vec::with_capacity(before);
            for decided in &file.decided {
                is_new.push(self.is_new(&decided.finding, &file.path, &file.sources)?);
            }
            let mut is_new = is_new.into_iter();
            file.decided.retain(|_| is_new.next().unwrap_or(true));
            self.left_out += before - file.decided.len();
        }
        Ok(())
    }

    /// What of everything was left out, for the report.
    pub(super) fn note(&self) -> String {
        let findings = match self.left_out {
            1 => "1 finding".to_owned(),
            count => format!("{count} findings"),
        };
        format!("only lines that are new since `{}` count: {findings} left out", self.reference)
    }

    /// True if a line is new that a finding stands on, that explains it, or the file that it is about.
    fn is_new(
        &mut self,
        finding: &Finding,
        dockerfile: &str,
        sources: &Sources,
    ) -> Result<bool, Failure> {
        for label in std::iter::once(&finding.primary).chain(&finding.related) {
            let Some(source) = sources.get(label.span.file) else { return Ok(true) };
            let first = source.lines().line_of(label.span.start);
            let last = source.lines().line_of(label.span.end.max(label.span.start + 1) - 1);
            if self.lines_of(source.name(), label.span.file, sources)?.touch(first, last) {
                return Ok(true);
            }
        }
        let Some(subject) = &finding.subject else { return Ok(false) };
        // Of a file without a text in the report: it is new, or as it was. Inside of an archive the archive counts.
        let inside = subject.path.split('!').next().unwrap_or_default();
        let path = Path::new(dockerfile).with_file_name(inside.trim_start_matches('/'));
        let name = path.to_string_lossy().into_owned();
        let is_source = sources.iter().any(|(_, file)| file.name() == name);
        Ok(!is_source && self.has_changed(&path)?)
    }

    fn lines_of(
        &mut self,
        name: &str,
        file: FileId,
        sources: &Sources,
    ) -> Result<&NewLines, Failure> {
        if !self.lines.contains_key(name) {
            let lines = match self.before(Path::new(name))? {
                Some(old) => NewLines::between(&old, sources.bytes(file)),
                None => NewLines::All,
            };
            self.lines.insert(name.to_owned(), lines);
        }
        Ok(self.lines.get(name).unwrap_or(&NewLines::All))
    }

    fn has_changed(&mut self, path: &Path) -> Result<bool, Failure> {
        let Some(old) = self.before(path)? else { return Ok(true) };
        let now = read::file(path, MAX_COMPARED);
        Ok(now.is_ok_and(|now| !now.whole || now.bytes != old))
    }

    /// The bytes that a file had.
    fn before(&mut self, path: &Path) -> Result<Option<Vec<u8>>, Failure> {
        let Some((root, inside)) = place_of(path) else { return Ok(None) };
        if !self.snapshots.contains_key(&root) {
            self.snapshots.insert(root.clone(), Snapshot::open(&root, &self.reference)?);
        }
        match self.snapshots.get_mut(&root) {
            Some(snapshot) => snapshot.file(&inside, MAX_COMPARED),
            None => Ok(None),
        }
    }
}

/// The repository of a file and the path in it; `None` for what lies in none, such as standard input.
fn place_of(path: &Path) -> Option<(PathBuf, String)> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()?;
    let root = root_of(&directory)?;
    let inside = directory.join(path.file_name()?);
    let inside = inside.strip_prefix(&root).ok()?.to_str()?.to_owned();
    Some((root, inside))
}
