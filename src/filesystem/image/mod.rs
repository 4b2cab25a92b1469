//! Finished images: `docker save` archives and OCI layouts, as a directory or as an archive.
//!
//! Every layer is inspected on its own: a file that a later layer deletes is still shipped.

mod descriptor;
mod docker;
mod layer;
mod links;
mod listed;
mod oci;
mod store;
mod whiteouts;

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use crate::facts::ImageConfig;
use crate::filesystem::archive::Opener;
use crate::filesystem::entry::Inspect;
use crate::filesystem::limits::Budget;
use crate::filesystem::problem::Problem;
use layer::Source;

#[cfg(feature = "registry")]
pub(crate) use descriptor::is_restricted;
pub(crate) use layer::{Counted, KnownLayers, Layer, entries};
pub(crate) use listed::Named;
#[cfg(feature = "registry")]
pub(crate) use oci::INDEX;
pub(crate) use store::Store;
#[cfg(feature = "registry")]
pub(crate) use store::{Blobs, blob_path, has_digest};
pub(crate) use whiteouts::Whiteout;

/// An image: its names, its configuration, and which layers it has.
#[derive(Debug)]
pub(crate) struct Image {
    /// Names with tags; its digest if it has none.
    pub(crate) name: String,
    /// The configuration.
    pub(crate) config: ImageConfig,
    /// Numbers of its layers in [`Images::layers`], the lowest first.
    pub(crate) layers: Vec<usize>,
}

/// The images of one archive or layout.
#[derive(Debug)]
pub(crate) struct Images {
    store: Store,
    /// In the order in which they are listed.
    pub(crate) images: Vec<Image>,
    /// Each layer once, however many images have it.
    sources: Vec<Source>,
    /// The number of each layer by what is known of it.
    numbers: HashMap<Source, usize>,
    /// What of the store the lists name.
    named: Named,
    /// There is a list as `docker save` writes it.
    is_of_docker: bool,
    /// What is wrong with the lists.
    pub(crate) problems: Vec<Problem>,
    /// What the lists name and the store is not meant to have.
    pub(crate) notes: Vec<String>,
}

impl Images {
    /// Reads the lists, manifests and configurations; no layer yet. A file that is only called like a list is one if
    /// somebody `says_so`.
    pub(crate) fn read(store: Store, says_so: bool) -> Self {
        let mut images = Self {
            store,
            images: Vec::new(),
            sources: Vec::new(),
            numbers: HashMap::new(),
            named: Named::default(),
            is_of_docker: false,
            problems: Vec::new(),
            notes: Vec::new(),
        };
        docker::read(&mut images, says_so);
        oci::read(&mut images, says_so);
        images
    }

    /// True if there are lists of images, whether or not these can be read.
    pub(super) fn are_any(&self) -> bool {
        !self.images.is_empty() || !self.problems.is_empty()
    }

    /// True if there is a list as `docker save` writes it.
    pub(super) fn is_of_docker(&self) -> bool {
        self.is_of_docker
    }

    /// What of the store the lists name, and was looked at as they say.
    pub(super) fn named(&self) -> &Named {
        &self.named
    }

    /// Bytes of all layers as they are stored.
    pub(crate) fn size(&self) -> u64 {
        self.sources.iter().filter_map(|source| self.store.size(&source.path).ok()).sum()
    }

    /// Inspects all layers, several at once; of those that `known` remembers nothing is read.
    pub(crate) fn inspect<I: Inspect>(
        &self,
        inspect: &I,
        budget: &Budget,
        known: Option<&dyn KnownLayers<I::Seen>>,
    ) -> Vec<Layer<I::Seen>> {
        let opener = Opener::new(inspect, budget);
        let look = |source| layer::look_up(&self.store, source, &opener, known);
        self.sources.par_iter().map(look).collect()
    }

    /// The number of a layer; a new one is added.
    fn layer(&mut self, source: Source) -> usize {
        if let Some(number) = self.numbers.get(&source) {
            return *number;
        }
        let number = self.sources.len();
        self.named.add(&self.store, &source.path);
        self.numbers.insert(source.clone(), number);
        self.sources.push(source);
        number
    }

    /// A manifest or configuration.
    fn json(&mut self, path: &str) -> io::Result<Vec<u8>> {
        self.named.add(&self.store, path);
        self.store.json(path)
    }
}
