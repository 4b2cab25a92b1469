//! What starts containers and what asks for builds: manifests of Kubernetes, read as the instructions that they stand for.
//!
//! A container becomes a stage: its image a FROM, its command an ENTRYPOINT, its variables ENV, the files that it is
//! given COPY with a here-document. So the facts and rules of Dockerfiles judge it and know nothing of where it stands.
//! Opens no file and judges nothing.

mod assembly;
mod kind;
pub(crate) mod kubernetes;
mod yaml;

pub(crate) use assembly::Assembly;
pub(crate) use kind::{Kind, is_manifest, kind_of};
