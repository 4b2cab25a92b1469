//! What `--version` says: version, commit, and how old the intelligence is.

use crate::intel::Intel;

/// Set by whoever builds a release, or by `build.rs` for an optimised build of a clean clone; others say none.
const COMMIT: Option<&str> = option_env!("MINESTOP_COMMIT");

/// `minestop 0.1.0 (commit 0123abc, intelligence of 2026-11-20)`.
pub(super) fn line() -> String {
    let intel = Intel::default();
    let newest = intel.dates().map_or("unknown", |(_, newest)| newest);
    let version = env!("CARGO_PKG_VERSION");
    match COMMIT.filter(|commit| !commit.is_empty()) {
        Some(commit) => format!("minestop {version} (commit {commit}, intelligence of {newest})"),
        None => format!("minestop {version} (intelligence of {newest})"),
    }
}
