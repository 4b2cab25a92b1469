//! `mining-pool`: addresses of mining pools.

use schemars::JsonSchema;
use serde::Deserialize;

use std::collections::HashSet;

use super::signals::{Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::finding::{Action, Finding};

pub(super) static META: Meta = Meta {
    id: "mining-pool",
    summary: "the address of a mining pool",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/mining-pool.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut words = HashSet::new();
        let mut add = |signal: &Signal<'_>, message: String| {
            if words.insert(signal.word_key()) {
                out.push(signal.finding(META.id, message).help("remove the pool's address"));
            }
        };
        let stratum = context.signals.about(Topic::Stratum);
        for signal in stratum.chain(context.signals.about(Topic::Url)) {
            add(signal, format!("`{}` is the address of a mining pool", signal.value()));
        }
        for signal in context.signals.about(Topic::Pool) {
            if signal.is_strong() || context.signals.supported(Topic::Pool) {
                add(signal, format!("`{}` is a mining pool", signal.value()));
            }
        }
    }
}
