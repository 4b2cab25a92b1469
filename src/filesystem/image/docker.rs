//! `manifest.json` of `docker save`: layers as `<id>/layer.tar`, or as `blobs/` since Docker 25.

use serde::Deserialize;

use crate::facts::ImageConfig;
use crate::filesystem::archive::describe;
use crate::filesystem::image::layer::Source;
use crate::filesystem::image::oci::MAX_MANIFESTS;
use crate::filesystem::image::store::{Others, digest_of, has_digest};
use crate::filesystem::image::{Image, Images};
use crate::filesystem::problem::{Problem, ProblemKind};

pub(crate) const LIST: &str = "manifest.json";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Manifest {
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    #[serde(default)]
    layers: Option<Vec<String>>,
    #[serde(flatten)]
    others: Others,
}

/// Adds the images of the list, if there is one.
pub(crate) fn read(images: &mut Images) {
    if !images.store.has(LIST) {
        return;
    }
    let list = images.store.json(LIST).map_err(|error| describe(&error));
    let list = list.and_then(|json| {
        serde_json::from_slice::<Vec<Manifest>>(&json).map_err(|error| error.to_string())
    });
    let agreed = |list: Vec<Manifest>| {
        let mut others = list.iter().map(|manifest| &manifest.others);
        others.try_for_each(|it| it.unlike(&["Config", "RepoTags", "Layers"])).map(|()| list)
    };
    match list.and_then(agreed) {
        Ok(list) => {
            if list.len() > MAX_MANIFESTS {
                let what = "there are more manifests than minestop reads";
                images.problems.push(Problem::new(LIST, ProblemKind::Limit, what));
            }
            for manifest in list.into_iter().take(MAX_MANIFESTS) {
                image(images, manifest);
            }
        }
        Err(what) => images.problems.push(Problem::new(LIST, ProblemKind::Unreadable, what)),
    }
}

fn image(images: &mut Images, manifest: Manifest) {
    let config = config(images, &manifest.config, digest_of(&manifest.config).as_deref());
    let mut layers = Vec::new();
    for (number, path) in manifest.layers.unwrap_or_default().into_iter().enumerate() {
        let unpacked = config.diff_ids.get(number).cloned();
        let digest = digest_of(&path).or(unpacked);
        let size = images.store.open(&path).map_or(0, |(_, size)| size);
        let name = digest.clone().unwrap_or_else(|| path.clone());
        layers.push(images.layer(Source { path, name, digest, size, is_tar: true }));
    }
    let tags = manifest.repo_tags.unwrap_or_default();
    let name = if tags.is_empty() { manifest.config } else { tags.join(", ") };
    images.images.push(Image { name, config, layers });
}

/// A configuration that must have this digest.
pub(crate) fn config(images: &mut Images, path: &str, digest: Option<&str>) -> ImageConfig {
    let mut problem = |kind, what: String| images.problems.push(Problem::new(path, kind, what));
    let json = match images.store.json(path) {
        Ok(json) => json,
        Err(error) => {
            problem(ProblemKind::Unreadable, describe(&error));
            return ImageConfig::default();
        }
    };
    if digest.is_some_and(|digest| !has_digest(&json, digest)) {
        problem(ProblemKind::Altered, "its bytes are not those of its digest".to_owned());
    }
    ImageConfig::parse(&json).unwrap_or_else(|error| {
        problem(ProblemKind::Unreadable, error.to_string());
        ImageConfig::default()
    })
}
