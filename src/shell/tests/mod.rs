//! How scripts are read and folded.

mod detours;
mod folding;
mod reading;
mod robustness;
mod support;
mod windows;
