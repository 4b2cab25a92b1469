//! The manifests of one image: asked for, compared with their digests, and kept for the next run.

use std::collections::HashMap;
use std::io;

use sha2::{Digest as _, Sha256};

use super::client::{CONTENT_DIGEST, Client};
use crate::filesystem::image::{blob_path, has_digest};
use crate::intel::to_hex;
use crate::scan::document_cache::DocumentCache;

/// Manifests that may be larger are refused by registries, too.
pub(super) const MAX_MANIFEST: u64 = 4 << 20;
/// What a manifest may be: an image or an index, of the OCI or of Docker.
const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
                      application/vnd.docker.distribution.manifest.list.v2+json, \
                      application/vnd.docker.distribution.manifest.v2+json";

/// A manifest that was read.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) digest: String,
    pub(super) size: u64,
}

/// What was read of a repository, or in an earlier run.
#[derive(Debug)]
pub(super) struct Documents {
    pub(super) client: Client,
    cache: Option<DocumentCache>,
    /// The synthetic index and the manifests, by path.
    by_path: HashMap<String, Vec<u8>>,
}

impl Documents {
    /// Nothing yet.
    pub(super) fn new(client: Client, cache: Option<DocumentCache>) -> Self {
        Self { client, cache, by_path: HashMap::new() }
    }

    pub(super) fn get(&self, path: &str) -> Option<&[u8]> {
        self.by_path.get(path).map(Vec::as_slice)
    }

    pub(super) fn insert(&mut self, path: String, bytes: Vec<u8>) {
        self.by_path.insert(path, bytes);
    }

    pub(super) fn len(&self) -> usize {
        self.by_path.len()
    }

    /// Where a layout has what is of this digest.
    pub(super) fn path(&self, digest: &str) -> io::Result<String> {
        blob_path(digest).ok_or_else(|| {
            let host = self.client.host();
            io::Error::other(format!(
                "`{host}` sends a manifest with `{digest}`, which is no digest"
            ))
        })
    }

    /// The manifest of a digest, which is asked for only if no run has read it yet.
    pub(super) fn listed(&mut self, digest: &str, size: Option<u64>) -> io::Result<Listed> {
        match self.known(digest, size) {
            Some(bytes) => self.keep(digest.to_owned(), bytes),
            None => self.manifest(digest, Some(digest), size),
        }
    }

    /// The manifest that the host has under a tag or digest. Where an earlier run may have read it, the host is asked
    /// which digest it has, and for the manifest itself only if it is another one.
    pub(super) fn named(&mut self, asked: &str, digest: Option<&str>) -> io::Result<Listed> {
        let path = format!("/manifests/{asked}");
        let name = self.client.name(&path);
        let is_likely = self.cache.as_ref().is_some_and(|cache| match digest {
            Some(digest) => cache.read(digest).is_some(),
            None => cache.has_asked(&name),
        });
        if is_likely
            && let Some(said) = self.client.digest(&path, ACCEPT)
            && digest.is_none_or(|digest| digest == said)
            && let Some(bytes) = self.known(&said, None)
        {
            return self.keep(said, bytes);
        }
        let found = self.manifest(asked, digest, None)?;
        if let (Some(cache), None) = (&self.cache, digest) {
            cache.note_asked(&name);
        }
        Ok(found)
    }

    /// A manifest or configuration that an earlier run has read, and that has the size that is stated.
    pub(super) fn known(&self, digest: &str, size: Option<u64>) -> Option<Vec<u8>> {
        let bytes = self.cache.as_ref()?.read(digest)?;
        size.is_none_or(|size| size == bytes.len() as u64).then_some(bytes)
    }

    /// Remembers what has this digest for the next run.
    pub(super) fn remember(&self, digest: &str, bytes: &[u8]) {
        if let Some(cache) = &self.cache {
            cache.write(digest, bytes);
        }
    }

    /// Asks for a manifest.
    fn manifest(
        &mut self,
        asked: &str,
        digest: Option<&str>,
        size: Option<u64>,
    ) -> io::Result<Listed> {
        let host = self.client.host().to_owned();
        let answer = self.client.get(&format!("/manifests/{asked}"), ACCEPT, 0)?;
        let said = answer.headers().get(CONTENT_DIGEST).and_then(|value| value.to_str().ok());
        let stated = digest.or(said).map(str::to_owned);
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
        self.remember(&digest, &bytes);
        self.keep(digest, bytes)
    }

    /// Takes a manifest that has this digest.
    fn keep(&mut self, digest: String, bytes: Vec<u8>) -> io::Result<Listed> {
        let size = bytes.len() as u64;
        self.by_path.insert(self.path(&digest)?, bytes);
        Ok(Listed { digest, size })
    }
}
