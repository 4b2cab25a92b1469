//! What starts containers and what asks for builds: manifests of Kubernetes, Compose files and Bake files, read as the
//! instructions that they stand for.
//!
//! A container becomes a stage: its image a FROM, its command an ENTRYPOINT, its variables ENV, the files that it is
//! given COPY with a here-document. So the facts and rules of Dockerfiles judge it and know nothing of where it stands.
//! Opens no file and judges nothing.

mod assembly;
pub(crate) mod bake;
mod build;
pub(crate) mod compose;
mod kind;
pub(crate) mod kubernetes;
mod surroundings;
mod yaml;

pub(crate) use assembly::Assembly;
pub(crate) use build::{Build, Instructions};
pub(crate) use kind::{Kind, kind_of, manifest};
pub(crate) use surroundings::Surroundings;
