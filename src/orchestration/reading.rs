//! What is read of a file, whatever kind it is of: stages, builds, and what could not be read.

use super::assembly::Assembly;
use super::build::{Build, Instructions, LONGEST_INLINE};
use crate::facts::{Unfinished, Unreadable};
use crate::source::{FileId, Span};

/// What a file comes to.
#[derive(Debug)]
pub(crate) struct Reading {
    /// A stage for each container, each service, each image that stands for a context.
    pub(crate) assembly: Assembly,
    /// The builds that the file asks for.
    pub(crate) builds: Vec<Build>,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) unfinished: Vec<Unfinished>,
}

impl Reading {
    pub(super) fn new(file: FileId) -> Self {
        Self {
            assembly: Assembly::new(file),
            builds: Vec::new(),
            unreadable: Vec::new(),
            unfinished: Vec::new(),
        }
    }

    /// Says what is too large to be read, and leaves it out.
    pub(super) fn bound(&mut self) {
        if let Some(span) = self.assembly.too_large {
            self.stop(span, "a file that stands here is larger than is read");
        }
        let is_short = |build: &mut Build| match &build.instructions {
            Instructions::Inline(text) => text.len() <= LONGEST_INLINE,
            Instructions::File(_) => true,
        };
        for build in self.builds.extract_if(.., |build| !is_short(build)) {
            let message = "the Dockerfile that stands here is larger than is read".to_owned();
            self.unreadable.push(Unreadable { span: build.span, message, refused_by: None });
        }
    }

    /// Says that `reader` refuses what stands there.
    pub(super) fn refuse(&mut self, span: Span, message: String, reader: &'static str) {
        self.unreadable.push(Unreadable { span, message, refused_by: Some(reader) });
    }

    /// Says that the rest is not read, each reason once.
    pub(super) fn stop(&mut self, span: Span, reason: &'static str) {
        if !self.unfinished.iter().any(|it| it.reason == reason) {
            self.unfinished.push(Unfinished { span, reason });
        }
    }
}
