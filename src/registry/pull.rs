//! An image of a registry as an OCI layout: its manifests are read at once, its layers when somebody reads them.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};

use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use ureq::http::header;

use super::Settings;
use super::client::Client;
use super::endpoint;
use super::stream::Blob;
use crate::filesystem::image::{Blobs, INDEX, blob_path, has_digest, is_restricted};
use crate::image_ref::Reference;
use crate::intel::to_hex;

/// Manifests that may be larger are refused by registries, too.
const MAX_MANIFEST: u64 = 4 << 20;
/// Manifests of one index, with those of the indexes in it: the largest official images have about 30.
const MAX_MANIFESTS: usize = 256;
/// As a platform: every one.
const ALL: &str = "all";
/// What a manifest may be: an image or an index, of the OCI or of Docker.
const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
                      application/vnd.docker.distribution.manifest.list.v2+json, \
                      application/vnd.docker.distribution.manifest.v2+json";

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
    client: Client,
    /// The synthetic index and the manifests, by path.
    documents: HashMap<String, Vec<u8>>,
    /// The other blobs, by path.
    blobs: HashMap<String, Stated>,
}

/// A blob as a manifest says.
#[derive(Debug)]
struct Stated {
    digest: String,
    size: u64,
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
        let mut blob = Blob::new(&self.client, format!("/blobs/{}", stated.digest), stated.size);
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
    for endpoint in endpoint::of(&name.registry, settings) {
        let pulled = Client::new(endpoint, &name.repository, settings)
            .and_then(|client| Remote::of(client, reference, &settings.platforms));
        match pulled {
            Ok(remote) => return Ok(Box::new(remote)),
            // what the registry itself says is what counts in the end
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
}

impl Remote {
    fn of(client: Client, reference: &Reference, platforms: &[String]) -> io::Result<Self> {
        let digest = reference.digest().map(|digest| digest.to_string());
        let tag = reference.effective_tag().unwrap_or("latest");
        let asked = digest.clone().unwrap_or_else(|| tag.to_owned());
        let mut remote = Self { client, documents: HashMap::new(), blobs: HashMap::new() };
        let root = remote.manifest(&asked, digest, None)?;
        let index = json!({"schemaVersion": 2, "manifests": [{
            "digest": root.digest, "size": root.size, "mediaType": root.media_type
        }]});
        remote.documents.insert(INDEX.to_owned(), index.to_string().into_bytes());
        remote.follow(root, platforms)?;
        Ok(remote)
    }

    /// Reads the manifests that `root` names, and those in them.
    fn follow(&mut self, root: Descriptor, platforms: &[String]) -> io::Result<()> {
        let (mut open, mut left_out) = (vec![root], Vec::new());
        let mut images = 0;
        while let Some(next) = open.pop() {
            let document = self.document(&next)?;
            let named = document.config.iter().chain(document.layers.iter().flatten());
            for descriptor in named {
                self.add(descriptor)?;
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
                let path = self.path(&descriptor.digest)?;
                if self.documents.contains_key(&path) {
                    continue;
                }
                if self.documents.len() > MAX_MANIFESTS {
                    return Err(io::Error::other("there are more manifests than minestop reads"));
                }
                let (digest, size) = (descriptor.digest.clone(), Some(descriptor.size));
                open.push(self.manifest(&descriptor.digest, Some(digest), size)?);
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

    fn document(&self, of: &Descriptor) -> io::Result<Document> {
        let bytes = self.documents.get(&self.path(&of.digest)?);
        let parsed = serde_json::from_slice(bytes.map(Vec::as_slice).unwrap_or_default());
        parsed.map_err(|error| {
            io::Error::other(format!("`{}` sends no manifest: {error}", self.client.host()))
        })
    }

    /// Notes a blob. Where a layer is kept is not for its type to say: engines take also one that may not be handed on
    /// from a host that has it.
    fn add(&mut self, descriptor: &Descriptor) -> io::Result<()> {
        let path = self.path(&descriptor.digest)?;
        self.blobs.entry(path).or_insert_with(|| Stated {
            digest: descriptor.digest.clone(),
            size: descriptor.size,
            is_restricted: is_restricted(&descriptor.media_type),
        });
        Ok(())
    }

    fn path(&self, digest: &str) -> io::Result<String> {
        blob_path(digest).ok_or_else(|| {
            let host = self.client.host();
            io::Error::other(format!(
                "`{host}` sends a manifest with `{digest}`, which is no digest"
            ))
        })
    }

    /// Reads a manifest and keeps it under its digest.
    fn manifest(
        &mut self,
        asked: &str,
        digest: Option<String>,
        size: Option<u64>,
    ) -> io::Result<Descriptor> {
        let host = self.client.host().to_owned();
        let answer = self.client.get(&format!("/manifests/{asked}"), ACCEPT, 0)?;
        let header = |name: &str| {
            let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let media_type = header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let stated = digest.or_else(|| header("docker-content-digest"));
        let bytes = answer.into_body().into_with_config().limit(MAX_MANIFEST).read_to_vec();
        let bytes = bytes.map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(limit) => {
                io::Error::other(format!("`{host}` sends a manifest of more than {limit} bytes"))
            }
            _ => io::Error::other(format!("`{host}` sends a manifest that breaks off")),
        })?;
        if size.is_some_and(|size| size != bytes.len() as u64) {
            let what = "sends a manifest whose size is not what the index says";
            return Err(io::Error::other(format!("`{host}` {what}")));
        }
        let digest =
            stated.unwrap_or_else(|| format!("sha256:{}", to_hex(&Sha256::digest(&bytes))));
        if !has_digest(&bytes, &digest) {
            let what = format!("`{host}` sends a manifest that has not the digest `{digest}`");
            return Err(io::Error::other(what));
        }
        let found = Descriptor { media_type, digest, size: bytes.len() as u64, platform: None };
        self.documents.insert(self.path(&found.digest)?, bytes);
        Ok(found)
    }
}
