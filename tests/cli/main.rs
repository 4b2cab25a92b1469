//! The program as a user runs it: arguments, exit codes, what goes to which stream.

#![allow(clippy::indexing_slicing, reason = "a test may stop where its setting fails")]
#![expect(clippy::expect_used, reason = "a helper that fails fails its test")]

mod adoption;
mod as_docker_reads;
mod attest;
mod bake;
mod baseline;
mod cache;
mod cases;
mod ci;
mod commands;
mod compose;
mod context;
mod discovery;
mod docs;
mod export;
mod extends;
mod fleet;
mod found_by_place;
mod given_files;
mod growth;
mod guards;
mod hidden_programs;
mod hostile;
mod hostile_manifests;
mod intel;
mod kubernetes;
mod languages;
mod lint;
mod look_alikes;
mod lsp;
mod made_names;
mod marked;
mod observe;
mod output;
mod pipelines;
mod policy;
mod policy_place;
mod programs;
mod project;
#[cfg(all(unix, feature = "registry"))]
mod registry;
#[cfg(all(unix, feature = "registry"))]
mod registry_answers;
#[cfg(all(unix, feature = "registry"))]
mod registry_cache;
#[cfg(all(unix, feature = "registry"))]
mod registry_server;
mod reported;
mod required;
mod scan;
mod servers;
mod shared;
mod stages;
mod start_points;
#[cfg(target_os = "linux")]
mod terminal;
mod tools;
mod unread;
mod variants;
mod workflow;
mod written_in_pieces;
