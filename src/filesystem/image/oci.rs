//! `index.json` of an OCI layout, with nested indexes and several platforms.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use crate::filesystem::archive::describe;
use crate::filesystem::image::layer::Source;
use crate::filesystem::image::store::{Others, blob_path, has_digest};
use crate::filesystem::image::{Image, Images, docker};
use crate::filesystem::problem::{Problem, ProblemKind};

pub(crate) const INDEX: &str = "index.json";

/// Indexes inside one another, and manifests of all of them.
const MAX_DEPTH: usize = 8;
pub(crate) const MAX_MANIFESTS: usize = 1024;
/// Annotations that name an image, the fuller one first.
const NAMES: [&str; 2] = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    #[serde(default)]
    media_type: String,
    digest: String,
    #[serde(default)]
    annotations: Option<BTreeMap<String, String>>,
    #[serde(flatten)]
    others: Others,
}

/// An index or a manifest: what it has tells which.
#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    manifests: Option<Vec<Descriptor>>,
    #[serde(default)]
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Option<Vec<Descriptor>>,
    #[serde(flatten)]
    others: Others,
}

impl Document {
    /// The same, if every reader takes it for that.
    fn agreed(self) -> Result<Self, String> {
        self.others.unlike(&["manifests", "config", "layers"])?;
        let lists = [&self.manifests, &self.layers].into_iter().flatten().flatten();
        for descriptor in lists.chain(&self.config) {
            descriptor.others.unlike(&["mediaType", "digest", "annotations"])?;
        }
        Ok(self)
    }
}

/// A document that is still to be read.
struct Open {
    path: String,
    digest: Option<String>,
    name: Option<String>,
    depth: usize,
}

/// Adds the images of the index, if there is one; what `manifest.json` names already is left out.
pub(crate) fn read(images: &mut Images) {
    if !images.store.has(INDEX) {
        return;
    }
    let mut seen = HashSet::new();
    let mut open = vec![Open { path: INDEX.to_owned(), digest: None, name: None, depth: 0 }];
    while let Some(next) = open.pop() {
        if !seen.insert(next.path.clone()) {
            continue;
        }
        if next.depth > MAX_DEPTH || seen.len() > MAX_MANIFESTS {
            let what = "there are more manifests than minestop reads";
            images.problems.push(Problem::new(next.path, ProblemKind::Limit, what));
            return;
        }
        match document(images, &next) {
            Ok(document) => add(images, &next, document, &mut open),
            Err(problem) => images.problems.push(problem),
        }
    }
}

fn document(images: &Images, open: &Open) -> Result<Document, Problem> {
    let problem = |kind, what: String| Problem::new(&open.path, kind, what);
    let json = images.store.json(&open.path);
    let json = json.map_err(|error| problem(ProblemKind::Unreadable, describe(&error)))?;
    if open.digest.as_deref().is_some_and(|digest| !has_digest(&json, digest)) {
        let what = "its bytes are not those of its digest".to_owned();
        return Err(problem(ProblemKind::Altered, what));
    }
    let document = serde_json::from_slice::<Document>(&json).map_err(|error| error.to_string());
    document.and_then(Document::agreed).map_err(|what| problem(ProblemKind::Unreadable, what))
}

fn add(images: &mut Images, from: &Open, document: Document, open: &mut Vec<Open>) {
    for descriptor in document.manifests.unwrap_or_default().into_iter().rev() {
        let Some(path) = blob_path(&descriptor.digest) else {
            let what = format!("`{}` is no digest", descriptor.digest);
            images.problems.push(Problem::new(&from.path, ProblemKind::Unreadable, what));
            continue;
        };
        let annotations = descriptor.annotations.unwrap_or_default();
        let name = NAMES.iter().find_map(|key| annotations.get(*key)).cloned();
        let (name, depth) = (name.or_else(|| from.name.clone()), from.depth + 1);
        open.push(Open { path, digest: Some(descriptor.digest), name, depth });
    }
    if let Some(descriptor) = document.config {
        image(images, from, &descriptor, document.layers.unwrap_or_default());
    }
}

fn image(images: &mut Images, from: &Open, config: &Descriptor, layers: Vec<Descriptor>) {
    let Some(path) = blob_path(&config.digest) else {
        let what = format!("`{}` is no digest", config.digest);
        images.problems.push(Problem::new(&from.path, ProblemKind::Unreadable, what));
        return;
    };
    let mut numbers = Vec::new();
    let known = images.sources.len();
    for layer in layers {
        let path = blob_path(&layer.digest).unwrap_or_default();
        let size = images.store.open(&path).map_or(0, |(_, size)| size);
        // A layer without a type is one: nothing hides behind a missing word.
        let is_tar = layer.media_type.is_empty() || layer.media_type.contains("tar");
        let (name, digest) = (layer.digest.clone(), Some(layer.digest));
        numbers.push(images.layer(Source { path, name, digest, size, is_tar }));
    }
    let is_listed = images.sources.len() == known
        && images.images.iter().any(|image| image.layers == numbers && !numbers.is_empty());
    let parsed = docker::config(images, &path, Some(&config.digest));
    if is_listed && images.images.iter().any(|image| image.config == parsed) {
        return;
    }
    let name = from.name.clone().or_else(|| from.digest.clone()).unwrap_or_default();
    let name = match parsed.platform.as_str() {
        "" => name,
        platform => format!("{name} ({platform})"),
    };
    images.images.push(Image { name, config: parsed, layers: numbers });
}
