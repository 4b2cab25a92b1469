//! `unused-exception`: an exception of the policy file that no finding needs.
//!
//! Constants only: `policy` knows when to report it.

use crate::finding::Action;
use crate::rules::{Evidence, Group, Meta, Setting};

pub(crate) static META: Meta = Meta {
    id: "unused-exception",
    summary: "exception of the policy that no finding needs any more",
    group: Group::Policy,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Warn),
    reads: Evidence::NOTHING,
    build: None,
    page: include_str!("../../docs/rules/unused-exception.md"),
};
