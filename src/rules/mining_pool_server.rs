//! `mining-pool-server`: software that runs a mining pool.

use schemars::JsonSchema;
use serde::Deserialize;

use super::mining_proxy;
use super::signals::Topic;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::finding::{Action, Finding};

pub(super) static META: Meta = Meta {
    id: "mining-pool-server",
    summary: "software that runs a mining pool",
    group: Group::Miner,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/mining-pool-server.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        mining_proxy::report(context, Topic::PoolServer, META.id, "mining pool server", out);
    }
}
