//! `index.json` of an OCI layout, with nested indexes and several platforms.

use std::collections::HashSet;

use serde::Deserialize;

use crate::facts::go_json::Fields;
use crate::filesystem::image::descriptor::{Descriptor, MAX_MANIFESTS};
use crate::filesystem::image::layer::Source;
use crate::filesystem::image::store::{Others, blob_path, has_digest};
use crate::filesystem::image::{Image, Images, docker};
use crate::filesystem::problem::{Problem, ProblemKind, describe};

pub(crate) const INDEX: &str = "index.json";
/// A layout has this file, and little else has one of this name.
const LAYOUT: &str = "oci-layout";

/// Indexes inside one another.
const MAX_DEPTH: usize = 8;
/// Annotations that name an image, the fuller one first.
const NAMES: [&str; 2] = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];

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
            descriptor.others.unlike(&Descriptor::FIELDS)?;
        }
        Ok(self)
    }
}

/// A document that is still to be read.
struct Open {
    path: String,
    digest: Option<String>,
    size: Option<u64>,
    name: Option<String>,
    depth: usize,
}

/// Adds the images of the index, if there is one; what `manifest.json` names already is left out.
pub(crate) fn read(images: &mut Images, says_so: bool) {
    if !images.store.has(INDEX) || !says_so && !is_index(images) {
        return;
    }
    let mut seen = HashSet::new();
    let path = INDEX.to_owned();
    let mut open = vec![Open { path, digest: None, size: None, name: None, depth: 0 }];
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
    let names_some = !images.notes.is_empty();
    if names_some && images.images.is_empty() && images.problems.is_empty() && is_layout(images) {
        let what = "nothing of what it names is there";
        images.problems.push(Problem::new(INDEX, ProblemKind::Unreadable, what));
    }
}

fn is_layout(images: &Images) -> bool {
    images.store.has(LAYOUT)
}

/// True if an entry names a blob by a digest: web applications have a file of this name, too. In a layout whatever is
/// called so is one.
fn is_index(images: &Images) -> bool {
    let Ok(json) = images.store.json(INDEX) else { return true };
    let text = String::from_utf8_lossy(&json);
    let Ok(index) = Fields::parse(&text) else { return is_layout(images) };
    let Ok(entries) = index.objects("manifests") else { return true };
    if !entries.is_empty() && is_layout(images) {
        return true;
    }
    let names_blob = |entry: &Fields<'_>| {
        let digest = entry.get::<String>("digest");
        digest.map_or(true, |digest| digest.is_some_and(|it| blob_path(&it).is_some()))
    };
    entries.iter().any(names_blob)
}

fn document(images: &mut Images, open: &Open) -> Result<Document, Problem> {
    let problem = |kind, what: String| Problem::new(&open.path, kind, what);
    let json = images.json(&open.path);
    let json = json.map_err(|error| problem(ProblemKind::Unreadable, describe(&error)))?;
    if open.digest.as_deref().is_some_and(|digest| !has_digest(&json, digest)) {
        let what = "its bytes are not those of its digest".to_owned();
        return Err(problem(ProblemKind::Altered, what));
    }
    if open.size.is_some_and(|size| size != json.len() as u64) {
        let what = "its size is not what the list says".to_owned();
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
        if !images.store.has(&path) {
            // archives have the platforms that were pulled
            images.notes.push(descriptor.absent());
            continue;
        }
        let annotations = descriptor.annotations.unwrap_or_default();
        let name = NAMES.iter().find_map(|key| annotations.get(*key)).cloned();
        let (name, depth) = (name.or_else(|| from.name.clone()), from.depth + 1);
        let (digest, size) = (Some(descriptor.digest), descriptor.size);
        open.push(Open { path, digest, size, name, depth });
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
    let known = images.sources.len();
    let stored = images.store.size(&path).ok();
    if config.size.is_some_and(|stated| stored.is_some_and(|stored| stored != stated)) {
        let what = "its size is not what the list says";
        images.problems.push(Problem::new(&path, ProblemKind::Altered, what));
    }
    let parsed = docker::config(images, &path, Some(&config.digest));
    let numbers = layers_of(images, from, layers, &parsed.diff_ids);
    let is_listed = images.sources.len() == known
        && images.images.iter().any(|image| image.layers == numbers && image.config == parsed);
    if is_listed && !numbers.is_empty() {
        return;
    }
    let name = from.name.clone().or_else(|| from.digest.clone()).unwrap_or_default();
    let name = match parsed.platform.as_str() {
        "" => name,
        platform => format!("{name} ({platform})"),
    };
    images.images.push(Image { name, config: parsed, layers: numbers });
}

fn layers_of(
    images: &mut Images,
    from: &Open,
    layers: Vec<Descriptor>,
    diff_ids: &[String],
) -> Vec<usize> {
    // A layer without a type is one: nothing hides behind a missing word.
    let is_tar = |it: &Descriptor| it.media_type.is_empty() || it.media_type.contains("tar");
    if layers.iter().all(is_tar) && !diff_ids.is_empty() && diff_ids.len() != layers.len() {
        let what = format!("it has {} layers and {} diff ids", layers.len(), diff_ids.len());
        images.problems.push(Problem::new(&from.path, ProblemKind::Altered, what));
    }
    let mut numbers = Vec::new();
    for (number, layer) in layers.into_iter().enumerate() {
        let Some(path) = blob_path(&layer.digest) else {
            let what = format!("`{}` is no digest", layer.digest);
            images.problems.push(Problem::new(&from.path, ProblemKind::Unreadable, what));
            continue;
        };
        let stored = images.store.size(&path).ok();
        if layer.size.is_some_and(|stated| stored.is_some_and(|stored| stored != stated)) {
            let what = "its size is not what the list says";
            images.problems.push(Problem::new(&path, ProblemKind::Altered, what));
        }
        let is_image = |kind: &&String| {
            ["squashfs", "erofs", "ext4", "octet-stream"].iter().any(|it| kind.contains(it))
        };
        let file_system = Some(&layer.media_type).filter(is_image).cloned();
        let (is_tar, is_elsewhere) = (is_tar(&layer), layer.is_elsewhere());
        numbers.push(images.layer(Source {
            path,
            name: layer.digest.clone(),
            digest: Some(layer.digest),
            diff_id: diff_ids.get(number).filter(|_| is_tar).cloned(),
            is_tar,
            file_system,
            is_elsewhere,
        }));
    }
    numbers
}
