//! Workflows and actions of GitHub.
//!
//! Actions and workflows of the same repository are followed where others use them. What is known only when a step has run
//! is unknown.

mod container;
mod job;
mod later;
mod reader;
mod steps;
mod uses;

use std::rc::Rc;

use foldhash::HashMap;

use self::reader::{Level, Reader, WORKSPACE, workspace};
use crate::orchestration::reading::Reading;
use crate::orchestration::surroundings::Surroundings;
use crate::orchestration::yaml::Node;
use crate::source::{Sources, Span};

/// Reads a workflow.
pub(super) fn workflow(
    root: &Rc<Node>,
    around: &dyn Surroundings,
    sources: &mut Sources,
    found: &mut Reading,
) {
    let scope = workspace(root.span, WORKSPACE);
    let mut reader = Reader::new(around, sources, found);
    let level = Level { scope: scope.clone(), shell: None, directory: None, depth: 0 };
    reader.jobs(root, &HashMap::default(), &level);
    reader.finish(&scope);
}

/// Reads an action.
pub(super) fn action(
    root: &Rc<Node>,
    around: &dyn Surroundings,
    sources: &mut Sources,
    found: &mut Reading,
) {
    let scope = workspace(root.span, WORKSPACE);
    let mut reader = Reader::new(around, sources, found);
    let start = Span { end: root.span.start, ..root.span };
    reader.found.assembly.stage("", None, start);
    reader.work_tree(start);
    let level = Level { scope: scope.clone(), shell: None, directory: None, depth: 0 };
    let directory = reader.around.below_root();
    reader.action(root, &HashMap::default(), &directory, &level);
    reader.write_later();
    reader.finish(&scope);
}
