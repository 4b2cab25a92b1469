//! minestop judges what a Dockerfile does and stops builds that a policy forbids.
//!
//! Data flows one way: text → tree → facts → findings → report. `ARCHITECTURE.md` has the map.

mod anchore;
mod build_context;
mod byte_search;
mod cli;
mod config;
mod content;
mod dockerfile;
mod engine;
mod export;
mod facts;
mod filesystem;
mod finding;
mod frontend;
mod image_ref;
mod intel;
mod orchestration;
mod pattern;
mod policy;
#[cfg(feature = "registry")]
mod registry;
mod report;
mod rules;
mod scan;
mod shell;
mod source;

pub use cli::{Exit, Host, run};
