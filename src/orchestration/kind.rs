//! What a file is, told from what stands in it.

use super::bake;
use super::compose::is_compose;
use super::encoding::of_utf16;
use super::workflows::is_workflow;
use super::yaml::{Node, Reader, documents};
use crate::dockerfile;
use crate::source::FileId;

/// Stands in front of some files of UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a file is that is no Dockerfile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Objects of Kubernetes.
    Kubernetes {
        /// Some of its documents are templates, which nobody can read as they are.
        has_templates: bool,
    },
    /// Services of Compose.
    Compose,
    /// Targets of Bake.
    Bake,
    /// A workflow or an action of GitHub, or a pipeline of GitLab.
    Workflow,
    /// A template of one of them, and nothing else.
    Template,
}

/// What a file is; nothing for what is none of it. Quick for nearly every file: it lacks a word that each of them has.
pub(crate) fn kind_of(bytes: &[u8]) -> Option<Kind> {
    if let Some(text) = of_utf16(bytes) {
        return kind_of(text.as_bytes());
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(bytes);
    let has = |word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    let may_be_compose = has("services") && (has("image") || has("build") || has("extends"));
    if let Some(kind) = may_be_compose.then(|| compose(bytes)).flatten() {
        return Some(kind);
    }
    if has("target") && bake(bytes) {
        return Some(Kind::Bake);
    }
    if !has("apiVersion") || !has("kind") {
        return None;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        // who reads it says what is wrong
        let is_object = has_object_lines(&String::from_utf8_lossy(bytes));
        return is_object.then_some(Kind::Kubernetes { has_templates: false });
    };
    let mut reader = Reader::new(FileId::default(), text);
    let (mut has_object, mut has_templates) = (false, false);
    for part in documents(text) {
        let document = text.get(part.clone()).unwrap_or_default();
        let is_template = is_template(document);
        if !document.contains("apiVersion") || has_object && (has_templates || !is_template) {
            continue;
        }
        if !is_template && has_object_lines(document) {
            has_object = true;
            continue;
        }
        match reader.read(part) {
            Ok(all) if is_template && all.iter().any(|document| has_braces(&document.root)) => {
                has_templates |= has_words(document);
            }
            Ok(all) => has_object |= all.iter().any(|document| is_object(&document.root)),
            Err(_) if is_template => has_templates |= has_words(document),
            // so large that nobody looks for lines in it
            Err(_) => has_object |= reader.is_spent() || has_words(document),
        }
    }
    match (has_object, has_templates) {
        (true, has_templates) => Some(Kind::Kubernetes { has_templates }),
        (false, true) => Some(Kind::Template),
        (false, false) => None,
    }
}

/// The same, workflows included, which count only for those who ask for them.
pub(crate) fn asked_kind(bytes: &[u8]) -> Option<Kind> {
    kind_of(bytes).or_else(|| is_workflow(bytes).then_some(Kind::Workflow))
}

/// True for targets of Bake, in HCL or in JSON.
fn bake(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    if !text.trim_start().starts_with('{') {
        return bake::is_hcl(&text);
    }
    let may_be =
        text.contains("\"target\"") && (text.contains("ocker") || text.contains("context"));
    if !may_be {
        return false;
    }
    match Reader::new(FileId::default(), &text).read(0..text.len()) {
        Ok(all) => all.iter().any(|document| bake::is_json(&document.root)),
        // who reads it says what is wrong
        Err(_) => text.contains("\"dockerfile") && !is_template(&text),
    }
}

/// Services of Compose, or a template of them.
fn compose(bytes: &[u8]) -> Option<Kind> {
    let text = String::from_utf8_lossy(bytes);
    let blank = ['"', '{', ' ', '\t'];
    let mut lines = text.lines().map(|line| line.trim_start_matches(blank));
    if !lines.any(|line| line.starts_with("services")) {
        return None;
    }
    let mut reader = Reader::new(FileId::default(), &text);
    match reader.read(0..text.len()) {
        Ok(all) => all.iter().any(|document| is_compose(&document.root)).then_some(Kind::Compose),
        Err(_) => {
            let is_key = |line: &str| line.trim_end() == "services:";
            let is_it = reader.is_spent() || text.lines().any(is_key) || is_flow(&text);
            let kind = if is_template(&text) { Kind::Template } else { Kind::Compose };
            is_it.then_some(kind)
        }
    }
}

/// Services in one line, or in JSON.
fn is_flow(text: &str) -> bool {
    let is_key = |line: &str| {
        let behind = line.strip_prefix("services:").map(str::trim_start);
        behind.is_some_and(|behind| behind.starts_with(['{', '&', '!', '*', '#']))
    };
    let is_json = text.trim_start().starts_with('{') && text.contains("\"services\"");
    is_json && text.contains("\"image\"") || text.lines().any(is_key)
}

/// True for a text with marks of a template language: those of Go and of Jinja.
pub(super) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// True for `{{ .Values.x }}` without quotes somewhere, which YAML reads as a mapping whose key is a mapping, and no reader
/// of objects takes.
fn has_braces(root: &Node) -> bool {
    /// Far more than a template has; a node that many aliases name is met for each.
    const MOST_NODES: usize = 1 << 16;
    let (mut open, mut seen) = (vec![root], 0);
    while let Some(node) = open.pop() {
        if node.entries().iter().any(|(key, _)| key.is_empty()) {
            return true;
        }
        seen += 1 + node.entries().len() + node.items().len();
        if seen > MOST_NODES {
            return false;
        }
        open.extend(node.entries().iter().map(|(_, value)| &**value));
        open.extend(node.items().iter().map(|item| &**item));
    }
    false
}

fn is_object(root: &Node) -> bool {
    root.text("apiVersion").is_some() && root.text("kind").is_some()
}

/// Two lines start with the keys of an object, so that it is one, or a broken one.
fn has_object_lines(text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    has("apiVersion:") && has("kind:")
}

/// The same for a text that cannot be read: the keys stand in front of lines.
fn has_words(text: &str) -> bool {
    let blank = ['"', '{', ' ', '\t'];
    let has = |key: &str| text.lines().any(|line| line.trim_start_matches(blank).starts_with(key));
    has("apiVersion") && has("kind")
}

/// What a text is that may be a Dockerfile: one that `BuildKit` would build is nothing else.
pub(crate) fn manifest(bytes: &[u8]) -> Option<Kind> {
    let has_stage = || {
        let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_start);
        lines.any(|line| line.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"from")))
    };
    asked_kind(bytes).filter(|_| !(has_stage() && dockerfile::is_buildable(bytes)))
}
