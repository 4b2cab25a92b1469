//! `mining-proxy`: a mining proxy hands the work of a pool on to miners.

use schemars::JsonSchema;
use serde::Deserialize;

use super::miner_command::Once;
use super::signals::Topic;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::finding::{Action, Finding};

pub(super) static META: Meta = Meta {
    id: "mining-proxy",
    summary: "a mining proxy hands the work of a pool on to miners",
    group: Group::Miner,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/mining-proxy.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        report(context, Topic::Proxy, META.id, "mining proxy", out);
    }
}

/// Each software of one kind that its name alone proves, once an instruction.
pub(super) fn report(
    context: &Context<'_>,
    topic: Topic,
    rule: &'static str,
    kind: &str,
    out: &mut Vec<Finding>,
) {
    let mut once = Once::default();
    for signal in context.signals.about(topic) {
        if signal.is_strong() && once.first(signal) {
            let message = format!("`{}` is a {kind}", signal.value());
            let help = format!("remove the {kind}, or allow it");
            out.push(signal.finding(rule, message).help(help));
        }
    }
}
