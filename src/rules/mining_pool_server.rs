//! `mining-pool-server`: software that runs a mining pool.

use super::mining_proxy;
use super::signals::Topic;
use super::{Context, Group, Meta, Rule, Setting};
use crate::finding::{Action, Finding};

static META: Meta = Meta {
    id: "mining-pool-server",
    summary: "software that runs a mining pool",
    group: Group::Miner,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    options: &[],
    page: include_str!("../../docs/rules/mining-pool-server.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        mining_proxy::report(context, Topic::PoolServer, META.id, "mining pool server", out);
    }
}
