//! What a document is: a workflow, an action or a pipeline.

use std::rc::Rc;

use crate::orchestration::encoding::of_utf16;
use crate::orchestration::yaml::{Node, Reader};
use crate::source::{FileId, Text};

/// Keys of which a job of GitLab has one beside its script.
const JOB: [&str; 18] = [
    "after_script",
    "allow_failure",
    "artifacts",
    "before_script",
    "cache",
    "dependencies",
    "environment",
    "except",
    "extends",
    "image",
    "needs",
    "only",
    "parallel",
    "rules",
    "services",
    "stage",
    "tags",
    "when",
];

/// Keys of a pipeline that are no jobs.
pub(super) const RESERVED: [&str; 13] = [
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "inputs",
    "services",
    "spec",
    "stages",
    "types",
    "variables",
    "workflow",
];

/// Where an entry of `include` of GitLab finds a file.
const PLACES: [&str; 5] = ["local", "remote", "template", "project", "component"];

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Workflow,
    Action,
    Pipeline,
}

/// True for a workflow, an action or a pipeline. Quick for nearly every file: it lacks a word that each of them has.
pub(in crate::orchestration) fn is_workflow(bytes: &[u8]) -> bool {
    if let Some(text) = of_utf16(bytes) {
        return is_workflow(text.as_bytes());
    }
    let has = |word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    let of_github = has("jobs") && has("on") || has("runs") && has("using");
    // a key may stand before its `:` in quotes, or behind a `?`
    let has_key = |word: &str| {
        let behind = |at: usize| bytes.get(at + word.len()..).unwrap_or_default();
        let ends = |rest: &[u8]| {
            let next = rest.iter().find(|byte| !b"\"' \t\r\n".contains(byte));
            next == Some(&b':')
        };
        memchr::memmem::find_iter(bytes, word.as_bytes()).any(|at| ends(behind(at)))
    };
    let of_gitlab = || has_key("script") || has_key("include");
    let has_explicit_keys = || memchr::memmem::find(bytes, b"? ").is_some();
    if !of_github && !of_gitlab() && !has_explicit_keys() {
        return false;
    }
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::new(FileId::default(), &text);
    match reader.read(0..text.len()) {
        Ok(all) => all.iter().any(|document| form(&document.root).is_some()),
        // who reads it says what is wrong
        Err(_) => {
            let has = |key: &str| text.lines().any(|line| line.starts_with(key));
            has("jobs:") && has("on:") || has("stages:") && text.contains("script:")
        }
    }
}

/// What the root of a document says of it.
pub(super) fn form(root: &Node) -> Option<Form> {
    let runs = |job: &Node| ["steps", "uses", "runs-on"].iter().any(|key| job.get(key).is_some());
    if root.get("on").is_some()
        && root.get("jobs").is_some_and(|jobs| jobs.entries().iter().any(|(_, job)| runs(job)))
    {
        return Some(Form::Workflow);
    }
    if root.get("runs").is_some_and(|runs| runs.get("using").is_some()) {
        return Some(Form::Action);
    }
    let entries = root.entries();
    let has_script = |job: &Node| job.get("script").is_some();
    let is_job = |job: &Node| has_script(job) && JOB.iter().any(|key| job.get(key).is_some());
    let is_staged = || root.get("stages").is_some_and(|it| !it.items().is_empty());
    // a job may have its script alone, where nothing else stands beside it
    let is_of_pipeline = |(key, job): &(Text, Rc<Node>)| {
        has_script(job) || RESERVED.contains(&key.as_str()) || key.starts_with('.')
    };
    let all_run = || {
        entries.iter().any(|(_, job)| has_script(job))
            && (is_staged() || entries.iter().all(is_of_pipeline))
    };
    let is_pipeline = includes(root) || entries.iter().any(|(_, job)| is_job(job));
    (is_pipeline || all_run()).then_some(Form::Pipeline)
}

/// True for a file of GitLab that takes others in.
fn includes(root: &Node) -> bool {
    let Some(include) = root.get("include") else { return false };
    let names = |node: &Node| PLACES.iter().any(|key| node.get(key).is_some());
    names(include) || include.items().iter().any(|item| names(item))
}
