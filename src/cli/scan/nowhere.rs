//! Targets of `minestop scan` that are names of images, in a build that has no network code.

use clap::Args;

use crate::cli::scan::hint::instead;
use crate::engine::ReadError;
use crate::filesystem::Budget;
use crate::filesystem::target::Target;
use crate::scan::layer_cache::LayerCache;

const WHY: &str = "this build has no network code and opens no image by name";

/// There is nothing to choose.
#[derive(Debug, Args)]
pub(super) struct NamedArgs {}

#[expect(clippy::unused_self, reason = "other builds have options here")]
impl NamedArgs {
    pub(super) fn open(
        &self,
        name: &str,
        word: &str,
        _: &Budget,
        _: Option<&LayerCache>,
    ) -> Result<Target, ReadError> {
        Err(instead(name, word, WHY))
    }

    pub(super) fn ahead(
        &self,
        _: &str,
        _: Option<&str>,
        _: Option<&LayerCache>,
    ) -> Option<Result<Target, ReadError>> {
        None
    }

    pub(super) fn open_anywhere(
        &self,
        name: &str,
        _: &Budget,
        _: Option<&LayerCache>,
    ) -> Result<Target, ReadError> {
        Err(instead(name, "docker", WHY))
    }
}
