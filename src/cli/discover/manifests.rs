//! Which files of YAML and JSON are manifests: what stands in them decides, whatever they are called.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::super::read::{self, MAX_DOCKERFILE_BYTES};
use super::names::is_document;
use crate::dockerfile::is_buildable;
use crate::engine::ReadError;
#[cfg(feature = "lsp")]
use crate::orchestration::manifest;
use crate::orchestration::{Kind, asked_kind, kind_of};

/// What to do about a template.
pub(super) const TEMPLATE_HELP: &str =
    "render it and lint the result: `helm template CHART | minestop lint -`";

/// The manifests among files, in their order, and the workflows if somebody asks for them. One that cannot be read is none:
/// nobody said that it is.
pub(super) fn manifests(paths: Vec<PathBuf>, with_workflows: bool) -> Vec<(PathBuf, Kind)> {
    let kind_of = if with_workflows { asked_kind } else { kind_of };
    let kind = |path: PathBuf| {
        let content = read::file(&path, MAX_DOCKERFILE_BYTES).ok()?;
        Some((path, kind_of(&content.bytes)?))
    };
    paths.into_par_iter().filter_map(kind).collect()
}

/// True for a text of YAML, JSON, HCL or TOML that neither builds nor starts anything, as editors show a server many.
#[cfg(feature = "lsp")]
pub(in crate::cli) fn is_something_else(path: &Path, bytes: &[u8]) -> bool {
    let may_be = is_document(path) || path.extension().is_some_and(|ending| ending == "toml");
    may_be && asked_kind(bytes).is_none() && !is_buildable(bytes)
}

/// True for a text that counts only for those who ask for workflows.
#[cfg(feature = "lsp")]
pub(in crate::cli) fn is_only_a_workflow(bytes: &[u8]) -> bool {
    manifest(bytes) == Some(Kind::Workflow)
}

/// What is wrong with a file of YAML or JSON that somebody names to be linted; nothing if it is left to the linter.
pub(super) fn refused(path: &Path, shown: &Path) -> Option<ReadError> {
    if !is_document(path) {
        return None;
    }
    let content = read::file(path, MAX_DOCKERFILE_BYTES).ok()?;
    let bytes = content.bytes.as_slice();
    let (what, help) = match asked_kind(bytes) {
        Some(Kind::Kubernetes { .. } | Kind::Compose | Kind::Bake | Kind::Workflow) => return None,
        Some(Kind::Template) => ("a template of a manifest, not linted", TEMPLATE_HELP),
        None if is_buildable(bytes) => return None,
        None => {
            ("neither a Dockerfile nor a manifest", "name a file that builds or starts something")
        }
    };
    let error = ReadError::new(shown.to_string_lossy(), what);
    Some(ReadError { help: Some(help.to_owned()), ..error })
}
