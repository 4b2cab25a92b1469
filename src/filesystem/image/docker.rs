//! `manifest.json` of `docker save`: layers as `<id>/layer.tar`, or as `blobs/` since Docker 25; other tools write them
//! compressed, as `<digest>.tar.gz`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::descriptor::{Descriptor, MAX_MANIFESTS};
use super::layer::Source;
use super::store::{Others, digest_of_blob, digest_of_config, has_digest};
use super::{Image, Images};
use crate::facts::ImageConfig;
use crate::facts::go_json::Fields;
use crate::filesystem::problem::{Problem, ProblemKind, describe};

pub(crate) const LIST: &str = "manifest.json";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Manifest {
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    #[serde(default)]
    layers: Option<Vec<String>>,
    /// Layers that are kept elsewhere, by their diff id.
    #[serde(default)]
    layer_sources: Option<BTreeMap<String, Descriptor>>,
    #[serde(flatten)]
    others: Others,
}

impl Manifest {
    const FIELDS: [&str; 4] = ["Config", "RepoTags", "Layers", "LayerSources"];
}

/// Adds the images of the list, if there is one.
pub(super) fn read(images: &mut Images, says_so: bool) {
    if !images.store.has(LIST) {
        return;
    }
    let json = match images.store.json(LIST) {
        Ok(json) => json,
        Err(error) => {
            return images.problems.push(unreadable(describe(&error)));
        }
    };
    // Web applications have a file of this name, too.
    if !says_so && !is_list(images, &json) {
        return;
    }
    images.named.add(&images.store, LIST);
    images.is_of_docker = true;
    let list = serde_json::from_slice::<Vec<Manifest>>(&json).map_err(|error| error.to_string());
    let agreed = |list: Vec<Manifest>| {
        let mut others = list.iter().map(|manifest| &manifest.others);
        others.try_for_each(|it| it.unlike(&Manifest::FIELDS)).map(|()| list)
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
        Err(what) => images.problems.push(unreadable(what)),
    }
}

fn unreadable(what: String) -> Problem {
    Problem::new(LIST, ProblemKind::Unreadable, what)
}

/// True if a Docker engine would find an image in it: an entry names a configuration, which is there or has layers.
fn is_list(images: &Images, json: &[u8]) -> bool {
    let text = String::from_utf8_lossy(json);
    let Ok(list) = serde_json::from_str::<Vec<Fields<'_>>>(&text) else {
        // one that was cut off or changed
        return text.trim_start().starts_with('[') && text.contains("\"Config\"");
    };
    list.iter().any(|entry| {
        let config = entry.get::<String>("Config");
        let has_layers = !matches!(entry.get::<Vec<String>>("Layers"), Ok(None));
        config.map_or(true, |path| path.is_some_and(|path| has_layers || images.store.has(&path)))
    })
}

fn image(images: &mut Images, manifest: Manifest) {
    let config = config(images, &manifest.config, digest_of_config(&manifest.config).as_deref());
    let mut layers = Vec::new();
    let elsewhere = manifest.layer_sources.unwrap_or_default();
    let paths = manifest.layers.unwrap_or_default();
    if !config.diff_ids.is_empty() && config.diff_ids.len() != paths.len() {
        let what = format!("it has {} layers and {} diff ids", paths.len(), config.diff_ids.len());
        images.problems.push(Problem::new(&manifest.config, ProblemKind::Altered, what));
    }
    for (number, path) in paths.into_iter().enumerate() {
        let diff_id = config.diff_ids.get(number).cloned();
        let descriptor = diff_id.as_ref().and_then(|diff_id| elsewhere.get(diff_id));
        let digest = digest_of_blob(&path);
        layers.push(images.layer(Source {
            name: digest.clone().or_else(|| diff_id.clone()).unwrap_or_else(|| path.clone()),
            path,
            digest,
            diff_id,
            is_tar: true,
            file_system: None,
            is_elsewhere: descriptor.is_some_and(Descriptor::is_elsewhere),
        }));
    }
    let tags = manifest.repo_tags.unwrap_or_default();
    let name = if tags.is_empty() { manifest.config } else { tags.join(", ") };
    images.images.push(Image { name, config, layers });
}

/// A configuration that must have this digest.
pub(crate) fn config(images: &mut Images, path: &str, digest: Option<&str>) -> ImageConfig {
    let read = images.json(path);
    let mut problem = |kind, what: String| images.problems.push(Problem::new(path, kind, what));
    let json = match read {
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
