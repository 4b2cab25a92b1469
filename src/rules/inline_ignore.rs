//! `inline-ignore`: a `# minestop: ignore[…]` comment that does not do what its author wants.
//!
//! Constants only: `policy` knows when to report it.

use crate::finding::Action;
use crate::rules::{Evidence, Group, Meta, Setting};

pub(crate) static META: Meta = Meta {
    id: "inline-ignore",
    summary: "ignore comment that is forbidden, malformed or without effect",
    group: Group::Policy,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Warn),
    reads: Evidence::NOTHING,
    build: None,
    page: include_str!("../../docs/rules/inline-ignore.md"),
};
