//! Pipelines of GitLab.
//!
//! Jobs are put together from what they extend and from files of the same repository. A hidden job is read, too: others take it.

mod job;
mod loading;
mod variables;

use std::rc::Rc;

use self::loading::Pipeline;
use super::budget::Budget;
use crate::orchestration::reading::Reading;
use crate::orchestration::surroundings::Surroundings;
use crate::orchestration::yaml::Document;
use crate::source::{Sources, Span};

/// Reads a pipeline.
pub(super) fn read(
    documents: &[Document],
    around: &dyn Surroundings,
    sources: &mut Sources,
    found: &mut Reading,
) {
    let budget = Rc::new(Budget::default());
    let pipeline = Pipeline::load(documents, around, sources, &budget);
    for name in pipeline.names() {
        pipeline.job(&name, found);
    }
    let start = Span::new(found.assembly.tree.file, 0, 0);
    if let Some(span) = pipeline.missing() {
        found.stop(span, "the pipeline takes in files that are not here, or more than are read");
    }
    if budget.is_spent() {
        found.stop(start, "the file comes to more jobs, steps, or text than are read");
    }
}
