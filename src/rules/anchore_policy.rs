//! `anchore-policy`: what a rule of an Anchore policy found.
//!
//! Constants only: `anchore` knows when to report it, and the document with which action.

use crate::finding::Action;
use crate::rules::{Evidence, Group, Meta, Setting};

pub(crate) static META: Meta = Meta {
    id: "anchore-policy",
    summary: "a rule of the Anchore policy that was given with `--policy` fires",
    group: Group::Policy,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::NOTHING,
    build: None,
    page: include_str!("../../docs/rules/anchore-policy.md"),
};
