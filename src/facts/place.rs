//! Where in a build something happens.

use crate::dockerfile::Keyword;
use crate::source::Span;

/// When a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// While the image is built.
    Build,
    /// When a container starts (ENTRYPOINT, CMD).
    Start,
    /// As a health check of a running container.
    Health,
    /// In a script whose caller is not known.
    Script,
}

/// The instruction that a fact belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The instruction; inside ONBUILD the one that it triggers.
    pub(crate) keyword: Keyword,
    /// It stands behind ONBUILD and acts in a later build.
    pub(crate) onbuild: bool,
    /// 0-based number of the build stage; `None` before the first FROM.
    pub(crate) stage: Option<usize>,
    /// When it takes effect.
    pub(crate) moment: Moment,
    /// The whole instruction.
    pub(crate) span: Span,
}

impl Place {
    /// A step of the build whose stage is not known.
    pub(crate) fn in_build(keyword: Keyword, span: Span) -> Self {
        Self { keyword, onbuild: false, stage: None, moment: Moment::Build, span }
    }
}
