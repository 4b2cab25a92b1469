//! The languages that a policy is written in. Knows nothing of how.

/// A language that something enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// `ValidatingPolicy` of Kyverno.
    Kyverno,
    /// `ValidatingAdmissionPolicy` of Kubernetes.
    Cel,
    /// The policy beside a Dockerfile, `Dockerfile.rego`, of buildx.
    Rego,
    /// The source policy of BuildKit.
    SourcePolicy,
}

impl Language {
    /// Something that starts containers enforces it, not something that builds images.
    pub(super) fn is_of_cluster(self) -> bool {
        matches!(self, Self::Kyverno | Self::Cel)
    }

    /// It has comments, so that what is left out stands in the text itself.
    pub(crate) fn has_comments(self) -> bool {
        self != Self::SourcePolicy
    }
}
