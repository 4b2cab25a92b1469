//! `expired-exception`: an exception of the policy file that has expired.
//!
//! Constants only: `policy` knows when to report it.

use crate::finding::Action;
use crate::rules::{Evidence, Group, Meta, Setting};

pub(crate) static META: Meta = Meta {
    id: "expired-exception",
    summary: "exception of the policy that has expired",
    group: Group::Policy,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Warn),
    reads: Evidence::NOTHING,
    build: None,
    page: include_str!("../../docs/rules/expired-exception.md"),
};
