//! Where in a build something happens.

use crate::dockerfile::Keyword;
use crate::source::Span;

/// When a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
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
pub struct Place {
    /// The instruction; inside ONBUILD the one that it triggers.
    pub keyword: Keyword,
    /// It stands behind ONBUILD and acts in a later build.
    pub onbuild: bool,
    /// 0-based number of the build stage; `None` before the first FROM.
    pub stage: Option<usize>,
    /// When it takes effect.
    pub moment: Moment,
    /// The whole instruction.
    pub span: Span,
}

impl Place {
    /// A step of the build whose stage is not known.
    pub fn in_build(keyword: Keyword, span: Span) -> Self {
        Self { keyword, onbuild: false, stage: None, moment: Moment::Build, span }
    }
}
