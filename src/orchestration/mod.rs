//! What starts containers and what asks for builds: manifests of Kubernetes, Compose files, Bake files, workflows of GitHub and
//! pipelines of GitLab, read as the instructions that they stand for.
//!
//! A container becomes a stage: its image a FROM, its command an ENTRYPOINT, its variables ENV, the files that it is
//! given COPY with a here-document. A job becomes one, too: what it runs is RUN. So the facts and rules of Dockerfiles judge it and know nothing of where it stands.
//! Opens no file and judges nothing.

mod assembly;
mod bake;
mod build;
mod compose;
mod encoding;
mod json;
mod kind;
mod kubernetes;
mod reading;
mod started;
mod surroundings;
mod workflows;
mod yaml;

pub(crate) use assembly::Assembly;
pub(crate) use build::{Build, Instructions};
pub(crate) use encoding::decoded;
pub(crate) use json::reading_json;
pub(crate) use kind::{Kind, asked_kind, kind_of, manifest};
pub(crate) use reading::Reading;
pub(crate) use surroundings::Surroundings;

use crate::source::{FileId, Sources};

/// Reads a file of this kind with what it refers to; files that prove something become sources.
pub(crate) fn read(
    kind: Kind,
    file: FileId,
    around: &dyn Surroundings,
    sources: &mut Sources,
) -> Reading {
    let mut reading = match kind {
        Kind::Compose => compose::read(file, around, sources),
        Kind::Bake => bake::read(file, around, sources),
        Kind::Workflow => workflows::read(file, around, sources),
        Kind::Kubernetes { .. } | Kind::Template => kubernetes::read(file, sources.bytes(file)),
    };
    reading.bound();
    reading
}
