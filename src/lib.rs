//! minestop judges what a Dockerfile does and stops builds that a policy forbids.
//!
//! Data flows one way: text → tree → facts → findings → report. `ARCHITECTURE.md` has the map.

pub mod anchore;
pub mod build_context;
pub mod cli;
pub mod config;
pub mod content;
pub mod dockerfile;
pub mod engine;
pub mod facts;
pub mod filesystem;
pub mod finding;
pub mod frontend;
pub mod image_ref;
pub mod intel;
pub mod pattern;
pub mod policy;
pub mod report;
pub mod rules;
pub mod scan;
pub mod shell;
pub mod source;
