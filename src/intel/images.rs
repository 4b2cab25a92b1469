//! Images that contain miners, by name.

use crate::image_ref::Reference;

use super::kind::Kind;
use super::known::Known;
use super::tables::Intel;

impl Intel {
    /// The image as one that is known to mine, whatever its tag and however it is spelled.
    pub(crate) fn image(&self, reference: &Reference) -> Option<Known<'_>> {
        self.custom
            .as_ref()
            .and_then(|custom| custom.image(reference))
            .or_else(|| self.find(Kind::Image, &reference.canonical().to_string()))
    }

    /// What makes a repository path look like a mining image: the name of a miner, or a word such images have.
    pub(crate) fn image_looks_like_miner(&self, repository: &str) -> Option<Known<'_>> {
        self.miner_in(repository)
            .map(|hit| hit.known)
            .or_else(|| self.scan(Kind::ImageWord, repository).map(|(_, known)| known).next())
    }
}
