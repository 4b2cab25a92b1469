//! The documents of a file and of those that it names.

use std::rc::Rc;

use crate::orchestration::build::joined;
use crate::orchestration::encoding::decoded;
use crate::orchestration::reading::Reading;
use crate::orchestration::surroundings::Surroundings;
use crate::orchestration::yaml::{Document, Node, Reader};
use crate::source::{FileId, Sources, Span};

/// Who refuses what is no YAML.
const READER: &str = "the service";

/// The documents of a file; what cannot be read is said.
pub(super) fn documents(file: FileId, sources: &Sources, found: &mut Reading) -> Vec<Document> {
    let bytes = sources.bytes(file);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            found.refuse(Span::new(file, at, at + 1), "the file is not UTF-8".to_owned(), READER);
            return Vec::new();
        }
    };
    match Reader::new(file, text).read(0..text.len()) {
        Ok(documents) => {
            if let Some(key) = documents.iter().flat_map(|document| &document.twice).next() {
                let message = format!("the key `{}` stands twice", key.as_str());
                found.refuse(key.span(), message, READER);
            }
            documents
        }
        Err(problem) => {
            found.refuse(problem.span, problem.message, READER);
            Vec::new()
        }
    }
}

/// The path of something in the repository, told from the directory of the file.
pub(super) fn in_repository(around: &dyn Surroundings, path: &str) -> String {
    let below = around.below_root();
    let up = below.split('/').filter(|part| !part.is_empty()).map(|_| "..");
    joined(&up.collect::<Vec<_>>().join("/"), path)
}

/// The documents of another file of the repository, which becomes a source; none if it is no YAML, which is said where it is
/// judged for itself.
pub(super) fn file(
    around: &dyn Surroundings,
    path: &str,
    sources: &mut Sources,
) -> Option<Vec<Document>> {
    let bytes = decoded(around.read(path)?);
    let text = String::from_utf8(bytes.clone()).ok()?;
    let file = sources.add(around.shown(path), bytes);
    Reader::new(file, &text).read(0..text.len()).ok()
}

/// The scalars below a node, each once, however often aliases stand for it.
pub(super) fn scalars(node: &Rc<Node>, mut see: impl FnMut(&str)) {
    let mut seen = foldhash::HashSet::default();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if !seen.insert(Rc::as_ptr(node)) {
            continue;
        }
        if let Some(text) = node.scalar() {
            see(text);
        }
        open.extend(node.items());
        open.extend(node.entries().iter().map(|(_, value)| value));
    }
}
