//! How scripts are read and folded.

mod detours;
mod folding;
mod reading;
mod robustness;
pub(super) mod support;
mod windows;
