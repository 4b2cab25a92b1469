//! Which rule for images fits which image: mappings and the lists of allowed and denied images.

use std::fmt;

use super::bundle::{Bundle, ImageKind, ImageRule};
use super::image_name::ImageName;

/// A part of an image's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Host, with its port.
    Registry,
    /// Path in the registry.
    Repository,
    /// Tag.
    Tag,
    /// Digest.
    Digest,
    /// Image id.
    Id,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Registry => "registry",
            Self::Repository => "repository",
            Self::Tag => "tag",
            Self::Digest => "digest",
            Self::Id => "id",
        })
    }
}

impl ImageRule {
    /// True if the rule is for this image. A digest or id that is not known is equal to none.
    pub(super) fn matches(&self, image: &ImageName) -> bool {
        let part = |part: &Option<String>| part.as_deref().unwrap_or_default().to_owned();
        self.registry.matches(&part(&image.registry))
            && self.repository.matches(&part(&image.repository))
            && match &self.kind {
                ImageKind::Tag(tag) => match &image.tag {
                    Some(written) => tag.matches(written),
                    None => tag.is_everything(),
                },
                ImageKind::Digest(digest) => image.digest.as_ref() == Some(digest),
                ImageKind::Id(id) => image.id.as_ref() == Some(id),
            }
    }

    /// The part of the name that the rule asks for and the image does not have: Anchore Engine fails there.
    pub(super) fn lacking(&self, image: &ImageName) -> Option<Part> {
        let parts = [
            (&self.registry, &image.registry, Part::Registry),
            (&self.repository, &image.repository, Part::Repository),
        ];
        for (pattern, given, part) in parts {
            match given {
                None => return Some(part),
                Some(text) if !pattern.matches(text) => return None,
                Some(_) => {}
            }
        }
        match &self.kind {
            ImageKind::Tag(_) => image.tag.is_none().then_some(Part::Tag),
            ImageKind::Digest(_) => image.digest.is_none().then_some(Part::Digest),
            ImageKind::Id(_) => image.id.is_none().then_some(Part::Id),
        }
    }

    /// It is for every image.
    pub(super) fn is_for_all(&self) -> bool {
        self.registry.is_everything()
            && self.repository.is_everything()
            && matches!(&self.kind, ImageKind::Tag(tag) if tag.is_everything())
    }

    /// Registry, repository and the rest, for people.
    pub(super) fn shown(&self) -> String {
        let (separator, value) = match &self.kind {
            ImageKind::Tag(tag) => (":", tag.as_str()),
            ImageKind::Digest(digest) => ("@", digest.as_str()),
            ImageKind::Id(id) => (" id ", id.as_str()),
        };
        format!("{}/{}{separator}{value}", self.registry.as_str(), self.repository.as_str())
    }
}

impl Bundle {
    /// The entry that denies the image in any of its spellings.
    pub(super) fn denies(&self, image: &ImageName) -> Option<&ImageRule> {
        let spellings = image.spellings();
        self.denied.iter().find(|rule| spellings.iter().any(|image| rule.matches(image)))
    }
}
