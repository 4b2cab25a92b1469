//! An image of a registry as an OCI layout: its manifests are read at once, its layers when somebody reads them.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};

use serde::Deserialize;
use serde_json::json;

use super::Settings;
use super::client::Client;
use super::documents::{Documents, Listed, MAX_MANIFEST};
use super::endpoint;
use super::stream::Blob;
use crate::filesystem::image::{Blobs, INDEX, has_digest, is_restricted};
use crate::image_ref::Reference;

/// Manifests of one index, with those of the indexes in it: the largest official images have about 30.
const MAX_MANIFESTS: usize = 256;
/// As a platform: every one.
const ALL: &str = "all";

/// An index or a manifest, as far as it names others.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(default)]
    manifests: Option<Vec<Descriptor>>,
    #[serde(default)]
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Option<Vec<Descriptor>>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    #[serde(default)]
    media_type: String,
    digest: String,
    size: u64,
    #[serde(default)]
    platform: Option<Platform>,
}

#[derive(Clone, Deserialize)]
struct Platform {
    #[serde(default)]
    os: String,
    #[serde(default)]
    architecture: String,
    #[serde(default)]
    variant: Option<String>,
}

impl Platform {
    /// True if it is among `wanted`; a wanted one without a variant means all.
    fn is_among(&self, wanted: &[String]) -> bool {
        let plain = format!("{}/{}", self.os, self.architecture);
        let full = self.variant.as_ref().map(|variant| format!("{plain}/{variant}"));
        wanted.iter().any(|it| it == ALL || *it == plain || Some(it) == full.as_ref())
    }
}

/// The blobs of one image and what is known of them.
#[derive(Debug)]
struct Remote {
    documents: Documents,
    /// The other blobs, by path.
    blobs: HashMap<String, Stated>,
}

/// A blob as a manifest says.
#[derive(Debug)]
struct Stated {
    digest: String,
    size: u64,
    /// It is a configuration.
    is_config: bool,
    /// It is a layer that may not be handed on, so that the host need not have it.
    is_restricted: bool,
}

impl Blobs for Remote {
    fn size(&self, path: &str) -> io::Result<u64> {
        let document = self.documents.get(path).map(|bytes| bytes.len() as u64);
        let blob = || self.blobs.get(path).map(|blob| blob.size);
        document.or_else(blob).ok_or(io::ErrorKind::NotFound.into())
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        if let Some(bytes) = self.documents.get(path) {
            return Ok(Box::new(Cursor::new(bytes)));
        }
        let stated = self.blobs.get(path).ok_or(io::ErrorKind::NotFound)?;
        let mut blob =
            Blob::new(&self.documents.client, format!("/blobs/{}", stated.digest), stated.size);
        if stated.is_config && stated.size <= MAX_MANIFEST {
            return Ok(Box::new(Cursor::new(self.config(stated, blob)?)));
        }
        if stated.is_restricted {
            // whether it is there decides what is said of it
            blob.begin()?;
        }
        Ok(Box::new(blob))
    }
}

/// The manifests of an image, from the first host that has it; layers are read when they are opened.
///
/// # Errors
/// No host gives it, a manifest is not what its digest says, or there is no image for a platform that is wanted.
pub(crate) fn pull(reference: &Reference, settings: &Settings) -> io::Result<Box<dyn Blobs>> {
    let name = reference.canonical();
    let mut last = None;
    let endpoints = endpoint::of(&name.registry, settings);
    let is_alone = endpoints.len() == 1;
    for endpoint in endpoints {
        let client = Client::new(endpoint, &name.repository, settings);
        let pulled = Remote::of(client, reference, settings, is_alone);
        match pulled {
            Ok(remote) => return Ok(Box::new(remote)),
            // what the registry itself says is what counts in the end
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
}

impl Remote {
    /// The image as one host has it; `is_alone` if no other could be asked.
    fn of(
        client: Client,
        reference: &Reference,
        settings: &Settings,
        is_alone: bool,
    ) -> io::Result<Self> {
        let documents = Documents::new(client, settings.documents.clone());
        let mut remote = Self { documents, blobs: HashMap::new() };
        let root = match reference.digest().map(|digest| digest.to_string()) {
            // whether this host is the one that has it is not asked where there is no other
            Some(digest) if is_alone => remote.documents.listed(&digest, None)?,
            Some(digest) => remote.documents.named(&digest, Some(&digest))?,
            None => remote.documents.named(reference.effective_tag().unwrap_or("latest"), None)?,
        };
        let entry = json!({"digest": root.digest, "size": root.size});
        let index = json!({"schemaVersion": 2, "manifests": [entry]});
        remote.documents.insert(INDEX.to_owned(), index.to_string().into_bytes());
        remote.follow(root, &settings.platforms)?;
        Ok(remote)
    }

    /// Reads the manifests that `root` names, and those in them.
    fn follow(&mut self, root: Listed, platforms: &[String]) -> io::Result<()> {
        let (mut open, mut left_out) = (vec![root], Vec::new());
        let mut images = 0;
        while let Some(next) = open.pop() {
            let document = self.document(&next)?;
            if let Some(descriptor) = &document.config {
                self.add(descriptor, true)?;
            }
            for descriptor in document.layers.iter().flatten() {
                self.add(descriptor, false)?;
            }
            images += usize::from(document.config.is_some());
            for descriptor in document.manifests.into_iter().flatten() {
                match &descriptor.platform {
                    Some(platform) if !platforms.is_empty() && !platform.is_among(platforms) => {
                        left_out.push(format!("{}/{}", platform.os, platform.architecture));
                        continue;
                    }
                    _ => {}
                }
                let path = self.documents.path(&descriptor.digest)?;
                if self.documents.get(&path).is_some() {
                    continue;
                }
                if self.documents.len() > MAX_MANIFESTS {
                    return Err(io::Error::other("there are more manifests than minestop reads"));
                }
                open.push(self.documents.listed(&descriptor.digest, Some(descriptor.size))?);
            }
        }
        match images {
            0 if !left_out.is_empty() => Err(io::Error::other(format!(
                "it has no image for {}: it has {}",
                platforms.join(" or "),
                left_out.join(", ")
            ))),
            0 => Err(io::Error::other("there is no image in it")),
            _ => Ok(()),
        }
    }

    fn document(&self, of: &Listed) -> io::Result<Document> {
        let bytes = self.documents.get(&self.documents.path(&of.digest)?);
        let parsed = serde_json::from_slice(bytes.unwrap_or_default());
        parsed.map_err(|error| {
            io::Error::other(format!(
                "`{}` sends no manifest: {error}",
                self.documents.client.host()
            ))
        })
    }

    /// Notes a blob. Where a layer is kept is not for its type to say: engines take also one that may not be handed on
    /// from a host that has it.
    fn add(&mut self, descriptor: &Descriptor, is_config: bool) -> io::Result<()> {
        let path = self.documents.path(&descriptor.digest)?;
        self.blobs.entry(path).or_insert_with(|| Stated {
            digest: descriptor.digest.clone(),
            size: descriptor.size,
            is_config,
            is_restricted: is_restricted(&descriptor.media_type),
        });
        Ok(())
    }

    /// The bytes of a configuration. Whether these are what their digest says is for the reader to compare.
    fn config(&self, stated: &Stated, mut blob: Blob<'_>) -> io::Result<Vec<u8>> {
        if let Some(bytes) = self.documents.known(&stated.digest, Some(stated.size)) {
            return Ok(bytes);
        }
        let mut bytes = Vec::new();
        blob.read_to_end(&mut bytes)?;
        if has_digest(&bytes, &stated.digest) {
            self.documents.remember(&stated.digest, &bytes);
        }
        Ok(bytes)
    }
}
