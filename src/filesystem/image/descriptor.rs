//! What a list of an image says of a blob. Opens none.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::store::Others;

/// Manifests of all lists together.
pub(super) const MAX_MANIFESTS: usize = 1024;

/// What a list says of a blob.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    #[serde(default)]
    pub(super) media_type: String,
    pub(super) digest: String,
    #[serde(default)]
    pub(super) size: Option<u64>,
    #[serde(default)]
    pub(super) urls: Option<Vec<String>>,
    #[serde(default)]
    pub(super) platform: Option<Platform>,
    #[serde(default)]
    pub(super) annotations: Option<BTreeMap<String, String>>,
    #[serde(flatten)]
    pub(super) others: Others,
}

#[derive(Clone, Deserialize)]
pub(super) struct Platform {
    #[serde(default)]
    os: String,
    #[serde(default)]
    architecture: String,
}

impl Descriptor {
    pub(super) const FIELDS: [&str; 6] =
        ["mediaType", "digest", "size", "urls", "platform", "annotations"];

    /// The blob is kept where its addresses say: layers that may not be handed on, as those of Windows.
    pub(super) fn is_elsewhere(&self) -> bool {
        is_restricted(&self.media_type) && self.urls.as_ref().is_some_and(|urls| !urls.is_empty())
    }

    /// What of an index is left out where only some platforms were pulled or asked for.
    pub(super) fn absent(&self) -> String {
        let annotations = self.annotations.as_ref();
        let kind = annotations.and_then(|it| it.get("vnd.docker.reference.type"));
        let platform = self.platform.as_ref().map(|it| format!("{}/{}", it.os, it.architecture));
        match (kind, platform) {
            (Some(_), _) => format!("the attestation `{}` was not judged", self.digest),
            (None, Some(platform)) => {
                format!("the image for `{platform}`, `{}`, was not judged", self.digest)
            }
            (None, None) => format!("the manifest `{}` was not judged", self.digest),
        }
    }
}

/// True for the type of a layer that may not be handed on, as those of Windows.
pub(crate) fn is_restricted(media_type: &str) -> bool {
    ["foreign", "nondistributable"].iter().any(|word| media_type.contains(word))
}
