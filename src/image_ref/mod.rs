//! Image references: registry, repository, tag, digest, each with its place in the source.
//!
//! The grammar is the one of `distribution/reference`, which `BuildKit` uses; an absent tag stays absent. This
//! module knows no image and no rule: it only says what a reference names, and whether a pattern covers it.

mod canonical;
mod expression;
mod grammar;
mod pattern;

use std::fmt;

use crate::source::{Span, Text, UNKNOWN};

pub(crate) use canonical::Canonical;
pub(crate) use expression::{
    Naming, NoExpression, is_canonical, named, spelling_of, spellings_below, spellings_like,
    spellings_of, without_digest,
};
pub(crate) use pattern::Pattern;

/// The registry of a reference that names none.
pub(crate) const DOCKER_HUB: &str = "docker.io";

/// A reference as written, cut into its parts, and what it names once aliases are folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    registry: Option<Text>,
    repository: Text,
    tag: Option<Text>,
    digest: Option<Text>,
    canonical: Canonical,
}

impl Reference {
    /// Reads a reference that stands in no file.
    pub(crate) fn named(name: &str) -> Result<Self, BadReference> {
        Self::parse(&Text::made(name, Span::default()))
    }

    /// Reads a reference such as `ghcr.io/team/tool:1.2@sha256:…`.
    pub(crate) fn parse(text: &Text) -> Result<Self, BadReference> {
        let fail = |range: std::ops::Range<usize>, reason| BadReference {
            span: text.span_of(range),
            reason,
        };
        if let Some(at) = text.find(UNKNOWN) {
            return Err(fail(at..at + UNKNOWN.len_utf8(), Reason::Unknown));
        }
        let parts = grammar::split(text).map_err(|(range, reason)| fail(range, reason))?;
        let part = |range: std::ops::Range<usize>| text.slice(range);
        let (registry, repository) = (parts.registry.map(part), part(parts.repository));
        Ok(Self {
            canonical: Canonical::new(registry.as_deref(), &repository),
            registry,
            repository,
            tag: parts.tag.map(part),
            digest: parts.digest.map(part),
        })
    }

    /// The registry as written (`INDEX.docker.io`, `localhost:5000`); none if the reference names none.
    #[cfg(test)]
    pub(crate) fn registry(&self) -> Option<&Text> {
        self.registry.as_ref()
    }

    /// The repository as written, without the registry (`alpine`, `library/alpine`, `team/tool`).
    pub(crate) fn repository(&self) -> &Text {
        &self.repository
    }

    /// The tag, without the colon; none if absent.
    pub(crate) fn tag(&self) -> Option<&Text> {
        self.tag.as_ref()
    }

    /// The digest with its algorithm, without the `@`; none if absent.
    pub(crate) fn digest(&self) -> Option<&Text> {
        self.digest.as_ref()
    }

    /// Registry and repository with every alias folded: `alpine` is `docker.io` and `library/alpine`.
    pub(crate) fn canonical(&self) -> &Canonical {
        &self.canonical
    }

    /// The tag that a pull would use: the written one, `latest` without tag and digest, none with a bare digest.
    pub(crate) fn effective_tag(&self) -> Option<&str> {
        match (&self.tag, &self.digest) {
            (Some(tag), _) => Some(tag),
            (None, None) => Some("latest"),
            (None, Some(_)) => None,
        }
    }

    /// What a pull would take, in the one spelling that it has: every alias folded, with tag and digest.
    pub(crate) fn spelled(&self) -> String {
        let tag = self.effective_tag().map(|tag| format!(":{tag}")).unwrap_or_default();
        let digest = self.digest.as_ref().map(|digest| format!("@{}", digest.as_str()));
        format!("{}{tag}{}", self.canonical, digest.unwrap_or_default())
    }
}

/// Why a text is no image reference, and which part of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct BadReference {
    /// The offending part.
    pub(crate) span: Span,
    /// What is wrong with it.
    pub(crate) reason: Reason,
}

/// What is wrong with a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A part cannot be known before the build runs.
    Unknown,
    /// There is no repository.
    Empty,
    /// The registry is no `host` or `host:port`.
    Registry,
    /// A part of the repository has characters that no repository can have.
    Repository,
    /// The repository has upper-case letters.
    UpperCase,
    /// The repository has more than 255 characters.
    TooLong,
    /// The tag is empty, longer than 128 characters or has characters that no tag can have.
    Tag,
    /// The digest is not `sha256:`, `sha384:` or `sha512:` and lower-case hexadecimal digits of that length.
    Digest,
    /// 64 hexadecimal digits name an image id, which cannot be pulled.
    ImageId,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "the image cannot be known before the build runs",
            Self::Empty => "the image has no name",
            Self::Registry => "this is no registry host",
            Self::Repository => "this is no repository name",
            Self::UpperCase => "a repository name must be lower case",
            Self::TooLong => "a repository name has at most 255 characters",
            Self::Tag => "this is no tag",
            Self::Digest => "this is no digest",
            Self::ImageId => "an image id cannot be used as an image name",
        })
    }
}

#[cfg(test)]
mod tests;
