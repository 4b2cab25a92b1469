//! What is known about miners: names, hosts, images, options, wallets, each with a source and a date.
//!
//! The knowledge lies in `data/*.toml` and is compiled in; a policy adds an organisation's own lists. This module
//! answers questions about words whose value is known. It reads no Dockerfile, judges nothing and does no I/O.

mod builder;
mod config_keys;
mod custom;
mod expressions;
mod hosts;
mod images;
mod indicators;
mod kind;
mod known;
mod listing;
mod messages;
mod names;
mod options;
mod products;
mod program_options;
mod scan;
mod silence;
mod table;
mod tables;
#[cfg(test)]
mod tests;
pub(crate) mod wallet;

pub(crate) use builder::to_hex;
pub(crate) use hosts::PoolHit;
pub(crate) use indicators::{BadIndicator, Indicators};
pub(crate) use kind::{FlagRole, Kind, MarkerGroup, ProductKind, Strength};
pub(crate) use known::Known;
pub(crate) use listing::{Marker, ORIGINS, Origin, days_since};
pub(crate) use messages::{is_sent, mines, mines_alone, sent, serves, spoken};
pub(crate) use options::{Flag, FlagClass, has_argument};
pub(crate) use products::Named;
pub(crate) use tables::Intel;
